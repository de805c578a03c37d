"""Times of capture that travel beside the pictures."""

from __future__ import annotations

from app.engine.zego.delays import StreamDelays
from app.engine.zego.stamps import read_stamp, stamp_of


def test_a_stamp_is_read_as_it_was_written() -> None:
    assert read_stamp(stamp_of(1_763_000_000_123_456)) == 1_763_000_000_123_456


def test_a_stamp_is_found_behind_the_sdks_own_header() -> None:
    assert read_stamp(bytes(4) + stamp_of(5) + b"\0") == 5


def test_messages_of_others_are_no_stamps() -> None:
    assert read_stamp(b"") is None
    assert read_stamp(b"hello") is None
    assert read_stamp(stamp_of(5)[:-1]) is None


def test_a_picture_was_captured_when_the_stamp_before_it_says() -> None:
    delays = StreamDelays()
    delays.stamp("s1", stamp_of(1_000_000), received_at_us=1_040_000)
    delays.stamp("s1", stamp_of(1_033_000), received_at_us=1_073_000)
    assert delays.captured_at_us("s1", 1_041_000) == 1_000_000
    assert delays.captured_at_us("s1", 1_074_000) == 1_033_000
    assert delays.captured_at_us("s2", 1_041_000) == 0


def test_a_picture_whose_stamp_is_late_is_as_old_as_the_one_before() -> None:
    delays = StreamDelays()
    delays.stamp("s1", stamp_of(1_000_000), received_at_us=1_039_000)
    assert delays.captured_at_us("s1", 1_040_000) == 1_000_000
    assert delays.captured_at_us("s1", 1_073_000) == 1_033_000


def test_an_old_stamp_says_nothing_about_a_new_picture() -> None:
    delays = StreamDelays()
    delays.stamp("s1", stamp_of(1_000_000), received_at_us=1_040_000)
    assert delays.captured_at_us("s1", 9_000_000) == 0
    delays.forget()
    assert delays.captured_at_us("s1", 1_041_000) == 0
