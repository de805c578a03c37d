import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.media.camera import CameraMode, best_mode
from app.media.devices import DeviceWatch
from app.media.pace import Thinner
from app.media.sources import CaptureSources
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.frames import AudioFrame, VideoFrame
from app.model.media import (
    PROFILE_720P30,
    CaptureSource,
    DeviceInfo,
    DeviceKind,
    SourceKind,
    VideoProfile,
)
from app.model.session import UpdateType
from tests.unit.media.clips import write_clip

SMALL = VideoProfile(64, 48, fps=30, bitrate_kbps=100)


def ignore(_item: VideoFrame | AudioFrame | KliegError | None) -> None:
    """Take whatever comes."""


def test_the_pattern_needs_no_display() -> None:
    frames: list[VideoFrame] = []
    is_there = threading.Event()

    def take(frame: VideoFrame) -> None:
        frames.append(frame)
        is_there.set()

    capture = CaptureSources().start_video(
        CaptureSource(SourceKind.PATTERN), SMALL, on_frame=take, on_end=ignore
    )
    assert is_there.wait(10)
    capture.stop()

    assert (frames[0].width_px, frames[0].height_px) == (64, 48)


def test_a_file_gives_picture_and_sound(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a clip.mkv", frames=3, sound_s=0.1)
    source = CaptureSource.parse_video(f"file:{path}")
    sources = CaptureSources()
    has_picture, has_sound = threading.Event(), threading.Event()

    picture = sources.start_video(
        source, SMALL, on_frame=lambda _frame: has_picture.set(), on_end=ignore
    )
    sound = sources.start_sound(source, on_sound=lambda _frame: has_sound.set(), on_end=ignore)

    assert has_picture.wait(10)
    assert has_sound.wait(10)
    picture.stop()
    sound.stop()


def test_without_qt_there_are_no_cameras_and_the_error_says_what_to_do() -> None:
    program = """
import sys
from app.media.sources import CaptureSources
from app.model.errors import DeviceUnusableError
from app.model.media import PROFILE_720P30, CaptureSource, DeviceKind
sources = CaptureSources()
assert sources.devices(DeviceKind.CAMERA) == ()
try:
    sources.start_video(CaptureSource.parse_video("camera"), PROFILE_720P30,
                        on_frame=print, on_end=print)
except DeviceUnusableError as error:
    print(error.sentence())
assert not any(name.startswith("PySide6") for name in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30
    )

    assert done.returncode == 0, done.stderr
    assert "runs without a display" in done.stdout
    assert "--headless" in done.stdout


def test_a_machine_without_a_camera_says_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.media.camera.QMediaDevices.videoInputs", list)
    with ThreadPoolExecutor(max_workers=1) as engine_thread:
        started = engine_thread.submit(
            CaptureSources().start_video,
            CaptureSource(SourceKind.CAMERA),
            PROFILE_720P30,
            on_frame=ignore,
            on_end=ignore,
        )
        qtbot.waitUntil(started.done)

    error = started.exception()
    assert isinstance(error, DeviceUnusableError)
    assert error.code is ErrorCode.DEVICE_UNKNOWN
    assert "there is none on this machine" in str(error)


@pytest.mark.usefixtures("qapp")
def test_a_screen_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    source = CaptureSource.parse_video("screen:7")

    with pytest.raises(DeviceUnusableError, match="cannot capture screen 7") as caught:
        CaptureSources().start_video(source, PROFILE_720P30, on_frame=ignore, on_end=ignore)

    assert caught.value.code is ErrorCode.DEVICE_UNKNOWN


@pytest.mark.usefixtures("qapp")
def test_screens_are_listed_and_kinds_of_sound_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    sources = CaptureSources()

    screens = sources.devices(DeviceKind.SCREEN)

    assert screens[0].is_default
    assert screens[0].device_id == "0"
    assert sources.devices(DeviceKind.MICROPHONE) == ()


@pytest.mark.usefixtures("qapp")
def test_a_camera_that_comes_or_goes_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    camera = DeviceInfo(DeviceKind.CAMERA, "usb-1", "Camera", is_default=True)
    present: list[DeviceInfo] = []
    monkeypatch.setattr("app.media.camera.cameras", lambda: tuple(present))
    changes: list[tuple[UpdateType, DeviceInfo]] = []
    watch = CaptureSources().watch_devices(lambda kind, device: changes.append((kind, device)))
    assert isinstance(watch, DeviceWatch)

    present.append(camera)
    watch.look()
    watch.look()
    present.clear()
    watch.look()
    watch.stop()
    present.append(camera)
    watch.look()

    assert changes == [(UpdateType.ADD, camera), (UpdateType.DELETE, camera)]


@pytest.mark.parametrize("kind", [SourceKind.NONE, SourceKind.CUSTOM])
def test_what_is_no_sound_here_is_refused(kind: SourceKind) -> None:
    with pytest.raises(DeviceUnusableError):
        CaptureSources().start_sound(CaptureSource(kind), on_sound=ignore, on_end=ignore)


@pytest.mark.parametrize("kind", [SourceKind.MICROPHONE, SourceKind.NONE, SourceKind.CUSTOM])
def test_what_is_no_picture_here_is_refused(kind: SourceKind) -> None:
    with pytest.raises(DeviceUnusableError):
        CaptureSources().start_video(
            CaptureSource(kind), PROFILE_720P30, on_frame=ignore, on_end=ignore
        )


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        ([], None),
        ([CameraMode(640, 480, 30, False)], 0),
        ([CameraMode(640, 480, 30, False), CameraMode(1280, 720, 30, True)], 1),
        ([CameraMode(1920, 1080, 30, True), CameraMode(1280, 720, 30, True)], 1),
        ([CameraMode(1280, 720, 10, False), CameraMode(1280, 720, 30, True)], 1),
        ([CameraMode(1280, 720, 30, True), CameraMode(1280, 720, 30, False)], 1),
        ([CameraMode(1280, 720, 60, False), CameraMode(1280, 720, 29.97, False)], 1),
        ([CameraMode(1920, 1080, 5, False), CameraMode(640, 480, 30, False)], 1),
    ],
)
def test_the_camera_mode_that_serves_720p30_best_is_chosen(
    modes: list[CameraMode], expected: int | None
) -> None:
    assert best_mode(modes, PROFILE_720P30) == expected


@pytest.mark.parametrize(
    ("source_fps", "kept"), [(60, 30), (30, 30), (50, 30), (31, 30), (25, 25), (144, 30)]
)
def test_a_fast_source_is_thinned_to_at_most_the_rate(source_fps: int, kept: int) -> None:
    thinner = Thinner(30)
    start_us = 1_700_000_000_000_000

    accepted = sum(
        thinner.accepts(start_us + number * 1_000_000 // source_fps)
        for number in range(source_fps * 10)
    )

    assert kept * 10 - 5 <= accepted <= 301
