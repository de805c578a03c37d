"""The host's way through a checkup: every step of a broadcast once, in the Express order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from app.checkup.evidence import Evidence
from app.checkup.link import (
    ALONE,
    Company,
    NotTriedError,
    finished,
    is_news,
    raise_code,
)
from app.checkup.person import Person
from app.control.tasks import within
from app.engine.port import Engine
from app.model.errors import ErrorCode, KliegError, RoomError
from app.model.ids import stream_id_for
from app.model.media import (
    CaptureSource,
    DeviceKind,
    PublishChannel,
    SourceKind,
    SwitchState,
    VideoCodec,
    VideoConfig,
    VideoProfile,
)
from app.model.session import PublishConfig, RoomConfig, User

PICTURE = VideoProfile(640, 360, fps=15, bitrate_kbps=600)
INFO = ("checkup", "on")
STREAM_INFO = "checked"
TEXT = "Klieg checks messages"
STEP_LIMIT_S = 15.0
LOGIN_LIMIT_S = 30.0
WATCHER_LIMIT_S = 40.0
QUALITY_LIMIT_S = 12.0

ConfigMaker = Callable[[str], Awaitable[RoomConfig]]
"""Gets what is needed to enter a room."""


class HostCheck:
    """Goes the way once and gathers the evidence.

    Args:
        engine: Fresh; destroyed at the end.
        user: Who goes live.
        rooms: The room of the broadcast, and another one to switch to.
        config_for: Gets what is needed to enter a room.
        wrong_configs: Credentials that must be refused, by what is wrong with them.
        company: Who else takes part.
        tell: Hears what is being done.
    """

    def __init__(
        self,
        engine: Engine,
        user: User,
        rooms: tuple[str, str],
        *,
        config_for: ConfigMaker,
        wrong_configs: Mapping[str, RoomConfig] | None = None,
        company: Company = ALONE,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._person = Person(engine, user)
        self._rooms = rooms
        self._config_for = config_for
        self._wrong_configs = dict(wrong_configs or {})
        self._watcher = company.watcher
        self._double = company.double
        self._tell = tell
        self.evidence = Evidence(
            has_watcher=company.watcher is not None,
            stream_id=stream_id_for(user.user_id, "main"),
            watcher_id=company.watcher.user_id if company.watcher is not None else "",
        )

    async def run(self) -> Evidence:
        """Go the way to its end, whatever fails on it; trouble is evidence."""
        try:
            for name, config in self._wrong_configs.items():
                await self._step(name, partial(self._be_refused, name, config))
            await self._step("the preview", self._preview)
            if await self._step("the login", self._log_in):
                await self._be_live()
        finally:
            await self._step("the end of the watcher", self._end_watcher)
            await self._step("stop the preview", self._stop_preview)
            await self._step("the logout", self._log_out)
            if "the login" in self.evidence.done:
                await self._step("the kick", self._be_kicked)
            await self._step("the end of the engine", self._person.end)
        evidence = self.evidence
        evidence.host = self._person.news
        evidence.watcher = self._watcher.news if self._watcher is not None else evidence.host
        return evidence

    async def _be_live(self) -> None:
        await self._step("publish", self._publish)
        await self._step("the room's info", lambda: self._engine.set_room_extra_info(*INFO))
        await self._step(
            "the stream's info", lambda: self._engine.set_stream_extra_info(STREAM_INFO)
        )
        await self._step("the watcher", self._bring_watcher)
        await self._step("play", self._see_playing)
        if self._watcher is not None:
            await self._step("broadcast message", lambda: self._engine.send_broadcast_message(TEXT))
            await self._step("barrage message", lambda: self._engine.send_barrage_message(TEXT))
            await self._step("custom command", self._send_command)
            await self._step("the answer", self._get_answer)
        await self._step("switches", self._use_switches)
        await self._step("quality", self._see_quality)
        await self._step("a second stream", self._publish_second)
        await self._step("stop publishing", self._stop_publishing)
        await self._step("switch the room", self._switch_room)

    # ------------------------------------------------------------------ steps

    async def _be_refused(self, name: str, config: RoomConfig) -> None:
        login = self._engine.login_room(self._rooms[0], self._person.user, config)
        try:
            await within(LOGIN_LIMIT_S, login)
        except RoomError as error:
            self.evidence.codes[name] = int(error.code)
            return
        await within(STEP_LIMIT_S, self._engine.logout_room())
        raise RoomError(f"the service let somebody in with {name}", code=ErrorCode.OK)

    async def _preview(self) -> None:
        engine = self._engine
        engine.set_video_config(VideoConfig(profile=PICTURE, codec=VideoCodec.H264))
        engine.set_capture_source(CaptureSource(SourceKind.PATTERN))
        engine.set_audio_source(CaptureSource(SourceKind.TONE))
        engine.enable_traffic_control(SwitchState.ON)
        engine.start_preview()
        await self._person.until(is_news("PublisherCapturedVideoFirstFrame"), within_s=STEP_LIMIT_S)

    async def _log_in(self) -> None:
        config = await self._config_for(self._rooms[0])
        login = asyncio.ensure_future(
            self._engine.login_room(self._rooms[0], self._person.user, config)
        )
        await asyncio.sleep(0)  # the login is asked for; publishing may be, too, from now on
        self._engine.start_publishing_stream(self.evidence.stream_id, PublishConfig(self._rooms[0]))
        await within(LOGIN_LIMIT_S, finished(login))

    async def _publish(self) -> None:
        wanted = self.evidence.stream_id
        news = await self._person.until(
            lambda news: (
                is_news("PublisherStateUpdate", stream_id=wanted)(news)
                and (news.get("state") == "PUBLISHING" or bool(news.get("error_code")))
            ),
            within_s=LOGIN_LIMIT_S,
        )
        raise_code(news)

    async def _bring_watcher(self) -> None:
        watcher = self._watcher
        if watcher is None:
            self._engine.start_playing_stream(self.evidence.stream_id)
            raise NotTriedError
        await watcher.start(self._rooms[0])
        await watcher.until(is_news("RoomStateChanged", reason="LOGINED"), within_s=WATCHER_LIMIT_S)
        await self._person.until(
            lambda news: (
                is_news("RoomUserUpdate", update_type="ADD")(news)
                and watcher.user_id in str(news.get("users"))
            ),
            within_s=STEP_LIMIT_S,
        )

    async def _see_playing(self) -> None:
        around = self._watcher or self._person
        news = await around.until(
            lambda news: (
                is_news("PlayerStateUpdate")(news)
                and (news.get("state") == "PLAYING" or bool(news.get("error_code")))
            ),
            within_s=WATCHER_LIMIT_S,
        )
        raise_code(news)
        await around.until(is_news("PlayerReceivedVideoFirstFrame"), within_s=STEP_LIMIT_S)

    async def _send_command(self) -> None:
        if self._watcher is not None:
            await self._engine.send_custom_command(TEXT, [self._watcher.user_id])

    async def _get_answer(self) -> None:
        await self._person.until(is_news("IMBroadcastMessageReceived"), within_s=STEP_LIMIT_S)

    async def _use_switches(self) -> None:
        for state in (SwitchState.ON, SwitchState.OFF):
            self._engine.mute_microphone(state)
            self._engine.mute_publish_stream_audio(state)
            self._engine.mute_publish_stream_video(state)
        for state in (SwitchState.OFF, SwitchState.ON):
            self._engine.enable_camera(state)
        for kind in (DeviceKind.CAMERA, DeviceKind.MICROPHONE, DeviceKind.SPEAKER):
            await within(STEP_LIMIT_S, self._engine.list_devices(kind))

    async def _see_quality(self) -> None:
        await self._person.until(is_news("PublisherQualityUpdate"), within_s=QUALITY_LIMIT_S)
        around = self._watcher or self._person
        await around.until(is_news("PlayerQualityUpdate"), within_s=QUALITY_LIMIT_S)

    async def _stop_publishing(self) -> None:
        self._engine.stop_publishing_stream()
        stream_id = self.evidence.stream_id
        await self._person.until(
            is_news("PublisherStateUpdate", stream_id=stream_id, state="NO_PUBLISH"),
            within_s=STEP_LIMIT_S,
        )
        if self._watcher is not None:
            await self._watcher.until(
                is_news("RoomStreamUpdate", update_type="DELETE"), within_s=STEP_LIMIT_S
            )
        else:
            self._engine.stop_playing_stream(stream_id)

    async def _publish_second(self) -> None:
        engine, stream_id = self._engine, f"{self.evidence.stream_id}-2"
        engine.set_video_config(VideoConfig(profile=PICTURE), PublishChannel.AUX)
        engine.set_capture_source(CaptureSource(SourceKind.PATTERN), PublishChannel.AUX)
        engine.start_publishing_stream(stream_id, channel=PublishChannel.AUX)
        state = is_news("PublisherStateUpdate", stream_id=stream_id, state="PUBLISHING")
        await self._person.until(state, within_s=STEP_LIMIT_S)
        if self._watcher is not None:
            playing = is_news("PlayerStateUpdate", stream_id=stream_id, state="PLAYING")
            await self._watcher.until(playing, within_s=STEP_LIMIT_S)
        engine.stop_publishing_stream(PublishChannel.AUX)

    async def _be_kicked(self) -> None:
        if self._double is None:
            raise NotTriedError
        room_id = self._rooms[0]
        config = await self._config_for(room_id)
        login = self._engine.login_room(room_id, self._person.user, config)
        await within(LOGIN_LIMIT_S, login)
        try:
            await self._double.start(room_id)
            await self._person.until(
                is_news("RoomStateChanged", reason="KICK_OUT"), within_s=WATCHER_LIMIT_S
            )
        finally:
            await self._double.end()

    async def _switch_room(self) -> None:
        other = self._rooms[1]
        config = await self._config_for(other)
        await within(LOGIN_LIMIT_S, self._engine.switch_room(other, config))

    async def _end_watcher(self) -> None:
        if self._watcher is not None:
            await self._watcher.end()

    async def _stop_preview(self) -> None:
        self._engine.stop_preview()
        self._engine.stop_preview()  # one that does not run is no error
        self._engine.stop_preview(PublishChannel.AUX)

    async def _log_out(self) -> None:
        await within(STEP_LIMIT_S, self._engine.logout_room())

    async def _step(self, name: str, work: Callable[[], Awaitable[object]]) -> bool:
        """Whether ``work`` was done; what it meets is evidence."""
        self._tell(name)
        try:
            await work()
        except NotTriedError:
            return False
        except (KliegError, TimeoutError) as error:
            self.evidence.note_fault(name, error)
            return False
        self.evidence.done.add(name)
        return True
