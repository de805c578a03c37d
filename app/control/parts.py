"""What the desks of one window are made of: the state, the way in and out, the running tasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.control.session_flow import SessionFlow
from app.control.store import ViewStore
from app.control.tasks import TaskKeeper
from app.model.events import EngineEvent

EventFollower = Callable[[EngineEvent, int], None]
"""Told of an event and of the Unix time in ms when it reached the Qt thread."""

EventTaker = Callable[[EngineEvent], bool]
"""Says whether an event is for itself alone."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Shared by the controller and the desks beside it. Qt thread only.

    Attributes:
        store: The view state.
        flow: Opens and ends sessions; ``flow.session`` is the present one.
        tasks: Runs coroutines; none is lost, none fails unheard.
        now_ms: The clock, Unix time.
    """

    store: ViewStore
    flow: SessionFlow
    tasks: TaskKeeper
    now_ms: Callable[[], int]
