"""What may reach the endpoints of `qa.api`: requests that are small, well formed, and without files."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse

from qa.api import MCP_PATH, PARAMETERS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1 << 20
"""Longest request in bytes."""

_ENDPOINT = re.compile(rf"/gradio_api/(run|api|call|call/v2)/({'|'.join(PARAMETERS)})/?")


class ApiDoor:
    """ASGI middleware: reads what programs send to `qa.api` before Gradio does.

    - Nothing longer than `MOST_BYTES`.
    - No files: Gradio would fetch what a request calls a file, from this machine or the network.
    - The endpoints get all of their parameters: what is left out is filled in.
    - Of the MCP server only the one address is open. Its page for browsers repeats the address as script,
      and its older transport keeps connections.

    Args:
        app: who sees the rest, and all other paths.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass; answer the rest with one line."""
        path = scope.get("path", "")
        if path.startswith(MCP_PATH):
            if path.rstrip("/") != MCP_PATH:
                await PlainTextResponse("Not Found", 404)(scope, receive, send)
            elif scope.get("method") != "POST":
                headers = {"Allow": "POST"}
                await PlainTextResponse("MCP clients are served here.", 405, headers)(scope, receive, send)
            else:
                await self._posted({**scope, "path": f"{MCP_PATH}/"}, receive, send)
        elif scope["type"] == "http" and scope["method"] == "POST" and _ENDPOINT.fullmatch(path):
            await self._posted(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _posted(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        if body is None:
            error = f"The request has more than {MOST_BYTES:,} bytes."
            await JSONResponse({"error": error}, 413)(scope, receive, send)
            return
        try:
            body = _checked(scope["path"], body)
        except ValueError as error:
            await JSONResponse({"error": str(error)}, 422)(scope, receive, send)
            return
        scope = {**scope, "headers": list(scope["headers"])}
        MutableHeaders(scope=scope)["content-length"] = str(len(body))
        messages: list[Message] = [{"type": "http.request", "body": body}]

        async def again() -> Message:
            return messages.pop() if messages else await receive()

        await self._app(scope, again, send)


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None when it is too long."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _checked(path: str, body: bytes) -> bytes:
    """The body as the app may have it.

    Raises:
        ValueError: it may not; the message is one line.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("The request is no JSON.") from None
    if _has_file(sent):
        raise ValueError("Files are not taken here.")
    endpoint = _ENDPOINT.fullmatch(path)
    if endpoint is None:
        return body
    way, name = endpoint.groups()
    return json.dumps(_by_name(name, sent) if way == "call/v2" else _in_order(name, sent)).encode()


def _has_file(value: Any) -> bool:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "path" in value and "meta" in value:  # what Gradio knows them by
                return True
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return False


def _in_order(name: str, sent: Any) -> dict[str, Any]:
    defaults = list(PARAMETERS[name].values())
    data = sent.get("data") if isinstance(sent, dict) else None
    if not isinstance(data, list) or len(data) > len(defaults):
        raise ValueError(f'Send {{"data": [{", ".join(PARAMETERS[name])}]}} to {name}.')
    return {"data": [*data, *defaults[len(data) :]]}


def _by_name(name: str, sent: Any) -> dict[str, Any]:
    if not isinstance(sent, dict) or not sent.keys() <= PARAMETERS[name].keys():
        named = ", ".join(f'"{parameter}": …' for parameter in PARAMETERS[name])
        raise ValueError(f"Send {{{named}}} to {name}.")
    return {**PARAMETERS[name], **sent}
