"""The settings on disk: one small JSON file, written whole and swapped in.

A crash leaves the old file or the new one. A file that cannot be understood is kept aside, told,
and replaced by what could be read and defaults. Several windows may write to it: each changes only
the settings that it changed itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.model.errors import SettingsError
from app.services.file_lock import held_lock
from app.services.settings import Document, Settings, read_settings, write_settings
from app.services.settings_migrations import MIGRATIONS, Migration
from app.services.whole_file import write_whole

FILE_MAX_BYTES = 100_000
KEPT_ASIDE_MAX = 20


class FileFault(Enum):
    """What is wrong with a settings file."""

    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    NEWER = "newer"
    VALUES = "values"


@dataclass(frozen=True, slots=True)
class FileNotice:
    """What a person is told of a settings file that was not as it should be.

    Attributes:
        fault: What is wrong.
        sentence: The whole of it in English.
        aside: Where the file is kept now; None when it stayed where it was.
        names: The settings whose values could not be used.
    """

    fault: FileFault
    sentence: str
    aside: Path | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and what there is to say when the file was not as it should be."""

    settings: Settings
    trouble: FileNotice | None = None

    @property
    def notice(self) -> str:
        """One sentence or two, or nothing."""
        return self.trouble.sentence if self.trouble is not None else ""


class _BadFileError(SettingsError):
    def __init__(self, fault: FileFault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


class SettingsFile:
    """The settings on disk; may be used from any thread, one call at a time.

    Args:
        path: Its folder is made on the first save.
        migrations: The steps from version 1 to the present one.
    """

    def __init__(self, path: Path, *, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
        self._path = path
        self._migrations = migrations

    @property
    def path(self) -> Path:
        """Where the settings are."""
        return self._path

    def load(self) -> LoadedSettings:
        """Return the settings; never raises, a missing file means defaults."""
        try:
            document = self._read()
        except FileNotFoundError:
            return LoadedSettings(Settings())
        except OSError as error:
            why = f"The settings cannot be read: {error.strerror}."
            said = f"{why} Klieg starts with its defaults."
            return LoadedSettings(Settings(), FileNotice(FileFault.UNREADABLE, said))
        except _BadFileError as error:
            trouble = self._keep_aside(error.fault, f"{error} Defaults are used.")
            return LoadedSettings(Settings(), trouble)
        settings, faults = read_settings(document)
        if not faults:
            return LoadedSettings(settings)
        what = f"The settings hold values that cannot be used: {', '.join(faults)}."
        return LoadedSettings(settings, self._keep_aside(FileFault.VALUES, what, faults))

    def save(self, settings: Settings, *, base: Settings | None = None) -> None:
        """Write ``settings`` so that a crash leaves the old file or the new one.

        Args:
            settings: What is wanted.
            base: What this window last read or wrote. Only what differs from it is changed, so
                that what another window saved meanwhile stays. None changes everything.

        Raises:
            SettingsError: The disk is full or the folder cannot be written, or a newer Klieg
                has written there meanwhile.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with held_lock(self._path.with_name(f".{self._path.name}.lock")):
                text = json.dumps(self._merged(settings, base), indent=2, ensure_ascii=False)
                write_whole(self._path, text + "\n")
        except OSError as error:
            raise SettingsError(
                f"cannot save the settings in {self._path}: {error.strerror}",
                hint="Make room on the disk or make the folder writable; the old ones are kept.",
            ) from error

    def _read(self) -> Document:
        with self._path.open("rb") as file:
            data = file.read(FILE_MAX_BYTES + 1)
        try:
            document = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict) or len(data) > FILE_MAX_BYTES:
            raise _BadFileError(FileFault.DAMAGED, "The settings file is damaged.")
        return self._migrated(document)

    def _migrated(self, document: Document) -> Document:
        version, newest = document.get("version"), len(self._migrations) + 1
        if isinstance(version, bool) or not isinstance(version, int) or version < 1:
            raise _BadFileError(FileFault.DAMAGED, "The settings have no version.")
        if version > newest:
            raise _BadFileError(FileFault.NEWER, "The settings are of a newer Klieg.")
        for step in self._migrations[version - 1 :]:
            try:
                document = step(document)
            except (ValueError, KeyError, TypeError, AttributeError):
                what = "The settings of an older Klieg are damaged."
                raise _BadFileError(FileFault.DAMAGED, what) from None
        return document

    def _merged(self, settings: Settings, base: Settings | None) -> Document:
        """Return what stands in the file now, with what was changed since ``base``."""
        wanted = write_settings(settings)
        version: Document = {"version": len(self._migrations) + 1}
        if base is None:
            return version | wanted
        try:
            present = self._read()
        except FileNotFoundError:
            return version | wanted
        except _BadFileError as error:
            if error.fault is FileFault.NEWER:
                raise SettingsError(
                    f"cannot save the settings in {self._path}: a newer Klieg uses them now",
                    hint="Close the older Klieg; what it changes now is not kept.",
                ) from None
            return version | wanted
        before = write_settings(base)
        changed = {name: value for name, value in wanted.items() if value != before[name]}
        return version | (wanted | present) | changed | version

    def _keep_aside(self, fault: FileFault, what: str, names: tuple[str, ...] = ()) -> FileNotice:
        label = "newer" if fault is FileFault.NEWER else "damaged"
        aside = self._path.with_name(f"{self._path.name}.{label}-{KEPT_ASIDE_MAX}")
        for number in range(1, KEPT_ASIDE_MAX):
            free = self._path.with_name(f"{self._path.name}.{label}-{number}")
            if not free.exists():
                aside = free
                break
        try:
            self._path.replace(aside)
        except OSError as error:
            said = f"{what} They cannot be moved aside either: {error.strerror}."
            return FileNotice(fault, said, None, names)
        return FileNotice(fault, f"{what} The file was kept as {aside.name}.", aside, names)
