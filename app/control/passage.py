"""The way into a room and out of it as a person goes it: one at a time, with another try.

Qt thread only. What fails on the way in becomes a problem in the view state, and the view stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace

from app.control.changes import (
    back_to_start,
    began_hosting,
    began_watching,
    ended,
    failed_to_enter,
    with_problem,
)
from app.control.connection import can_retry_now
from app.control.failures import noted_failure
from app.control.links import clean_link
from app.control.plans import HostPlan
from app.control.problems import note, problem_of_error
from app.control.session_flow import SessionFlow
from app.control.store import ViewStore
from app.control.tasks import TaskKeeper
from app.control.view_state import Activity, Scope, Severity, View, ViewState
from app.model.errors import KliegError
from app.model.ids import check_room_id, random_id
from app.model.session import User

_FLOW_LIMIT_S = 6.0


class Passage:
    """Remembers what was wanted last, so that it can be tried again."""

    def __init__(self, store: ViewStore, flow: SessionFlow, tasks: TaskKeeper) -> None:
        self._store = store
        self._flow = flow
        self._tasks = tasks
        self._way_in: asyncio.Task[None] | None = None
        self._way_out: asyncio.Task[None] | None = None
        self._last_plan: HostPlan | None = None
        self._last_viewer = ("", "")

    def go_live(self, plan: HostPlan) -> None:
        """Open a broadcast; nothing while something else is under way."""
        if self._state.activity is not Activity.IDLE:
            return
        try:
            check_room_id(plan.room_id)
        except KliegError as error:
            self._store.put(with_problem(self._state, problem_of_error(error, Scope.ROOM)))
            return
        self._last_plan = plan
        self._store.put(began_hosting(self._state, plan))
        self._enter("go live", self._flow.host(plan))

    def watch_link(self, link: str, name: str = "", *, user_id: str = "") -> None:
        """Follow a watch link as it was pasted; nothing while something else is under way.

        An empty ``user_id`` is chosen by Klieg.
        """
        if self._state.activity is not Activity.IDLE:
            return
        try:
            cleaned = clean_link(link)
            user = User(user_id or random_id("viewer"), name)
        except KliegError as error:
            self._store.put(with_problem(self._state, problem_of_error(error, Scope.ROOM)))
            return
        self._last_viewer = (name, user_id)
        self._store.put(began_watching(self._state, cleaned))
        self._enter("watch", self._flow.watch(cleaned, user))

    def retry(self) -> None:
        """Do again what failed or ended: go live as planned, or follow the same link."""
        if self._state.view is View.HOST and self._last_plan is not None:
            self.go_live(self._last_plan)
        elif self._state.view is View.WATCH:
            name, user_id = self._last_viewer
            self.watch_link(self._state.link, name, user_id=user_id)

    def retry_now(self) -> None:
        """Try at once to get the broken room back; nothing when it is not broken.

        An engine that tells no attempts cannot be hurried: an audience enters anew then.
        """
        if not can_retry_now(self._state) or self._flow.session is None:
            return
        if self._state.room.attempts:
            self._flow.session.engine.reconnect_room()
        else:
            self.retry()

    def leave(self) -> None:
        """End what is live or watched and return to the start view."""
        state = self._state
        if state.view is View.START or state.activity in {Activity.LEAVING, Activity.CLOSING}:
            return
        self._store.put(replace(state, activity=Activity.LEAVING))
        self._way_out = self._tasks.spawn("leave", self._leave())

    async def end(self) -> None:
        """End everything for good; bounded in time and idempotent."""
        await self._abandon_way_in()
        if self._way_out is not None:
            await asyncio.wait({self._way_out})
        await self._flow.end()

    # ------------------------------------------------------------------ inside

    @property
    def _state(self) -> ViewState:
        return self._store.state

    def _enter(self, what: str, steps: Coroutine[object, object, None]) -> None:
        self._way_in = self._tasks.spawn(what, self._run_way_in(what, steps))

    async def _run_way_in(self, what: str, steps: Coroutine[object, object, None]) -> None:
        try:
            await steps
        except Exception as error:  # noqa: BLE001 - logged and shown
            problem = noted_failure(what, error)
        else:
            return
        self._store.put(ended(failed_to_enter(self._state, problem)))
        await self._flow.end()

    async def _abandon_way_in(self) -> None:
        way_in, self._way_in = self._way_in, None
        if way_in is not None and not way_in.done():
            way_in.cancel()
            await asyncio.wait({way_in}, timeout=_FLOW_LIMIT_S)

    async def _leave(self) -> None:
        await self._abandon_way_in()
        failed = await self._flow.end()
        is_closing = self._state.activity is Activity.CLOSING
        state = back_to_start(self._state)
        if failed:
            state = with_problem(state, note("unclean_end", Scope.APP, Severity.WARNING))
        self._store.put(replace(state, activity=Activity.CLOSING) if is_closing else state)
