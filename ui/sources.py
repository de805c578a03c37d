"""The pictures and sounds a person can choose from, in words: for pickers and menus."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.control.view_state import DeviceLists
from app.control.words import Words
from app.model.media import CaptureSource, DeviceInfo, SourceKind

_NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry; without a source it opens the choice of a file."""

    text: str
    source: CaptureSource | None
    group: str = ""


def picture_choices(
    devices: DeviceLists, words: Words, chosen: CaptureSource | None = None
) -> tuple[Choice, ...]:
    """Return what can be sent as a picture; ``chosen`` is among it in any case."""
    has_none = devices.are_known and not devices.cameras
    default_name = words("source.no_camera") if has_none else words("source.default_camera")
    cameras = [
        _choice(item, SourceKind.CAMERA, item.name, words("source.camera"))
        for item in devices.cameras
    ]
    choices = [
        *(cameras or [Choice(default_name, CaptureSource(SourceKind.CAMERA))]),
        *screen_choices(devices, words),
        Choice(words("source.pattern"), CaptureSource(SourceKind.PATTERN), "other"),
    ]
    choices += _file_choices(chosen, words)
    return _with_chosen(choices, chosen)


def screen_choices(devices: DeviceLists, words: Words) -> tuple[Choice, ...]:
    """Return the screens and windows that can be sent."""
    screens = [
        _choice(item, SourceKind.SCREEN, words("source.named_screen", name=_short(item.name)), "")
        for item in devices.screens
    ]
    windows = [
        Choice(
            words("source.window", name=_short(item.name)),
            CaptureSource(SourceKind.WINDOW, item.name),
            "window",
        )
        for item in devices.windows
        if item.name
    ]
    whole = Choice(words("source.screen"), CaptureSource(SourceKind.SCREEN), "screen")
    return (*(screens or [whole]), *windows)


def sound_choices(
    devices: DeviceLists, words: Words, chosen: CaptureSource | None = None
) -> tuple[Choice, ...]:
    """Return what can be sent as sound; ``chosen`` is among it in any case."""
    has_none = devices.are_known and not devices.microphones
    key = "source.no_microphone" if has_none else "source.default_microphone"
    choices = [
        Choice(_label(words, key), CaptureSource(SourceKind.MICROPHONE)),
        *(
            _choice(item, SourceKind.MICROPHONE, item.name, "")
            for item in devices.microphones
            if item.device_id
        ),
        Choice(words("source.tone"), CaptureSource(SourceKind.TONE), "other"),
        Choice(words("source.none"), CaptureSource(SourceKind.NONE), "other"),
    ]
    if chosen is not None and chosen.kind is SourceKind.FILE:
        choices.append(Choice(words("source.file_sound"), chosen, "file"))
    return _with_chosen(choices, chosen)


def possible_picture(wanted: CaptureSource, devices: DeviceLists) -> CaptureSource:
    """Return what can be sent for ``wanted``: the test picture where no camera is."""
    is_missing = devices.are_known and not devices.cameras
    is_camera = wanted.kind is SourceKind.CAMERA
    return CaptureSource(SourceKind.PATTERN) if is_missing and is_camera else wanted


def possible_sound(wanted: CaptureSource, devices: DeviceLists) -> CaptureSource:
    """Return what can be sent for ``wanted``: no sound where no microphone is."""
    is_missing = devices.are_known and not devices.microphones
    is_microphone = wanted.kind is SourceKind.MICROPHONE
    return CaptureSource(SourceKind.NONE) if is_missing and is_microphone else wanted


def _label(words: Words, key: str) -> str:
    return words(key)


def _choice(item: DeviceInfo, kind: SourceKind, name: str, fallback: str) -> Choice:
    return Choice(_short(name or fallback), CaptureSource(kind, item.device_id), kind.value)


def _file_choices(chosen: CaptureSource | None, words: Words) -> list[Choice]:
    choices: list[Choice] = []
    if chosen is not None and chosen.kind is SourceKind.FILE:
        name = _short(Path(chosen.target).name)
        choices.append(Choice(words("source.named_file", name=name), chosen, "file"))
    choices.append(Choice(words("source.file"), None, "file"))
    return choices


def _with_chosen(choices: list[Choice], chosen: CaptureSource | None) -> tuple[Choice, ...]:
    """A device that is not there now stays chosen until the person chooses another."""
    if chosen is None or any(item.source == chosen for item in choices):
        return tuple(choices)
    if not chosen.target and any(
        item.source is not None and item.source.kind is chosen.kind for item in choices
    ):
        return tuple(choices)
    return (Choice(_short(str(chosen)), chosen), *choices)


def _short(name: str) -> str:
    text = " ".join(name.split())
    return text if len(text) <= _NAME_MAX else f"{text[: _NAME_MAX - 1]}…"
