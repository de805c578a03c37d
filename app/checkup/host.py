"""The host's way through a checkup: every step of a broadcast once, in the Express order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from app.checkup.evidence import Evidence, News
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


class WatcherLink(Protocol):
    """The second user, wherever it runs."""

    @property
    def user_id(self) -> str:
        """Who watches."""

    @property
    def news(self) -> list[News]:
        """What it told so far."""

    async def start(self, room_id: str) -> None:
        """Let it enter ``room_id``.

        Raises:
            KliegError: It cannot be started.
        """

    async def until(self, what: Callable[[News], bool], *, within_s: float) -> News:
        """Return the first news that ``what`` is true of.

        Raises:
            TimeoutError: There was none.
        """

    async def end(self) -> None:
        """Let it leave, and wait for its last news."""


class HostCheck:
    """Goes the way once and gathers the evidence.

    Args:
        engine: Fresh; destroyed at the end.
        user: Who goes live.
        rooms: The room of the broadcast, and another one to switch to.
        config_for: Gets what is needed to enter a room.
        wrong_config: A credential that must be refused; None where none can be made.
        watcher: The second user; None when only one can come in.
        tell: Hears what is being done.
    """

    def __init__(
        self,
        engine: Engine,
        user: User,
        rooms: tuple[str, str],
        *,
        config_for: ConfigMaker,
        wrong_config: RoomConfig | None = None,
        watcher: WatcherLink | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._person = Person(engine, user)
        self._rooms = rooms
        self._config_for = config_for
        self._wrong_config = wrong_config
        self._watcher = watcher
        self._tell = tell
        self.evidence = Evidence(
            has_watcher=watcher is not None,
            stream_id=stream_id_for(user.user_id, "main"),
            watcher_id=watcher.user_id if watcher is not None else "",
        )

    async def run(self) -> Evidence:
        """Go the way to its end, whatever fails on it; trouble is evidence."""
        try:
            await self._step("a wrong token", self._be_refused)
            await self._step("the preview", self._preview)
            if await self._step("the login", self._log_in):
                await self._be_live()
        finally:
            await self._step("the end of the watcher", self._end_watcher)
            await self._step("stop the preview", self._stop_preview)
            await self._step("the logout", self._log_out)
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
        await self._step("stop publishing", self._stop_publishing)
        await self._step("switch the room", self._switch_room)

    # ------------------------------------------------------------------ steps

    async def _be_refused(self) -> None:
        if self._wrong_config is None:
            raise _NotTriedError
        try:
            await within(
                LOGIN_LIMIT_S,
                self._engine.login_room(self._rooms[0], self._person.user, self._wrong_config),
            )
        except RoomError as error:
            self.evidence.codes["a wrong token"] = int(error.code)
            return
        await within(STEP_LIMIT_S, self._engine.logout_room())
        raise RoomError("the service let somebody in whose token is wrong", code=ErrorCode.OK)

    async def _preview(self) -> None:
        engine = self._engine
        engine.set_video_config(VideoConfig(profile=PICTURE, codec=VideoCodec.H264))
        engine.set_capture_source(CaptureSource(SourceKind.PATTERN))
        engine.set_audio_source(CaptureSource(SourceKind.TONE))
        engine.enable_traffic_control(SwitchState.ON)
        engine.start_preview()
        await self._person.until(_is("PublisherCapturedVideoFirstFrame"), within_s=STEP_LIMIT_S)

    async def _log_in(self) -> None:
        config = await self._config_for(self._rooms[0])
        login = asyncio.ensure_future(
            self._engine.login_room(self._rooms[0], self._person.user, config)
        )
        await asyncio.sleep(0)  # the login is asked for; publishing may be, too, from now on
        self._engine.start_publishing_stream(self.evidence.stream_id, PublishConfig(self._rooms[0]))
        await within(LOGIN_LIMIT_S, _finished(login))

    async def _publish(self) -> None:
        wanted = self.evidence.stream_id
        news = await self._person.until(
            lambda news: (
                _is("PublisherStateUpdate", stream_id=wanted)(news)
                and (news.get("state") == "PUBLISHING" or bool(news.get("error_code")))
            ),
            within_s=LOGIN_LIMIT_S,
        )
        _raise_code(news)

    async def _bring_watcher(self) -> None:
        watcher = self._watcher
        if watcher is None:
            self._engine.start_playing_stream(self.evidence.stream_id)
            raise _NotTriedError
        await watcher.start(self._rooms[0])
        await watcher.until(_is("RoomStateChanged", reason="LOGINED"), within_s=WATCHER_LIMIT_S)
        await self._person.until(
            lambda news: (
                _is("RoomUserUpdate", update_type="ADD")(news)
                and watcher.user_id in str(news.get("users"))
            ),
            within_s=STEP_LIMIT_S,
        )

    async def _see_playing(self) -> None:
        around = self._watcher or self._person
        news = await around.until(
            lambda news: (
                _is("PlayerStateUpdate")(news)
                and (news.get("state") == "PLAYING" or bool(news.get("error_code")))
            ),
            within_s=WATCHER_LIMIT_S,
        )
        _raise_code(news)
        await around.until(_is("PlayerReceivedVideoFirstFrame"), within_s=STEP_LIMIT_S)

    async def _send_command(self) -> None:
        if self._watcher is not None:
            await self._engine.send_custom_command(TEXT, [self._watcher.user_id])

    async def _get_answer(self) -> None:
        await self._person.until(_is("IMBroadcastMessageReceived"), within_s=STEP_LIMIT_S)

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
        await self._person.until(_is("PublisherQualityUpdate"), within_s=QUALITY_LIMIT_S)
        around = self._watcher or self._person
        await around.until(_is("PlayerQualityUpdate"), within_s=QUALITY_LIMIT_S)

    async def _stop_publishing(self) -> None:
        self._engine.stop_publishing_stream()
        stream_id = self.evidence.stream_id
        await self._person.until(
            _is("PublisherStateUpdate", stream_id=stream_id, state="NO_PUBLISH"),
            within_s=STEP_LIMIT_S,
        )
        if self._watcher is not None:
            await self._watcher.until(
                _is("RoomStreamUpdate", update_type="DELETE"), within_s=STEP_LIMIT_S
            )
        else:
            self._engine.stop_playing_stream(stream_id)

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
        except _NotTriedError:
            return False
        except (KliegError, TimeoutError) as error:
            self.evidence.note_fault(name, error)
            return False
        self.evidence.done.add(name)
        return True


class _NotTriedError(Exception):
    """The step cannot be tried here."""


def _is(event: str, **fields: str) -> Callable[[News], bool]:
    def test(news: News) -> bool:
        is_it = news.get("event") == event
        return is_it and all(news.get(name) == value for name, value in fields.items())

    return test


def _raise_code(news: News) -> None:
    code = news.get("error_code")
    if isinstance(code, int) and code:
        raise RoomError(f"the engine reports {code}", code=ErrorCode(code))


async def _finished(task: asyncio.Future[None]) -> None:
    await asyncio.shield(task)
