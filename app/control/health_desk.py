"""Follows how streams and the machine do: five minutes of history, advice, what happened when.

Qt thread only. It beats once a second while something is live or watched, and rests otherwise.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.control.controller import Controller
from app.control.health_advice import AdviceTracker, Facts, advice_for
from app.control.health_timeline import Timeline
from app.control.health_view import (
    HISTORY_S,
    Advice,
    Break,
    HealthView,
    NextStep,
    ProcessorLoad,
)
from app.control.view_state import Activity, OutgoingStream, View, ViewState
from app.model.errors import ErrorCode, KliegError
from app.model.events import (
    EngineEvent,
    PlayerQualityUpdate,
    PublisherQualityUpdate,
    RoomStateChanged,
)
from app.model.media import VideoProfile
from app.model.quality import PlayerQuality, PublisherQuality
from app.model.session import RoomStateReason

if TYPE_CHECKING:
    from app.control.health_history import StreamHistory

_logger = logging.getLogger(__name__)

BEAT_S = 1.0
_STREAMS_MAX = 32
_LADDER = tuple(VideoProfile.parse(text) for text in ("1080p30", "720p30", "480p30", "360p24"))

HealthListener = Callable[[HealthView], None]
LoadMeter = Callable[[], Awaitable[ProcessorLoad]]
"""Measures off the Qt thread how busy the machine was since the last call."""

_BROKEN = frozenset({RoomStateReason.RECONNECTING, RoomStateReason.RECONNECT_FAILED})
_WHOLE = frozenset({RoomStateReason.LOGINED, RoomStateReason.RECONNECTED})


class HealthDesk:
    """Keeps what was measured; widgets look at it.

    Args:
        controller: Tells events and states.
        measure_load: How busy the machine is.
    """

    def __init__(self, controller: Controller, measure_load: LoadMeter) -> None:
        self._controller = controller
        self._measure_load = measure_load
        self._now_ms = controller.parts.now_ms
        self._view = HealthView()
        self._listeners: list[HealthListener] = []
        self._streams: dict[str, StreamHistory] = {}
        self._breaks: list[Break] = []
        self._tracker = AdviceTracker()
        self._beat: asyncio.TimerHandle | None = None
        self._measuring: asyncio.Future[ProcessorLoad] | None = None
        self._load = ProcessorLoad()
        self._load_is_known = True
        self._shown_view = View.START
        self.timeline = Timeline(self._now_ms)
        controller.follow_events(self._take)
        controller.subscribe(self._follow)
        self._follow(controller.state)

    @property
    def view(self) -> HealthView:
        """What is shown now."""
        return self._view

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The times without a connection that the history still covers, the oldest first."""
        oldest_s = self.now_s() - HISTORY_S
        return tuple(item for item in self._breaks if not item.end_s or item.end_s >= oldest_s)

    @property
    def streams(self) -> dict[str, StreamHistory]:
        """The histories by stream ID; only of streams that were measured."""
        return self._streams

    def subscribe(self, listener: HealthListener) -> Callable[[], None]:
        """Call ``listener`` with each new view; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._forget(listener)

    def toggle_over_picture(self) -> None:
        """Show figures over the picture, or no more."""
        self._put(replace(self._view, is_over_picture=not self._view.is_over_picture))

    def now_s(self) -> int:
        """Return the Unix second by the clock of the history."""
        return self._now_ms() // 1000

    def lesser_profile(self, stream_id: str) -> VideoProfile | None:
        """Return the next smaller picture for an own stream; None when there is none."""
        own = self._own(stream_id)
        height_px = own.quality.height_px if own is not None else 0
        smaller = [item for item in _LADDER if item.height_px < height_px]
        return smaller[0] if smaller else None

    def take_step(self, advice: Advice) -> None:
        """Do what ``advice`` says the app can do."""
        if advice.step is NextStep.STOP_SHARING:
            self._controller.desk.stop_share()
        elif advice.step is NextStep.SEND_LESS:
            self._send_less(advice.stream_id)
        self._tracker.forget()
        self.tick()

    def rest(self) -> None:
        """Beat no more until something is live or watched again."""
        if self._beat is not None:
            self._beat.cancel()
            self._beat = None
        if self._measuring is not None:
            self._measuring.cancel()

    def tick(self) -> None:
        """Look once: what is not well, and for how long."""
        facts = Facts(self._controller.state, self._load)
        advice = self._tracker.step(self.now_s(), advice_for(facts))
        self._put(replace(self._view, at_s=self.now_s(), load=self._load, advice=advice))

    # ------------------------------------------------------------------ inside

    def _own(self, stream_id: str) -> OutgoingStream | None:
        outgoing = self._controller.state.outgoing
        return next((item for item in outgoing if item.stream_id == stream_id), None)

    def _send_less(self, stream_id: str) -> None:
        """Publish the stream anew, as small as the next step down; the codec stays."""
        own, profile = self._own(stream_id), self.lesser_profile(stream_id)
        session = self._controller.parts.flow.session
        if own is None or profile is None or session is None:
            return
        config = replace(self._controller.preferences.video, profile=profile)
        try:
            session.engine.set_video_config(config, own.channel)
            session.stop_publishing(own.channel)
            self._controller.parts.flow.publish(own.channel)
        except KliegError as error:
            self._controller.show_error(error)
            return
        self.timeline.note(f"publishing: anew at {profile}")

    def _take(self, event: EngineEvent, at_ms: int) -> None:
        self.timeline.take(event, at_ms)
        if isinstance(event, (PublisherQualityUpdate, PlayerQualityUpdate)):
            self._keep(event.stream_id, event.quality, at_ms // 1000)
        elif isinstance(event, RoomStateChanged):
            self._note_break(event, at_ms // 1000)

    def _keep(self, stream_id: str, quality: PublisherQuality | PlayerQuality, second: int) -> None:
        history = self._streams.get(stream_id)
        if history is None:
            from app.control.health_history import StreamHistory  # numpy: not for the first paint

            if len(self._streams) >= _STREAMS_MAX:
                oldest = min(self._streams, key=lambda key: self._streams[key].newest_s)
                del self._streams[oldest]
            history = self._streams[stream_id] = StreamHistory()
        history.add(second, quality)

    def _note_break(self, event: RoomStateChanged, second: int) -> None:
        is_open = bool(self._breaks) and not self._breaks[-1].end_s
        if event.reason in _BROKEN and not is_open:
            self._breaks.append(Break(second))
            del self._breaks[:-_STREAMS_MAX]
        elif event.reason in _WHOLE and event.error_code is ErrorCode.OK and is_open:
            self._breaks[-1] = replace(self._breaks[-1], end_s=max(second, 1))

    def _follow(self, state: ViewState) -> None:
        if state.view is not self._shown_view:
            self.timeline.note(f"view: {state.view.value}")
            self._shown_view = state.view
            if state.view is not View.START:
                self._begin()
        is_on = state.view is not View.START and state.activity is not Activity.CLOSING
        if is_on and self._beat is None:
            self._schedule()
        elif not is_on and self._beat is not None:
            self.rest()
            self._put(HealthView(is_over_picture=self._view.is_over_picture))

    def _begin(self) -> None:
        """Forget the session before: its figures say nothing of this one."""
        self._streams.clear()
        self._breaks.clear()
        self._tracker.forget()

    def _schedule(self) -> None:
        self._beat = asyncio.get_running_loop().call_later(BEAT_S, self._beat_once)

    def _beat_once(self) -> None:
        self._schedule()
        if self._measuring is None:
            self._measuring = asyncio.ensure_future(self._measure_load())
            self._measuring.add_done_callback(self._measured)
        self.tick()

    def _measured(self, task: asyncio.Future[ProcessorLoad]) -> None:
        self._measuring = None
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            if self._load_is_known:
                _logger.info("the load cannot be measured: %r", error)
            self._load_is_known = False  # told once, not every second
            self._load = ProcessorLoad()
        else:
            self._load_is_known = True
            self._load = task.result()

    def _put(self, view: HealthView) -> None:
        if view == self._view:
            return
        self._view = view
        for listener in tuple(self._listeners):
            listener(view)

    def _forget(self, listener: HealthListener) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)
