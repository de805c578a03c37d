"""What closing the window means: pure, from what is live and what the person prefers."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from app.control.phases import HostPhase, host_phase
from app.control.plans import Preferences
from app.control.view_state import View, ViewState
from app.model.conduct import WhenClosed
from app.model.media import SwitchState

_ON_AIR = frozenset({HostPhase.LIVE, HostPhase.INTERRUPTED, HostPhase.RECONNECTING})


class ClosingStep(Enum):
    """What happens next."""

    END = "end"
    TRAY = "tray"
    ASK = "ask"


def is_on_air(state: ViewState) -> bool:
    """Whether people can be watching the own broadcast."""
    return state.view is View.HOST and host_phase(state) in _ON_AIR


def closing_step(state: ViewState, preferences: Preferences, *, has_tray: bool) -> ClosingStep:
    """Return what closing the window does now.

    A broadcast is never hidden where nothing would lead back to it.
    """
    if not is_on_air(state):
        return ClosingStep.END
    if preferences.ask_before_closing is SwitchState.ON:
        return ClosingStep.ASK
    if preferences.when_closed is WhenClosed.TRAY:
        return ClosingStep.TRAY if has_tray else ClosingStep.ASK
    return ClosingStep.END


def remembered(preferences: Preferences, choice: WhenClosed) -> Preferences:
    """Return preferences that do ``choice`` from now on without asking."""
    return replace(preferences, ask_before_closing=SwitchState.OFF, when_closed=choice)
