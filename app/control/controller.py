"""The intents of the views, and what follows from engine events: the heart of the window.

Qt thread only, on its asyncio loop. Intents return at once; what they start is seen in the view
state. A failure becomes a problem in the view state, never a lost exception. Widgets are unknown
here: views lend canvases by tile and are told of each new state.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace

from app.control.calm import BREAK_TOLD_AFTER_S, CalmView
from app.control.changes import (
    back_to_start,
    began_hosting,
    began_watching,
    ended,
    failed_to_enter,
    stamp_live,
    stamp_room,
    with_problem,
)
from app.control.connection import can_retry_now
from app.control.consequences import Consequences
from app.control.desk import Desk
from app.control.links import clean_link
from app.control.parts import EventFollower, EventTaker, Parts
from app.control.plans import (
    HostPlan,
    Preferences,
    PreferencesFollower,
    PreferencesSaver,
)
from app.control.problems import note, problem_of_error, unexpected_problem
from app.control.qt_bridge import BridgeMaker, QtEventBridge
from app.control.reduce import reduce
from app.control.session_flow import EventTap, SessionFlow
from app.control.store import Listener, ViewStore
from app.control.studio import EngineFactory, Studio
from app.control.tasks import TaskKeeper
from app.control.view_state import Activity, Scope, Severity, View, ViewState
from app.model.errors import KliegError
from app.model.events import EngineEvent
from app.model.ids import check_room_id, random_id
from app.model.media import Canvas
from app.model.session import User

_logger = logging.getLogger(__name__)
_FLOW_LIMIT_S = 6.0


def _unix_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock of a controller.

    Attributes:
        now_ms: Unix time in ms.
        break_told_after_s: Shorter breaks of a connection are not told to the views.
    """

    now_ms: Callable[[], int] = _unix_ms
    break_told_after_s: float = BREAK_TOLD_AFTER_S


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
        self._preferences = preferences or Preferences()
        self._save_preferences = save_preferences
        self._now_ms = now_ms = timing.now_ms
        self._store = ViewStore(
            ViewState(volume=self._preferences.volume, speaker_id=self._preferences.speaker_id)
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
        self.desk = Desk(self._store, self._flow, self._tasks, now_ms=now_ms)
        self._consequences = Consequences(self._store, self._flow, self._tasks, self.desk)
        self.parts = Parts(self._store, self._flow, self._tasks, now_ms)
        self._followers: list[EventFollower] = []
        self._takers: list[EventTaker] = []
        self._preference_followers: list[PreferencesFollower] = []
        self._way_in: asyncio.Task[None] | None = None
        self._way_out: asyncio.Task[None] | None = None
        self._last_plan: HostPlan | None = None
        self._last_viewer = ("", "")

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
        return self._preferences

    def now_ms(self) -> int:
        """Return the Unix time by the clock that the state's moments are of."""
        return self._now_ms()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each new :attr:`shown` state; the returned call ends that."""
        return self._calm.subscribe(listener)

    def follow_events(self, follower: EventFollower) -> Callable[[], None]:
        """Call ``follower`` with each event once it is shown; the returned call ends that."""
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)

    def take_events_first(self, taker: EventTaker) -> None:
        """Let ``taker`` have each event first: what it takes is not shown, nothing follows."""
        self._takers.append(taker)

    def remember(self, preferences: Preferences) -> None:
        """Keep ``preferences`` for the next start."""
        if preferences == self._preferences:
            return
        before, self._preferences = self._preferences, preferences
        self._save_preferences(preferences)
        for follower in tuple(self._preference_followers):
            follower(before, preferences)

    def follow_preferences(self, follower: PreferencesFollower) -> Callable[[], None]:
        """Call ``follower`` with each change of what is remembered; the returned call ends that."""
        self._preference_followers.append(follower)
        return lambda: self._preference_followers.remove(follower)

    # ------------------------------------------------------------------ the way in and out

    def go_live(self, plan: HostPlan) -> None:
        """Open a broadcast; nothing while something else is under way."""
        if self.state.activity is not Activity.IDLE:
            return
        try:
            check_room_id(plan.room_id)
        except KliegError as error:
            self._store.put(with_problem(self.state, problem_of_error(error, Scope.ROOM)))
            return
        self._last_plan = plan
        self._store.put(began_hosting(self.state, plan))
        self._enter("go live", self._flow.host(plan))

    def watch_link(self, link: str, name: str = "", *, user_id: str = "") -> None:
        """Follow a watch link as it was pasted; nothing while something else is under way.

        An empty ``user_id`` is chosen by Klieg.
        """
        if self.state.activity is not Activity.IDLE:
            return
        try:
            cleaned = clean_link(link)
            user = User(user_id or random_id("viewer"), name)
        except KliegError as error:
            self._store.put(with_problem(self.state, problem_of_error(error, Scope.ROOM)))
            return
        self._last_viewer = (name, user_id)
        self._store.put(began_watching(self.state, cleaned))
        self._enter("watch", self._flow.watch(cleaned, user))

    def retry(self) -> None:
        """Do again what failed or ended: go live as planned, or follow the same link."""
        if self.state.view is View.HOST and self._last_plan is not None:
            self.go_live(self._last_plan)
        elif self.state.view is View.WATCH:
            name, user_id = self._last_viewer
            self.watch_link(self.state.link, name, user_id=user_id)

    def retry_now(self) -> None:
        """Try at once to get the broken room back; nothing when it is not broken.

        An engine that tells no attempts cannot be hurried: an audience enters anew then.
        """
        if not can_retry_now(self.state) or self._flow.session is None:
            return
        if self.state.room.attempts:
            self._flow.session.engine.reconnect_room()
        else:
            self.retry()

    def leave(self) -> None:
        """End what is live or watched and return to the start view."""
        state = self.state
        if state.view is View.START or state.activity in {Activity.LEAVING, Activity.CLOSING}:
            return
        self._store.put(replace(state, activity=Activity.LEAVING))
        self._way_out = self._tasks.spawn("leave", self._leave())

    async def close(self) -> None:
        """End everything in order, for good; bounded in time and idempotent."""
        self._calm.stop()
        self._store.put(replace(self.state, activity=Activity.CLOSING))
        heard = replace(
            self._preferences, volume=self.state.volume, speaker_id=self.state.speaker_id
        )
        self.remember(heard)
        await self._abandon_way_in()
        if self._way_out is not None:
            await asyncio.wait({self._way_out})
        await self._flow.end()
        self._store.put(replace(self.state, activity=Activity.CLOSING))

    def shut_down(self, then: Callable[[], None]) -> None:
        """End everything for good, then call ``then``, whatever happened on the way."""
        self._tasks.spawn("shut down", self._shut_down(then))

    async def settle(self) -> None:
        """Wait until nothing that was started is still under way."""
        await self._tasks.settle()

    async def release_engine(self) -> None:
        """End a mere preview: some engines can exist only once, and another one is wanted."""
        if self.state.view is View.START and self.state.activity is Activity.IDLE:
            self.desk.stop_preview()
            await self._flow.end()

    def engine_chosen(self) -> None:
        """Look anew at what there is: engine or account may be others than before."""
        if self.state.view is View.START and self.state.activity is Activity.IDLE:
            problem = self.state.problem
            if problem is not None and problem.cause.key.startswith("zego.missing."):
                self.dismiss_problem()
            self._tasks.spawn("use the chosen engine", self._use_chosen_engine())

    async def _use_chosen_engine(self) -> None:
        if self._flow.has_other_engine:
            await self.release_engine()
        self.desk.look_for_devices()

    def show_error(self, error: KliegError) -> None:
        """Show an error that a view met before there was anything to ask."""
        self._store.put(with_problem(self.state, problem_of_error(error)))

    def dismiss_problem(self) -> None:
        """Take away the problem on show."""
        self._store.put(replace(self.state, problem=None))

    # ------------------------------------------------------------------ canvases and events

    def tile_canvas_ready(self, tile_id: str, canvas: Canvas) -> None:
        """Draw the picture of ``tile_id`` on ``canvas``, from its exposure on."""
        if self._flow.canvases.get(tile_id) == canvas:
            return
        self._flow.canvases[tile_id] = canvas
        self._canvas_changed(tile_id)

    def tile_canvas_gone(self, tile_id: str, canvas: Canvas) -> None:
        """Draw nothing on ``canvas`` any more; nothing when another took its place."""
        present = self._flow.canvases.get(tile_id)
        if present is None or present.view != canvas.view:
            return
        del self._flow.canvases[tile_id]
        self._canvas_changed(tile_id)

    def handle_event(self, event: EngineEvent) -> None:
        """Show ``event`` and do what follows from it."""
        if any(taker(event) for taker in self._takers):
            return
        before = self.state
        try:
            self._consequences.before_shown(event)
        except KliegError as error:
            self._report("follow an event", error)
        now_ms = self._now_ms()
        after = stamp_live(reduce(event, self.state), now_ms)
        self._store.put(stamp_room(before, after, now_ms))
        self._consequences.after_shown(event, before)
        for follower in tuple(self._followers):
            follower(event, now_ms)

    def _canvas_changed(self, tile_id: str) -> None:
        if self._flow.session is None:
            return
        try:
            self._flow.session.canvas_changed(tile_id)
        except KliegError as error:
            self._report("draw a picture", error)

    # ------------------------------------------------------------------ inside

    def _enter(self, what: str, steps: Coroutine[object, object, None]) -> None:
        self._way_in = self._tasks.spawn(what, self._run_way_in(what, steps))

    async def _run_way_in(self, what: str, steps: Coroutine[object, object, None]) -> None:
        try:
            await steps
        except KliegError as error:
            _logger.warning("cannot %s: %s", what, error.message)
            problem = problem_of_error(error)
        except Exception:
            _logger.exception("cannot %s", what)
            problem = unexpected_problem(what)
        else:
            return
        self._store.put(ended(failed_to_enter(self.state, problem)))
        await self._flow.end()

    async def _shut_down(self, then: Callable[[], None]) -> None:
        try:
            await self.close()
        finally:
            then()

    async def _abandon_way_in(self) -> None:
        way_in, self._way_in = self._way_in, None
        if way_in is not None and not way_in.done():
            way_in.cancel()
            await asyncio.wait({way_in}, timeout=_FLOW_LIMIT_S)

    async def _leave(self) -> None:
        await self._abandon_way_in()
        failed = await self._flow.end()
        is_closing = self.state.activity is Activity.CLOSING
        state = back_to_start(self.state)
        if failed:
            state = with_problem(state, note("unclean_end", Scope.APP, Severity.WARNING))
        self._store.put(replace(state, activity=Activity.CLOSING) if is_closing else state)

    def _report(self, what: str, error: BaseException) -> None:
        if isinstance(error, KliegError):
            _logger.warning("cannot %s: %s", what, error.message)
            problem = problem_of_error(error)
        else:
            _logger.error("cannot %s", what, exc_info=error)
            problem = unexpected_problem(what)
        if self.state.activity not in {Activity.LEAVING, Activity.CLOSING}:
            self._store.put(with_problem(self.state, problem))
