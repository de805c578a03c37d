"""One stay in one room: log in, keep the connection, recover it, leave.

Short breaks mend themselves, or the SDK mends them (it resumes the session). When that takes long,
or the server lost the session, we connect anew ourselves and put publishing and playing back: this
is faster than the SDK's own slow retries and also survives a restarted server.
"""

from __future__ import annotations

import asyncio
import logging

from livekit import rtc
from livekit.rtc._proto.participant_pb2 import DisconnectReason

from app.engine.common.gate import EventGate
from app.engine.common.loop import EngineLoop
from app.engine.livekit.connect import RoomConnector
from app.engine.livekit.door import Door
from app.engine.livekit.entrance import FINAL_CODES, RoomEntrance
from app.engine.livekit.members import RoomMembers
from app.engine.livekit.pulse import Pulse
from app.engine.livekit.recovery import Recovery
from app.engine.livekit.stay import Phase, RoomFollower
from app.engine.livekit.translate import KICK_CODES, read_claims
from app.model.errors import ErrorCode, RoomError
from app.model.events import RoomReconnectAttempted, RoomStateChanged, RoomTokenWillExpire
from app.model.session import RoomConfig, RoomStateReason, User

_log = logging.getLogger(__name__)

_CLOSE_TIME_S = 5.0
_TOKEN_WARNING_S = 30


