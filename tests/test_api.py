"""What programs get from ``qa chat``: real servers, asked by plain HTTP, Gradio's client and an MCP client."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from index.build import build_index
from index.store import open_store
from qa import Assistant, serving
from qa.api import add_api
from qa.api_door import MOST_BYTES
from qa.sources import describe
from qa.types import Answer
from tests.fakes import HashEmbedder, write_corpus

ROOT = Path(__file__).parent.parent
AUTH = httpx.BasicAuth("anna", "secret:x")
SERVERS: dict[str, dict[str, Any]] = {
    "alone": {},
    "shared": {"auth": "anna:secret:x", "root_path": "/articles"},
}
QUESTION = "When was the bridge 𝔘 opened?"
FOLLOWING = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "In May. [1]"}]
ARTICLES = {
    "bridge.txt": "The Bridge\n\nThe bridge 𝔘 was opened in May. It was closed in June, for <b>repairs</b>.\r\n",
    "dam.txt": "The Dam\n\nThe dam was opened in 2019 by the mayor. Nobody came to see it.\n",
}
FILE = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}


def open_assistant(place: Path) -> Assistant:
    return Assistant(open_store(place), HashEmbedder(), place)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index lies."""
    folder = tmp_path_factory.mktemp("api")
    build_index(write_corpus(folder / "articles", ARTICLES), folder / "index", HashEmbedder())
    return folder / "index"


@pytest.fixture(scope="module")
def assistant(place: Path) -> Assistant:
    """The Python API over the same index."""
    return open_assistant(place)


@pytest.fixture(scope="module")
def servers(place: Path) -> Iterator[dict[str, str]]:
    """The addresses of `SERVERS`, each with a slash at its end, and where what they log is kept."""
    log = place.parent / "stderr"
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.test_api", place],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,  # it ends with this, and so with us
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        assert process.stdout
        try:
            yield {**json.loads(process.stdout.readline()), "log": str(log)}
        finally:
            process.kill()
            process.communicate()


def post(url: str, path: str, body: Any, **options: Any) -> httpx.Response:
    return httpx.post(f"{url}gradio_api/{path}", json=body, timeout=60, **options)


def run(url: str, name: str, *data: Any) -> Any:
    """What an endpoint returns."""
    answer = post(url, f"run/{name}", {"data": data})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"][0]


def with_mcp(url: str, use: Callable[[ClientSession], Awaitable[Any]], auth: Any = None) -> Any:
    """What is done with an MCP session."""

    async def session() -> Any:
        async with (
            httpx.AsyncClient(auth=auth, timeout=60, follow_redirects=True) as http,
            streamable_http_client(f"{url}gradio_api/mcp/", http_client=http) as (read, write, _),
            ClientSession(read, write) as client,
        ):
            await client.initialize()
            return await use(client)

    return asyncio.run(session())


def tool(url: str, name: str, arguments: dict[str, Any], auth: Any = None) -> CallToolResult:
    result = with_mcp(url, lambda client: client.call_tool(name, arguments), auth)
    assert isinstance(result, CallToolResult)
    return result


