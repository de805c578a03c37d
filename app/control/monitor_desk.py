"""The confidence monitor: the host's app plays its own broadcast as the audience receives it.

It is wanted or not, and there is a broadcast or not; one task brings what runs in line with both,
one step at a time, so that any number of presses ends in what was wanted last. Qt thread only.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.control.monitor_player import MonitorPlayer, SameEngine
from app.control.monitor_view import MonitorPhase, MonitorView, failed, follow, in_phase
from app.control.parts import EventFollower, Parts
from app.control.problems import problem_of_error, unexpected_problem
from app.control.qt_bridge import BridgeMaker
from app.control.room_news import OVER_REASONS
from app.control.second_engine import SecondEngine
from app.control.studio import EngineFactory, MonitorWay, Studio
from app.control.view_state import Activity, View, ViewState
from app.model.errors import KliegError, WrongStateError
from app.model.events import EngineEvent, RoomTokenWillExpire
from app.model.ids import random_id
from app.model.media import Canvas, PublishChannel, SwitchState
from app.model.session import User

_logger = logging.getLogger(__name__)

Listener = Callable[[MonitorView], None]


@dataclass(frozen=True, slots=True)
class _Target:
    """Which room is to be watched, and how; one of its own for each broadcast and each try."""

    way: MonitorWay
    room_id: str
    attempt: int


class MonitorDesk:
    """Opens and closes the monitor of the broadcast that is live.

    Args:
        parts: What the controller is made of.
        studio: Says how the broadcast can be received, and lets a second engine in.
        make_engine: Makes a second engine.
        make_bridge: How its events reach the Qt thread.
        follow_events: Gives the events of the engine that sends.
    """

    def __init__(
        self,
        parts: Parts,
        studio: Studio,
        *,
        make_engine: EngineFactory,
        make_bridge: BridgeMaker,
        follow_events: Callable[[EventFollower], Callable[[], None]],
    ) -> None:
        self._parts = parts
        self._studio = studio
        self._make_engine = make_engine
        self._make_bridge = make_bridge
        self._view = MonitorView()
        self._listeners: list[Listener] = []
        self._is_wanted = False
        self._attempt = 0
        self._target: _Target | None = None  # what runs, or is being opened
        self._player: MonitorPlayer | None = None
        self._is_ready = False
        self._played = ""
        self._user = User(random_id("monitor"))
        self._canvas: Canvas | None = None
        self._opening: asyncio.Future[None] | None = None
        self._work: asyncio.Task[None] | None = None
        follow_events(self._follow_sender)
        parts.flow.accompany(self.end)
        parts.store.subscribe(self._look)

    @property
    def view(self) -> MonitorView:
        """What is on the window now."""
        return self._view

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each new view; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def toggle(self) -> None:
        """Open the monitor, or close it."""
        if self._is_wanted:
            self.close()
        else:
            self.open()

    def open(self) -> None:
        """Show the own broadcast as it arrives; nothing where that cannot be."""
        if not self._is_wanted and self._view.way is not MonitorWay.NONE:
            self._is_wanted = True
            self._attempt += 1
            self._put(in_phase(self._view, MonitorPhase.OPENING))
            self._wake()

    def close(self) -> None:
        """Show it no more, and receive it no more."""
        if self._is_wanted:
            self._is_wanted = False
            self._put(in_phase(self._view, MonitorPhase.OFF))
            self._wake()

    def retry(self) -> None:
        """Try again after it failed."""
        if self._view.phase is MonitorPhase.FAILED:
            self._is_wanted = False
            self.open()

    def canvas_ready(self, canvas: Canvas) -> None:
        """Draw the picture on ``canvas`` from now on."""
        if canvas != self._canvas:
            self._draw_on(canvas)

    def canvas_gone(self, canvas: Canvas) -> None:
        """Draw nothing on ``canvas`` any more; nothing when another took its place."""
        if self._canvas is not None and self._canvas.view == canvas.view:
            self._draw_on(None)

    async def end(self) -> None:
        """Close and wait until nothing of it is left; the session ends next."""
        self.close()
        if self._work is not None:
            await asyncio.wait({self._work})
        self._put(MonitorView())

    # ------------------------------------------------------------------ what there is to watch

    def _look(self, state: ViewState) -> None:
        """Follow the broadcast: whether it can be watched, and under which stream ID."""
        main = state.outgoing_on(PublishChannel.MAIN)
        is_off = main is not None and main.picture is SwitchState.OFF
        is_on_air = _is_on_air(state)
        way = self._studio.monitor_way() if is_on_air else MonitorWay.NONE
        self._put(replace(self._view, is_on_air=is_on_air, way=way, is_picture_off=is_off))
        if way is MonitorWay.NONE:
            self.close()
        self._follow_stream()

    def _wish(self) -> _Target | None:
        """What should run now."""
        view, room_id = self._view, self._parts.store.state.room.room_id
        if not self._is_wanted or view.phase is MonitorPhase.FAILED:
            return None
        return _Target(view.way, room_id, self._attempt)

    # ------------------------------------------------------------------ bringing it in line

    def _wake(self) -> None:
        if self._opening is not None and self._wish() != self._target:
            self._opening.cancel()
        if self._work is None or self._work.done():
            self._work = self._parts.tasks.spawn("watch the own broadcast", self._align())

    async def _align(self) -> None:
        while (wish := self._wish()) != self._target:
            if self._target is not None:
                await self._put_away()
            elif wish is not None:
                await self._open(wish)

    async def _open(self, target: _Target) -> None:
        self._target = target
        self._opening = asyncio.ensure_future(self._enter(target))
        try:
            await asyncio.wait({self._opening})
            if not self._opening.cancelled():
                self._opening.result()
                self._is_ready = True
                self._follow_stream()
        except KliegError as error:
            self._put(failed(self._view, problem_of_error(error)))
        except Exception:
            _logger.exception("cannot watch the own broadcast")
            self._put(failed(self._view, unexpected_problem("watch the own broadcast")))
        finally:
            self._opening = None

    async def _enter(self, target: _Target) -> None:
        session = self._parts.flow.session
        if session is None:
            raise WrongStateError("cannot watch the own broadcast: it has ended")
        if target.way is MonitorWay.SAME_ENGINE:
            self._player = SameEngine(session.engine)
            return
        second = SecondEngine(
            self._make_engine, make_bridge=self._make_bridge, on_event=self._follow_second
        )
        self._player = second
        await second.open(await self._studio.open_monitor(target.room_id, self._user))

    async def _put_away(self) -> None:
        self._is_ready = False
        self._played = ""
        try:
            if self._player is not None:
                await self._player.end()
        finally:
            self._player = None
            self._target = None

    def _follow_stream(self) -> None:
        """Play the stream that is sent now; an ID that changed is another stream."""
        main = self._parts.store.state.outgoing_on(PublishChannel.MAIN)
        stream_id = main.stream_id if main is not None else ""
        player = self._player
        if player is None or not self._is_ready or stream_id == self._played:
            return
        before, self._played = self._played, stream_id
        try:
            if before:
                player.stop_playing(before)
            self._put(in_phase(self._view, MonitorPhase.WAITING))
            if stream_id:
                player.play(stream_id, self._canvas)
        except KliegError as error:
            self._put(failed(self._view, problem_of_error(error)))
            self._wake()

    def _draw_on(self, canvas: Canvas | None) -> None:
        self._canvas = canvas
        if self._player is not None and self._played:
            self._player.draw_on(self._played, canvas)

    # ------------------------------------------------------------------ events

    def _follow_sender(self, event: EngineEvent, _at_ms: int) -> None:
        if self._target is not None and self._target.way is MonitorWay.SAME_ENGINE:
            self._take(event)

    def _follow_second(self, event: EngineEvent) -> None:
        if isinstance(event, RoomTokenWillExpire):
            self._parts.tasks.spawn("renew the monitor's token", self._renew_token())
        else:
            self._take(event)

    def _take(self, event: EngineEvent) -> None:
        stream_id = getattr(event, "stream_id", self._played)
        if self._wish() is None or stream_id != self._played:
            return
        self._put(follow(event, self._view))
        if self._view.phase is MonitorPhase.FAILED:
            self._wake()

    async def _renew_token(self) -> None:
        player, target = self._player, self._target
        if not isinstance(player, SecondEngine) or target is None:
            return
        access = await self._studio.open_monitor(target.room_id, self._user)
        if player is self._player and self._is_ready:
            player.renew_token(access.config.token)

    def _put(self, view: MonitorView) -> None:
        if view == self._view:
            return
        self._view = view
        for listener in tuple(self._listeners):
            listener(view)


def _is_on_air(state: ViewState) -> bool:
    """Whether there is a room with a broadcast of one's own, broken or not."""
    is_host = state.view is View.HOST and state.activity is Activity.IDLE
    is_open = state.room.was_entered and state.room.reason not in OVER_REASONS
    return is_host and is_open and bool(state.outgoing)
