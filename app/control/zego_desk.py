"""The intents of the ZEGO page: every change is kept at once, every answer shows on the page.

Qt thread only, on its asyncio loop. Secrets pass through and are not held here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace

from app.control.failures import noted_failure
from app.control.problems import problem_of_error
from app.control.tasks import TaskKeeper
from app.control.view_state import Problem
from app.control.zego_office import ZegoOffice
from app.control.zego_view import (
    NO_STEPS,
    Field,
    LibraryState,
    Outcome,
    TestStep,
    ZegoView,
)
from app.model.engine import EngineKind
from app.model.errors import InvalidValueError, KliegError
from app.model.zego import Credential, ZegoSetup

_logger = logging.getLogger(__name__)

ViewListener = Callable[[ZegoView], None]
EngineReleaser = Callable[[], Awaitable[object]]
"""Ends a preview, so that the test can have the one engine there may be."""


class ZegoDesk:
    """Serves one page.

    Args:
        office: Does the work.
        release_engine: Called before each test.
    """

    def __init__(self, office: ZegoOffice, *, release_engine: EngineReleaser) -> None:
        self._office = office
        self._release_engine = release_engine
        self._view = ZegoView(office.engine, office.setup)
        self._listeners: list[ViewListener] = []
        self._tasks = TaskKeeper(self._report)
        self._test: asyncio.Task[None] | None = None
        self._looks = 0

    @property
    def view(self) -> ZegoView:
        """What is on the page now."""
        return self._view

    def subscribe(self, listener: ViewListener) -> Callable[[], None]:
        """Call ``listener`` with each new view; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def settle(self) -> None:
        """Wait until nothing that was started is still under way."""
        await self._tasks.settle()

    # ------------------------------------------------------------------ intents

    def open(self) -> None:
        """Look at everything anew: files and keyrings change outside, too."""
        self._put(replace(ZegoView(self._office.engine, self._office.setup)))
        self._look_at_library()
        self._spawn("look for secrets", self._see_secrets())

    def choose_engine(self, engine: EngineKind) -> None:
        """Use ``engine`` for one's own broadcasts."""
        self._keep(engine, self._view.setup)

    def choose_library(self, file: str) -> None:
        """Use the SDK in ``file``."""
        self._keep(self._view.engine, replace(self._view.setup, library=file.strip()))
        self._look_at_library()

    def enter_app_id(self, text: str) -> None:
        """Use the project with this number; blank for none."""
        digits = text.strip()
        app_id = int(digits) if digits.isascii() and digits.isdigit() else -1
        setup = replace(self._view.setup, app_id=app_id if digits else 0)
        self._keep(self._view.engine, setup, Field.APP_ID)

    def enter_server(self, text: str) -> None:
        """Remember the address that browsers need."""
        self._keep(self._view.engine, replace(self._view.setup, server=text.strip()))

    def enter_tokens_url(self, text: str) -> None:
        """Fetch tokens there."""
        setup = replace(self._view.setup, tokens_url=text.strip())
        self._keep(self._view.engine, setup, Field.TOKENS_URL)

    def enter_user_id(self, text: str) -> None:
        """Remember whose the ready token is."""
        setup = replace(self._view.setup, user_id=text.strip())
        self._keep(self._view.engine, setup, Field.USER_ID)

    def choose_credential(self, credential: Credential) -> None:
        """Enter rooms this way."""
        self._put(replace(self._view, faults=_without(self._view, Field.SECRET)))
        self._keep(self._view.engine, replace(self._view.setup, credential=credential))

    def enter_secret(self, secret: str) -> None:
        """Keep the secret of the chosen way; an empty one is forgotten."""
        self._spawn("keep the secret", self._keep_secret(secret.strip()))

    def test(self) -> None:
        """Run the test; nothing while it runs."""
        if self._view.is_testing:
            return
        self._put(replace(self._view, is_testing=True, steps=NO_STEPS))
        self._test = self._tasks.spawn("test the ZEGO account", self._run_test())

    def stop_test(self) -> None:
        """End the test early; nothing when it does not run."""
        if self._test is not None:
            self._test.cancel()

    # ------------------------------------------------------------------ inside

    def _keep(self, engine: EngineKind, setup: ZegoSetup, of: Field | None = None) -> None:
        faults = self._view.faults if of is None else _without(self._view, of)
        try:
            self._office.keep(engine, setup)
        except InvalidValueError as error:
            if of is None:
                raise
            self._put(replace(self._view, faults=(*faults, (of, problem_of_error(error)))))
            return
        is_other_project = setup.app_id != self._view.setup.app_id
        changed = replace(self._view, engine=engine, setup=setup, faults=faults, steps=())
        self._put(replace(changed, secrets=frozenset()) if is_other_project else changed)
        self._spawn("look for secrets", self._see_secrets())

    def _look_at_library(self) -> None:
        file = self._view.setup.library
        state = LibraryState.LOOKING if file else LibraryState.NONE
        self._put(replace(self._view, library_state=state, library=None, library_problem=None))
        self._looks += 1
        if file:
            self._spawn("look at the library", self._look_at(file, self._looks))

    async def _look_at(self, file: str, number: int) -> None:
        library, problem = None, None
        try:
            library = await self._office.look_at(file)
        except KliegError as error:
            problem = problem_of_error(error)
            state = LibraryState.REFUSED
        else:
            is_newer = library.is_newer_than_tried
            state = LibraryState.TOO_NEW if is_newer else LibraryState.GOOD
        if number == self._looks:  # else another file was chosen meanwhile
            found = replace(self._view, library_state=state, library=library)
            self._put(replace(found, library_problem=problem))

    async def _see_secrets(self) -> None:
        setup = self._view.setup
        place = await self._office.secret_place()
        there = await self._office.secrets_there(setup.app_id)
        missing = await self._office.what_is_missing()
        if setup.app_id != self._view.setup.app_id:
            return
        problem = problem_of_error(missing) if missing is not None else None
        self._put(replace(self._view, secrets=there, secret_place=place, missing=problem))

    async def _keep_secret(self, secret: str) -> None:
        view = self._view
        faults = _without(view, Field.SECRET)
        try:
            await self._office.keep_secret(view.setup.app_id, view.secret_kind, secret=secret)
        except KliegError as error:
            faults = (*faults, (Field.SECRET, problem_of_error(error)))
        self._put(replace(self._view, faults=faults, steps=()))
        await self._see_secrets()

    async def _run_test(self) -> None:
        try:
            await self._release_engine()
            await self._office.run_test(self._show_step)
        except asyncio.CancelledError:
            _logger.info("the test was stopped")
        finally:
            self._test = None
            steps = tuple(_ended(step) for step in self._view.steps)
            self._put(replace(self._view, is_testing=False, steps=steps))

    def _show_step(self, news: TestStep) -> None:
        steps = tuple(news if step.kind is news.kind else step for step in self._view.steps)
        self._put(replace(self._view, steps=steps))

    def _put(self, view: ZegoView) -> None:
        if view == self._view:
            return
        self._view = view
        for listener in tuple(self._listeners):
            listener(view)

    def _spawn(self, what: str, steps: Coroutine[object, object, None]) -> None:
        self._tasks.spawn(what, steps)

    def _report(self, what: str, error: BaseException) -> None:
        problem = noted_failure(what, error)
        self._put(replace(self._view, missing=problem))


def _without(view: ZegoView, of: Field) -> tuple[tuple[Field, Problem], ...]:
    return tuple(fault for fault in view.faults if fault[0] is not of)


def _ended(step: TestStep) -> TestStep:
    """Return ``step`` when the test is over: what did not run to its end was skipped."""
    is_open = step.outcome in {Outcome.WAITING, Outcome.RUNNING}
    return TestStep(step.kind, Outcome.SKIPPED) if is_open else step
