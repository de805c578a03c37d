"""What Klieg does by itself when the engine reports something: play, stop, renew, tidy up."""

from __future__ import annotations

from app.control.changes import ended
from app.control.desk import Desk
from app.control.room_news import OVER_REASONS
from app.control.session_flow import SessionFlow
from app.control.store import ViewStore
from app.control.tasks import TaskKeeper
from app.control.view_state import Activity, View, ViewState
from app.model.events import (
    DeviceStateChanged,
    EngineEvent,
    PublisherSourceEnded,
    RoomStateChanged,
    RoomStreamUpdate,
    RoomTokenWillExpire,
)
from app.model.media import PublishChannel
from app.model.session import RoomStateReason, UpdateType


class Consequences:
    """Follows events with calls. Qt thread only."""

    def __init__(self, store: ViewStore, flow: SessionFlow, tasks: TaskKeeper, desk: Desk) -> None:
        self._store = store
        self._flow = flow
        self._tasks = tasks
        self._desk = desk

    def before_shown(self, event: EngineEvent) -> None:
        """Do what cannot wait for a window: play every new stream, stop every one that ended.

        Raises:
            KliegError: The engine refused a stream.
        """
        session = self._flow.session
        if not isinstance(event, RoomStreamUpdate) or session is None:
            return
        for stream in event.streams:
            if event.update_type is UpdateType.DELETE:
                session.stop_playing(stream.stream_id)
            elif stream.stream_id not in session.played:
                layer = self._store.state.layer
                session.play(stream.stream_id, self._desk.heard_volume, layer=layer)

    def after_shown(self, event: EngineEvent, before: ViewState) -> None:
        """Do what follows once the window shows the event."""
        state = self._store.state
        is_ending = state.activity in {Activity.LEAVING, Activity.CLOSING}
        is_live_now = state.live_since_ms is not None and before.live_since_ms is None
        if is_live_now and not is_ending:
            self._tasks.spawn("let people watch", self._flow.let_watch())
            if not state.devices.are_known:
                self._desk.look_for_devices()  # now that nobody waits for a picture
        if isinstance(event, RoomTokenWillExpire):
            self._tasks.spawn("renew the token", self._flow.renew_token())
        elif isinstance(event, DeviceStateChanged):
            self._desk.look_for_devices()
        elif isinstance(event, PublisherSourceEnded) and event.channel is PublishChannel.AUX:
            self._desk.stop_share()
        elif isinstance(event, RoomStateChanged):
            self._follow_room(event.reason)
        elif state.ended_by_host and not before.ended_by_host:
            self._end_what_is_over(RoomStateReason.LOGOUT)

    def _follow_room(self, reason: RoomStateReason) -> None:
        if reason is RoomStateReason.RECONNECTING:
            self._flow.host_watch.begin()
        elif reason in OVER_REASONS:
            self._end_what_is_over(reason)

    def _end_what_is_over(self, reason: RoomStateReason) -> None:
        """Release camera, microphone and server; the view stays and says why."""
        state = self._store.state
        if state.activity is not Activity.IDLE or state.view is View.START:
            return  # a way in or out is under way and ends the session itself
        self._store.put(ended(state))
        self._tasks.spawn(f"end after {reason.name}", self._end())

    async def _end(self) -> None:
        await self._flow.end()
