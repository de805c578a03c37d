"""The intents of the settings page: every change is used and kept at once, and can be undone.

Qt thread only, on its asyncio loop. Secrets pass through and are not held here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.control.controller import Controller
from app.control.plans import Preferences
from app.control.problems import problem_of_error
from app.control.server_office import ServerFinding, ServerOffice
from app.control.settings_sections import Section, with_section_of
from app.control.view_state import Problem
from app.model.errors import KliegError
from app.model.hotkeys import Hotkey
from app.model.server import ServerSetup

SettingsListener = Callable[["SettingsView"], None]


@dataclass(frozen=True, slots=True)
class SettingsView:
    """What is on the settings page beside the preferences.

    Attributes:
        undo: The section that was reset last, as long as nothing else was changed.
        has_secret: Whether there is a secret for one's own server; None while it is looked up.
        secret_stays: Whether secrets outlive the program on this machine.
        secret_fault: Why the secret that was typed cannot be used.
        is_testing: The server is asked just now.
        finding: What the last test found; None when something was changed since.
    """

    undo: Section | None = None
    has_secret: bool | None = None
    secret_stays: bool = True
    secret_fault: Problem | None = None
    is_testing: bool = False
    finding: ServerFinding | None = None


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the files of Klieg are, to be shown to a person."""

    settings: Path
    logs: Path


class SettingsDesk:
    """Serves one page.

    Args:
        controller: Keeps the preferences.
        office: Knows one's own server.
        folders: Where the files are.
    """

    def __init__(self, controller: Controller, office: ServerOffice, *, folders: Folders) -> None:
        self.folders = folders
        self._controller = controller
        self._office = office
        self._tasks = controller.parts.tasks
        self._view = SettingsView()
        self._before_reset: Preferences | None = None
        self._listeners: list[SettingsListener] = []
        self._test: asyncio.Task[None] | None = None
        controller.follow_preferences(self._changed)

    @property
    def view(self) -> SettingsView:
        """What is on the page now."""
        return self._view

    @property
    def preferences(self) -> Preferences:
        """The preferences as they are now."""
        return self._controller.preferences

    def subscribe(self, listener: SettingsListener) -> Callable[[], None]:
        """Call ``listener`` with each new view; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # ------------------------------------------------------------------ preferences

    def keep(self, preferences: Preferences) -> None:
        """Use and keep ``preferences`` from now on."""
        self._before_reset = None
        self._put(replace(self._view, undo=None))
        self._controller.remember(preferences)

    def reset(self, section: Section) -> None:
        """Make ``section`` as Klieg came; can be undone until the next change."""
        before = self.preferences
        self.keep(with_section_of(before, section, Preferences()))
        self._before_reset = before
        self._put(replace(self._view, undo=section))

    def undo_reset(self) -> None:
        """Take the last reset back; nothing when there is none."""
        before, section = self._before_reset, self._view.undo
        if before is not None and section is not None:
            self.keep(with_section_of(self.preferences, section, before))

    def choose_keys(self, hotkey: Hotkey, keys: str) -> None:
        """Use ``keys`` for ``hotkey``; what had them where both work has none then."""
        changed = self.preferences.hotkeys
        holder = changed.holder(keys, hotkey)
        if holder is not None:
            changed = changed.with_keys(holder, "")
        self.keep(replace(self.preferences, hotkeys=changed.with_keys(hotkey, keys)))

    # ------------------------------------------------------------------ one's own server

    def open_server(self) -> None:
        """Look up what there is: keyrings change outside, too."""
        self._look_for_secret()

    def change_server(self, setup: ServerSetup) -> None:
        """Serve the next broadcast so."""
        self.stop_test()
        self.keep(replace(self.preferences, server=setup))
        self._put(replace(self._view, finding=None, secret_fault=None))
        self._look_for_secret()

    def enter_secret(self, secret: str) -> None:
        """Keep the secret of one's own server; an empty one is forgotten."""
        self.stop_test()
        self._tasks.spawn("keep the secret", self._keep_secret(secret.strip()))

    def test_server(self) -> None:
        """Ask the server; nothing while it is asked."""
        if self._view.is_testing:
            return
        self._put(replace(self._view, is_testing=True, finding=None))
        self._test = self._tasks.spawn("test the server", self._run_test())

    def stop_test(self) -> None:
        """Ask no more; nothing when nobody asks."""
        test, self._test = self._test, None
        if test is not None:
            test.cancel()
            self._put(replace(self._view, is_testing=False))

    # ------------------------------------------------------------------ inside

    def _changed(self, before: Preferences, after: Preferences) -> None:
        if before.server != after.server:
            self._office.use(after.server)
            self._look_for_secret()
        self._tell()

    def _look_for_secret(self) -> None:
        self._tasks.spawn("look for the secret", self._see_secret())

    async def _see_secret(self) -> None:
        setup = self.preferences.server
        has_secret = await self._office.has_secret(setup)
        if setup == self.preferences.server:
            self._put(replace(self._view, has_secret=has_secret))

    async def _keep_secret(self, secret: str) -> None:
        fault: Problem | None = None
        stays = self._view.secret_stays
        try:
            stays = await self._office.keep_secret(self.preferences.server, secret)
        except KliegError as error:
            fault = problem_of_error(error)
        self._put(replace(self._view, finding=None, secret_fault=fault, secret_stays=stays))
        await self._see_secret()

    async def _run_test(self) -> None:
        finding: ServerFinding | None = None
        try:
            finding = await self._office.test(self.preferences.server)
        finally:
            if self._test is asyncio.current_task():  # else it was stopped
                self._test = None
                self._put(replace(self._view, is_testing=False, finding=finding))

    def _put(self, view: SettingsView) -> None:
        if view != self._view:
            self._view = view
            self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener(self._view)
