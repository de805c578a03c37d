"""Brings what a person prefers from the settings file to the controller and back."""

from __future__ import annotations

import dataclasses
import logging
import os
from dataclasses import dataclass, field

from app.bootstrap.workplace import Workplace
from app.bootstrap.zego_book import ZegoBook
from app.control.plans import Preferences, PreferencesSaver
from app.engine.port import EngineKind
from app.model.errors import KliegError, SettingsError
from app.model.media import LatencyMode
from app.model.zego import ENVIRONMENT_PREFIX, ZegoGiven, ZegoSetup
from app.services.settings import Settings
from app.services.settings_file import SettingsFile

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
        latency_mode: For the embedded server.
        notice: One sentence for the user when the file was not as it should be.
        zego: Engine and ZEGO account.
    """

    preferences: Preferences
    save: PreferencesSaver
    latency_mode: LatencyMode = LatencyMode.LOWEST
    notice: str = ""
    zego: ZegoBook = field(default_factory=ZegoBook)


class _Notebook:
    """The settings as they are now; every change is written at once."""

    def __init__(self, file: SettingsFile, settings: Settings) -> None:
        self._file = file
        self._settings = settings
        self._on_disk = settings

    def save_preferences(self, preferences: Preferences) -> None:
        changed = {name: getattr(preferences, name) for name in _SHARED}
        self._save(dataclasses.replace(self._settings, **changed))

    def save_zego(self, engine: EngineKind, setup: ZegoSetup) -> None:
        self._save(dataclasses.replace(self._settings, engine=engine, zego=setup))

    def _save(self, settings: Settings) -> None:
        self._settings = settings
        try:
            self._file.save(settings, base=self._on_disk)
        except SettingsError as error:
            _log.warning("%s", error)
        else:
            self._on_disk = settings


def remember(workplace: Workplace) -> Remembered:
    """Return what the settings file says."""
    file = SettingsFile(workplace.paths.settings_file)
    loaded = file.load()
    if loaded.notice:
        _log.warning("%s", loaded.notice)
    settings = loaded.settings
    shared = {name: getattr(settings, name) for name in _SHARED}
    notebook = _Notebook(file, settings)
    book = ZegoBook(settings.engine, settings.zego, save=notebook.save_zego)
    return Remembered(
        Preferences(**shared),
        notebook.save_preferences,
        settings.latency_mode,
        loaded.notice or _take_environment(book),
        book,
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
