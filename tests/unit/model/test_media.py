"""Sizes, rates and sources as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.errors import InvalidValueError
from app.model.media import (
    PROFILE_720P30,
    CaptureSource,
    SourceKind,
    VideoProfile,
    default_bitrate_kbps,
)


def test_the_usual_profile_has_three_names() -> None:
    for text in ("720p30", "1280x720@30", " 1280X720@30/3000 "):
        assert VideoProfile.parse(text) == PROFILE_720P30


@given(
    st.integers(8, 2048).map(lambda half: half * 2),
    st.integers(8, 1152).map(lambda half: half * 2),
    st.integers(1, 120),
)
def test_a_profile_reads_back_what_it_writes(width: int, height: int, fps: int) -> None:
    profile = VideoProfile(
        width, height, fps=fps, bitrate_kbps=default_bitrate_kbps(width, height, fps)
    )
    assert VideoProfile.parse(str(profile)) == profile


@pytest.mark.parametrize("text", ["", "720", "p30", "720p", "0x0@30", "1281x720@30", "720p500"])
def test_what_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        VideoProfile.parse(text)


@pytest.mark.parametrize("text", ["4096x2304@30", "2304x4096@30", "3072x3072@15", "2160p60"])
def test_the_largest_pictures_that_can_be_encoded_are_taken(text: str) -> None:
    assert VideoProfile.parse(text).width_px


@pytest.mark.parametrize("text", ["4320p30", "4098x2304@30", "4096x2306@1", "16x9998@30"])
def test_a_picture_too_large_for_the_encoder_is_refused_with_a_way_on(text: str) -> None:
    with pytest.raises(InvalidValueError, match="no encoder") as refused:
        VideoProfile.parse(text)
    assert "4096x2304" in refused.value.hint


@given(st.integers(16, 4000), st.integers(16, 4000), st.integers(1, 119))
def test_more_pixels_never_get_fewer_bits(width: int, height: int, fps: int) -> None:
    assert default_bitrate_kbps(width, height, fps) <= default_bitrate_kbps(width, height, fps + 1)
    assert default_bitrate_kbps(width, height, fps) <= default_bitrate_kbps(width + 2, height, fps)


def test_sources_read_back_what_they_write() -> None:
    for text in (
        "camera",
        "camera:front",
        "screen:1",
        "window:My: title",
        "file:/a b.mp4",
        "pattern",
    ):
        assert str(CaptureSource.parse_video(text)) == text
    for text in ("microphone", "microphone:usb", "tone", "file:song.ogg", "none"):
        assert str(CaptureSource.parse_sound(text)) == text


@pytest.mark.parametrize("text", ["", "custom", "window", "file:", "screen:first", "tone"])
def test_what_is_no_picture_source_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        CaptureSource.parse_video(text)
    assert refused.value.hint


@pytest.mark.parametrize("text", ["", "camera", "screen:0", "file"])
def test_what_is_no_sound_source_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        CaptureSource.parse_sound(text)


def test_only_screens_and_windows_hold_text() -> None:
    sharp = {kind for kind in SourceKind if CaptureSource(kind).is_screen_content}
    assert sharp == {SourceKind.SCREEN, SourceKind.WINDOW}
