"""Asks whether the media server is there: one small request, with no credential and no promise.

Cheap enough to be made twice a second, where an attempt to enter a room would take seconds to find
nobody. Any answer counts: what it says is for the attempt that follows to find out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Coroutine
from enum import Enum, auto
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

_log = logging.getLogger(__name__)

_ANSWER_MIN_S = 0.5
_SERVER_ERRORS = 500


class Reply(Enum):
    """What came of a knock."""

    ANSWERED = auto()
    REFUSED = auto()
    SILENT = auto()


class Loop(Protocol):
    """What is needed of the engine's loop."""

    def time(self) -> float:
        """Return the loop's clock in seconds."""

    def spawn(self, coroutine: Coroutine[object, object, None], *, name: str) -> asyncio.Task[None]:
        """Start a task."""


class Door:
    """The way to one server; used on the engine's loop alone.

    Attributes:
        is_known: Whether knocking works here. It does not behind a proxy that only the SDK uses.
        answer_s: How long an answer may take, from how long it took.
    """

    def __init__(self, server_url: str, loop: Loop, *, learn_time_s: float = 5.0) -> None:
        self.is_known = False
        self._learn_time_s = learn_time_s
        self.answer_s = _ANSWER_MIN_S
        self._place = urlsplit(server_url)
        self._loop = loop
        self._address = ""
        self._tls: ssl.SSLContext | None = None
        self._lookup: asyncio.Task[None] | None = None

    async def learn(self) -> None:
        """Find out, while the server is there, whether and how fast it answers."""
        began_s = self._loop.time()
        if await self.knock(self._learn_time_s) is Reply.ANSWERED:
            self.is_known = True
            took_s = self._loop.time() - began_s
            self.answer_s = min(self._learn_time_s, max(_ANSWER_MIN_S, 3 * took_s))
        _log.info("the server %s", "answers" if self.is_known else "cannot be asked directly")

    async def knock(self, within_s: float) -> Reply:
        """Ask once."""
        try:
            async with asyncio.timeout(within_s):
                return await self._ask(await self._find())
        except ssl.SSLError:
            return Reply.ANSWERED  # somebody is there; whether we like each other is seen later
        except TimeoutError:
            return Reply.SILENT
        except ConnectionError:
            return Reply.REFUSED
        except (OSError, ValueError) as error:  # no way there; an answer that is none
            _log.debug("knocking: %s", type(error).__name__)
            return Reply.SILENT

    async def _ask(self, address: str) -> Reply:
        place = self._place
        is_secure = place.scheme in {"wss", "https"}
        if is_secure and self._tls is None:
            self._tls = ssl.create_default_context()
        reader, writer = await asyncio.open_connection(
            address,
            _port(place),
            ssl=self._tls if is_secure else None,
            server_hostname=place.hostname if is_secure else None,
        )
        try:
            lines = (
                f"GET {place.path or '/'} HTTP/1.1",
                f"Host: {place.netloc.rpartition('@')[2]}",
                "Connection: close",
            )
            writer.write("\r\n".join((*lines, "", "")).encode("ascii"))
            words = (await reader.readline()).split()
        finally:
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        if len(words) < 2 or not words[0].startswith(b"HTTP/"):
            return Reply.REFUSED
        return Reply.ANSWERED if int(words[1]) < _SERVER_ERRORS else Reply.REFUSED

    async def _find(self) -> str:
        """Return the address; asked for anew each time, waited for only the first time.

        Without a network a question for a name can take longer than the break.
        """
        if self._lookup is None or self._lookup.done():
            self._lookup = self._loop.spawn(self._look_up(), name="look-up-server")
        if not self._address:
            await asyncio.shield(self._lookup)
        if not self._address:
            raise OSError("the server's name is not known")
        return self._address

    async def _look_up(self) -> None:
        name, port = self._place.hostname or "", _port(self._place)
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                name, port, type=socket.SOCK_STREAM
            )
        except OSError as error:
            _log.debug("looking up the server: %s", type(error).__name__)
            return
        addresses = [str(address[4][0]) for address in found]
        if self._address not in addresses:
            self._address = addresses[0]


def _port(place: SplitResult) -> int:
    return place.port or (443 if place.scheme in {"wss", "https"} else 80)
