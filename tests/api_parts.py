"""Two real servers of ``qa chat`` in a process of their own, and how programs ask them."""

from __future__ import annotations

import asyncio
import json
import queue
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from index.build import build_index
from index.store import open_store
from qa import Assistant, serving
from tests.chat_parts import served
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
    with log.open("w") as stderr, served("tests.api_parts", place, stderr=stderr) as (addresses, _):
        yield {**json.loads(addresses), "log": str(log)}


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
