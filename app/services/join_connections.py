"""The open connections of the join service: how many there may be, and how long each may take.

Any program of this machine can reach the service. One that opens connections and says nothing, or
says it letter by letter, must not take the sockets that the host and the audience need.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from aiohttp.web_request import BaseRequest

_logger = logging.getLogger(__name__)

ErrorReply = Callable[[int], web.Response]
"""Makes the answer to a request that broke with this HTTP status."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What one service bears.

    Attributes:
        open_max: Connections at once: everyone who may wait for a broadcast, and some more. Many
            systems allow a process 1024 files.
        head_s: How long the head of a request may take to come; also the longest silence between
            two requests of one connection.
        exchange_s: How long one request and its answer may take in all.
        linger_s: How long the rest of a refused request is read.
    """

    open_max: int = 540
    head_s: float = 5.0
    exchange_s: float = 45.0
    linger_s: float = 1.0


class ConnectionBook:
    """Makes the connections of one server and knows which are open; one event loop.

    Args:
        server: Answers the requests.
        limits: What it bears.
        error_reply: For requests that are no HTTP, or met a fault of ours.
    """

    def __init__(
        self, server: web.Server, *, limits: ConnectionLimits, error_reply: ErrorReply
    ) -> None:
        self._server = server
        self._open: dict[Connection, None] = {}
        self.limits = limits
        self.error_reply = error_reply

    def __call__(self) -> Connection:
        """Return a connection for whoever comes next."""
        return Connection(self._server, book=self)

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, connection: Connection) -> None:
        """Note an open connection; a full book lets the oldest go that asked for nothing yet."""
        self._open[connection] = None
        if len(self._open) > self.limits.open_max:
            silent = (item for item in self._open if not item.has_asked)
            next(silent, connection).abort()

    def leave(self, connection: Connection) -> None:
        """Forget a connection that is closed."""
        self._open.pop(connection, None)


class Connection(web.RequestHandler):
    """One connection, closed when it takes too long."""

    def __init__(self, server: web.Server, *, book: ConnectionBook) -> None:
        limits = book.limits
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=limits.head_s,
            access_log=None,  # type: ignore[arg-type] # the library's own way to have none
            lingering_time=limits.linger_s,
        )
        self.has_asked = False
        self._book = book
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; called by the event loop."""
        super().connection_made(transport)
        self._allow_time()
        self._book.enter(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        """End; called by the event loop."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._book.leave(self)
        super().connection_lost(exc)

    def note_request(self) -> None:
        """Give the request whose head has just come its time."""
        self.has_asked = True
        self._allow_time()

    def abort(self) -> None:
        """Close at once, whatever is still to be sent."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no HTTP or broke on the way, without a word about the program."""
        del message  # it quotes the request
        if status >= 500:
            _logger.error("a request to the join service broke", exc_info=exc)
        else:
            _logger.info("somebody came with a request that is no HTTP")
        if request.writer.output_size > 0:
            raise ConnectionError("an answer is on its way already")
        reply = self._book.error_reply(status)
        reply.force_close()
        return reply

    def _allow_time(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(self._book.limits.exchange_s, self.abort)
