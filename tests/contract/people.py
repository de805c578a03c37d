"""People of a test: an engine, what it told, and the steps every test needs."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from app.engine.media_port import CanvasResolver, CaptureFactory, SpeakerFactory
from app.engine.port import Engine
from app.model.errors import WrongStateError
from app.model.events import PlayerStateUpdate, PublisherStateUpdate, RoomStateChanged
from app.model.frames import VideoFrame
from app.model.media import (
    Canvas,
    CaptureSource,
    PublishChannel,
    SourceKind,
    VideoConfig,
    VideoProfile,
)
from app.model.session import (
    PlayerState,
    PublishConfig,
    PublisherState,
    RoomStateReason,
    User,
)
from tests.contract.lab import EngineLab, Rights
from tests.contract.pictures import Quadrants, Ticker
from tests.contract.recorder import EventRecorder

SMALL = VideoConfig(VideoProfile(320, 180, fps=30, bitrate_kbps=400))


class Person:
    """One user with an engine of their own."""

    def __init__(self, user_id: str, lab: EngineLab, engine: Engine) -> None:
        self.user_id = user_id
        self.lab = lab
        self.engine = engine
        self.events = EventRecorder(user_id)
        engine.set_event_handler(self.events)
        self.frames: dict[str, list[VideoFrame]] = {}

    @property
    def user(self) -> User:
        """Return the user as the port knows it."""
        return User(self.user_id)

    async def enter(
        self, room_id: str, rights: Rights = Rights.HOST, *, retry_time_s: float = 60
    ) -> None:
        """Log in."""
        config = self.lab.config(room_id, self.user_id, rights, retry_time_s=retry_time_s)
        await self.engine.login_room(room_id, self.user, config)
        await self.events.wait_for(RoomStateChanged, reason=RoomStateReason.LOGINED)

    def use_custom_source(
        self, channel: PublishChannel = PublishChannel.MAIN, video: VideoConfig = SMALL
    ) -> None:
        """Send pictures pushed by the test, no sound."""
        self.engine.set_video_config(video, channel)
        self.engine.set_capture_source(CaptureSource(SourceKind.CUSTOM), channel)
        self.engine.set_audio_source(CaptureSource(SourceKind.NONE), channel)

    @contextmanager
    def feeding(
        self,
        picture: Quadrants | None = None,
        *,
        size_px: tuple[int, int] = (320, 180),
        channel: PublishChannel = PublishChannel.MAIN,
    ) -> Iterator[None]:
        """Push pictures while the block runs."""
        shown = picture or Quadrants()

        def push(number: int) -> None:
            with suppress(WrongStateError):  # a source may outlive its engine
                self.engine.send_custom_video_frame(shown.frame(*size_px, number), channel)

        with Ticker(30, push):
            yield

    async def publish(
        self,
        stream_id: str,
        channel: PublishChannel = PublishChannel.MAIN,
        config: PublishConfig | None = None,
    ) -> None:
        """Publish and wait until it is done."""
        self.engine.start_publishing_stream(stream_id, config, channel)
        await self.published(stream_id)

    async def published(self, stream_id: str, *, since: int = 0) -> None:
        """Wait until the stream is published."""
        await self.events.wait_for(
            PublisherStateUpdate, stream_id=stream_id, state=PublisherState.PUBLISHING, since=since
        )

    async def play(self, stream_id: str, canvas: Canvas | None = None) -> None:
        """Play and wait for the state."""
        self.engine.start_playing_stream(stream_id, canvas)
        await self.playing(stream_id)

    async def playing(self, stream_id: str, *, since: int = 0) -> None:
        """Wait until the stream plays."""
        await self.events.wait_for(
            PlayerStateUpdate, stream_id=stream_id, state=PlayerState.PLAYING, since=since
        )

    async def picture(
        self,
        stream_id: str,
        where: Callable[[VideoFrame], bool] = lambda _frame: True,
        *,
        within_s: float = 15.0,
    ) -> VideoFrame:
        """Return the next decoded frame of a stream that fits; replaces the render handler."""
        loop = asyncio.get_running_loop()
        found: asyncio.Future[VideoFrame] = loop.create_future()

        def settle(frame: VideoFrame) -> None:
            if not found.done():
                found.set_result(frame)

        def look(name: str, frame: VideoFrame) -> None:
            if name == stream_id and not found.done() and where(frame):
                loop.call_soon_threadsafe(settle, frame)

        self.engine.set_custom_video_render_handler(look)
        try:
            return await asyncio.wait_for(found, within_s)
        finally:
            self.engine.set_custom_video_render_handler(None)

    async def picture_stops(self, stream_id: str, *, for_s: float = 0.7) -> None:
        """Wait until no picture of a stream comes for a while; a few may be under way."""
        for _ in range(60):
            try:
                await self.picture(stream_id, within_s=for_s)
            except TimeoutError:
                return
        raise AssertionError(f"{stream_id} goes on")

    async def shows(self, stream_id: str, picture: Quadrants, *, within_s: float = 15.0) -> None:
        """Wait until a stream shows this picture, within what a codec changes."""
        await self.picture(stream_id, lambda f: picture.distance(f) < 6, within_s=within_s)


class People:
    """Makes people and sees to it that their engines are destroyed."""

    def __init__(self, lab: EngineLab) -> None:
        self.lab = lab
        self._people: list[Person] = []
        self._numbers = itertools.count(1)

    def add(
        self,
        name: str,
        *,
        captures: CaptureFactory | None = None,
        canvases: CanvasResolver | None = None,
        speakers: SpeakerFactory | None = None,
    ) -> Person:
        """Make a person; the same name twice is the same user twice."""
        person = Person(name, self.lab, self.lab.create_engine(captures, canvases, speakers))
        self._people.append(person)
        return person

    def adopt(self, person: Person) -> None:
        """See to somebody who was made elsewhere."""
        self._people.append(person)

    async def destroy(self) -> None:
        """End all engines."""
        await asyncio.gather(*(person.engine.destroy() for person in self._people))


@asynccontextmanager
async def people_of(lab: EngineLab) -> AsyncIterator[People]:
    """Make people for one test."""
    people = People(lab)
    try:
        yield people
    finally:
        await people.destroy()
