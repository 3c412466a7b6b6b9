"""How long people wait, alone and together, and what many questions cost: ``python -m tests.users``.

Prints figures; asserts no time. One browser measures the page. Then people ask through the queue
that browsers use, each in a session of their own: a question whose answer shows what the same
person has asked before tells whether it came to the right one.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from eval.cases import read_cases
from index.articles import read_corpus
from qa import Assistant
from qa.assistant import seeds_folder
from qa.serving import serve
from tests.chat_parts import CHROMIUM, ROOT, served

LEANING = "And why did he write it?"
"""A question that only a conversation completes."""

PER_SESSION = 5


def main() -> None:
    """Measure the page, then people, then memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=25)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument(
        "--reading", type=float, default=60.0, help="mean seconds that somebody reads and checks"
    )
    parser.add_argument("--questions", type=int, default=2000, help="asked for the memory")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        assistant = Assistant.open()
        assistant.warm_up()
        serve(assistant, port=0, corpus="seeds", ready=print)
        return
    with served("tests.users", "--serve") as (address, process):
        asked = questions()
        show_page(address, asked[:40])
        alone = show_alone(address, asked[40:60])
        show_together(address, asked[60:], given, alone)
        show_memory(address, process.pid, given.questions)


def questions() -> list[str]:
    """What is asked in the evaluation, shuffled; none twice, since the same question again is quicker."""
    texts = {article.source: article.text for article in read_corpus(seeds_folder()).articles}
    cases = read_cases(ROOT / "eval" / "questions.jsonl", texts)
    found = list(dict.fromkeys(c.question for c in cases if c.split == "dev" and not c.history))
    random.Random(0).shuffle(found)
    return found


