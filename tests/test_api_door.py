"""What programs cannot do to ``qa chat``: bad input is refused in one line, the guards hold, few wait at once."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa import Assistant
from qa.api import add_api
from qa.api_door import MOST_BYTES
from qa.sources import describe
from qa.types import Answer
from tests import api_parts
from tests.api_parts import AUTH, FOLLOWING, QUESTION, ROOT, post, said, tool

place = api_parts.place
assistant = api_parts.assistant
servers = api_parts.servers

FILE = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}

# ---- Bad input ----

BAD: dict[str, tuple[str, Any, str]] = {
    "empty": ("run/ask", {"data": [""]}, "The question is empty."),
    "white space": ("run/retrieve", {"data": [" \n"]}, "The question is empty."),
    "left out": ("run/ask", {"data": []}, "There is no question."),
    "null": ("run/ask", {"data": [None, None]}, "There is no question."),
    "a number": ("run/ask", {"data": [5]}, "The question is a int, not text."),
    "long": ("run/ask", {"data": ["why " * 5_000]}, "The question has 20,000 characters"),
    "huge": ("run/ask", {"data": ["x" * MOST_BYTES]}, "The request has more than"),
    "a text for history": ("run/ask", {"data": [QUESTION, "hello"]}, "The history is no list of messages"),
    "no messages": ("run/ask", {"data": [QUESTION, [1, [2]]]}, "The history is no list of messages"),
    "odd roles": ("run/ask", {"data": [QUESTION, [{"role": 1, "content": ""}]]}, "The history is no list"),
    "long history": ("run/ask", {"data": [QUESTION, FOLLOWING * 600]}, "The history has 1,200 messages"),
    "a file": ("run/ask", {"data": [QUESTION, [FILE]]}, "Files are not taken here."),
    "k of 0": ("run/retrieve", {"data": [QUESTION, 0]}, "k is no whole number from 1 to 100."),
    "k of 101": ("run/retrieve", {"data": [QUESTION, 101]}, "k is no whole number from 1 to 100."),
    "k in words": ("run/retrieve", {"data": [QUESTION, "ten"]}, "k is no whole number from 1 to 100."),
    "a true k": ("run/retrieve", {"data": [QUESTION, True]}, "k is no whole number from 1 to 100."),
    "no data": (
        "run/ask",
        {"question": QUESTION},
        'Send {"data": [question, history, sources, after, before]} to ask.',
    ),
    "a list": ("call/ask", [QUESTION], 'Send {"data": [question, history, sources, after, before]} to ask.'),
    "too much": ("call/sources", {"data": [1]}, 'Send {"data": []} to sources.'),
    "a wrong name": ("call/v2/retrieve", {"q": QUESTION}, 'Send {"question": …, "k": …, "sources": …, '),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line(servers: dict[str, str], case: str) -> None:
    path, body, words = BAD[case]
    answer = post(servers["alone"], path, body)
    assert answer.status_code in (413, 422, 500)
    error = answer.json()["error"]
    assert error.startswith(words)
    assert "\n" not in error
    assert str(ROOT) not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(servers: dict[str, str], body: bytes) -> None:
    answer = httpx.post(f"{servers['alone']}gradio_api/run/ask", content=body, timeout=60)
    assert answer.json() == {"error": "The request is no JSON."}


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("ask", {"question": "…"}, "The question is empty. Ask something in words."),
        ("ask", {"question": QUESTION, "history": [3]}, "The history is no list of messages like "),
        ("ask", {}, "Input validation error: 'question' is a required property"),
        ("retrieve", {"question": QUESTION, "k": 0}, "k is no whole number from 1 to 100."),
        ("retrieve", {"question": 7}, "Input validation error: 7 is not of type 'string'"),
        ("delete", {}, "Unknown tool"),
    ],
)
def test_bad_input_of_a_tool_is_one_line(
    servers: dict[str, str], name: str, arguments: dict[str, Any], words: str
) -> None:
    result = tool(servers["alone"], name, arguments)
    assert result.isError
    assert said(result).startswith(words)
    assert "\n" not in said(result)


def test_what_breaks_is_told_in_the_log_alone(servers: dict[str, str]) -> None:
    line = "Something went wrong while answering; the server's log has the details."
    assert post(servers["alone"], "run/ask", {"data": ["Break!"]}).json()["error"] == line
    assert said(tool(servers["alone"], "ask", {"question": "Break!"})) == line
    assert "RuntimeError: broken on purpose in /srv" in Path(servers["log"]).read_text("utf-8")


# ---- The guards ----


def test_programs_need_the_password_too(servers: dict[str, str], assistant: Assistant) -> None:
    url = servers["shared"]
    for path in ("run/sources", "call/sources", "call/v2/sources", "mcp", "mcp/"):
        for auth in (None, httpx.BasicAuth("anna", "wrong")):
            assert post(url, path, {"data": []}, auth=auth).status_code == 401
    described = [describe(article) for article in assistant.articles]
    assert post(url, "run/sources", {"data": []}, auth=AUTH).json()["data"] == [described]
    assert json.loads(said(tool(url, "sources", {}, AUTH))) == described
    cut = url.removesuffix("articles/")  # by a reverse proxy
    assert json.loads(said(tool(cut, "sources", {}, AUTH))) == described


@pytest.mark.parametrize("path", ["run/sources", "mcp", "mcp/"])
def test_programs_are_not_served_under_other_names(servers: dict[str, str], path: str) -> None:
    answer = post(servers["alone"], path, {"data": []}, headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_pages_of_other_hosts_can_call_nothing(servers: dict[str, str]) -> None:
    headers = {
        "Origin": "http://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for path in ("run/ask", "mcp/"):
        address = f"{servers['alone']}gradio_api/{path}"
        asked = httpx.options(address, headers=headers, timeout=60)
        assert not asked.is_success
        assert "Access-Control-Allow-Origin" not in asked.headers
        body = b'{"data": ["May a page send this without asking?"]}'
        plain = httpx.post(address, content=body, headers={"Content-Type": "text/plain"}, timeout=60)
        assert plain.status_code in (400, 422)


def test_a_file_of_the_server_is_no_upload(servers: dict[str, str], place: Path) -> None:
    """Not even to the chat's own box: Gradio would copy it to where it serves files from."""
    secret = place.parent / "secret.txt"
    secret.write_text("the secret")
    config = httpx.get(f"{servers['alone']}config", timeout=60).json()
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "qa-box")
    submit = next(d for d in config["dependencies"] if [box, "submit"] in d["targets"])
    sent = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
    data = [sent if number == box else None for number in submit["inputs"]]
    body = {"data": data, "fn_index": submit["id"], "session_hash": "a", "trigger_id": box}
    assert post(servers["alone"], "queue/join", body).status_code == 200
    news = httpx.get(f"{servers['alone']}gradio_api/queue/data?session_hash=a", timeout=60).text
    assert '"success":false' in news
    assert "secret.txt" not in news


