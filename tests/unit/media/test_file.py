import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.media.file_clock import FileClocks
from app.media.file_picture import start_file_picture
from app.media.file_sound import start_file_sound
from app.media.frames import planes_of
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.frames import AudioFrame, VideoFrame
from app.model.media import VideoProfile
from tests.unit.media.clips import turn_header, write_clip, write_image, write_tone

PROFILE = VideoProfile(1280, 720, fps=30, bitrate_kbps=3000)


class Played:
    """Everything a source handed over, and its end."""

    def __init__(self, enough: int = 10**6) -> None:
        self.frames: list[VideoFrame] = []
        self.sounds: list[AudioFrame] = []
        self.ends: list[KliegError | None] = []
        self.is_over = threading.Event()
        self._enough = enough

    def on_frame(self, frame: VideoFrame) -> None:
        self.frames.append(frame)
        if len(self.frames) >= self._enough:
            self.is_over.set()

    def on_sound(self, frame: AudioFrame) -> None:
        self.sounds.append(frame)
        if len(self.sounds) >= self._enough:
            self.is_over.set()

    def on_end(self, error: KliegError | None) -> None:
        self.ends.append(error)
        self.is_over.set()


def play_picture(path: Path, *, profile: VideoProfile = PROFILE, enough: int = 10**6) -> Played:
    played = Played(enough)
    capture = start_file_picture(
        path, profile, FileClocks(), on_frame=played.on_frame, on_end=played.on_end
    )
    assert played.is_over.wait(20)
    capture.stop()
    return played


def play_sound(path: Path) -> Played:
    played = Played()
    capture = start_file_sound(path, FileClocks(), on_sound=played.on_sound, on_end=played.on_end)
    assert played.is_over.wait(20)
    capture.stop()
    return played


def levels(frames: list[VideoFrame]) -> list[int]:
    return [
        round(float(planes_of(frame.data, frame.width_px, frame.height_px).y.mean()) / 10)
        for frame in frames
    ]


def test_a_clip_plays_once_in_real_time_and_ends_without_an_error(tmp_path: Path) -> None:
    played = play_picture(write_clip(tmp_path / "clip.mp4", frames=15, fps=30))

    assert played.ends == [None]
    assert levels(played.frames) == list(range(3, 18))
    steps = np.diff([frame.captured_at_us for frame in played.frames])
    assert abs(np.median(steps) - 33_333) < 4_000
    assert 0.4 < (played.frames[-1].captured_at_us - played.frames[0].captured_at_us) / 1e6 < 0.7


def test_a_clip_is_thinned_and_scaled_to_the_profile(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=30, fps=60)

    played = play_picture(path, profile=VideoProfile(160, 90, fps=15, bitrate_kbps=300))

    assert {(frame.width_px, frame.height_px) for frame in played.frames} == {(160, 90)}
    assert 7 <= len(played.frames) <= 9