def said(result: CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


# ---- The JSON is the Python API's ----


def test_http_answers_with_the_json_of_the_python_api(servers: dict[str, str], assistant: Assistant) -> None:
    url = servers["alone"]
    answer = assistant.ask(QUESTION).to_dict()
    assert answer["citations"]
    assert run(url, "ask", QUESTION, None) == answer
    assert run(url, "ask", "And closed?", FOLLOWING) == assistant.ask("And closed?", FOLLOWING).to_dict()
    assert (
        run(url, "ask", "Who is the queen of Mars?") == assistant.ask("Who is the queen of Mars?").to_dict()
    )
    assert run(url, "retrieve", QUESTION, 3) == [hit.to_dict() for hit in assistant.retrieve(QUESTION, 3)]
    assert run(url, "retrieve", QUESTION) == [hit.to_dict() for hit in assistant.retrieve(QUESTION)]
    assert run(url, "sources") == [describe(article) for article in assistant.articles]


def test_parameters_can_be_named(servers: dict[str, str], assistant: Assistant) -> None:
    event = post(servers["alone"], "call/v2/retrieve", {"question": QUESTION}).json()["event_id"]
    news = httpx.get(f"{servers['alone']}gradio_api/call/retrieve/{event}", timeout=60).text
    assert news.startswith("event: complete\ndata: ")
    hits = [hit.to_dict() for hit in assistant.retrieve(QUESTION)]
    assert json.loads(news.partition("data: ")[2]) == [hits]


def test_gradios_client_gets_the_same(servers: dict[str, str], assistant: Assistant) -> None:
    options: Any = {"verbose": False, "download_files": False, "analytics_enabled": False}
    client = Client(servers["shared"], httpx_kwargs={"auth": AUTH, "timeout": 60}, **options)
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {"/ask", "/retrieve", "/sources"}
    assert client.predict(QUESTION, api_name="/ask") == assistant.ask(QUESTION).to_dict()
    hits = [hit.to_dict() for hit in assistant.retrieve(QUESTION, 2)]
    assert client.predict(question=QUESTION, k=2, api_name="/retrieve") == hits
    assert client.predict(api_name="/sources") == [describe(article) for article in assistant.articles]
    with pytest.raises(Exception, match=r"The question is empty\. Ask something in words\."):
        client.predict("?!", api_name="/ask")
    client.close()


def test_quotes_stand_where_they_say(servers: dict[str, str]) -> None:
    citations = run(servers["alone"], "ask", QUESTION)["citations"]
    hits = run(servers["alone"], "retrieve", QUESTION, 100)
    assert citations
    assert hits
    for found in (*citations, *hits):
        text = ARTICLES[found["source"]]
        assert text[found["start"] : found["end"]] == found.get("quote", found.get("text"))


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
    "no data": ("run/ask", {"question": QUESTION}, 'Send {"data": [question, history]} to ask.'),
    "a list": ("call/ask", [QUESTION], 'Send {"data": [question, history]} to ask.'),
    "too much": ("call/sources", {"data": [1]}, 'Send {"data": []} to sources.'),
    "a wrong name": ("call/v2/retrieve", {"q": QUESTION}, 'Send {"question": …, "k": …} to retrieve.'),
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


# ---- MCP ----


def test_an_mcp_client_finds_three_described_tools(servers: dict[str, str]) -> None:
    tools = {found.name: found for found in with_mcp(servers["alone"], ClientSession.list_tools).tools}
    assert set(tools) == {"ask", "retrieve", "sources"}
    assert tools["ask"].inputSchema["required"] == ["question"]
    assert tools["retrieve"].inputSchema["properties"]["k"]["default"] == 10
    assert list(tools["ask"].inputSchema["properties"]) == ["question", "history"]
    for found in tools.values():
        assert found.description
        assert "Returns: " in found.description
        assert all(field["description"] for field in found.inputSchema["properties"].values())


def test_tools_answer_with_the_json_of_the_python_api(servers: dict[str, str], assistant: Assistant) -> None:
    url = servers["alone"]
    asked = {"question": "And closed?", "history": FOLLOWING}
    answer = assistant.ask("And closed?", FOLLOWING).to_dict()
    assert json.loads(said(tool(url, "ask", asked))) == answer
    hits = [hit.to_dict() for hit in assistant.retrieve(QUESTION, 1)]
    assert json.loads(said(tool(url, "retrieve", {"question": QUESTION, "k": 1}))) == hits
    described = [describe(article) for article in assistant.articles]
    assert json.loads(said(tool(url, "sources", {}))) == described


@pytest.mark.parametrize(
    "path", ["mcp/sse", "mcp/schema", "mcp/messages/", "mcp/http", "mcp/%3C/gradio_api/mcp"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_of_the_mcp_server_one_address_is_open(servers: dict[str, str], method: str, path: str) -> None:
    answer = httpx.request(method, f"{servers['alone']}gradio_api/{path}", timeout=60)
    assert answer.status_code == 404


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD"])
def test_the_mcp_server_has_no_page(servers: dict[str, str], method: str) -> None:
    assert httpx.request(method, f"{servers['alone']}gradio_api/mcp/", timeout=60).status_code == 405


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
        def ask(self, question: str, history: object) -> Answer:
            now[0] += 1
            most[0] = max(most[0], now[0])
            time.sleep(0.02)
            now[0] -= 1
            return Answer("not_found", "", (), 0.0)

    async def all_at_once() -> list[Any]:
        gradio = _Gradio()
        add_api(gradio, Slow())  # type: ignore[arg-type]
        request = httpx.Request("POST", "http://localhost/")
        asked = (gradio.endpoints["ask"](QUESTION, None, request) for _ in range(50))
        return await asyncio.gather(*asked, return_exceptions=True)

    done = asyncio.run(all_at_once())
    refused = [result for result in done if isinstance(result, Exception)]
    assert most[0] == 4
    assert len(refused) == 50 - 4 - 32
    assert {str(error) for error in refused} == {"Too many questions are waiting. Ask again in a while."}


class Fragile(Assistant):
    """Breaks when it is told to."""

    def ask(self, question: str, *arguments: Any, **options: Any) -> Any:
        if question == "Break!":
            raise RuntimeError("broken on purpose in /srv")
        return super().ask(question, *arguments, **options)


def _serve_all(place: Path) -> None:
    addresses: dict[str, str] = {}
    for name, options in SERVERS.items():
        ready: queue.Queue[str] = queue.Queue()
        settings = {**options, "port": 0, "ready": ready.put}
        fragile = Fragile(open_store(place), HashEmbedder(), place)
        Thread(target=serving.serve, args=(fragile,), kwargs=settings, daemon=True).start()
        addresses[name] = ready.get(timeout=300)
    print(json.dumps(addresses), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve_all(Path(sys.argv[1]))
