"""What stands between a request and the chat: whose name it was sent to, whose password it has, and what
the browser may load for it. ASGI middleware, and the checks of its settings.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse, RedirectResponse

from index.errors import ServeError

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""What a browser on this machine calls it, as it stands in the Host header."""

_ROOT_PATH = re.compile(r"(?:/[A-Za-z0-9_.~-]+)*")


def checked_auth(auth: str) -> bytes:
    """What HTTP Basic sends for ``user:password``, before it is encoded.

    Args:
        auth: the user's name, a colon and the password.

    Raises:
        ServeError: one of the two is missing, or a character that no browser can send is in them. The
            message does not repeat what was given.
    """
    user, _, password = auth.partition(":")
    if not (user and password and auth.isprintable()):
        raise ServeError("The password cannot be used. Write user:password after --auth or in QA_AUTH.")
    return auth.encode()


def checked_root_path(path: str) -> str:
    """A reverse proxy's path to the chat, without a slash at its end; "" for none.

    Args:
        path: as it was given.

    Raises:
        ServeError: it is no such path.
    """
    path = path.rstrip("/")
    if not _ROOT_PATH.fullmatch(path):
        raise ServeError(f"--root-path {path!r} is no path at a reverse proxy. Write it like /articles.")
    return path


def add_guards(
    app: Starlette, names: Sequence[str] | None, credentials: bytes | None, root_path: str
) -> None:
    """Put the guards before an app.

    Args:
        app: what they guard; all of its paths.
        names: the hosts whose requests are served, without ports; None for all. A page elsewhere can give
            its own name this machine's address, and then reads the chat as if it were its own (DNS
            rebinding); its name is what tells it.
        credentials: what `checked_auth` made of the password; None for none.
        root_path: what `checked_root_path` made of a reverse proxy's path.
    """
    # The last one added is the first one asked. With a CORSMiddleware there Gradio leaves its own out,
    # which lets the pages of all other hosts read the answers of a server that is not called localhost.
    app.add_middleware(CORSMiddleware)
    app.add_middleware(OwnHostOnly)
    app.add_middleware(WithoutRootPath, root_path=root_path)
    if credentials is not None:
        app.add_middleware(BasicAuth, credentials=credentials)
    if names is not None:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)


class BasicAuth:
    """ASGI middleware: HTTP Basic for every path, and for WebSockets.

    Browsers send the password with everything that the page asks of its own server.

    Args:
        app: what it guards.
        credentials: the user's name, a colon and the password.
    """

    def __init__(self, app: ASGIApp, credentials: bytes) -> None:
        self._app = app
        self._credentials = credentials

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what has the password, and the server's own start and end; answer 401 to the rest."""
        if scope["type"] in ("http", "websocket") and not self._knows(Headers(scope=scope)):
            headers = {"WWW-Authenticate": 'Basic realm="Ask the articles", charset="UTF-8"'}
            await PlainTextResponse("Unauthorized", 401, headers)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _knows(self, headers: Headers) -> bool:
        scheme, _, encoded = headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded.strip(), validate=True)
        except ValueError:
            return False
        return scheme.lower() == "basic" and secrets.compare_digest(given, self._credentials)


class WithoutRootPath:
    """ASGI middleware: a reverse proxy may cut its own path off or leave it on; here it is off.

    uvicorn's root_path is for those alone that cut it off. Where the browser looks is Gradio's matter.

    Args:
        app: who sees only what comes after the path.
        root_path: the path, without a slash at its end.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, but for the path without a slash: what the page names lies below it."""
        path = scope.get("path", "")
        if self._root_path and path == self._root_path:
            await RedirectResponse(f"{path}/")(scope, receive, send)
            return
        if self._root_path and path.startswith(f"{self._root_path}/"):
            scope = {**scope, "path": path.removeprefix(self._root_path)}
        await self._app(scope, receive, send)


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


class OwnHostOnly:
    """ASGI middleware: the browser may load nothing from any other host, and is not told to.

    Args:
        app: whose pages these are.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers, and to the page do what `_PREVIEW` says."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_page = scope["path"] == "/"
        if is_page:  # its bytes are needed as they are
            kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        start: dict[str, Any] = {}
        body = bytearray()

        async def changed(message: Message) -> None:
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
