"""What Klieg remembers between runs, in one small JSON file; never a secret.

Written whole and swapped in, so that a crash leaves the old file or the new one. A file that
cannot be understood is kept aside, told, and replaced by what could be read and defaults.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from app.engine.port import EngineKind
from app.model.errors import InvalidValueError, KliegError, SettingsError
from app.model.ids import check_room_id, check_user_id, check_user_name
from app.model.media import (
    CaptureSource,
    LatencyMode,
    SourceKind,
    SwitchState,
    VideoCodec,
    VideoConfig,
    VideoProfile,
)
from app.model.zego import APP_ID_MAX, Credential, ZegoSetup

VERSION = 1
FILE_MAX_BYTES = 100_000
KEPT_ASIDE_MAX = 20

Document = dict[str, object]
_T = TypeVar("_T")

MIGRATIONS: tuple[Callable[[Document], Document], ...] = ()
"""The step at index n brings a document from version n + 1 to version n + 2."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings; empty texts mean: choose for me.

    Attributes:
        language: ``en``, ``zh`` or empty for the system's.
        theme: ``dark``, ``light`` or empty for the system's.
        engine: Which engine one's own broadcasts use.
        zego: The account for the ZEGO engine.
    """

    language: str = ""
    theme: str = ""
    room_id: str = ""
    user_id: str = ""
    user_name: str = ""
    picture: CaptureSource = field(default=CaptureSource(SourceKind.CAMERA))
    sound: CaptureSource = field(default=CaptureSource(SourceKind.MICROPHONE))
    speaker_id: str = ""
    volume: int = 100
    video: VideoConfig = field(default_factory=VideoConfig)
    latency_mode: LatencyMode = LatencyMode.LOWEST
    engine: EngineKind = EngineKind.LIVEKIT
    zego: ZegoSetup = field(default_factory=ZegoSetup)


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and one sentence for the user when the file was not as it should be."""

    settings: Settings
    notice: str = ""


class SettingsFile:
    """The settings on disk; may be used from any thread, one call at a time.

    Args:
        path: Its folder is made on the first save.
        migrations: The steps from version 1 to the present one.
    """

    def __init__(
        self, path: Path, *, migrations: tuple[Callable[[Document], Document], ...] = MIGRATIONS
    ) -> None:
        self._path = path
        self._migrations = migrations

    def load(self) -> LoadedSettings:
        """Return the settings; never raises, a missing file means defaults."""
        try:
            with self._path.open("rb") as file:
                data = file.read(FILE_MAX_BYTES + 1)
        except FileNotFoundError:
            return LoadedSettings(Settings())
        except OSError as error:
            why = f"The settings cannot be read: {error.strerror}."
            return LoadedSettings(Settings(), f"{why} Klieg starts with its defaults.")
        try:
            document = self._migrated(_document(data))
        except SettingsError as error:
            return LoadedSettings(Settings(), self._keep_aside(f"{error} Defaults are used."))
        settings, faults = _read_settings(document)
        if not faults:
            return LoadedSettings(settings)
        what = f"The settings hold values that cannot be used: {', '.join(faults)}."
        return LoadedSettings(settings, self._keep_aside(what))

    def save(self, settings: Settings) -> None:
        """Write ``settings`` so that a crash leaves the old file or the new one.

        Raises:
            SettingsError: The disk is full or the folder cannot be written.
        """
        document = {"version": len(self._migrations) + 1} | _write_settings(settings)
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(draft, "w", encoding="utf-8", opener=_open_private) as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
        except OSError as error:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise SettingsError(
                f"cannot save the settings in {self._path}: {error.strerror}",
                hint="Make room on the disk or make the folder writable; the old ones are kept.",
            ) from error

    def _migrated(self, document: Document) -> Document:
        version, newest = document.get("version"), len(self._migrations) + 1
        if isinstance(version, bool) or not isinstance(version, int) or version < 1:
            raise SettingsError("The settings have no version.")
        if version > newest:
            raise SettingsError("The settings are of a newer Klieg.")
        for step in self._migrations[version - 1 :]:
            try:
                document = step(document)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise SettingsError("The settings of an older Klieg are damaged.") from None
        return document

    def _keep_aside(self, what: str) -> str:
        for number in range(1, KEPT_ASIDE_MAX + 1):
            aside = self._path.with_name(f"{self._path.name}.damaged-{number}")
            if not aside.exists() or number == KEPT_ASIDE_MAX:
                break
        else:
            raise AssertionError("there is always a last name")
        try:
            self._path.replace(aside)
        except OSError as error:
            return f"{what} They cannot be moved aside either: {error.strerror}."
        return f"{what} The file was kept as {aside.name}."


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _document(data: bytes) -> Document:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or len(data) > FILE_MAX_BYTES:
        raise SettingsError("The settings file is damaged.")
    return document


