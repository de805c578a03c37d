import pytest

from app.control.words import Language, load_words
from app.model.errors import InvalidValueError
from app.model.hotkeys import (
    Hotkey,
    HotkeyMap,
    KeysFault,
    check_keys,
    default_keys,
    keys_fault,
    places,
)
from app.paths import program_root


@pytest.mark.parametrize(
    "keys",
    ["Ctrl+D", "Ctrl+Shift+S", "F1", "Shift+F11", "Ctrl+,", "Ctrl++", "Meta+K", "Ctrl+Return"],
)
def test_combinations_and_function_keys_can_be_hotkeys(keys: str) -> None:
    assert check_keys(keys) == keys


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ("M", KeysFault.TYPES_TEXT),
        ("Shift+M", KeysFault.TYPES_TEXT),
        ("Return", KeysFault.TYPES_TEXT),
        ("Ctrl+Alt+E", KeysFault.TYPES_TEXT),
        ("Ctrl+C", KeysFault.RESERVED),
        ("Alt+F4", KeysFault.RESERVED),
        ("Ctrl+Left", KeysFault.RESERVED),
        ("Ctrl+", KeysFault.UNKNOWN),
        ("Hyper+K", KeysFault.UNKNOWN),
        ("Ctrl+K, Ctrl+C", KeysFault.UNKNOWN),
        ("", KeysFault.UNKNOWN),
        ("Ctrl+" + "A" * 100, KeysFault.UNKNOWN),
    ],
)
def test_keys_that_type_or_belong_to_others_are_refused(keys: str, fault: KeysFault) -> None:
    assert keys_fault(keys) is fault
    with pytest.raises(InvalidValueError):
        HotkeyMap(((Hotkey.CHAT, keys or "Ctrl"),))


def test_every_default_can_be_used_and_is_in_nobodys_way() -> None:
    keys = HotkeyMap()

    for hotkey in Hotkey:
        assert check_keys(default_keys(hotkey))
        assert places(hotkey)
        assert keys.holder(default_keys(hotkey), hotkey) is None


def test_only_what_differs_from_the_defaults_is_held() -> None:
    changed = HotkeyMap().with_keys(Hotkey.CHAT, "Ctrl+K").with_keys(Hotkey.SHARE, "")

    assert changed.keys(Hotkey.CHAT) == "Ctrl+K"
    assert changed.keys(Hotkey.SHARE) == ""
    assert changed.keys(Hotkey.CAMERA) == default_keys(Hotkey.CAMERA)
    assert changed.with_keys(Hotkey.CHAT, "Ctrl+T").changed == ((Hotkey.SHARE, ""),)


def test_keys_are_taken_only_where_both_can_be_reached() -> None:
    keys = HotkeyMap()

    assert keys.holder("Ctrl+T", Hotkey.MICROPHONE) is Hotkey.CHAT
    assert keys.holder("Ctrl+M", Hotkey.MICROPHONE) is None  # of watching
    assert keys.holder("Ctrl+D", Hotkey.SETTINGS) is Hotkey.MICROPHONE  # works everywhere
    assert keys.holder("", Hotkey.MICROPHONE) is None


@pytest.mark.parametrize("language", list(Language))
def test_every_hotkey_has_words(language: Language) -> None:
    words = load_words(program_root() / "resources" / "i18n", language)

    for hotkey in Hotkey:
        key = f"settings.hotkey.{hotkey.value}"
        assert words(key) != key
