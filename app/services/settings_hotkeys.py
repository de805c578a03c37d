"""How the keys that a person changed stand in the settings file: by the name of what they do."""

from __future__ import annotations

from app.model.hotkeys import Hotkey, HotkeyMap, check_keys
from app.services.settings_kinds import UNUSABLE, FaultTeller


class HotkeyKind:
    """Reads and writes a :class:`HotkeyMap`; one bad key does not spoil the others."""

    def read(self, value: object, tell_fault: FaultTeller) -> HotkeyMap:
        """Return the keys; those that cannot be used stay as they are by default."""
        if not isinstance(value, dict):
            raise TypeError("a record is wanted")
        keys = HotkeyMap()
        for name, wanted in value.items():
            try:
                keys = keys.with_keys(Hotkey(name), check_keys(_text(wanted)))
            except UNUSABLE:
                tell_fault(str(name)[:40])
        return keys

    def write(self, value: object) -> object:
        """Return the changed keys by the names of what they do."""
        if not isinstance(value, HotkeyMap):
            raise TypeError("a map of keys is wanted")
        return {hotkey.value: keys for hotkey, keys in value.changed}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is wanted")
    return value
