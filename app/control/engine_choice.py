"""What follows when a person chooses another engine on the start view."""

from __future__ import annotations

from dataclasses import replace

from app.control.desk import Desk
from app.control.parts import Parts
from app.control.view_state import Activity, View


class EngineChoice:
    """Lets go of an engine that is not wanted any more. Qt thread only."""

    def __init__(self, parts: Parts, desk: Desk) -> None:
        self._parts = parts
        self._desk = desk

    async def release(self) -> None:
        """End a mere preview: some engines can exist only once, and another one is wanted."""
        if self._is_at_start:
            self._desk.stop_preview()
            await self._parts.flow.end()

    def chosen(self) -> None:
        """Look anew at what there is: engine or account may be others than before."""
        if not self._is_at_start:
            return
        store = self._parts.store
        problem = store.state.problem
        if problem is not None and problem.cause.key.startswith("zego.missing."):
            store.put(replace(store.state, problem=None))
        self._parts.tasks.spawn("use the chosen engine", self._use())

    async def _use(self) -> None:
        if self._parts.flow.has_other_engine:
            await self.release()
        self._desk.look_for_devices()

    @property
    def _is_at_start(self) -> bool:
        state = self._parts.store.state
        return state.view is View.START and state.activity is Activity.IDLE
