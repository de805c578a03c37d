"""The engine on its loop: one stay in a room at a time, and all that lives from it."""

from __future__ import annotations

import logging
import threading

from livekit import rtc

from app.engine.common.worker import Worker
from app.engine.livekit.clock import ClockOffsets
from app.engine.livekit.connect import RoomConnector
from app.engine.livekit.context import EngineContext
from app.engine.livekit.directory import RemoteStream
from app.engine.livekit.levels import SoundLevels
from app.engine.livekit.members import ROOM_INFO_ATTRIBUTE, write_room_info
from app.engine.livekit.messages import Messenger
from app.engine.livekit.room import RoomSession
from app.engine.livekit.stay import Phase
from app.engine.livekit.streams import EngineStreams
from app.model.errors import ErrorCode, KliegError, RoomError, WrongStateError
from app.model.events import EngineStateUpdate, RoomStateChanged
from app.model.media import Canvas, DeviceInfo, DeviceKind, PublishChannel
from app.model.session import PlayConfig, RoomConfig, RoomStateReason, User

_log = logging.getLogger(__name__)

_DRAIN_TIME_S = 6.0
_LIST_TIME_S = 5.0
_LINGER_TIME_S = 60.0


class EngineDesk:
    """Logs in and out, and passes on what the room tells; used on the engine's loop alone.

    Only :meth:`expect_login` and :attr:`is_login_asked` may be used on any thread.
    """

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._connector = RoomConnector()
        self._lister = Worker("klieg-devices")
        self._lock = threading.Lock()
        self._logins_expected = 0
        self._session: RoomSession | None = None
        self._has_settled = True
        self._room_info: tuple[str, str] | None = None
        self.clocks = ClockOffsets(context.loop)
        self.messenger = Messenger(context)
        self.streams = EngineStreams(context, self.remote, self.clocks)
        self.levels = SoundLevels(context, self.streams)

    # -- rooms -------------------------------------------------------------------------

    @property
    def is_login_asked(self) -> bool:
        """Whether a room is entered, being entered or about to be; any thread."""
        with self._lock:
            return self._logins_expected > 0 or self._session is not None

    def expect_login(self) -> None:
        """Note that :meth:`login` is on its way to the loop; any thread."""
        with self._lock:
            self._logins_expected += 1

    def _login_over(self) -> None:
        with self._lock:
            self._logins_expected -= 1

    async def login(self, room_id: str, user: User, config: RoomConfig) -> None:
        """Enter a room; one ``expect_login`` belongs to it."""
        try:
            session = self._open_session(room_id, user, config)
        finally:
            self._login_over()
        await session.enter()

    async def logout(self, room_id: str | None) -> None:
        """Leave the room; nothing when there is none and none is named.

        Raises:
            WrongStateError: ``room_id`` is not the room that was entered.
        """
        session = self._session
        if session is None and room_id is None:
            return
        if session is None or (room_id is not None and room_id != session.room_id):
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
        await self.streams.withdraw()
        await session.leave()

    async def switch(self, room_id: str, config: RoomConfig) -> None:
        """Leave the room and enter another as the same user."""
        session = self._session
        if session is None or session.phase is Phase.LOGINING:
            raise WrongStateError(
                f"cannot switch to room {room_id!r}: no room is entered",
                hint="Enter a room first.",
            )
        self.expect_login()  # what is asked for on the way waits for the other room
        try:
            await self.logout(None)
        except BaseException:
            self._login_over()
            raise
        await self.login(room_id, session.user, config)

    def renew_token(self, token: str) -> None:
        """Use ``token`` for reconnections."""
        if self._session is not None:
            self._session.renew_token(token)

    def reconnect(self) -> None:
        """Try at once to mend the room; nothing when it is not broken."""
        if self._session is not None:
            self._session.reconnect()

    async def set_room_info(self, key: str, value: str) -> None:
        """Set the room's key and value, again after each reconnection."""
        session = self._session
        if session is None or session.room is None:
            raise WrongStateError(
                "cannot set the room's info: no room is connected",
                hint="Wait until the room is connected.",
            )
        if not session.room.local_participant.permissions.can_update_metadata:
            raise RoomError(
                "cannot set the room's info: the token does not allow it",
                hint="Ask the host.",
                code=ErrorCode.STREAM_AUTHORISATION_REFUSED,
            )
        self._room_info = (key, value)
        await self._send_room_info(session.room)

    async def shut_down(self) -> None:
        """Stop all parts, each within its time, then the room, then sound (requirement D01)."""
        await self.levels.close()
        try:
            await self.logout(None)
        except KliegError as error:
            _log.warning("leaving the room at the end: %s", error)
        await self.streams.close()
        self._has_settled = await self._connector.drain(_DRAIN_TIME_S)
        self._lister.close()
        await self._context.sound.close()
        self._context.gate.raise_event(EngineStateUpdate(is_running=False))

    async def linger(self) -> None:
        """Wait for connections that nobody wants and that must not be torn apart."""
        if not self._has_settled:
            await self._connector.drain(_LINGER_TIME_S)

    # -- streams and devices -----------------------------------------------------------

    def remote(self, stream_id: str) -> RemoteStream | None:
        """Return the stream of that ID which somebody else publishes."""
        session = self._session
        return session.members.directory.get(stream_id) if session is not None else None

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

    async def devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        """Return the devices of a kind."""
        if kind in {DeviceKind.MICROPHONE, DeviceKind.SPEAKER}:
            return await self._context.sound.devices(kind)
        if self._context.captures is None:
            return ()
        captures = self._context.captures
        try:
            return await self._lister.run(lambda: captures.devices(kind), within_s=_LIST_TIME_S)
        except TimeoutError:
            _log.warning("the list of %ss did not come in time", kind.value)
            return ()

    # -- RoomFollower (told by the session) --------------------------------------------

    def room_connected(self, room: rtc.Room) -> None:
        """Publish, play and receive messages on a fresh connection."""
        if self._session is None:
            return
        self.messenger.detach()
        self.messenger.attach(room, self._session.room_id)
        # Not before: see native.keep_sound_alive.
        self._context.loop.spawn(self._context.sound.open_speaker(), name="open-speaker")
        self.clocks.attach(room)
        self.streams.room_connected(room)
        if self._room_info is not None:
            self._context.loop.spawn(self._send_room_info(room), name="room-info")

    def room_interrupted(self) -> None:
        """Tell all that the connection broke."""
        self.streams.room_interrupted()

    def room_lost(self) -> None:
        """Tell all that the broken connection is given up."""
        self.messenger.detach()
        self.clocks.detach()
        self.streams.room_lost()

    def room_resumed(self) -> None:
        """Tell all that the same connection flows again."""
        self.streams.room_resumed()

    def room_over(self, code: ErrorCode) -> None:
        """End all that lived from the room."""
        self.messenger.detach()
        self.clocks.detach()
        with self._lock:
            self._session = None
        self._room_info = None
        self.streams.room_over(code)

    def pictures_received(self) -> int:
        """Return how many pictures have arrived."""
        return self.streams.pictures_received

    def stream_changed(self, stream_id: str) -> None:
        """Tell who publishes or plays that stream."""
        self.streams.stream_changed(stream_id)

    def track_subscribed(self, stream_id: str, track: rtc.RemoteTrack) -> None:
        """Give the track to its player."""
        self.streams.track_subscribed(stream_id, track)

    def track_unsubscribed(self, stream_id: str, track_sid: str) -> None:
        """Take the track from its player."""
        self.streams.track_unsubscribed(stream_id, track_sid)

    def track_muted(self, stream_id: str) -> None:
        """Look at the stream's sound."""
        self.streams.track_muted(stream_id)

    def _open_session(self, room_id: str, user: User, config: RoomConfig) -> RoomSession:
        if self._session is not None:
            raise WrongStateError(
                f"cannot enter room {room_id!r}: room {self._session.room_id!r} is not left yet",
                hint="Leave the room first, or switch rooms.",
                code=ErrorCode.ALREADY_IN_ROOM,
            )
        session = RoomSession(
            room_id,
            user,
            config,
            loop=self._context.loop,
            gate=self._context.gate,
            connector=self._connector,
            follower=self,
        )
        with self._lock:
            self._session = session
        return session

    async def _send_room_info(self, room: rtc.Room) -> None:
        if self._room_info is not None:
            await room.local_participant.set_attributes(
                {ROOM_INFO_ATTRIBUTE: write_room_info(*self._room_info)}
            )
