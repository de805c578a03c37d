"""The second user of ``klieg doctor --zego``, in a process of its own.

A ZEGO SDK may have room for one engine in a process. What is needed comes as one line of JSON on
the standard input, so that no token is on a command line; news go out as JSON lines on the
standard output. It leaves when the input ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from app.bootstrap.threads import on_thread
from app.checkup.evidence import News
from app.checkup.watcher import Watcher
from app.control.tasks import within
from app.engine.create import create_engine
from app.model.engine import EngineKind, EngineProfile, Scenario
from app.model.errors import InvalidValueError, KliegError
from app.model.session import RoomConfig, User
from app.paths import is_frozen, program_root

START_LIMIT_S = 20.0
END_LIMIT_S = 25.0
_SECRETS = ("KLIEG_ZEGO_SERVER_SECRET", "KLIEG_ZEGO_APP_SIGN", "KLIEG_ZEGO_ACCESS_KEY")


@dataclass(frozen=True, slots=True)
class PeerOrder:
    """What the second user needs to know; holds secrets and is not printed."""

    library: str
    app_id: int
    app_sign: str
    token: str
    user_id: str
    room_id: str

    def __repr__(self) -> str:
        return f"PeerOrder({self.user_id!r}, {self.room_id!r})"

    @staticmethod
    def parse(line: str) -> PeerOrder:
        """Read an order.

        Raises:
            InvalidValueError: It is none.
        """
        try:
            return PeerOrder(**json.loads(line))
        except (ValueError, TypeError):
            raise InvalidValueError("cannot watch: the order was not understood") from None


def run_peer() -> int:
    """Read the order from the standard input and watch until it ends."""
    order = PeerOrder.parse(sys.stdin.readline())
    asyncio.run(_watch(order))
    return 0


async def _watch(order: PeerOrder) -> None:
    profile = EngineProfile(
        Scenario.LIVE,
        app_id=order.app_id,
        app_sign=order.app_sign,
        library=Path(order.library),
    )
    try:
        engine = await within(
            START_LIMIT_S, on_thread(lambda: create_engine(EngineKind.ZEGO, profile))
        )
    except (KliegError, TimeoutError) as error:
        why = error.sentence() if isinstance(error, KliegError) else "the SDK does not start"
        _tell({"event": "WatcherFailed", "why": why})
        return
    watcher = Watcher(engine, User(order.user_id), _tell)
    loop = asyncio.get_running_loop()

    def wait_for_end() -> None:
        while sys.stdin.readline():
            pass
        with contextlib.suppress(RuntimeError):  # it is over already
            loop.call_soon_threadsafe(watcher.stop)

    threading.Thread(target=wait_for_end, name="klieg-peer-input", daemon=True).start()
    await watcher.run(order.room_id, RoomConfig(token=order.token))


def _tell(news: News) -> None:
    sys.stdout.write(json.dumps(news, ensure_ascii=True) + "\n")
    sys.stdout.flush()


class FarWatcher:
    """Starts the second user and hears its news; implements ``WatcherLink``.

    Args:
        user_id: Who watches.
        order_for: Makes the order for a room; gets a token on the way.
    """

    def __init__(self, user_id: str, order_for: Callable[[str], Awaitable[PeerOrder]]) -> None:
        self.user_id = user_id
        self.news: list[News] = []
        self._order_for = order_for
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._is_ending = False

    async def start(self, room_id: str) -> None:
        """Start the process and let it enter; see ``WatcherLink``."""
        order = await self._order_for(room_id)
        environment = {name: text for name, text in os.environ.items() if name not in _SECRETS}
        self._process = await asyncio.create_subprocess_exec(
            *_own_command(),
            "doctor",
            "--zego-peer",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
            cwd=program_root(),
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise InvalidValueError("cannot start the second user: it has no pipes")
        self._reading = asyncio.ensure_future(self._read(self._process.stdout))
        self._process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")

    async def until(self, what: Callable[[News], bool], *, within_s: float) -> News:
        """Return the first news that ``what`` is true of; see ``WatcherLink``."""
        seen = 0
        async with asyncio.timeout(within_s):
            while True:
                for news in self.news[seen:]:
                    if what(news):
                        return news
                    if news.get("event") == "WatcherFailed":
                        raise InvalidValueError(f"the second user has trouble: {news.get('why')}")
                seen = len(self.news)
                self._changed.clear()
                await self._changed.wait()

    async def end(self) -> None:
        """Let it leave; see ``WatcherLink``."""
        process = self._process
        if process is None:
            return
        self._is_ending = True
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(END_LIMIT_S):
                await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            if self._reading is not None:
                await self._reading

    async def _read(self, output: asyncio.StreamReader) -> None:
        while line := await output.readline():
            try:
                news = json.loads(line)
            except ValueError:
                continue  # a library that prints
            if isinstance(news, dict):
                self._take(news)
        if not self._is_ending:
            self._take({"event": "WatcherFailed", "why": "its process ended"})

    def _take(self, news: News) -> None:
        self.news.append(news)
        self._changed.set()


def _own_command() -> list[str]:
    return [sys.executable] if is_frozen() else [sys.executable, "-m", "app"]
