"""The way of an engine event on the Qt thread: to the view state, and to what follows from it."""

from __future__ import annotations

from collections.abc import Callable

from app.control.changes import stamp_live, stamp_room
from app.control.consequences import Consequences
from app.control.parts import EventFollower, EventTaker
from app.control.reduce import reduce
from app.control.store import ViewStore
from app.control.tasks import ErrorReporter
from app.model.errors import KliegError
from app.model.events import EngineEvent


class EventFlow:
    """Takes one event after the other. Qt thread only.

    Args:
        store: Shows what an event changed.
        consequences: Does what follows from it.
        report: Told of what failed on the way.
        now_ms: The clock, Unix time.
    """

    def __init__(
        self,
        store: ViewStore,
        consequences: Consequences,
        *,
        report: ErrorReporter,
        now_ms: Callable[[], int],
    ) -> None:
        self._store = store
        self._consequences = consequences
        self._report = report
        self._now_ms = now_ms
        self._takers: list[EventTaker] = []
        self._followers: list[EventFollower] = []

    def follow(self, follower: EventFollower) -> Callable[[], None]:
        """Call ``follower`` with each event once it is shown; the returned call ends that."""
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)

    def take_first(self, taker: EventTaker) -> None:
        """Let ``taker`` have each event first: what it takes is not shown, nothing follows."""
        self._takers.append(taker)

    def handle(self, event: EngineEvent) -> None:
        """Show ``event`` and do what follows from it."""
        if any(taker(event) for taker in self._takers):
            return
        before = self._store.state
        try:
            self._consequences.before_shown(event)
        except KliegError as error:
            self._report("follow an event", error)
        now_ms = self._now_ms()
        after = stamp_live(reduce(event, self._store.state), now_ms)
        self._store.put(stamp_room(before, after, now_ms))
        self._consequences.after_shown(event, before)
        for follower in tuple(self._followers):
            follower(event, now_ms)