def _write_settings(settings: Settings) -> Document:
    composed = {"video", "zego"}
    document: Document = {
        item.name: getattr(settings, item.name)
        for item in fields(Settings)
        if item.name not in composed
    }
    document["engine"] = settings.engine.value
    document["picture"] = str(settings.picture)
    document["sound"] = str(settings.sound)
    document["latency_mode"] = settings.latency_mode.value
    document["profile"] = str(settings.video.profile)
    document["codec"] = settings.video.codec.value
    document["simulcast"] = settings.video.simulcast.value
    document["zego_library"] = settings.zego.library
    document["zego_app_id"] = settings.zego.app_id
    document["zego_server"] = settings.zego.server
    document["zego_credential"] = settings.zego.credential.value
    document["zego_tokens_url"] = settings.zego.tokens_url
    document["zego_user_id"] = settings.zego.user_id
    return document


def _read_settings(document: Document) -> tuple[Settings, list[str]]:
    """Return what is good, defaults for the rest, and the names of the rest."""
    take = _Taker(document)
    default = Settings()
    settings = Settings(
        language=take("language", _one_of("", "en", "zh"), default.language),
        theme=take("theme", _one_of("", "dark", "light"), default.theme),
        room_id=take("room_id", _empty_or(check_room_id), default.room_id),
        user_id=take("user_id", _empty_or(check_user_id), default.user_id),
        user_name=take("user_name", check_user_name, default.user_name),
        picture=take("picture", CaptureSource.parse_video, default.picture),
        sound=take("sound", CaptureSource.parse_sound, default.sound),
        speaker_id=take("speaker_id", str, default.speaker_id),
        volume=take.number("volume", range(201), default.volume),
        video=VideoConfig(
            take("profile", VideoProfile.parse, default.video.profile),
            codec=take("codec", VideoCodec, default.video.codec),
            simulcast=take("simulcast", SwitchState, default.video.simulcast),
        ),
        latency_mode=take("latency_mode", LatencyMode, default.latency_mode),
        engine=take("engine", EngineKind, default.engine),
        zego=ZegoSetup(
            library=take("zego_library", str, default.zego.library),
            app_id=take.number("zego_app_id", range(APP_ID_MAX + 1), default.zego.app_id),
            server=take("zego_server", str, default.zego.server),
            credential=take("zego_credential", Credential, default.zego.credential),
            tokens_url=take("zego_tokens_url", _empty_or(_tokens_url), default.zego.tokens_url),
            user_id=take("zego_user_id", _empty_or(check_user_id), default.zego.user_id),
        ),
    )
    return settings, take.faults


class _Taker:
    """Takes values out of a document and notes those that are no good."""

    def __init__(self, document: Mapping[str, object]) -> None:
        self._document = document
        self.faults: list[str] = []

    def __call__(self, name: str, read: Callable[[str], _T], default: _T) -> _T:
        if name not in self._document:
            return default
        value = self._document[name]
        try:
            if isinstance(value, str):
                return read(value)
        except (ValueError, KliegError):
            pass
        self.faults.append(name)
        return default

    def number(self, name: str, allowed: range, default: int) -> int:
        value = self._document.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
            return value
        self.faults.append(name)
        return default


def _tokens_url(url: str) -> str:
    from app.services.zego_token_server import check_token_url  # few people have one

    return check_token_url(url)


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise InvalidValueError(f"cannot use {text!r}: it is not known")
        return text

    return read


def _empty_or(check: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: check(text) if text else text
