"""Brings what a person prefers from the settings file to the controller and back."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass

from app.bootstrap.workplace import Workplace
from app.control.plans import Preferences, PreferencesSaver
from app.model.errors import SettingsError
from app.model.media import LatencyMode
from app.services.settings import Settings, SettingsFile

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
    """

    preferences: Preferences
    save: PreferencesSaver
    latency_mode: LatencyMode = LatencyMode.LOWEST
    notice: str = ""


def remember(workplace: Workplace) -> Remembered:
    """Return what the settings file says."""
    file = SettingsFile(workplace.paths.settings_file)
    loaded = file.load()
    if loaded.notice:
        _log.warning("%s", loaded.notice)
    settings = loaded.settings
    shared = {name: getattr(settings, name) for name in _SHARED}

    def save(preferences: Preferences) -> None:
        changed = {name: getattr(preferences, name) for name in _SHARED}
        try:
            file.save(dataclasses.replace(settings, **changed))
        except SettingsError as error:
            _log.warning("%s", error)

    return Remembered(Preferences(**shared), save, settings.latency_mode, loaded.notice)
