"""The embedded media server: one livekit-server of our own, started on demand and supervised.

It listens on the loopback address alone, with ports, key and secret made for this run, and ends
with us. When it dies it comes back on the same ports with the same key, so that every client
finds it again by its ordinary reconnection.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.log_files import LogFileHandler
from app.model.errors import MediaServerError, WrongStateError
from app.model.media import LatencyMode
from app.model.session import User
from app.redaction import Redactor
from app.services.media_server_run import MediaServerRun, PortTakenError
from app.services.ports import LOOPBACK, ServerPorts, choose_server_ports
from app.services.server_target import ServerLifetime
from app.services.tokens import ServerKey, hidden_token, host_token, watch_token

START_ATTEMPTS = 5

_logger = logging.getLogger(__name__)


class ServerChange(Enum):
    """What happened to the server."""

    STARTED = "started"
    DIED = "died"
    RESTARTED = "restarted"
    GAVE_UP = "gave up"


@dataclass(frozen=True, slots=True)
class MediaServerEvent:
    """News of the server, for the user; ``error`` is there when it will not come back."""

    change: ServerChange
    message: str
    error: MediaServerError | None = None


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """How often and how soon a dead server is started again.

    Attributes:
        pauses_s: Waiting time before each further start; their number is the number of starts.
        period_s: Deaths longer ago than this are forgotten.
    """

    pauses_s: tuple[float, ...] = (0.0, 0.2, 0.5, 1.0, 2.0)
    period_s: float = 60.0


ServerEventHandler = Callable[[MediaServerEvent], None]


class MediaServer:
    """One media server; all calls belong to the event loop that :meth:`start` ran on.

    Args:
        binary: The program file of livekit-server.
        log_folder: Gets ``server.log``.
        latency_mode: How much delay receivers trade for smoothness.
        redactor: Is told the secret, and cleans the log.
        on_event: Called on the event loop with whatever happens after the call of ``start``.
        policy: When to give up.
    """

    def __init__(
        self,
        binary: Path,
        *,
        log_folder: Path,
        latency_mode: LatencyMode = LatencyMode.LOWEST,
        redactor: Redactor | None = None,
        on_event: ServerEventHandler | None = None,
        policy: RestartPolicy | None = None,
    ) -> None:
        self._binary = binary
        self._log_folder = log_folder
        self._latency_mode = latency_mode
        self._redactor = redactor or Redactor()
        self._on_event = on_event
        self._policy = policy or RestartPolicy()
        self._key = ServerKey.random()
        self._redactor.add(self._key.api_secret)
        self._ports: ServerPorts | None = None
        self._log: LogFileHandler | None = None
        self._run: MediaServerRun | None = None
        self._supervisor: asyncio.Task[None] | None = None

    lifetime = ServerLifetime.WITH_HOST

    @property
    def signal_url(self) -> str:
        """Address for clients; stays the same until the server is stopped.

        Raises:
            WrongStateError: The server has not been started.
        """
        return f"ws://{LOOPBACK}:{self._required_ports().signal}"

    @property
    def log_path(self) -> Path | None:
        """The file with the server's own words, once it has been started."""
        return self._log.path if self._log else None

    def mint_host(self, room_id: str, user: User) -> str:
        """Return a token for ``user`` to go live in ``room_id``."""
        return host_token(self._key, room_id=room_id, user=user)

    def mint_watcher(self, room_id: str, user: User) -> str:
        """Return a short-lived token for ``user`` to watch in ``room_id``."""
        return watch_token(self._key, room_id=room_id, user=user)

    def mint_hidden(self, room_id: str, user: User) -> str:
        """Return a short-lived token to watch unseen."""
        return hidden_token(self._key, room_id=room_id, user=user)

    async def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            MediaServerError: It does not start; the message says why.
            WrongStateError: It runs already.
        """
        if self._ports is not None:
            raise WrongStateError("cannot start the media server: it runs already")
        began_s = time.monotonic()
        self._log = LogFileHandler(
            self._log_folder, stem="server", redactor=self._redactor, line_format="%(message)s"
        )
        try:
            await self._first_run()
        except BaseException:
            self._forget()
            raise
        self._supervisor = asyncio.create_task(self._supervise(), name="media server")
        after_ms = (time.monotonic() - began_s) * 1000
        self._tell(ServerChange.STARTED, f"the media server answered after {after_ms:.0f} ms")

    async def stop(self) -> None:
        """End the server in order, at once where it does not obey; no error if not started."""
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            supervisor.cancel()
            await asyncio.wait([supervisor])
        if self._run is not None:
            await self._run.end()
        self._forget()

    async def _first_run(self) -> None:
        for attempt in range(START_ATTEMPTS):
            self._ports = choose_server_ports()
            try:
                await self._run_once(self._ports)
            except PortTakenError:
                _logger.info("a port was taken meanwhile (attempt %d)", attempt + 1)
            else:
                return
        raise MediaServerError(
            f"cannot start the media server: other programs took {START_ATTEMPTS} chosen ports",
            hint="Close programs that open many connections, then try again.",
        )

    async def _run_once(self, ports: ServerPorts) -> None:
        if self._log is None:
            raise WrongStateError("cannot run the media server: it was stopped")
        self._run = MediaServerRun(
            self._binary,
            ports=ports,
            key=self._key,
            latency_mode=self._latency_mode,
            log=self._log,
        )
        try:
            await self._run.until_healthy()
        except BaseException:
            await self._run.end()
            raise

    async def _supervise(self) -> None:
        """See to it that the server lives; whatever ends that is told, never lost."""
        try:
            await self._keep_alive()
        except Exception as error:
            _logger.exception("the media server is watched no more")
            self._give_up(f"cannot keep the media server alive: {type(error).__name__}")

    async def _keep_alive(self) -> None:
        deaths_s: deque[float] = deque()
        while self._run is not None:
            how = await self._run.ended()
            self._tell(ServerChange.DIED, f"the media server ended by itself with {how}")
            died_s = time.monotonic()
            if not await self._revive(deaths_s):
                return
            after_ms = (time.monotonic() - died_s) * 1000
            self._tell(ServerChange.RESTARTED, f"the media server is back after {after_ms:.0f} ms")

    async def _revive(self, deaths_s: deque[float]) -> bool:
        """Start again until it answers; False, after telling so, when that is hopeless."""
        ports = self._required_ports()
        while True:
            now_s = time.monotonic()
            while deaths_s and now_s - deaths_s[0] > self._policy.period_s:
                deaths_s.popleft()
            deaths_s.append(now_s)
            if len(deaths_s) > len(self._policy.pauses_s):
                self._give_up(
                    f"cannot keep the media server alive: it died {len(deaths_s)} times"
                    f" within {self._policy.period_s:.0f} s"
                )
                return False
            await asyncio.sleep(self._policy.pauses_s[len(deaths_s) - 1])
            try:
                await self._run_once(ports)
            except PortTakenError as error:
                if len(deaths_s) == len(self._policy.pauses_s):
                    self._give_up(f"cannot restart the media server: {error}")
                    return False
            except MediaServerError as error:
                _logger.warning("%s", error)
            else:
                return True

    def _give_up(self, message: str) -> None:
        error = MediaServerError(
            message, hint=f"Go live again. The last words of the server are in {self.log_path}."
        )
        self._tell(ServerChange.GAVE_UP, message, error=error)

    def _tell(
        self, change: ServerChange, message: str, *, error: MediaServerError | None = None
    ) -> None:
        _logger.info("%s", message)
        if self._on_event is None:
            return
        try:
            self._on_event(MediaServerEvent(change, message, error))
        except Exception:
            _logger.exception("the handler of the media server's events has a fault")

    def _required_ports(self) -> ServerPorts:
        if self._ports is None:
            raise WrongStateError(
                "cannot use the media server: it is not running", hint="Start it first."
            )
        return self._ports

    def _forget(self) -> None:
        self._ports = None
        self._run = None
        if self._log is not None:
            self._log.close()
            self._log = None