def test_uneven_timestamps_are_kept_and_long_gaps_repeat_the_picture(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", frames=4, times=[0, 0.05, 0.55, 0.6])

    played = play_picture(path)

    shown = levels(played.frames)
    assert sorted(set(shown)) == [3, 4, 5, 6]
    assert shown.count(4) >= 3  # half a second: at least every 200 ms
    first = {level: played.frames[shown.index(level)].captured_at_us for level in set(shown)}
    assert abs(first[5] - first[4] - 500_000) < 60_000


def test_a_phone_clip_is_turned_upright(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=3, size=(320, 180))
    turn_header(path, (0, 1, -1, 0))

    played = play_picture(path)

    assert {(frame.width_px, frame.height_px) for frame in played.frames} == {(180, 320)}


def test_a_clip_with_oblong_pixels_gets_square_ones(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=3, size=(320, 240), pixel_aspect=Fraction(3, 4))

    played = play_picture(path)

    assert {(frame.width_px, frame.height_px) for frame in played.frames} == {(240, 240)}


def test_an_image_stays_until_it_is_stopped(tmp_path: Path) -> None:
    played = play_picture(write_image(tmp_path / "image.png"), enough=4)

    assert played.ends == []
    assert {(frame.width_px, frame.height_px) for frame in played.frames} == {(100, 56)}
    steps = np.diff([frame.captured_at_us for frame in played.frames])
    assert (steps > 100_000).all()
    assert steps.max() < 400_000


def test_sound_comes_in_frames_of_10_ms_without_a_gap(tmp_path: Path) -> None:
    played = play_sound(write_tone(tmp_path / "tone.wav", length_s=0.5))

    assert played.ends == [None]
    shapes = {(f.sample_rate_hz, f.channels, f.samples_per_channel) for f in played.sounds}
    assert shapes == {(48_000, 1, 480)}
    assert 40 <= len(played.sounds) <= 50  # a stalled machine leaves out what came too late
    steps = np.diff([frame.captured_at_us for frame in played.sounds])
    assert np.median(steps) == 10_000
    assert (steps % 10_000 == 0).all()
    samples = np.concatenate([np.frombuffer(f.data, np.int16) for f in played.sounds])
    assert abs(np.abs(samples).max() - 3277) < 60


def test_picture_and_sound_of_a_file_run_on_one_clock(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", frames=30, fps=30, sound_s=1.0)
    clocks, played = FileClocks(), Played()
    sound_is_over = threading.Event()

    picture = start_file_picture(
        path, PROFILE, clocks, on_frame=played.on_frame, on_end=played.on_end
    )
    while len(played.frames) < 6:
        assert not played.is_over.wait(0.01)
    sound = start_file_sound(
        path, clocks, on_sound=played.on_sound, on_end=lambda _error: sound_is_over.set()
    )
    assert played.is_over.wait(10)
    assert sound_is_over.wait(10)
    picture.stop()
    sound.stop()

    zeros_us = [
        frame.captured_at_us - round((level - 3) / 30 * 1e6)
        for frame, level in zip(played.frames[5:15], levels(played.frames[5:15]), strict=True)
    ]
    sound_zero_us = played.sounds[-1].captured_at_us + 10_000 - 1_000_000
    assert abs(np.median(zeros_us) - sound_zero_us) < 5_000
    assert len(played.sounds) < 100  # joined late: what was over is left out


def test_a_file_that_nobody_plays_any_more_begins_anew(tmp_path: Path) -> None:
    clocks = FileClocks()
    path = tmp_path / "a"
    first = clocks.join(path)
    assert clocks.join(path) == first
    clocks.leave(path)
    clocks.leave(path)

    assert clocks.join(path) != first


def test_a_missing_file_is_named_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnusableError, match=r"'gone.mp4': there is no such file") as caught:
        play_picture(tmp_path / "gone.mp4")

    assert caught.value.code is ErrorCode.DEVICE_UNKNOWN


@pytest.mark.parametrize("start", [play_picture, play_sound])
def test_a_file_that_is_no_media_is_refused(tmp_path: Path, start: type) -> None:
    path = tmp_path / "letter.mp4"
    path.write_text("Dear reader,\n" * 100)

    with pytest.raises(DeviceUnusableError, match="no media file"):
        start(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnusableError, match="it is a folder"):
        play_picture(tmp_path)


def test_a_sound_file_has_no_picture(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnusableError, match="has no picture"):
        play_picture(write_tone(tmp_path / "tone.wav"))


def test_a_silent_clip_has_no_sound(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnusableError, match="has no sound"):
        play_sound(write_clip(tmp_path / "clip.mp4", frames=3))


def test_a_file_cut_short_ends_with_a_sentence_that_says_so(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.avi", frames=90, fps=30)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])

    played = play_picture(path)

    assert isinstance(played.ends[0], DeviceUnusableError)
    assert "breaks off after 1 of 3 seconds" in str(played.ends[0])
    assert 20 < len(played.frames) < 60


def test_a_damaged_spot_is_skipped(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.avi", frames=30, fps=30)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 300] = bytes(300)
    path.write_bytes(data)

    played = play_picture(path)

    assert played.ends == [None]
    assert len(played.frames) >= 15


def test_stopping_is_quick_and_final(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=300)
    played = Played(enough=3)
    capture = start_file_picture(
        path, PROFILE, FileClocks(), on_frame=played.on_frame, on_end=played.on_end
    )
    assert played.is_over.wait(10)

    capture.stop()

    count = len(played.frames)
    assert played.ends == []
    assert len(played.frames) == count
    assert not any(thread.name == "klieg-file-picture" for thread in threading.enumerate())
