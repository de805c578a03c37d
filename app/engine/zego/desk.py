"""The engine on its loop: one stay in a room at a time, and all that lives from it."""

from __future__ import annotations

import asyncio
import logging
import threading

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.devices import Devices
from app.engine.zego.extras import Extras
from app.engine.zego.levels import SoundLevels
from app.engine.zego.messages import Messenger
from app.engine.zego.room import Phase, RoomStay
from app.engine.zego.room_news import RoomNews
from app.engine.zego.router import EventRouter
from app.engine.zego.snapshots import Snapshots
from app.engine.zego.speed_test import SpeedTest
from app.engine.zego.start import SdkEngine
from app.engine.zego.streams import EngineStreams
from app.engine.zego.translate import code_of
from app.model.engine import EngineProfile
from app.model.errors import ErrorCode, KliegError, RoomError, WrongStateError
from app.model.events import EngineStateUpdate, RoomStateChanged
from app.model.media import Canvas, PublishChannel, SwitchState
from app.model.session import PlayConfig, RoomConfig, RoomStateReason, User

_log = logging.getLogger(__name__)

_ANSWER_TIME_S = 10.0


class EngineDesk:
    """Logs in and out, and passes on what the SDK tells; used on the engine's loop alone.

    Only :meth:`expect_login` and :attr:`is_login_asked` may be used on any thread.
    """

    def __init__(self, profile: EngineProfile, context: ZegoContext, router: EventRouter) -> None:
        self._profile = profile
        self._context = context
        self._lock = threading.Lock()
        self._logins_expected = 0
        self._stay: RoomStay | None = None
        self._last_stay: RoomStay | None = None
        self.sdk_engine = SdkEngine(profile, context, router)
        self.streams = EngineStreams(context, router)
        self.messenger = Messenger(context, router)
        self.devices = Devices(context, router, self.sdk_engine.ready)
        self.levels = SoundLevels(
            context,
            router,
            ready=self.sdk_engine.ready,
            measure_previews=self.streams.publishers[PublishChannel.MAIN].measure_preview,
        )
        self.snapshots = Snapshots(context, router, self.streams)
        self.extras = Extras(context, router)
        self.speed_test = SpeedTest(
            context,
            router,
            check_ready=self.devices.check_ready,
            is_busy=lambda: self.streams.is_busy,
        )
        self._news = RoomNews(context, router, self)
        router.on(express.OnRoomStateChanged, self._room_state)

    # -- rooms -------------------------------------------------------------------------

    @property
    def is_login_asked(self) -> bool:
        """Whether a room is entered, being entered or about to be; any thread."""
        with self._lock:
            return self._logins_expected > 0 or self._stay is not None

    @property
    def room_id(self) -> str:
        """Return the room that is or is being entered; empty without one."""
        return self._stay.room_id if self._stay is not None else ""

    def expect_login(self) -> None:
        """Note that :meth:`login` is on its way to the loop; any thread."""
        with self._lock:
            self._logins_expected += 1

    async def login(self, room_id: str, user: User, config: RoomConfig) -> None:
        """Enter a room; one ``expect_login`` belongs to it."""
        stay, before = self._open_stay(room_id, user, config)
        if before is not None:
            await before.left()
        await stay.enter(self.sdk_engine.ready())

    async def logout(self, room_id: str | None) -> None:
        """Leave the room; nothing when there is none and none is named.

        Raises:
            WrongStateError: ``room_id`` is not the room that was entered.
        """
        stay = self._stay
        if stay is None and room_id is None:
            return
        if stay is None or (room_id is not None and room_id != stay.room_id):
            self._context.gate.raise_event(
                RoomStateChanged(
                    room_id or "",
                    RoomStateReason.LOGOUT_FAILED,
                    error_code=ErrorCode.ROOM_UNKNOWN,
                )
            )
            raise WrongStateError(
                f"cannot leave room {room_id!r}: it was not entered",
                hint="Name the room you are in, or none.",
                code=ErrorCode.ROOM_UNKNOWN,
            )
        await self._withdraw()
        await stay.leave()

    async def switch(self, room_id: str, config: RoomConfig) -> None:
        """Leave the room and enter another as the same user, by the SDK's own switch.

        Raises:
            WrongStateError: No room is entered.
        """
        before = self._stay
        if before is None or before.phase is Phase.LOGINING:
            raise WrongStateError(
                f"cannot switch to room {room_id!r}: no room is entered",
                hint="Enter a room first.",
            )
        self.expect_login()  # what is asked for on the way waits for the other room
        await self._withdraw()
        if before.phase is not Phase.CONNECTED:
            await self.logout(None)
            await self.login(room_id, before.user, config)
            return
        before.give_way()
        stay, _ = self._open_stay(room_id, before.user, config)
        await stay.enter(self.sdk_engine.ready(), instead_of=before.room_id)

    def renew_token(self, token: str) -> None:
        """Use ``token`` from now on."""
        room_id = self.room_id
        if room_id:
            self._context.sdk.send("renew_token", lambda sdk: sdk.renew_token(room_id, token))

    def reconnect(self) -> None:
        """Leave the mending to the SDK, which has no call to try sooner."""
        _log.info("the SDK mends the connection to %r by itself", self.room_id)

    async def set_room_info(self, key: str, value: str) -> None:
        """Set the room's key and value.

        Raises:
            WrongStateError: No room is connected.
            RoomError: The service refused.
        """
        if self._stay is None or self._stay.phase is not Phase.CONNECTED:
            raise WrongStateError(
                "cannot set the room's info: no room is connected",
                hint="Wait until the room is connected.",
            )
        room_id = self._stay.room_id
        code, sequence = await self._context.sdk.run(
            "set_room_extra_info", lambda sdk: sdk.set_room_extra_info(room_id, key, value=value)
        )
        if not code:
            code = await self._context.results.answer("room_info", sequence, _ANSWER_TIME_S)
        if code:
            self._context.faults.told(code)
            raise RoomError(
                f"cannot set the room's info: the service refused it (ZEGO error {code})",
                hint="Try again in a moment.",
                code=code_of(code),
            )

    # -- streams -----------------------------------------------------------------------

    def start_publishing(self, channel: PublishChannel, stream_id: str, extra_info: str) -> None:
        """Publish a channel, unless the room was left on the way here."""
        publisher = self.streams.publishers[channel]
        if self.is_login_asked:
            publisher.start(stream_id, extra_info)
        else:
            publisher.refuse(stream_id, ErrorCode.NOT_LOGGED_IN)

    def start_playing(
        self, stream_id: str, canvas: Canvas | None, config: PlayConfig, asked_at_us: int
    ) -> None:
        """Play a stream, unless the room was left on the way here."""
        if self.is_login_asked:
            self.streams.start_player(stream_id, canvas, config, asked_at_us)

    def enable_microphone(self, state: SwitchState) -> None:
        """Open or release the microphone for all channels."""
        self._context.sdk.send(
            "enable_audio_capture_device",
            lambda sdk: sdk.enable_audio_capture_device(enable=state is SwitchState.ON),
        )
        for publisher in self.streams.publishers.values():
            publisher.sound.enable_microphone(state)

    def mute_microphone(self, state: SwitchState) -> None:
        """Silence the captured sound of all channels."""
        self._context.sdk.send(
            "mute_microphone", lambda sdk: sdk.mute_microphone(mute=state is SwitchState.ON)
        )
        for publisher in self.streams.publishers.values():
            publisher.sound.mute_microphone(state)

    # -- the end -----------------------------------------------------------------------

    async def shut_down(self) -> None:
        """Stop all parts, then the room, then the SDK's engine (requirement D01)."""
        self.levels.stop()
        try:
            await self.logout(None)
            if self._last_stay is not None:
                await self._last_stay.left()
        except KliegError as error:
            _log.warning("leaving the room at the end: %s", error)
        await self.streams.close()
        await self.sdk_engine.end()
        await asyncio.to_thread(self.streams.join)
        self._context.gate.raise_event(EngineStateUpdate(is_running=False))

    # -- RoomFollower (told by the stay) -----------------------------------------------

    def room_connected(self) -> None:
        """Publish, play and send messages."""
        self.messenger.attach(self.room_id)
        self.streams.room_connected(self.room_id)

    def room_interrupted(self) -> None:
        """Tell all that the connection broke."""
        self.messenger.detach()
        self.streams.room_interrupted()

    def room_over(self, code: ErrorCode) -> None:
        """End all that lived from the room."""
        self.messenger.detach()
        with self._lock:
            self._stay = None
        self.streams.room_over(code)

    def room_left(self) -> None:
        """Preview again what the SDK stopped with the room."""
        self.streams.resume_previews()

    # -- what the SDK tells ------------------------------------------------------------

    def _room_state(self, event: express.OnRoomStateChanged) -> None:
        if self._stay is not None:
            self._stay.state_changed(event)

    def _open_stay(
        self, room_id: str, user: User, config: RoomConfig
    ) -> tuple[RoomStay, RoomStay | None]:
        try:
            if self._stay is not None:
                raise WrongStateError(
                    f"cannot enter room {room_id!r}: room {self._stay.room_id!r} is not left yet",
                    hint="Leave the room first, or switch rooms.",
                    code=ErrorCode.ALREADY_IN_ROOM,
                )
            stay = RoomStay(
                room_id,
                user,
                config,
                context=self._context,
                follower=self,
                has_app_sign=bool(self._profile.app_sign),
            )
            with self._lock:
                self._stay = stay
            before, self._last_stay = self._last_stay, stay
            return stay, before
        finally:
            with self._lock:
                self._logins_expected -= 1

    async def _withdraw(self) -> None:
        try:
            await self.streams.withdraw()
        except KliegError as error:
            _log.warning("stopping streams: %s", error)
