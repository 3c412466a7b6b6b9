"""Who is served by ``qa chat``: real servers in a process of their own, asked as browsers and others would."""

from __future__ import annotations

import asyncio
import json
import queue
import sys
from collections.abc import Iterator
from threading import Thread
from typing import Any

import httpx
import pytest

from index.errors import ServeError
from qa import serving
from qa.chat import build_app
from qa.guard import BasicAuth, checked_auth, checked_root_path
from tests.chat_parts import StandIn, served

USER, PASSWORD = "anna", "пароль:x"
SERVERS: dict[str, dict[str, Any]] = {
    "alone": {},
    "open": {"host": "0.0.0.0", "insecure": True},
    "shared": {"auth": f"{USER}:{PASSWORD}", "root_path": "/articles"},
}
"""How each of the servers is started."""

QUESTION = "When did the river rise?"


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, str]]:
    """The addresses of `SERVERS`, each with a slash at its end."""
    with served("tests.test_serving") as (addresses, _):
        yield json.loads(addresses)


def get(url: str, **options: Any) -> httpx.Response:
    return httpx.get(url, timeout=60, **options)


def basic(password: str = PASSWORD) -> httpx.BasicAuth:
    return httpx.BasicAuth(USER.encode(), password.encode())


def asked(url: str, auth: httpx.BasicAuth | None = None) -> httpx.Response:
    """What Gradio's API says to a question, as the page would ask it."""
    config = get(f"{url}config", auth=basic() if "articles" in url else None).json()
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "qa-box")
    submit = next(d["id"] for d in config["dependencies"] if [box, "submit"] in d["targets"])
    body = {"data": [QUESTION, None], "fn_index": submit, "session_hash": "a", "trigger_id": box}
    return httpx.post(f"{url}gradio_api/queue/join", json=body, timeout=60, auth=auth)


def test_closed_tabs_are_forgotten_after_a_while() -> None:
    async def mounted() -> Any:  # with a loop running, Gradio makes none of its own
        app = build_app(StandIn())  # type: ignore[arg-type]
        serving._server(app, "", names=None, credentials=None, uploads=False)
        return app

    app = asyncio.run(mounted())
    for tab in range(serving._TABS + 5):
        assert app.state_holder[str(tab)]
    assert len(app.state_holder.session_data) == serving._TABS
    assert "0" not in app.state_holder


# ---- The Host header ----


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:1"]
)
def test_this_machine_is_served(servers: dict[str, str], host: str) -> None:
    assert get(servers["alone"], headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["", "config", "gradio_api/queue/data?session_hash=a"])
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:7860", "127.0.0.2", "::1", ""])
def test_other_names_of_it_are_refused(servers: dict[str, str], host: str, path: str) -> None:
    assert get(servers["alone"] + path, headers={"Host": host}).status_code == 400


def test_where_others_are_served_every_name_is(servers: dict[str, str]) -> None:
    assert get(servers["open"], headers={"Host": "chat.example"}).status_code == 200


def test_pages_of_other_hosts_cannot_read(servers: dict[str, str]) -> None:
    headers = {"Host": "chat.example", "Origin": "http://evil.example"}
    answer = get(f"{servers['open']}config", headers=headers)
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("name", SERVERS)
def test_others_cannot_name_a_language_model(servers: dict[str, str], name: str) -> None:
    config = get(f"{servers[name]}config", auth=basic() if name == "shared" else None)
    shown = {component["props"].get("elem_id") for component in config.json()["components"]}
    assert "qa-box" in shown
    assert ("qa-llm" in shown) == (name == "alone")


# ---- The password ----


@pytest.mark.parametrize(
    "path",
    ["", "config", "nothing", "assets/nothing.js", "gradio_api/queue/data?session_hash=a", "../config"],
)
def test_no_path_is_served_without_the_password(servers: dict[str, str], path: str) -> None:
    wrong = [None, basic("wrong"), basic(""), httpx.BasicAuth(b"bert", PASSWORD.encode())]
    for auth in wrong:
        answer = get(servers["shared"] + path, auth=auth)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")


@pytest.mark.parametrize("sent", ["", "Basic", "Basic ?", "Basic 4pyT€", "Bearer YW5uYTp4", "Basic YW5uYQ=="])
def test_nonsense_is_no_password(servers: dict[str, str], sent: str) -> None:
    assert get(servers["shared"], headers={"Authorization": sent.encode()}).status_code == 401


