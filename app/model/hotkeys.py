"""The keys of the window: what can be done by one, the defaults, and what a person changed.

Keys are written as Qt writes them everywhere: ``Ctrl+Shift+S``, ``F11``; on a Mac ``Ctrl`` is the
command key. An empty text is no key at all. They work while the window is the active one.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from enum import Enum

from app.model.errors import InvalidValueError


class HotkeyPlace(Enum):
    """Where in the window a key works."""

    START = "start"
    HOST = "host"
    WATCH = "watch"


_START = frozenset({HotkeyPlace.START})
_HOST = frozenset({HotkeyPlace.HOST})
_WATCH = frozenset({HotkeyPlace.WATCH})
_LIVE = _HOST | _WATCH
_ANYWHERE = _START | _LIVE


class Hotkey(Enum):
    """What can be done by a key; the values are in the settings file."""

    GO_LIVE = "go_live"
    MICROPHONE = "microphone"
    CAMERA = "camera"
    SHARE = "share"
    DEVICES = "devices"
    LAYOUT = "layout"
    MONITOR = "monitor"
    SPEAKER = "speaker"
    BARRAGE = "barrage"
    FULL_SCREEN = "full_screen"
    SMALL_WINDOW = "small_window"
    RETRY = "retry"
    HEALTH = "health"
    CHAT = "chat"
    LEAVE = "leave"
    SETTINGS = "settings"


_HOTKEYS: dict[Hotkey, tuple[str, frozenset[HotkeyPlace]]] = {
    Hotkey.GO_LIVE: ("Ctrl+Return", _START),
    Hotkey.MICROPHONE: ("Ctrl+D", _HOST),
    Hotkey.CAMERA: ("Ctrl+E", _HOST),
    Hotkey.SHARE: ("Ctrl+Shift+S", _HOST),
    Hotkey.DEVICES: ("Ctrl+Shift+D", _HOST),
    Hotkey.LAYOUT: ("Ctrl+L", _LIVE),
    Hotkey.MONITOR: ("Ctrl+Shift+M", _HOST),
    Hotkey.SPEAKER: ("Ctrl+M", _WATCH),
    Hotkey.BARRAGE: ("Ctrl+B", _WATCH),
    Hotkey.FULL_SCREEN: ("F11", _LIVE),
    Hotkey.SMALL_WINDOW: ("Ctrl+P", _WATCH),
    Hotkey.RETRY: ("Ctrl+R", _LIVE),
    Hotkey.HEALTH: ("Ctrl+I", _LIVE),
    Hotkey.CHAT: ("Ctrl+T", _LIVE),
    Hotkey.LEAVE: ("Ctrl+Shift+E", _LIVE),
    Hotkey.SETTINGS: ("Ctrl+,", _ANYWHERE),
}


def default_keys(hotkey: Hotkey) -> str:
    """Return the keys that ``hotkey`` has as long as nobody chose others."""
    return _HOTKEYS[hotkey][0]


def places(hotkey: Hotkey) -> frozenset[HotkeyPlace]:
    """Return where ``hotkey`` works."""
    return _HOTKEYS[hotkey][1]


class KeysFault(Enum):
    """Why keys cannot be used."""

    UNKNOWN = "unknown"
    TYPES_TEXT = "types_text"
    RESERVED = "reserved"


_KEYS = re.compile(
    r"(?P<modifiers>(?:(?:Ctrl|Alt|Shift|Meta)\+)*)"
    r"(?P<key>[^\s+]|\+|[A-Z][A-Za-z0-9]+(?: [A-Za-z]+)*)"
)
_FUNCTION_KEY = re.compile(r"F(?:[1-9]|[12][0-9]|3[0-5])")
_RESERVED = frozenset(
    {
        *(f"Ctrl+{key}" for key in "ACVXYZ"),
        *("Ctrl+Shift+V", "Ctrl+Shift+Z", "Ctrl+Insert", "Shift+Insert", "Shift+Delete"),
        *(f"Ctrl+{key}" for key in ("Left", "Right", "Home", "End", "Backspace", "Del", "Tab")),
        *(f"Ctrl+Shift+{key}" for key in ("Left", "Right", "Home", "End", "Tab", "Backtab")),
        *("Alt+F4", "Alt+Tab", "Alt+Space", "Ctrl+Alt+Del", "Ctrl+Q", "Ctrl+W"),
    }
)
"""What text fields and systems need for themselves."""

_KEYS_MAX = 60


def keys_fault(keys: str) -> KeysFault | None:
    """Return why ``keys`` cannot be a hotkey; None when they can.

    A hotkey must work while a person types: it is a combination, or a function key.
    """
    match = _KEYS.fullmatch(keys)
    if match is None or len(keys) > _KEYS_MAX:
        return KeysFault.UNKNOWN
    modifiers = set(match["modifiers"].split("+")[:-1])
    if keys in _RESERVED:
        return KeysFault.RESERVED
    if _FUNCTION_KEY.fullmatch(match["key"]):
        return None
    if not modifiers - {"Shift"}:
        return KeysFault.TYPES_TEXT
    is_character = len(match["key"]) == 1
    types_by_alt = modifiers >= {"Ctrl", "Alt"} or (sys.platform == "darwin" and "Alt" in modifiers)
    if is_character and types_by_alt and modifiers <= {"Ctrl", "Alt", "Shift"}:
        return KeysFault.TYPES_TEXT  # AltGr, or the option key of a Mac
    return None


def check_keys(keys: str) -> str:
    """Return ``keys``; empty means none.

    Raises:
        InvalidValueError: They cannot be a hotkey.
    """
    if keys and keys_fault(keys) is not None:
        raise InvalidValueError(
            f"cannot use the keys {keys!r}", hint="Use for example Ctrl+Shift+S."
        )
    return keys


@dataclass(frozen=True, slots=True)
class HotkeyMap:
    """The keys as they are now; only what differs from the defaults is held.

    Raises:
        InvalidValueError: Keys cannot be used.
    """

    changed: tuple[tuple[Hotkey, str], ...] = ()

    def __post_init__(self) -> None:
        for _, keys in self.changed:
            check_keys(keys)

    def keys(self, hotkey: Hotkey) -> str:
        """Return the keys of ``hotkey``; empty when it has none."""
        return dict(self.changed).get(hotkey, default_keys(hotkey))

    def with_keys(self, hotkey: Hotkey, keys: str) -> HotkeyMap:
        """Return the map in which ``hotkey`` has ``keys``."""
        changed = dict(self.changed)
        changed.pop(hotkey, None)
        if keys != default_keys(hotkey):
            changed[hotkey] = keys
        return HotkeyMap(tuple(changed.items()))

    def holder(self, keys: str, hotkey: Hotkey) -> Hotkey | None:
        """Return what has ``keys`` already, where it would be in the way of ``hotkey``."""
        for other in Hotkey:
            is_near = other is not hotkey and not places(other).isdisjoint(places(hotkey))
            if is_near and keys and self.keys(other) == keys:
                return other
        return None
