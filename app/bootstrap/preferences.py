"""Brings what a person prefers from the settings file to the controller and back."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field

from app.bootstrap.workplace import Workplace
from app.bootstrap.zego_book import ZegoBook
from app.control.controller import Controller
from app.control.plans import Preferences, PreferencesSaver
from app.control.view_state import Phrase, Problem, Severity
from app.model.engine import EngineKind
from app.model.errors import KliegError, SettingsError
from app.model.zego import ENVIRONMENT_PREFIX, ZegoGiven, ZegoSetup
from app.services.settings import Settings
from app.services.settings_file import FileNotice, SettingsFile
from app.services.settings_writer import SettingsWriter, TroubleHandler

_log = logging.getLogger(__name__)

_SHARED = tuple(
    field.name
    for field in dataclasses.fields(Preferences)
    if field.name in {other.name for other in dataclasses.fields(Settings)}
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was remembered.

    Attributes:
        preferences: For the start view.
        save: Keeps new preferences for the next start.
        notice: One sentence for the user when something was not as it should be.
        zego: Engine and ZEGO account.
        trouble: What was wrong with the file.
        tell_trouble_to: Lets a handler know, on another thread, when saving fails.
        finish: Waits until everything is written.
    """

    preferences: Preferences
    save: PreferencesSaver
    notice: str = ""
    zego: ZegoBook = field(default_factory=ZegoBook)
    trouble: FileNotice | None = None
    tell_trouble_to: Callable[[TroubleHandler], None] = lambda _: None
    finish: Callable[[], None] = lambda: None


class _Notebook:
    """The settings as they are now; every change is written at once, on another thread."""

    def __init__(self, writer: SettingsWriter, settings: Settings) -> None:
        self._writer = writer
        self._settings = settings

    def save_preferences(self, preferences: Preferences) -> None:
        changed = {name: getattr(preferences, name) for name in _SHARED}
        self._save(dataclasses.replace(self._settings, **changed))

    def save_zego(self, engine: EngineKind, setup: ZegoSetup) -> None:
        self._save(dataclasses.replace(self._settings, engine=engine, zego=setup))

    def _save(self, settings: Settings) -> None:
        self._settings = settings
        self._writer.put(settings)


def remember(workplace: Workplace) -> Remembered:
    """Return what the settings file says."""
    file = SettingsFile(workplace.paths.settings_file)
    loaded = file.load()
    if loaded.notice:
        _log.warning("%s", loaded.notice)
    settings = loaded.settings
    shared = {name: getattr(settings, name) for name in _SHARED}
    writer = SettingsWriter(file, settings)
    notebook = _Notebook(writer, settings)
    book = ZegoBook(settings.engine, settings.zego, save=notebook.save_zego)
    return Remembered(
        Preferences(**shared),
        notebook.save_preferences,
        loaded.notice or _take_environment(book),
        book,
        loaded.trouble,
        writer.tell_trouble_to,
        writer.finish,
    )


def show_settings_trouble(controller: Controller, remembered: Remembered) -> None:
    """Tell the person of a file that was not as it should be, and of saving that fails later."""
    loop = asyncio.get_running_loop()

    def tell(error: SettingsError) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has just been closed: it is over
            loop.call_soon_threadsafe(controller.show_error, error)

    remembered.tell_trouble_to(tell)
    if remembered.trouble is not None:
        controller.show_problem(problem_of_file(remembered.trouble))
    elif remembered.notice:
        controller.show_error(SettingsError(remembered.notice))


def problem_of_file(trouble: FileNotice) -> Problem:
    """Return what a person is told of a settings file that was not as it should be."""
    aside = trouble.aside
    hint = "settings.trouble.kept" if aside is not None else "settings.trouble.not_kept"
    return Problem(
        Phrase(f"settings.trouble.{trouble.fault.value}"),
        Phrase(hint, (("file", aside.name if aside is not None else ""),)),
        severity=Severity.WARNING,
        file=str(aside) if aside is not None else "",
    )


def _take_environment(book: ZegoBook) -> str:
    """Use what the environment says of the ZEGO account; return what is wrong with it."""
    if not any(name.startswith(ENVIRONMENT_PREFIX) for name in os.environ):
        return ""
    from app.services.zego_account import with_given  # few people have one

    try:
        book.setup = with_given(book.setup, book.secrets, ZegoGiven())
    except KliegError as error:
        _log.warning("%s", error)
        return error.sentence()
    return ""