# ---- How many at once ----


class _Gradio:
    """Keeps the endpoints that are added."""

    class Error(Exception):
        def __init__(self, message: str, **options: Any) -> None:
            self.message = message

    Request = httpx.Request

    def __init__(self) -> None:
        self.endpoints: dict[str, Callable[..., Awaitable[Any]]] = {}

    def api(self, endpoint: Callable[..., Awaitable[Any]], *, api_name: str, queue: bool) -> None:
        self.endpoints[api_name] = endpoint


def test_four_are_answered_at_once_and_few_wait() -> None:
    now, most = [0], [0]

    class Slow:
        def ask(self, question: str, history: object, **_: object) -> Answer:
            now[0] += 1
            most[0] = max(most[0], now[0])
            time.sleep(0.02)
            now[0] -= 1
            return Answer("not_found", "", (), 0.0)

    async def all_at_once() -> list[Any]:
        gradio = _Gradio()
        add_api(gradio, Slow())  # type: ignore[arg-type]
        request = httpx.Request("POST", "http://localhost/")
        asked = (gradio.endpoints["ask"](QUESTION, request=request) for _ in range(50))
        return await asyncio.gather(*asked, return_exceptions=True)

    done = asyncio.run(all_at_once())
    refused = [result for result in done if isinstance(result, Exception)]
    assert most[0] == 4
    assert len(refused) == 50 - 4 - 32
    assert {str(error) for error in refused} == {"Too many questions are waiting. Ask again in a while."}
