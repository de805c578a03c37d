"""Saves a diagnosis on request: what this run looks like, in one file for a helper."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from app.control.controller import Controller
from app.control.failures import noted_failure
from app.control.health_desk import HealthDesk
from app.control.health_timeline import Moment
from app.control.health_view import Break, HealthView
from app.control.plans import Preferences
from app.control.tasks import TaskKeeper
from app.control.view_state import Problem, ViewState

if TYPE_CHECKING:
    from app.control.health_history import StreamHistory


class SavePhase(Enum):
    """How far the saving of a diagnosis is."""

    IDLE = "idle"
    SAVING = "saving"
    SAVED = "saved"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DiagnosisView:
    """What is shown of it; ``file`` is the one being saved, or saved last."""

    phase: SavePhase = SavePhase.IDLE
    file: Path | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What the window knows of this run at one moment; free to cross threads.

    Attributes:
        at_ms: When that was, Unix time.
        histories: By stream ID; nobody else writes to them.
    """

    at_ms: int
    state: ViewState
    preferences: Preferences
    health: HealthView = field(default_factory=HealthView)
    timeline: tuple[Moment, ...] = ()
    breaks: tuple[Break, ...] = ()
    histories: tuple[tuple[str, StreamHistory], ...] = ()


DiagnosisWriter = Callable[[Path, RunFacts], Awaitable[None]]
"""Gathers the rest off the Qt thread and writes the file; raises KliegError when it cannot."""

DiagnosisListener = Callable[[DiagnosisView], None]


class DiagnosisDesk:
    """Serves every button that saves a diagnosis. Qt thread only.

    Args:
        controller: Whose run it is.
        health: What was measured in it.
        write: Makes the file.
    """

    def __init__(self, controller: Controller, health: HealthDesk, write: DiagnosisWriter) -> None:
        self._controller = controller
        self._health = health
        self._write = write
        self._view = DiagnosisView()
        self._listeners: list[DiagnosisListener] = []
        self._tasks = TaskKeeper(self._report)

    @property
    def view(self) -> DiagnosisView:
        """What is shown now."""
        return self._view

    def subscribe(self, listener: DiagnosisListener) -> Callable[[], None]:
        """Call ``listener`` with each new view; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._forget(listener)

    def suggested_name(self) -> str:
        """Return a name for the file that sorts by time."""
        at = datetime.fromtimestamp(self._controller.now_ms() / 1000).astimezone()
        return f"klieg-diagnosis-{at:%Y-%m-%d-%H%M}.txt"

    def save(self, file: Path) -> None:
        """Write the diagnosis of this moment to ``file``; nothing while one is written."""
        if self._view.phase is SavePhase.SAVING:
            return
        self._put(DiagnosisView(SavePhase.SAVING, file))
        self._tasks.spawn("save the diagnosis", self._save(file, self._facts()))

    def dismiss(self) -> None:
        """Take the outcome away."""
        if self._view.phase is not SavePhase.SAVING:
            self._put(DiagnosisView())

    async def settle(self) -> None:
        """Wait until nothing is written any more."""
        await self._tasks.settle()

    async def _save(self, file: Path, facts: RunFacts) -> None:
        await self._write(file, facts)
        self._put(DiagnosisView(SavePhase.SAVED, file))

    def _facts(self) -> RunFacts:
        health = self._health
        return RunFacts(
            self._controller.now_ms(),
            self._controller.state,
            self._controller.preferences,
            health=health.view,
            timeline=health.timeline.moments,
            breaks=health.breaks,
            histories=tuple((key, item.copy()) for key, item in health.streams.items()),
        )

    def _report(self, what: str, error: BaseException) -> None:
        problem = noted_failure(what, error)
        self._put(replace(self._view, phase=SavePhase.FAILED, problem=problem))

    def _put(self, view: DiagnosisView) -> None:
        if view == self._view:
            return
        self._view = view
        for listener in tuple(self._listeners):
            listener(view)

    def _forget(self, listener: DiagnosisListener) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)