class RoomSession:
    """One stay; used on the engine's loop alone. Never used again once it is over."""

    def __init__(
        self,
        room_id: str,
        user: User,
        config: RoomConfig,
        *,
        loop: EngineLoop,
        gate: EventGate,
        connector: RoomConnector,
        follower: RoomFollower,
    ) -> None:
        self.room_id = room_id
        self.user = user
        self.room: rtc.Room | None = None
        self.phase = Phase.LOGINING
        self._config = config
        self._loop = loop
        self._gate = gate
        self._connector = connector
        self._follower = follower
        self.members = RoomMembers(
            room_id, gate=gate, follower=follower, tells_users=config.is_user_status_notify
        )
        self._entrance = RoomEntrance(room_id, user.user_id, config, loop=loop, connector=connector)
        self._door = Door(config.server_url, loop)
        self._recovery: Recovery | None = None
        self._recovering: asyncio.Task[None] | None = None
        self._is_sdk_mending = False
        self._token_timer: asyncio.TimerHandle | None = None
        self._pulse: Pulse | None = None
        self._attempts = 0

    async def enter(self) -> None:
        """Log in; ends in LOGINED or raises after LOGIN_FAILED (after LOGOUT if left)."""
        self._tell(RoomStateReason.LOGINING)
        _log.info("entering room %s as %s", self.room_id, self.user.user_id)
        room, code, why = await self._entrance.connect_within(self._config.login_time_s)
        if self._entrance.left.is_set():
            if room is not None:
                self._connector.dispose(room)
            raise RoomError(
                f"cannot enter room {self.room_id!r}: it was left again",
                code=ErrorCode.DISCONNECTED,
            )
        if room is None:
            self.phase = Phase.OVER
            self._tell(RoomStateReason.LOGIN_FAILED, code, why)
            self._follower.room_over(code)
            raise RoomError(f"cannot enter room {self.room_id!r}: {why}", code=code)
        self._adopt(room, RoomStateReason.LOGINED)
        self._watch_token()

    async def leave(self) -> None:
        """Leave the room; ends with LOGOUT. Nothing when it is over already."""
        if self.phase is Phase.OVER:
            return
        room = self._finish(ErrorCode.OK)
        if room is not None:
            self._connector.dispose(room)
            await self._connector.drain(_CLOSE_TIME_S)
        self._tell(RoomStateReason.LOGOUT)

    def renew_token(self, token: str) -> None:
        """Use ``token`` for reconnections from now on, at once when the connection is broken."""
        self._entrance.token = token
        self._watch_token()
        self.reconnect()

    def reconnect(self) -> None:
        """Try at once; nothing unless the connection is broken."""
        if self._recovery is not None:
            self._recovery.hurry()

    # -- how the connection does -------------------------------------------------------

    def _adopt(self, room: rtc.Room, reason: RoomStateReason) -> None:
        self.room = room
        self.phase = Phase.CONNECTED
        self._is_sdk_mending = False
        room.on("reconnecting", lambda: self._on_interrupted(room))
        room.on("reconnected", lambda: self._on_resumed(room))
        room.on("disconnected", lambda why: self._on_disconnected(room, why))
        self._tell(reason)
        self.members.attach(room)
        self._follower.room_connected(room)
        self._pulse = Pulse(
            self._loop,
            room,
            self._door,
            pictures=self._follower.pictures_received,
            on_silence=lambda: self._on_silence(room),
            on_flow=lambda: self._on_flow(room),
        )
        if not self._door.is_known:
            self._loop.spawn(self._door.learn(), name="learn-door")
        if not room.isconnected():  # it broke between connect and here; its event is gone
            self._on_disconnected(room, DisconnectReason.UNKNOWN_REASON)

    def _on_silence(self, room: rtc.Room) -> None:
        """Nothing arrives; the SDK would find it out much later."""
        if room is self.room:
            self._interrupt()

    def _on_flow(self, room: rtc.Room) -> None:
        """Something arrives again: what remains to be seen is whether we are heard as well."""
        if room is self.room:
            self.reconnect()

    def _on_interrupted(self, room: rtc.Room) -> None:
        if room is self.room:
            self._is_sdk_mending = True
            self._interrupt()

    def _on_resumed(self, room: rtc.Room) -> None:
        if room is self.room:
            self._is_sdk_mending = False
            self.resumed()

    def _on_disconnected(self, room: rtc.Room, reason: DisconnectReason.ValueType) -> None:
        if room is not self.room or self.phase is Phase.OVER:
            return
        kick = KICK_CODES.get(reason)
        is_by_us = kick is ErrorCode.KICKED_BY_SAME_USER and self._connector.may_be_doubled
        if kick is not None and not is_by_us:
            self._finish(kick)
            self._tell(RoomStateReason.KICK_OUT, kick, DisconnectReason.Name(reason))
            return
        _log.info("the connection was lost: %s", DisconnectReason.Name(reason))
        self._interrupt()
        self.drop_session()

    def _interrupt(self) -> None:
        """Tell once that the connection broke, and begin to mend it."""
        if self.phase is not Phase.CONNECTED:
            return
        self.phase = Phase.RECONNECTING
        self._attempts = 0
        self._tell(RoomStateReason.RECONNECTING, ErrorCode.CONNECTION_BROKEN)
        self._follower.room_interrupted()
        self._recovery = Recovery(
            self,
            entrance=self._entrance,
            door=self._door,
            loop=self._loop,
            retry_time_s=self._config.retry_time_s,
        )
        self._recovering = self._loop.spawn(self._recovery.run(), name="recover-room")

    # -- BrokenRoom (for the recovery) -------------------------------------------------

    @property
    def has_session(self) -> bool:
        """Whether the SDK still has a session that it may mend."""
        return self.room is not None

    @property
    def flows(self) -> bool:
        """Whether media of that session arrives again and the SDK has nothing to mend."""
        is_flowing = self._pulse is not None and self._pulse.flows
        return is_flowing and not self._is_sdk_mending

    @property
    def watchers(self) -> int:
        """How many come back at the same time; 0 for who may publish."""
        claims = read_claims(self._entrance.token)
        return self.members.count if claims is not None and not claims.can_publish else 0

    def attempted(self, next_in_s: float | None) -> None:
        """Tell an attempt."""
        self._attempts += 1
        self._gate.raise_event(RoomReconnectAttempted(self.room_id, self._attempts, next_in_s))

    def resumed(self) -> None:
        """Go on with the same connection."""
        self._stop_recovery()
        if self._pulse is not None:
            self._pulse.mended()
        if self.room is not None and self.phase is Phase.RECONNECTING:
            self.phase = Phase.CONNECTED
            self._tell(RoomStateReason.RECONNECTED)
            self.members.attach(self.room)
            self._follower.room_resumed()

    def ask_for_token(self) -> bool:
        """Ask the application for another token; False when ours has not ended."""
        claims = read_claims(self._entrance.token)
        has_ended = claims is not None and claims.expires_at_s > 0 and claims.remaining_s <= 0
        if has_ended:
            self._warn_of_token()
        return has_ended

    def drop_session(self) -> None:
        """Give up what is left of the old connection."""
        self._stop_pulse()
        room, self.room = self.room, None
        self.members.lost()
        if room is not None:
            self._follower.room_lost()
            self._connector.dispose(room)

    def returned(self, room: rtc.Room) -> None:
        """Go on with a new connection."""
        self._recovery = self._recovering = None  # what breaks from here on is another break
        self._adopt(room, RoomStateReason.RECONNECTED)

    def given_up(self, code: ErrorCode, why: str) -> None:
        """End the stay, which cannot be mended."""
        self._recovery = self._recovering = None
        final = code if code in FINAL_CODES else ErrorCode.RETRY_TIMED_OUT
        self._finish(final)
        self._tell(RoomStateReason.RECONNECT_FAILED, final, why)

    def _stop_recovery(self) -> None:
        recovering, self._recovering = self._recovering, None
        self._recovery = None
        if recovering is not None:
            recovering.cancel()

    # -- the end -----------------------------------------------------------------------

    def _finish(self, code: ErrorCode) -> rtc.Room | None:
        """End the stay for everybody; returns the room that is still to be closed."""
        self.phase = Phase.OVER
        self._entrance.left.set()
        self._stop_pulse()
        self._stop_recovery()
        if self._token_timer is not None:
            self._token_timer.cancel()
        self._follower.room_over(code)
        self.members.detach()
        room, self.room = self.room, None
        return room

    def _stop_pulse(self) -> None:
        if self._pulse is not None:
            self._pulse.stop()
            self._pulse = None

    def _watch_token(self) -> None:
        if self._token_timer is not None:
            self._token_timer.cancel()
        claims = read_claims(self._entrance.token)
        if claims is None or claims.expires_at_s <= 0:
            return
        delay_s = max(0.0, claims.remaining_s - _TOKEN_WARNING_S)
        self._token_timer = self._loop.call_later(delay_s, self._warn_of_token)

    def _warn_of_token(self) -> None:
        claims = read_claims(self._entrance.token)
        if claims is not None and self.phase is not Phase.OVER:
            remaining_s = max(0, round(claims.remaining_s))
            self._gate.raise_event(RoomTokenWillExpire(self.room_id, remaining_s))

    def _tell(
        self, reason: RoomStateReason, code: ErrorCode = ErrorCode.OK, extended_data: str = ""
    ) -> None:
        _log.info("room %s: %s %s", self.room_id, reason.name, code.name)
        self._gate.raise_event(
            RoomStateChanged(self.room_id, reason, error_code=code, extended_data=extended_data)
        )