def test_with_the_password_the_page_comes(servers: dict[str, str]) -> None:
    answer = get(servers["shared"], auth=basic())
    assert answer.status_code == 200
    assert "Ask the articles" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert get(servers["shared"], auth=basic(), headers={"Host": "evil.example"}).status_code == 400


def test_the_api_asks_for_the_password(servers: dict[str, str]) -> None:
    assert asked(servers["shared"]).status_code == 401
    assert asked(servers["shared"], basic("wrong")).status_code == 401


@pytest.mark.parametrize("name", ["open", "shared"])
def test_the_api_answers_as_a_stream(servers: dict[str, str], name: str) -> None:
    auth = basic() if name == "shared" else None
    assert asked(servers[name], auth).status_code == 200
    news = f"{servers[name]}gradio_api/queue/data?session_hash=a"
    with httpx.stream("GET", news, timeout=60, auth=auth) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        told = "".join(stream.iter_text())
    assert '"process_completed"' in told
    assert "rose on" in told


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_websockets_need_the_password_too(kind: str) -> None:
    reached: list[str] = []
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["type"])

    async def receive() -> Any:
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    guard = BasicAuth(app, b"a:b")
    asyncio.run(guard({"type": kind, "headers": []}, receive, send))
    assert not reached
    assert sent[0]["status"] == 401
    asyncio.run(guard({"type": kind, "headers": [(b"authorization", b"bAsIc YTpi")]}, receive, send))
    asyncio.run(guard({"type": "lifespan"}, receive, send))
    assert reached == [kind, "lifespan"]


@pytest.mark.parametrize("auth", ["", ":", "anna", "anna:", ":secret", "anna:secret\n", "an\x00na:secret"])
def test_what_is_no_password_is_refused(auth: str) -> None:
    with pytest.raises(ServeError, match="user:password") as raised:
        serving.serve(StandIn(), port=0, auth=auth)  # type: ignore[arg-type]
    assert "secret" not in str(raised.value)
    assert checked_auth("a:b:c") == b"a:b:c"


# ---- A reverse proxy ----


def test_a_proxy_may_leave_its_path_on_or_cut_it_off(servers: dict[str, str]) -> None:
    url = servers["shared"]
    assert url.endswith("/articles/")
    cut = url.removesuffix("articles/")
    forwarded = {"X-Forwarded-Host": "news.example", "X-Forwarded-Proto": "https"}
    for address in (url, cut):
        assert get(f"{address}config", auth=basic()).json()["root"] == url.removesuffix("/")
        page = get(address, auth=basic(), headers=forwarded).text
        assert '"root":"https://news.example/articles"' in page
    slash = get(url.removesuffix("/"), auth=basic())
    assert (slash.status_code, slash.headers["Location"]) == (307, "/articles/")
    assert get(f"{cut}articlesandmore", auth=basic()).status_code == 404


@pytest.mark.parametrize("path", ["articles", "https://news.example/", "/a b", "//", "/a//b", "/a?b", "/a\n"])
def test_what_is_no_path_is_refused(path: str) -> None:
    if path == "//":
        assert checked_root_path(path) == ""
        return
    with pytest.raises(ServeError, match="--root-path"):
        serving.check_port("127.0.0.1", 0, root_path=path)


# ---- In a browser ----


def test_a_browser_with_the_password_can_ask(browser: Any, servers: dict[str, str]) -> None:
    """The stream of an answer, and everything else that the page asks for, below the proxy's path."""
    context = browser.new_context(http_credentials={"username": USER, "password": PASSWORD})
    page = context.new_page()
    page.set_default_timeout(60_000)
    urls: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(servers["shared"])
    page.locator("#qa-box textarea").fill(QUESTION)
    page.locator("#qa-box textarea").press("Enter")
    page.locator("#qa-chat .qa-answer[data-answer]").wait_for()
    assert page.locator("#qa-panel mark.qa-active").first.text_content()
    context.close()
    assert not errors
    assert {url for url in urls if not url.startswith((servers["shared"], "data:", "blob:"))} == set()


def _serve_all() -> None:
    addresses: dict[str, str] = {}
    for name, options in SERVERS.items():
        ready: queue.Queue[str] = queue.Queue()
        settings = {**options, "port": 0, "ready": ready.put}
        Thread(target=serving.serve, args=(StandIn(),), kwargs=settings, daemon=True).start()
        addresses[name] = ready.get(timeout=300)
    print(json.dumps(addresses), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve_all()
