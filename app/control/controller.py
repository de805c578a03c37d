"""The intents of the views, and what follows from engine events: the heart of the window.

Qt thread only, on its asyncio loop. Intents return at once; what they start is seen in the view
state. A failure becomes a problem in the view state, never a lost exception. Widgets are unknown
here: views lend canvases by tile and are told of each new state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.control.calm import CalmView
from app.control.canvases import TileCanvases
from app.control.changes import (
    with_problem,
)
from app.control.consequences import Consequences
from app.control.desk import Desk
from app.control.engine_choice import EngineChoice
from app.control.event_flow import EventFlow
from app.control.failures import noted_failure
from app.control.parts import EventFollower, EventTaker, Parts
from app.control.passage import Passage
from app.control.plans import (
    HostPlan,
    Preferences,
    PreferencesFollower,
    PreferencesSaver,
)
from app.control.preference_book import PreferenceBook
from app.control.problems import problem_of_error
from app.control.qt_bridge import BridgeMaker, QtEventBridge
from app.control.session_flow import SessionFlow
from app.control.session_making import EventTap
from app.control.store import Listener, ViewStore
from app.control.studio import EngineFactory, Studio
from app.control.talk import Talk
from app.control.tasks import TaskKeeper
from app.control.timing import Timing
from app.control.view_state import Activity, Problem, ViewState
from app.model.errors import KliegError
from app.model.events import EngineEvent
from app.model.media import Canvas

_FLOW_LIMIT_S = 6.0


class Controller:
    """Turns what people want into calls, and what happens into what they see.

    Args:
        make_engine: Called when the first engine is needed, and again after each session.
        studio: Media server, join service and tokens.
        preferences: What the start view shows first.
        save_preferences: Keeps them for the next start.
        make_bridge: How events reach the Qt thread.
        event_tap: Sees each event at once, on the engine's thread.
        timing: The clock, and how long what waits for it waits.
    """

    def __init__(
        self,
        *,
        make_engine: EngineFactory,
        studio: Studio,
        preferences: Preferences | None = None,
        save_preferences: PreferencesSaver = lambda _: None,
        make_bridge: BridgeMaker = QtEventBridge,
        event_tap: EventTap | None = None,
        timing: Timing | None = None,
    ) -> None:
        timing = timing or Timing()
        self._book = PreferenceBook(preferences or Preferences(), save_preferences)
        self._now_ms = now_ms = timing.now_ms
        self._store = ViewStore(
            ViewState(volume=self.preferences.volume, speaker_id=self.preferences.speaker_id)
        )
        self._calm = CalmView(self._store, told_after_s=timing.break_told_after_s)
        self._tasks = TaskKeeper(self._report)
        self._flow = SessionFlow(
            self._store,
            make_engine=make_engine,
            studio=studio,
            make_bridge=make_bridge,
            on_event=self.handle_event,
            event_tap=event_tap,
        )
        self._flow.use_latency_mode(self.preferences.latency_mode)
        self._book.follow(lambda _, now: self._flow.use_latency_mode(now.latency_mode))
        self.desk = Desk(self._store, self._flow, self._tasks)
        self._consequences = Consequences(self._store, self._flow, self._tasks, self.desk)
        self.parts = Parts(self._store, self._flow, self._tasks, now_ms)
        self.talk = Talk(self.parts)
        self.engine_choice = EngineChoice(self.parts, self.desk)
        self._canvases = TileCanvases(self._flow, report=self._report)
        self._events = EventFlow(
            self._store, self._consequences, report=self._report, now_ms=now_ms
        )
        self._passage = Passage(self._store, self._flow, self._tasks)

    @property
    def state(self) -> ViewState:
        """The truth of this moment, for decisions."""
        return self._store.state

    @property
    def shown(self) -> ViewState:
        """What is on the window now: the truth, but for breaks shorter than a second."""
        return self._calm.state

    @property
    def preferences(self) -> Preferences:
        """What is remembered until the next start."""
        return self._book.present

    def now_ms(self) -> int:
        """Return the Unix time by the clock that the state's moments are of."""
        return self._now_ms()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each new :attr:`shown` state; the returned call ends that."""
        return self._calm.subscribe(listener)

    def follow_events(self, follower: EventFollower) -> Callable[[], None]:
        """Call ``follower`` with each event once it is shown; the returned call ends that."""
        return self._events.follow(follower)

    def take_events_first(self, taker: EventTaker) -> None:
        """Let ``taker`` have each event first: what it takes is not shown, nothing follows."""
        self._events.take_first(taker)

    def remember(self, preferences: Preferences) -> None:
        """Keep ``preferences`` for the next start."""
        self._book.remember(preferences)

    def follow_preferences(self, follower: PreferencesFollower) -> Callable[[], None]:
        """Call ``follower`` with each change of what is remembered; the returned call ends that."""
        return self._book.follow(follower)

    # ------------------------------------------------------------------ the way in and out

    def go_live(self, plan: HostPlan) -> None:
        """Open a broadcast; nothing while something else is under way."""
        self._passage.go_live(plan)

    def watch_link(self, link: str, name: str = "", *, user_id: str = "") -> None:
        """Follow a watch link as it was pasted; nothing while something else is under way.

        An empty ``user_id`` is chosen by Klieg.
        """
        self._passage.watch_link(link, name, user_id=user_id)

    def retry(self) -> None:
        """Do again what failed or ended: go live as planned, or follow the same link."""
        self._passage.retry()

    def retry_now(self) -> None:
        """Try at once to get the broken room back; nothing when it is not broken."""
        self._passage.retry_now()

    def leave(self) -> None:
        """End what is live or watched and return to the start view."""
        self._passage.leave()

    async def close(self) -> None:
        """End everything in order, for good; bounded in time and idempotent."""
        self._calm.stop()
        self._store.put(replace(self.state, activity=Activity.CLOSING))
        heard = replace(
            self.preferences, volume=self.state.volume, speaker_id=self.state.speaker_id
        )
        self.remember(heard)
        await self._passage.end()
        self._store.put(replace(self.state, activity=Activity.CLOSING))

    def shut_down(self, then: Callable[[], None]) -> None:
        """End everything for good, then call ``then``, whatever happened on the way."""
        self._tasks.spawn("shut down", self._shut_down(then))

    async def settle(self) -> None:
        """Wait until nothing that was started is still under way."""
        await self._tasks.settle()

    def show_error(self, error: KliegError) -> None:
        """Show an error that a view met before there was anything to ask."""
        self.show_problem(problem_of_error(error))

    def show_problem(self, problem: Problem) -> None:
        """Show what a person has to know of."""
        self._store.put(with_problem(self.state, problem))

    def dismiss_problem(self) -> None:
        """Take away the problem on show."""
        self._store.put(replace(self.state, problem=None))

    # ------------------------------------------------------------------ canvases and events

    def tile_canvas_ready(self, tile_id: str, canvas: Canvas) -> None:
        """Draw the picture of ``tile_id`` on ``canvas``, from its exposure on."""
        self._canvases.lend(tile_id, canvas)

    def tile_canvas_gone(self, tile_id: str, canvas: Canvas) -> None:
        """Draw nothing on ``canvas`` any more; nothing when another took its place."""
        self._canvases.take_back(tile_id, canvas)

    def handle_event(self, event: EngineEvent) -> None:
        """Show ``event`` and do what follows from it."""
        self._events.handle(event)

    # ------------------------------------------------------------------ inside

    async def _shut_down(self, then: Callable[[], None]) -> None:
        try:
            await self.close()
        finally:
            then()

    def _report(self, what: str, error: BaseException) -> None:
        problem = noted_failure(what, error)
        if self.state.activity not in {Activity.LEAVING, Activity.CLOSING}:
            self._store.put(with_problem(self.state, problem))
