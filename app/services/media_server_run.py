"""One life of the media server's process, from its start to its end."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from pathlib import Path

from app.log_files import LogFileHandler
from app.model.errors import MediaServerError
from app.model.media import LatencyMode
from app.services.child_process import ChildExit, ChildProcess
from app.services.http_call import HttpFormatError, HttpReply, http_post
from app.services.media_server_config import server_environment
from app.services.ports import LOOPBACK, ServerPorts
from app.services.tokens import ServerKey, service_token

HEALTH_POLL_S = 0.01
HEALTH_DEADLINE_S = 15.0
SECOND_ORDER_AGE_S = 0.25
END_DEADLINE_S = 1.0
CLOSE_ROOMS_S = 0.4
_LAST_LINES = 5
_PORT_TAKEN_WORDS = ("address already in use", "Only one usage of each socket address")

_logger = logging.getLogger(__name__)


class PortTakenError(MediaServerError):
    """Another program has a port that the server was to use."""


class MediaServerRun:
    """One process of the server; made, used and ended on one event loop.

    Raises:
        MediaServerError: The process could not be made.
    """

    def __init__(
        self,
        binary: Path,
        *,
        ports: ServerPorts,
        key: ServerKey,
        latency_mode: LatencyMode,
        log: LogFileHandler,
    ) -> None:
        self._binary = binary
        self._ports = ports
        self._key = key
        self._log = log
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._exit: ChildExit | None = None
        self._last_lines: deque[str] = deque(maxlen=_LAST_LINES)
        self._port_taken = False
        self._is_healthy = False
        self._began_s = time.monotonic()
        try:
            self._child = ChildProcess(
                [str(binary)],
                environment=server_environment(ports, key=key, latency_mode=latency_mode),
                on_line=self._on_line,
                on_exit=self._on_exit,
            )
        except OSError as error:
            raise MediaServerError(
                f"cannot start the media server {binary}: {error.strerror}"
            ) from error

    async def until_healthy(self) -> None:
        """Wait until the server answers to our own key, and so is ours and ready.

        Raises:
            PortTakenError: Another program has one of the ports.
            MediaServerError: The server ended or does not answer.
        """
        polling = asyncio.create_task(self._poll())
        ending = asyncio.create_task(self._ended.wait())
        try:
            await asyncio.wait({polling, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not polling.done():
                raise self._early_end()
            polling.result()
        finally:
            polling.cancel()
            ending.cancel()
            await asyncio.gather(polling, ending, return_exceptions=True)

    async def _poll(self) -> None:
        while time.monotonic() < self._began_s + HEALTH_DEADLINE_S:
            try:
                reply = await self._call("ListRooms", {}, timeout_s=2.0)
            except HttpFormatError:
                raise self._port_taken_error() from None
            except OSError:  # nobody listens yet, or no answer in time
                await asyncio.sleep(HEALTH_POLL_S)
            else:
                if reply.status == 200:
                    self._is_healthy = True
                    return
                raise self._port_taken_error()  # a server that does not know our key
        raise MediaServerError(
            f"cannot reach the media server: no answer within {HEALTH_DEADLINE_S:.0f} s",
            hint=f"The machine may be overloaded. The server's words are in {self._log.path}.",
        )

    async def ended(self) -> ChildExit:
        """Wait for the end of the process and say how it ended."""
        await self._ended.wait()
        if self._exit is None:
            raise AssertionError("the end was told without its manner")
        return self._exit

    async def end(self) -> None:
        """End the process: in order when it obeys in time, else at once."""
        try:
            if self._is_healthy and not self._ended.is_set():
                await self._close_rooms()
            await self._end_in_order()
        finally:
            self._child.kill()
        await self._ended.wait()

    async def _close_rooms(self) -> None:
        """Tell all who are in a room; a server that ends may be gone before its last words."""
        try:
            reply = await self._call("ListRooms", {}, timeout_s=CLOSE_ROOMS_S)
            for room in json.loads(reply.body).get("rooms", ()):
                await self._call("DeleteRoom", {"room": room["name"]}, timeout_s=CLOSE_ROOMS_S)
        except (OSError, HttpFormatError, ValueError) as error:
            _logger.info("the rooms could not be closed: %s", type(error).__name__)

    async def _call(self, method: str, question: dict[str, str], *, timeout_s: float) -> HttpReply:
        url = f"http://{LOOPBACK}:{self._ports.signal}/twirp/livekit.RoomService/{method}"
        headers = {"Authorization": f"Bearer {service_token(self._key)}"}
        body = json.dumps(question).encode()
        return await http_post(url, body=body, headers=headers, timeout_s=timeout_s)

    async def _end_in_order(self) -> None:
        # On the first signal the server waits for its participants, on the second for nobody. In
        # its first 100 ms of listening it overhears one.
        age_s = time.monotonic() - self._began_s
        self._child.ask_to_end()
        if await self._has_ended_within(max(0.05, SECOND_ORDER_AGE_S - age_s)):
            return
        self._child.ask_to_end()
        await self._has_ended_within(END_DEADLINE_S)

    async def _has_ended_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        except TimeoutError:
            return False
        return True

    def _early_end(self) -> MediaServerError:
        if self._port_taken:
            return self._port_taken_error()
        said = f": {self._last_lines[-1][:300]}" if self._last_lines else ""
        return MediaServerError(
            f"cannot start the media server {self._binary}: it ended with {self._exit}{said}",
            hint=f"All of its words are in {self._log.path}.",
        )

    def _port_taken_error(self) -> PortTakenError:
        return PortTakenError(
            f"another program took port {self._ports.signal} or {self._ports.media}",
            hint="Stop that program, or start the broadcast again on other ports.",
        )

    def _on_line(self, line: str) -> None:
        record = logging.LogRecord("media_server", logging.INFO, "", 0, line, None, None)
        self._log.handle(record)
        self._last_lines.append(record.getMessage())  # cleaned by the log's own filter
        if any(words in line for words in _PORT_TAKEN_WORDS):
            self._port_taken = True

    def _on_exit(self, how: ChildExit) -> None:
        self._exit = how
        try:
            self._loop.call_soon_threadsafe(self._ended.set)
        except RuntimeError:
            return  # the loop is closed: nobody waits any more
