import pytest

from app.control.view_state import DeviceLists
from app.control.words import Language, Words, load_words
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, SourceKind
from tests.ui.conftest import RESOURCES
from ui.sources import (
    picture_choices,
    possible_picture,
    possible_sound,
    screen_choices,
    sound_choices,
)
from ui.texts import clock_text

CAMERA = CaptureSource(SourceKind.CAMERA)
MICROPHONE = CaptureSource(SourceKind.MICROPHONE)
NOTHING = DeviceLists(are_known=True)
SOME = DeviceLists(
    cameras=(
        DeviceInfo(DeviceKind.CAMERA, "cam-0", "HD camera", is_default=True),
        DeviceInfo(DeviceKind.CAMERA, "cam-1", "x" * 200),
    ),
    microphones=(DeviceInfo(DeviceKind.MICROPHONE, "mic-0", "Desk microphone"),),
    screens=(DeviceInfo(DeviceKind.SCREEN, "0", "Display"),),
    windows=(
        DeviceInfo(DeviceKind.WINDOW, "7", "A & B"),
        DeviceInfo(DeviceKind.WINDOW, "8", ""),
    ),
    are_known=True,
)


@pytest.fixture
def words() -> Words:
    return load_words(RESOURCES / "i18n", Language.ENGLISH)


def test_before_the_devices_are_known_the_defaults_are_offered(words: Words) -> None:
    pictures = picture_choices(DeviceLists(), words)
    kinds = [choice.source.kind if choice.source else None for choice in pictures]
    assert kinds == [SourceKind.CAMERA, SourceKind.SCREEN, SourceKind.PATTERN, None]
    assert pictures[0].text == "Default camera"
    assert sound_choices(DeviceLists(), words)[0].source == MICROPHONE


def test_what_is_missing_says_so(words: Words) -> None:
    assert "none found" in picture_choices(NOTHING, words)[0].text
    assert "none found" in sound_choices(NOTHING, words)[0].text


def test_devices_are_offered_by_name(words: Words) -> None:
    pictures = picture_choices(SOME, words)
    texts = [choice.text for choice in pictures]
    assert texts[0] == "HD camera"
    assert len(texts[1]) == 60
    assert "Screen: Display" in texts
    assert "Window: A & B" in texts
    assert CaptureSource(SourceKind.WINDOW, "A & B") in [choice.source for choice in pictures]
    assert len(screen_choices(SOME, words)) == 2


def test_a_chosen_file_stays_in_the_list_with_its_sound(words: Words) -> None:
    file = CaptureSource(SourceKind.FILE, "/films/holiday.mp4")
    assert "File: holiday.mp4" in [item.text for item in picture_choices(SOME, words, file)]
    assert file in [item.source for item in sound_choices(SOME, words, file)]


def test_a_device_that_is_gone_stays_chosen(words: Words) -> None:
    gone = CaptureSource(SourceKind.CAMERA, "cam-9")
    assert picture_choices(SOME, words, gone)[0].source == gone


def test_without_a_camera_the_test_picture_is_sent() -> None:
    assert possible_picture(CAMERA, NOTHING) == CaptureSource(SourceKind.PATTERN)
    assert possible_picture(CAMERA, DeviceLists()) == CAMERA
    assert possible_picture(CAMERA, SOME) == CAMERA
    screen = CaptureSource(SourceKind.SCREEN)
    assert possible_picture(screen, NOTHING) == screen


def test_without_a_microphone_no_sound_is_sent() -> None:
    assert possible_sound(MICROPHONE, NOTHING) == CaptureSource(SourceKind.NONE)
    assert possible_sound(MICROPHONE, SOME) == MICROPHONE
    tone = CaptureSource(SourceKind.TONE)
    assert possible_sound(tone, NOTHING) == tone


@pytest.mark.parametrize(
    ("duration_ms", "text"),
    [(0, "00:00"), (252_999, "04:12"), (3_852_000, "1:04:12"), (-5, "00:00")],
)
def test_time_reads_like_a_clock(duration_ms: int, text: str) -> None:
    assert clock_text(duration_ms) == text
