"""The room of an uplink check: the engine of the preview sends, a second engine receives.

Nobody else is let in. Some servers stop a stream that nobody watches, so somebody must. Qt thread
only.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import Callable, Coroutine
from dataclasses import replace
from urllib.parse import urlsplit

from app.control.parts import Parts
from app.control.qt_bridge import BridgeMaker
from app.control.second_engine import SecondEngine
from app.control.studio import EngineFactory, MonitorWay, Studio
from app.control.tasks import tried
from app.control.uplink import AudiencePlace, roomy
from app.model.errors import KliegError, RoomError
from app.model.events import (
    EngineEvent,
    PublisherQualityUpdate,
    PublisherSentVideoFirstFrame,
    PublisherStateUpdate,
    RoomExtraInfoUpdate,
    RoomOnlineUserCountUpdate,
    RoomReconnectAttempted,
    RoomStateChanged,
    RoomStreamExtraInfoUpdate,
    RoomStreamUpdate,
    RoomTokenWillExpire,
    RoomUserUpdate,
)
from app.model.ids import random_id
from app.model.media import VideoConfig
from app.model.quality import PublisherQuality
from app.model.session import PublishConfig, PublisherState, User

CHECK_LIMIT_S = 10.0
"""For opening and measuring; ending adds a second or so."""

MEASURE_S = 6.0
STEP_S = 0.25
END_LIMIT_S = 2.0

_STREAM_NEWS = (PublisherQualityUpdate, PublisherStateUpdate, PublisherSentVideoFirstFrame)
_ROOM_NEWS = (
    RoomStateChanged,
    RoomReconnectAttempted,
    RoomUserUpdate,
    RoomOnlineUserCountUpdate,
    RoomStreamUpdate,
    RoomStreamExtraInfoUpdate,
    RoomExtraInfoUpdate,
    RoomTokenWillExpire,
)

PlaceTeller = Callable[[AudiencePlace], None]
ProgressTeller = Callable[[float], None]
"""Told how much of the measuring is done, 0.0 to 1.0."""


class UplinkRoom:
    """Sends into a room of its own; one check at a time.

    Args:
        parts: What the controller is made of; its engine sends.
        studio: Opens the room.
        make_engine: Makes the engine that receives.
        make_bridge: How its events reach the Qt thread.
        measure_s: How long figures are taken.

    Attributes:
        samples: The figures of the last check, the oldest first.
    """

    def __init__(
        self,
        parts: Parts,
        studio: Studio,
        *,
        make_engine: EngineFactory,
        make_bridge: BridgeMaker,
        measure_s: float = MEASURE_S,
    ) -> None:
        self.samples: list[PublisherQuality] = []
        self._parts = parts
        self._studio = studio
        self._make_engine = make_engine
        self._make_bridge = make_bridge
        self._measure_s = measure_s
        self._room_id = ""  # both stay after a check: its last news come late
        self._stream_id = ""
        self._flowing: asyncio.Future[None] | None = None

    async def measure(
        self, config: VideoConfig, *, on_place: PlaceTeller, on_progress: ProgressTeller
    ) -> None:
        """Send the picture for some seconds; nothing is left when this ends, however it ends.

        Raises:
            KliegError: The room cannot be opened, or nothing can be sent.
            TimeoutError: It took too long; what was measured until then is in ``samples``.
        """
        self.samples = []
        second = SecondEngine(
            self._make_engine, make_bridge=self._make_bridge, on_event=lambda _: None
        )
        try:
            async with asyncio.timeout(CHECK_LIMIT_S):
                on_place(await self._open(config, second))
                if self._flowing is not None:
                    await asyncio.shield(self._flowing)
                await self._wait(on_progress)
        finally:
            ending = asyncio.ensure_future(self._tidy_up(second))
            while not ending.done():  # also when it is stopped once more: nothing may be left
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.shield(ending)

    def take(self, event: EngineEvent) -> bool:
        """Whether ``event`` is about a check alone, and nothing for the window."""
        if isinstance(event, _ROOM_NEWS):
            return event.room_id == self._room_id
        if not isinstance(event, _STREAM_NEWS) or event.stream_id != self._stream_id:
            return False
        if isinstance(event, PublisherQualityUpdate):
            self.samples.append(event.quality)
        elif isinstance(event, PublisherSentVideoFirstFrame):
            self._settle(None)
        elif event.state is PublisherState.NO_PUBLISH:
            code = event.error_code
            self._settle(RoomError("cannot check the way up: nothing could be sent", code=code))
        return True

    async def _open(self, config: VideoConfig, second: SecondEngine) -> AudiencePlace:
        self._room_id, self._stream_id = random_id("check"), random_id("check-stream")
        self._flowing = asyncio.get_running_loop().create_future()
        engine = (await self._parts.flow.ready()).engine
        asked = User(random_id("check"))
        access = await self._studio.open_host(self._room_id, asked)
        engine.set_video_config(replace(config, profile=roomy(config.profile)))
        user = access.user or asked
        await _heard_out(engine.login_room(self._room_id, user, access.config))
        engine.start_publishing_stream(self._stream_id, PublishConfig(self._room_id))
        if self._studio.monitor_way() is MonitorWay.SECOND_ENGINE:
            viewer = User(random_id("check"))
            await second.open(await self._studio.open_monitor(self._room_id, viewer))
            second.play(self._stream_id)
        return place_of(access.config.server_url)

    async def _wait(self, on_progress: ProgressTeller) -> None:
        steps = max(1, round(self._measure_s / STEP_S))
        for step in range(steps):
            await asyncio.sleep(self._measure_s / steps)
            on_progress((step + 1) / steps)

    async def _tidy_up(self, second: SecondEngine) -> None:
        self._flowing = None
        await tried("end the receiving engine", END_LIMIT_S, second.end())
        session = self._parts.flow.session
        if session is not None:
            with contextlib.suppress(KliegError):  # it is destroyed already: nothing is sent
                session.engine.stop_publishing_stream()
            await tried("leave the room of the check", END_LIMIT_S, session.engine.logout_room())
        await tried("close the room of the check", END_LIMIT_S, self._studio.close())

    def _settle(self, error: KliegError | None) -> None:
        if self._flowing is None or self._flowing.done():
            return
        if error is None:
            self._flowing.set_result(None)
        else:
            self._flowing.set_exception(error)


def place_of(server_url: str) -> AudiencePlace:
    """Return where people watch from who can reach a server at ``server_url``.

    An engine whose address nobody knows (ZEGO) is elsewhere.
    """
    host = urlsplit(server_url).hostname or ""
    try:
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    return AudiencePlace.THIS_COMPUTER if is_here else AudiencePlace.ELSEWHERE


async def _heard_out(steps: Coroutine[object, object, None]) -> None:
    """Wait for ``steps``; a cancelled caller does not cancel them, and their error is heard."""
    task = asyncio.ensure_future(steps)
    task.add_done_callback(lambda done: None if done.cancelled() else done.exception())
    await asyncio.shield(task)
