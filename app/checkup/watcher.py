"""The second user of a checkup: plays every stream at once, answers messages, counts pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from app.checkup.evidence import News
from app.checkup.person import Person
from app.control.tasks import within
from app.engine.port import Engine
from app.event_log import describe
from app.model.errors import KliegError
from app.model.events import (
    EngineEvent,
    IMBroadcastMessageReceived,
    RoomStreamUpdate,
)
from app.model.frames import VideoFrame
from app.model.session import RoomConfig, UpdateType, User

LOGIN_LIMIT_S = 30.0
LOGOUT_LIMIT_S = 6.0
ANSWER = "heard"

NewsHandler = Callable[[News], None]


class Watcher:
    """Watches until it is told to end.

    Args:
        engine: Its own.
        user: Who watches.
        tell: Hears of each event, and of what cannot be an event.
    """

    def __init__(self, engine: Engine, user: User, tell: NewsHandler) -> None:
        self._tell = tell
        self._frames = 0
        self._over = asyncio.Event()
        self._answers: set[asyncio.Task[None]] = set()
        self._person = Person(engine, user, on_event=self._take)
        engine.set_custom_video_render_handler(self._count)

    def stop(self) -> None:
        """Leave."""
        self._over.set()

    async def run(self, room_id: str, config: RoomConfig) -> None:
        """Be in ``room_id`` until :meth:`stop`; trouble is told, not raised."""
        engine = self._person.engine
        try:
            await within(LOGIN_LIMIT_S, engine.login_room(room_id, self._person.user, config))
            await self._over.wait()
        except (KliegError, TimeoutError) as error:
            sentence = error.sentence() if isinstance(error, KliegError) else "no answer in time"
            self._tell({"event": "WatcherFailed", "why": sentence})
        finally:
            await self._leave(engine)

    async def _leave(self, engine: Engine) -> None:
        self._tell({"event": "WatcherPictures", "count": self._frames})
        try:
            await within(LOGOUT_LIMIT_S, engine.logout_room())
        except (KliegError, TimeoutError) as error:
            self._tell({"event": "WatcherFailed", "why": str(error) or "no answer in time"})
        try:
            await self._person.end()
        except (KliegError, TimeoutError) as error:
            self._tell({"event": "WatcherFailed", "why": str(error) or "it does not end"})

    def _take(self, event: EngineEvent) -> None:
        self._tell(describe(event))
        engine = self._person.engine
        if isinstance(event, RoomStreamUpdate):
            for stream in event.streams:
                if event.update_type is UpdateType.ADD:
                    engine.start_playing_stream(stream.stream_id)
                else:
                    engine.stop_playing_stream(stream.stream_id)
        elif isinstance(event, IMBroadcastMessageReceived) and not self._answers:
            answer = asyncio.get_running_loop().create_task(self._answer())
            self._answers.add(answer)

    async def _answer(self) -> None:
        try:
            await self._person.engine.send_broadcast_message(ANSWER)
        except KliegError as error:
            self._tell({"event": "WatcherFailed", "why": error.sentence()})

    def _count(self, stream_id: str, frame: VideoFrame) -> None:
        del stream_id, frame  # engine's thread: a number is all that is kept
        self._frames += 1
