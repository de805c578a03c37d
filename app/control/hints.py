"""Which hint for the first time is given, if any: pure, from the view state and what was seen."""

from __future__ import annotations

from app.control.closing import is_on_air
from app.control.phases import WatchPhase, watch_phase
from app.control.view_state import Activity, Delivery, View, ViewState
from app.model.conduct import Hint

_FROM_ONESELF = frozenset({Delivery.SENDING, Delivery.SENT})


def next_hint(state: ViewState, seen: tuple[Hint, ...]) -> Hint | None:
    """Return the one hint that helps now; none while something is wrong."""
    if state.problem is not None:
        return None
    return next((hint for hint in Hint if hint not in seen and _helps(hint, state)), None)


def learnt(state: ViewState) -> frozenset[Hint]:
    """Return the hints that ``state`` shows to be needless: the person did it without them."""
    known: set[Hint] = set()
    if is_on_air(state):
        known |= {Hint.PREVIEW, Hint.GO_LIVE}
    if any(line.delivery in _FROM_ONESELF for line in state.chat):
        known.add(Hint.CHAT)
    if is_on_air(state) and state.audience_count > 0:
        known.add(Hint.COPY_LINK)
    return frozenset(known)


def with_seen(seen: tuple[Hint, ...], more: frozenset[Hint]) -> tuple[Hint, ...]:
    """Return ``seen`` with ``more``, in the order of the hints."""
    return tuple(hint for hint in Hint if hint in seen or hint in more)


def _helps(hint: Hint, state: ViewState) -> bool:
    if hint in {Hint.PREVIEW, Hint.GO_LIVE}:
        return state.view is View.START and state.activity is Activity.IDLE
    if hint is Hint.COPY_LINK:
        return is_on_air(state) and bool(state.link)
    is_watching = state.view is View.WATCH and watch_phase(state) is WatchPhase.WATCHING
    return is_watching or (is_on_air(state) and state.audience_count > 0)
