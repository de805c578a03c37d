"""What the SDK tells of a room and of calls, turned into the port's events."""

from __future__ import annotations

from typing import Protocol

from app.engine.zego import _express as express
from app.engine.zego.context import ZegoContext
from app.engine.zego.results import CallResult
from app.engine.zego.router import EventRouter
from app.engine.zego.translate import code_of, level_of, plain_data, streams_of, users_of
from app.model.events import (
    DebugError,
    EngineStateUpdate,
    NetworkQuality,
    RoomExtraInfoUpdate,
    RoomOnlineUserCountUpdate,
    RoomStreamExtraInfoUpdate,
    RoomStreamUpdate,
    RoomTokenWillExpire,
    RoomUserUpdate,
)
from app.model.session import UpdateType


class InRoom(Protocol):
    """Knows where we are."""

    @property
    def room_id(self) -> str:
        """Return the room that is or is being entered; empty without one."""


class RoomNews:
    """Raises the events that need no state but the room's name; on the engine's loop alone."""

    def __init__(self, context: ZegoContext, router: EventRouter, place: InRoom) -> None:
        self._context = context
        self._gate = context.gate
        self._place = place
        router.on(express.OnRoomUserUpdate, self._users)
        router.on(express.OnRoomOnlineUserCountUpdate, self._count)
        router.on(express.OnRoomStreamUpdate, self._streams)
        router.on(express.OnRoomStreamExtraInfoUpdate, self._stream_infos)
        router.on(express.OnRoomExtraInfoUpdate, self._room_infos)
        router.on(express.OnRoomTokenWillExpire, self._token)
        router.on(express.OnNetworkQuality, self._network)
        router.on(express.OnEngineStateUpdate, self._engine_state)
        router.on(express.OnFatalError, self._fatal)
        router.on(express.OnDebugError, self._debug_error)
        router.on(express.OnApiCalledResult, self._api_called)
        self._take_results(router)

    def _take_results(self, router: EventRouter) -> None:
        results = self._context.results
        router.on(
            express.OnRoomLoginResult,
            lambda e: results.settle("login", e.seq, CallResult(e.error_code, e.extended_data)),
        )
        router.on(
            express.OnRoomLogoutResult,
            lambda e: results.settle("logout", e.seq, CallResult(e.error_code, e.extended_data)),
        )
        router.on(
            express.OnRoomSetRoomExtraInfoResult,
            lambda e: results.settle("room_info", e.seq, CallResult(e.error_code)),
        )
        router.on(
            express.OnPublisherUpdateStreamExtraInfoResult,
            lambda e: results.settle("stream_info", e.seq, CallResult(e.error_code)),
        )
        router.on(
            express.OnImSendBroadcastMessageResult,
            lambda e: results.settle("broadcast", e.seq, CallResult(e.error_code)),
        )
        router.on(
            express.OnImSendBarrageMessageResult,
            lambda e: results.settle("barrage", e.seq, CallResult(e.error_code)),
        )
        router.on(
            express.OnImSendCustomCommandResult,
            lambda e: results.settle("command", e.seq, CallResult(e.error_code)),
        )

    def _is_here(self, room_id: str) -> bool:
        return bool(room_id) and room_id == self._place.room_id

    def _users(self, event: express.OnRoomUserUpdate) -> None:
        users = users_of(event.user_list)
        if users and self._is_here(event.room_id):
            update = UpdateType(int(event.update_type))
            self._gate.raise_event(RoomUserUpdate(event.room_id, update, users))

    def _count(self, event: express.OnRoomOnlineUserCountUpdate) -> None:
        if self._is_here(event.room_id):
            self._gate.raise_event(RoomOnlineUserCountUpdate(event.room_id, event.user_count))

    def _streams(self, event: express.OnRoomStreamUpdate) -> None:
        streams = streams_of(event.stream_list)
        if streams and self._is_here(event.room_id):
            update = UpdateType(int(event.update_type))
            data = plain_data(event.extended_data)
            self._gate.raise_event(RoomStreamUpdate(event.room_id, update, streams, data))

    def _stream_infos(self, event: express.OnRoomStreamExtraInfoUpdate) -> None:
        streams = streams_of(event.stream_list)
        if streams and self._is_here(event.room_id):
            self._gate.raise_event(RoomStreamExtraInfoUpdate(event.room_id, streams))

    def _room_infos(self, event: express.OnRoomExtraInfoUpdate) -> None:
        if not self._is_here(event.room_id):
            return
        for info in event.room_extra_info_list:
            user = next(iter(users_of((info.update_user,))), None)
            self._gate.raise_event(RoomExtraInfoUpdate(event.room_id, info.key, info.value, user))

    def _token(self, event: express.OnRoomTokenWillExpire) -> None:
        if self._is_here(event.room_id):
            remaining_s = max(0, event.remain_time_in_second)
            self._gate.raise_event(RoomTokenWillExpire(event.room_id, remaining_s))

    def _network(self, event: express.OnNetworkQuality) -> None:
        self._gate.raise_event(
            NetworkQuality(
                event.userid,
                upstream=level_of(int(event.upstream_quality)),
                downstream=level_of(int(event.downstream_quality)),
            )
        )

    def _engine_state(self, event: express.OnEngineStateUpdate) -> None:
        is_running = event.state == express.EngineState.START
        self._gate.raise_event(EngineStateUpdate(is_running=is_running))

    def _fatal(self, event: express.OnFatalError) -> None:
        self._context.faults.told(event.error_code)
        self._gate.raise_event(
            DebugError(
                code_of(event.error_code),
                function="fatal_error",
                message="the ZEGO SDK cannot go on: leave and start again",
            )
        )

    def _debug_error(self, event: express.OnDebugError) -> None:
        self._context.faults.reported(event.error_code, event.func_name, event.info)

    def _api_called(self, event: express.OnApiCalledResult) -> None:
        self._context.faults.reported(event.error_code, event.func_name, event.info)
