"""The chat's web server: for this machine alone, or behind a password for others."""

from __future__ import annotations

import contextlib
import errno
import logging
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from index.errors import ServeError
from qa.api import mcp_installed
from qa.api_door import ApiDoor
from qa.chat import STATIC, build_app, load_gradio
from qa.guard import LOOPBACK_NAMES, add_guards, checked_auth, checked_root_path

if TYPE_CHECKING:
    import gradio as gr

    from qa.assistant import Assistant

_LARGEST_FILE = "20mb"
_TABS = 200
"""So many tabs are remembered, those used last: Gradio keeps a closed one too, with its conversation."""

_SANS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "system-ui", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "DejaVu Sans Mono", "monospace")


def serve(
    assistant: Assistant,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    auth: str | None = None,
    root_path: str = "",
    insecure: bool = False,
    corpus: str = "",
    examples: Sequence[str] | None = None,
    ready: Callable[[str], object] = lambda url: None,
) -> None:
    """Serve the chat until Ctrl-C.

    On a loopback address only requests that name this machine in their Host header are served.

    Args:
        assistant: answers the questions.
        host, port: where to listen; port 0 takes a free one.
        auth: ``user:password`` that is asked for; None for none.
        root_path: the path at which a reverse proxy has the chat, like ``/articles``.
        insecure: whether other machines may be served without a password.
        corpus, examples: as in `build_app`.
        ready: called with the address once browsers can connect.

    Raises:
        ServeError: the address, the password or the path cannot be used, or other machines would be
            served without a password.
    """
    credentials, path = _checked(auth, root_path)
    with _listen(host, port, guarded=insecure or auth is not None) as listener:
        name = f"[{host}]" if ":" in host else host
        loopback = _is_loopback(listener)
        # With a password or a proxy others are expected even there. Whoever may name a language model
        # makes this machine connect to it.
        alone = loopback and credentials is None and not path
        server = _server(
            build_app(assistant, corpus=corpus, examples=examples, settings=alone),
            path,
            names=(*LOOPBACK_NAMES, name) if loopback else None,
            credentials=credentials,
            uploads=alone,
        )
        ready(f"http://{name}:{listener.getsockname()[1]}{path}/")
        # uvicorn shuts down, and then hands the signal on. Ended so, what has been dropped on the page goes.
        previous = signal.signal(signal.SIGTERM, signal.default_int_handler) if _is_main_thread() else None
        try:
            with contextlib.suppress(KeyboardInterrupt):
                server.run(sockets=[listener])
        finally:
            if previous is not None:
                signal.signal(signal.SIGTERM, previous)


def check_port(
    host: str, port: int, *, auth: str | None = None, root_path: str = "", insecure: bool = False
) -> None:
    """Find out early whether `serve` could serve there: opening an index takes a while.

    Args:
        host, port, auth, root_path, insecure: as in `serve`.

    Raises:
        ServeError: as in `serve`.
    """
    _checked(auth, root_path)
    _listen(host, port, guarded=insecure or auth is not None).close()


def _checked(auth: str | None, root_path: str) -> tuple[bytes | None, str]:
    return None if auth is None else checked_auth(auth), checked_root_path(root_path)


def _listen(host: str, port: int, *, guarded: bool) -> socket.socket:
    """A socket that listens there; unless it is guarded, only on a loopback address."""
    if not 0 <= port <= 65535:
        raise ServeError(f"{host}:{port}: there is no such port. Name one from 1 to 65535 with --port.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise ServeError(f"{host}:{port}: {_why_not(error)}") from error
    if not guarded and not _is_loopback(listener):  # told by the address: a name may stand for any
        listener.close()
        raise ServeError(
            f"{host}:{port}: other machines could ask here too. Set a password with --auth user:password "
            "or QA_AUTH, or give --insecure to let everybody in."
        )
    return listener


def _is_main_thread() -> bool:
    """Whether signals can be caught here."""
    return threading.current_thread() is threading.main_thread()


def _is_loopback(listener: socket.socket) -> bool:
    return ip_address(listener.getsockname()[0]).is_loopback


def _why_not(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "there is no such address. Name another with --host."
    if error.errno == errno.EADDRINUSE:
        return "is taken by another program. Name another port with --port."
    return f"cannot be used ({error.strerror}). Name another port with --port, or address with --host."


def _server(
    app: gr.Blocks,
    root_path: str,
    *,
    names: Sequence[str] | None,
    credentials: bytes | None,
    uploads: bool,
) -> Any:
    """A guarded web server around the app, with Gradio's extras (API page, run history) off."""
    import fastapi
    import uvicorn

    gr = load_gradio()
    app.state_session_capacity = _TABS  # before it is mounted
    outer = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gr.mount_gradio_app(
        outer,
        app,
        path="/",
        root_path=root_path,
        theme=gr.themes.Base(font=_SANS, font_mono=_MONO),
        css_paths=[STATIC / "chat.css", STATIC / "cards.css", STATIC / "ways.css", STATIC / "comparing.css"],
        allowed_paths=[],
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=_LARGEST_FILE if uploads else 1,
        ssr_mode=False,
        mcp_server=mcp_installed(),
    )
    app.has_launched = True  # or Gradio takes every path that is sent for an uploaded file, and serves it
    outer.add_middleware(ApiDoor)  # asked after the guards
    add_guards(outer, names, credentials, root_path)

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Open pages keep connections for news. Cutting them is no error to tell of.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            await super().shutdown(sockets)

    return Server(uvicorn.Config(outer, log_level="warning", timeout_graceful_shutdown=1))
