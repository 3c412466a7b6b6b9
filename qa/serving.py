"""The chat's web server: on this machine, for its own pages, naming no other host."""

from __future__ import annotations

import contextlib
import errno
import logging
import re
import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from index.errors import ServeError
from qa.chat import STATIC, build_app, load_gradio

if TYPE_CHECKING:
    import gradio as gr

    from qa.assistant import Assistant

_SANS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "system-ui", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "DejaVu Sans Mono", "monospace")


def serve(
    assistant: Assistant,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    corpus: str = "",
    examples: Sequence[str] | None = None,
    ready: Callable[[str], object] = lambda url: None,
) -> None:
    """Serve the chat until Ctrl-C.

    Args:
        assistant: answers the questions.
        host, port: where to listen; port 0 takes a free one.
        corpus, examples: as in `build_app`.
        ready: called with the address once browsers can connect.

    Raises:
        ServeError: the address cannot be used.
    """
    with _listen(host, port) as listener:
        alone = ip_address(listener.getsockname()[0]).is_loopback
        server = _server(build_app(assistant, corpus=corpus, examples=examples, settings=alone))
        name = f"[{host}]" if ":" in host else host
        ready(f"http://{name}:{listener.getsockname()[1]}/")
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn has shut down, and hands the signal on
            server.run(sockets=[listener])


def check_port(host: str, port: int) -> None:
    """Find out early whether `serve` could listen there: opening an index takes a while.

    Raises:
        ServeError: the address cannot be used.
    """
    _listen(host, port).close()


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise ServeError(f"{host}:{port}: there is no such port. Name one from 1 to 65535 with --port.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise ServeError(f"{host}:{port}: {_why_not(error)}") from error


def _why_not(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "there is no such address. Name another with --host."
    if error.errno == errno.EADDRINUSE:
        return "is taken by another program. Name another port with --port."
    return f"cannot be used ({error.strerror}). Name another port with --port, or address with --host."


def _server(app: gr.Blocks) -> Any:
    """A web server around the app, with Gradio's extras (API page, run history, uploads) off."""
    import fastapi
    import uvicorn

    gr = load_gradio()
    outer = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gr.mount_gradio_app(
        outer,
        app,
        path="/",
        theme=gr.themes.Base(font=_SANS, font_mono=_MONO),
        css_paths=[STATIC / "chat.css"],
        allowed_paths=[],
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
    )
    outer.add_middleware(_OwnHostOnly)

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Open pages keep connections for news. Cutting them is no error to tell of.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            await super().shutdown(sockets)

    return Server(uvicorn.Config(outer, log_level="warning", timeout_graceful_shutdown=1))


# Gradio has scripts in its page and compiles its templates, hence the two "unsafe".
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_PREVIEW = re.compile(rb"<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>")
"""Link previews of Gradio's page template; they name other hosts."""


class _OwnHostOnly:
    """ASGI middleware: the browser may load nothing from any other host, and is not told to."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_page = scope["path"] == "/"
        if is_page:  # its bytes are needed as they are
            kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        start: dict[str, Any] = {}
        body = bytearray()

        async def changed(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *_HEADERS]}
                if is_page:
                    start.update(message)
                    return
            elif is_page:
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                whole = _PREVIEW.sub(b"", bytes(body))
                length = (b"content-length", str(len(whole)).encode())
                others = [header for header in start["headers"] if header[0] != b"content-length"]
                await send({**start, "headers": [*others, length]})
                message = {"type": "http.response.body", "body": whole}
            await send(message)

        await self._app(scope, receive, changed)
