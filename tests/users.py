"""Many people at once, and many questions: ``python -m tests.users``. Prints figures; asserts no time.

Everybody asks over HTTP, reads for a while, and asks again. Each question carries its asker's own
conversation, and the answer must show it: no answer may reach the wrong person.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import numpy as np

ROOT = Path(__file__).parent.parent
QUESTIONS = (
    "How many people died in January?",
    "Which share of the pipeline does Russia hold?",
    "What would follow if Kazakhstan broke with Russia?",
    "What did Medvedev suggest in his deleted post?",
    "Почему Казахстан ищет новые маршруты для нефти?",
    "Who is Sultanbek Sultangaliyev?",
)

LEANING = "And why did he write it?"


def main() -> None:
    """Measure alone, then together, then for long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=25)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument(
        "--reading", type=float, default=20.0, help="mean seconds between answer and question"
    )
    parser.add_argument(
        "--questions", type=int, default=2000, help="asked one after the other, for the memory"
    )
    given = parser.parse_args()
    server = subprocess.Popen(
        [sys.executable, "-c", "from qa import Assistant; from qa.serving import serve; "
         "a = Assistant.open(); a.warm_up(); serve(a, port=0, ready=lambda url: print(url, flush=True))"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdout
    address = server.stdout.readline().strip()
    try:
        alone = [ask(address, question) for question in QUESTIONS * 5]
        p50 = float(np.median(alone))
        print(f"alone: p50 {1000 * p50:.0f} ms")
        times, wrong = together(address, given.people, given.seconds, given.reading)
        p95 = float(np.quantile(times, 0.95))
        print(
            f"{given.people} people, {given.seconds:.0f} s: {len(times)} answers, {wrong} errors or mix-ups,"
        )
        print(f"p50 {1000 * np.median(times):.0f} ms, p95 {1000 * p95:.0f} ms = {p95 / p50:.1f} times alone")
        before = memory(server.pid)
        for number in range(given.questions):
            ask(address, QUESTIONS[number % len(QUESTIONS)])
            if number + 1 in (given.questions // 10, given.questions // 2, given.questions):
                print(f"after {number + 1} questions: {memory(server.pid):.0f} MB (before: {before:.0f} MB)")
    finally:
        server.kill()


def together(address: str, people: int, seconds: float, reading: float) -> tuple[list[float], int]:
    """Seconds that each answer took, and how many failed or were somebody else's."""
    times: list[float] = []
    wrong = 0
    end = time.monotonic() + seconds
    changing = threading.Lock()

    def person(number: int) -> None:
        nonlocal wrong
        rng = random.Random(number)
        time.sleep(rng.uniform(0, reading))
        while time.monotonic() < end:
            try:
                took = ask(address, rng.choice(QUESTIONS), f"Person{number}")
                with changing:
                    times.append(took)
            except (httpx.HTTPError, AssertionError) as error:
                with changing:
                    wrong += 1
                print(repr(error)[:300])
            time.sleep(rng.expovariate(1 / reading))

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, wrong


def ask(address: str, question: str, person: str = "") -> float:
    """Ask, with a conversation of one's own when a person is named; seconds until the answer."""
    history = []
    if person:
        question = LEANING if len(question) % 2 else question
        history = [
            {"role": "user", "content": f"What did {person} Alimov write?"},
            {"role": "assistant", "content": "Nothing."},
        ]
    begin = time.monotonic()
    body = {"data": [question, history]}
    answer = (
        httpx.post(f"{address}gradio_api/run/ask", json=body, timeout=120)
        .raise_for_status()
        .json()["data"][0]
    )
    took = time.monotonic() - begin
    assert answer["status"] in ("answered", "not_found")
    if question == LEANING:
        assert f"{person} Alimov" in (answer["understood"] or ""), f"{person} got {answer['understood']!r}"
    return took


def memory(process: int) -> float:
    """Resident memory in MB."""
    text = Path(f"/proc/{process}/status").read_text("utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1000 if found else float("nan")


if __name__ == "__main__":
    main()
