"""The HTTP side of the join service; imported only when a broadcast is opened.

Everything it needs costs a third of a second to import, so others reach it through
:class:`app.services.join.JoinService`.
"""

from __future__ import annotations

import asyncio
import math
import socket
from collections.abc import Awaitable, Callable

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.services.join_connections import Connection, ConnectionBook, ConnectionLimits
from app.services.join_desk import JoinAsked, JoinDesk, JoinRefusedError
from app.services.join_protocol import (
    HEALTH_PATH,
    JOIN_PATH,
    REFUSAL_TEXTS,
    WAIT_MAX_S,
    WATCH_PREFIX,
    JoinRefusal,
)
from app.services.watch_page import PAGE_POLICY, not_found_page, watch_page

BODY_MAX_BYTES = 2048
BODY_TIMEOUT_S = 5.0
SHUTDOWN_S = 0.5

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_SAFETY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": PAGE_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "Klieg",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class _JoinBody(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    invite: str = Field(max_length=128)
    user_id: str = Field(max_length=128)
    name: str = Field(default="", max_length=512)
    wait_s: float = Field(default=0.0, ge=0.0, le=WAIT_MAX_S)


class JoinHttp:
    """Serves one desk on one socket."""

    def __init__(
        self, desk: JoinDesk, *, title: str, limits: ConnectionLimits | None = None
    ) -> None:
        self._desk = desk
        self._title = title
        self._limits = limits or ConnectionLimits()
        self._listening: asyncio.Server | None = None
        self._hosts: frozenset[str] = frozenset()
        application = web.Application(middlewares=[self._guarded], client_max_size=BODY_MAX_BYTES)
        application.router.add_post(JOIN_PATH, self._join)
        application.router.add_get(HEALTH_PATH, self._health)
        application.router.add_get(WATCH_PREFIX + "{room:.+}", self._watch)
        application.on_response_prepare.append(self._add_safety_headers)
        self._runner = web.AppRunner(
            application,
            handle_signals=False,
            shutdown_timeout=SHUTDOWN_S,
            handler_cancellation=True,  # nobody waits at the desk whose connection is closed
        )

    async def start(self, listener: socket.socket) -> None:
        """Serve on ``listener``, a bound socket, which is closed at the end."""
        port = listener.getsockname()[1]
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        await self._runner.setup()
        server = self._runner.server
        if server is None:
            raise AssertionError("the runner was set up without a server")
        book = ConnectionBook(server, limits=self._limits, error_reply=_error_reply)
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(book, sock=listener)

    async def stop(self) -> None:
        """Answer what is under way, then close."""
        if self._listening is not None:
            self._listening.close()
        await self._runner.cleanup()

    @web.middleware
    async def _guarded(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        if isinstance(request.protocol, Connection):
            request.protocol.note_request()
        try:
            self._check_origin(request)
            return await handler(request)
        except JoinRefusedError as refused:
            return _refusal(refused)
        except web.HTTPException as problem:
            if problem.status == 404:
                return web.Response(text=not_found_page(), content_type="text/html", status=404)
            return _refusal(JoinRefusedError(JoinRefusal.NOT_UNDERSTOOD), status=problem.status)

    def _check_origin(self, request: web.Request) -> None:
        """Refuse requests by another name, and those that another site's page sends.

        A name that was made to point here would otherwise open us to any web page.
        """
        origin = request.headers.get("Origin")
        is_foreign = origin is not None and origin.removeprefix("http://") not in self._hosts
        if request.host.lower() not in self._hosts or is_foreign:
            raise JoinRefusedError(JoinRefusal.WRONG_HOST)

    async def _join(self, request: web.Request) -> web.Response:
        client = request.remote or ""
        self._desk.count_request(client)
        granted = await self._desk.admit(await _read(request), client=client)
        return web.json_response(
            {
                "server_url": granted.server_url,
                "server_lifetime": granted.server_lifetime.value,
                "token": granted.token,
                "room_id": self._desk.room_id,
                "user_id": granted.user.user_id,
                "name": granted.user.name,
                "expires_in_s": round(granted.expires_in_s, 1),
                "title": self._title,
                "host": {"user_id": self._desk.host.user_id, "name": self._desk.host.name},
            }
        )

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"service": "klieg-join"})

    async def _watch(self, request: web.Request) -> web.Response:
        if request.match_info["room"] != self._desk.room_id:
            raise web.HTTPNotFound
        page = watch_page(title=self._title, host_name=self._desk.host.name)
        return web.Response(text=page, content_type="text/html")

    async def _add_safety_headers(
        self, _request: web.Request, response: web.StreamResponse
    ) -> None:
        response.headers.update(_SAFETY_HEADERS)


async def _read(request: web.Request) -> JoinAsked:
    # A page of another site cannot send this type without asking first, and is not answered then.
    if request.content_type != "application/json":
        raise JoinRefusedError(JoinRefusal.NOT_UNDERSTOOD)
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            body = _JoinBody.model_validate_json(await request.read())
    except (ValidationError, TimeoutError):
        raise JoinRefusedError(JoinRefusal.NOT_UNDERSTOOD) from None  # it quotes the invite
    return JoinAsked(body.invite, user_id=body.user_id, name=body.name, wait_s=body.wait_s)


def _error_reply(status: int) -> web.Response:
    """Answer in place of the library, which would tell its name and version."""
    reply = _refusal(JoinRefusedError(JoinRefusal.NOT_UNDERSTOOD), status=status)
    reply.headers.update(_SAFETY_HEADERS)
    return reply


def _refusal(refused: JoinRefusedError, *, status: int = 0) -> web.Response:
    text = REFUSAL_TEXTS[refused.refusal]
    headers = {}
    if refused.retry_after_s > 0:
        headers["Retry-After"] = str(math.ceil(refused.retry_after_s))
    error = {"code": refused.refusal.value, "message": text.message, "hint": text.hint}
    return web.json_response({"error": error}, status=status or text.status, headers=headers)