def many() -> Iterator[str]:
    """Thousands of questions, about other articles: for the memory they do as well."""
    for path in sorted((ROOT / "eval" / "invented").glob("*/questions.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)["question"]


_WATCH = """() => {
    const found = (marks) => document.querySelector("#qa-chat " + marks);
    const note = (name, marks) => { if (!times[name] && found(marks)) times[name] = performance.now() - times.enter; };
    let times = {};
    document.addEventListener("keydown", (event) => {
        if (event.key === "Enter") times = window.times = { enter: performance.now() };
    }, true);
    new MutationObserver(() => {
        note("passages", ".qa-reading .qa-entry");
        note("cited", ":is(.qa-answer:not(.qa-reading, .qa-not-found)) .qa-entry");
        note("whole", ".qa-answer[data-answer]");
    }).observe(document.body, { childList: true, subtree: true });
}"""


def show_page(address: str, asked: list[str]) -> None:
    """The first screen; from Enter to the passages, the first citation and the whole answer on screen."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        screens = []
        for _ in range(5):
            context = browser.new_context()  # with nothing kept
            page = context.new_page()
            begin = time.perf_counter()
            page.goto(address, wait_until="commit")
            page.locator("#qa-box textarea").wait_for()
            screens.append(time.perf_counter() - begin)
            context.close()
        print("first screen:", said(screens), flush=True)
        page = browser.new_page()
        page.goto(address)
        page.locator("#qa-box textarea").wait_for()
        page.evaluate(_WATCH)
        times: dict[str, list[float]] = {"passages": [], "cited": [], "whole": []}
        for question in asked:
            for name, milliseconds in _asked_in_page(page, question).items():
                times.setdefault(name, []).append(milliseconds / 1000)
        print("from Enter to the passages found:", said(times["passages"]))
        print("from Enter to the first citation:", said(times["cited"]))
        print("from Enter to the whole answer:", said(times["whole"]), flush=True)
        browser.close()


def _asked_in_page(page: Any, question: str) -> dict[str, float]:
    page.locator("#qa-box textarea").fill(question)
    page.locator("#qa-box textarea").press("Enter")
    page.locator("#qa-chat .qa-answer[data-answer]").wait_for()
    page.locator("#qa-box button", has_text="Ask").wait_for()
    times: dict[str, float] = page.evaluate("window.times")
    page.get_by_role("button", name="Clear").click()
    page.locator("#qa-chat .user-row").first.wait_for(state="detached")
    return times


def show_alone(address: str, asked: list[str]) -> float:
    """The median of one person's answers, in seconds."""
    with session(address) as ask:
        times = [ask(question)[1] for question in asked]
    print("alone:", said(times), flush=True)
    return float(np.median(times))


def show_together(address: str, asked: list[str], given: argparse.Namespace, alone: float) -> None:
    """Errors, mix-ups and times of many people at once."""
    end = time.monotonic() + given.seconds

    def person(number: int) -> tuple[list[float], list[str]]:
        rng = random.Random(number)
        mine = rng.sample(asked, len(asked))
        times: list[float] = []
        wrong: list[str] = []
        name = f"Person{number}"
        with session(address) as ask:
            time.sleep(rng.uniform(0, min(given.reading, given.seconds / 2)))
            while mine and time.monotonic() < end:
                leaning = len(times) % 3 == 2
                try:
                    if leaning:
                        ask(f"What did {name} Alimov write?")
                    shown, took = ask(LEANING if leaning else mine.pop())
                    times.append(took)
                    if leaning and f"{name} Alimov" not in shown:
                        wrong.append(f"{name} saw {shown[:300]}")
                except (httpx.HTTPError, AssertionError) as error:
                    wrong.append(repr(error)[:300])
                time.sleep(min(rng.expovariate(1 / given.reading), max(0.0, end - time.monotonic())))
        return times, wrong

    with ThreadPoolExecutor(given.people) as pool:
        all_of_them = list(pool.map(person, range(given.people)))
    times = [took for own, _ in all_of_them for took in own]
    wrong = [line for _, own in all_of_them for line in own]
    p95 = float(np.quantile(times, 0.95))
    print(
        f"{given.people} people, {given.seconds:.0f} s, reading {given.reading:.0f} s: {len(times)} answers,"
    )
    print(
        f"  {len(wrong)} errors or mix-ups; {said(times)} = {p95 / alone:.1f} times the p50 alone", flush=True
    )
    print("\n".join(wrong[:10]), end="\n" if wrong else "")


def show_memory(address: str, process: int, number: int) -> None:
    """Resident memory of the server while sessions come and go."""
    asked = many()
    print(f"memory before: {memory(process):.0f} MB", flush=True)
    for done in range(0, number, PER_SESSION):
        with session(address) as ask:
            for _ in range(PER_SESSION):
                ask(next(asked))
        if (done + PER_SESSION) % max(PER_SESSION, number // 10) == 0:
            print(f"after {done + PER_SESSION} questions: {memory(process):.0f} MB", flush=True)


@contextmanager
def session(address: str) -> Iterator[Any]:
    """Asking as a browser's tab does: from a question, all that it was told, and seconds until the answer."""
    name = uuid.uuid4().hex
    with httpx.Client(base_url=f"{address}gradio_api/", timeout=120) as client:
        config = client.get(f"{address}config").json()
        box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "qa-box")
        submit = next(d["id"] for d in config["dependencies"] if [box, "submit"] in d["targets"])

        def ask(question: str) -> tuple[str, float]:
            body = {"data": [question, None], "fn_index": submit, "session_hash": name, "trigger_id": box}
            told: list[str] = []
            begin, took = time.perf_counter(), None
            client.post("queue/join", json=body).raise_for_status()
            with client.stream("GET", "queue/data", params={"session_hash": name}) as events:
                for line in events.iter_lines():
                    news = '"process_generating"' in line
                    # The first news repeats the conversation, with its answers; the others tell what is new.
                    if took is None and news and "process_generating" in "".join(told):
                        took = time.perf_counter() - begin if "data-answer" in line else None
                    told.append(line)
                    if '"close_stream"' in line:
                        break
            shown = "".join(told)
            assert took is not None, shown[-300:]
            assert '"success":true' in shown.replace(" ", ""), shown[-300:]
            return shown, took

        with client.stream(
            "GET", f"heartbeat/{name}"
        ):  # its end is how the server knows that a tab was closed
            yield ask


def memory(process: int) -> float:
    """Resident memory in MB."""
    text = Path(f"/proc/{process}/status").read_text("utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1000 if found else float("nan")


def said(seconds: list[float]) -> str:
    """Median, 95th percentile and number."""
    p50, p95 = np.quantile(seconds, [0.5, 0.95]) * 1000
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms ({len(seconds)})"


if __name__ == "__main__":
    main()
