"""Pictures on their way into the SDK."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from app.engine.zego import _express as express
from app.engine.zego.stamps import read_stamp
from app.engine.zego.video_sender import VideoSender
from app.model.frames import VideoFrame, i420_size_bytes
from app.model.media import PublishChannel, VideoConfig, VideoProfile
from tests.unit.engine.zego.fake_sdk import FakeHandle

PICTURE = "send_custom_video_capture_raw_data"


def frame(width_px: int, height_px: int, captured_at_us: int = 5_000_000) -> VideoFrame:
    data = memoryview(bytes(i420_size_bytes(width_px, height_px)))
    return VideoFrame(width_px, height_px, data, captured_at_us=captured_at_us)


def until(check: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 5.0
    while not check():
        assert time.monotonic() < deadline_s
        threading.Event().wait(0.005)


@pytest.fixture
def fake() -> FakeHandle:
    return FakeHandle()


@pytest.fixture
def sender(fake: FakeHandle) -> Iterator[VideoSender]:
    sender = VideoSender(fake.handle(), PublishChannel.AUX)
    yield sender
    for gate in fake.gates.values():
        gate.set()
    assert sender.close()


def test_pictures_are_sent_only_between_the_sdks_start_and_stop(
    fake: FakeHandle, sender: VideoSender
) -> None:
    sender.take(frame(64, 48))
    sender.open()
    sender.take(frame(64, 48))
    until(lambda: PICTURE in fake.names)
    assert sender.close()
    sender.take(frame(64, 48))
    assert fake.names.count(PICTURE) == 1


def test_a_picture_goes_with_its_shape_and_time(fake: FakeHandle, sender: VideoSender) -> None:
    sender.open()
    sender.take(frame(64, 48, captured_at_us=7_654_321))
    until(lambda: PICTURE in fake.names)
    args, named = next((args, named) for name, args, named in fake.calls if name == PICTURE)
    assert args[1] == express.VideoFrameParam(
        express.VideoFrameFormat.I420, (64, 32, 32, 0), width=64, height=48
    )
    assert named["reference_time_millisecond"] == 7654
    assert named["channel"] == express.PublishChannel.AUX


def test_the_encoder_follows_the_shape_of_the_picture(
    fake: FakeHandle, sender: VideoSender
) -> None:
    sender.use_config(VideoConfig(VideoProfile(320, 180, fps=15, bitrate_kbps=200)))
    sender.open()
    for size_px in ((320, 180), (320, 180), (180, 320)):
        count = fake.names.count(PICTURE)
        sender.take(frame(*size_px))
        until(lambda count=count: fake.names.count(PICTURE) > count)  # type: ignore[misc]
    configs = [args[0] for name, args, _ in fake.calls if name == "set_video_config"]
    sizes = [
        (config.encode_width, config.encode_height)
        for config in configs
        if isinstance(config, express.VideoConfig)
    ]
    assert sizes == [(180, 320)]  # the first one was said before the start


def test_the_time_of_capture_travels_with_published_pictures_alone(
    fake: FakeHandle, sender: VideoSender
) -> None:
    sender.open()
    sender.take(frame(64, 48))
    until(lambda: PICTURE in fake.names)
    assert "send_sei" not in fake.names
    sender.is_published = True
    sender.take(frame(64, 48, captured_at_us=123_456))
    until(lambda: fake.names.count(PICTURE) == 2)
    stamps = [args[0] for name, args, _ in fake.calls if name == "send_sei"]
    assert [read_stamp(stamp) for stamp in stamps if isinstance(stamp, bytes)] == [123_456]


def test_an_sdk_that_is_slow_gets_the_newest_picture(fake: FakeHandle, sender: VideoSender) -> None:
    gate = fake.gates[PICTURE] = threading.Event()
    sender.open()
    sender.take(frame(64, 48, captured_at_us=1_000_000))
    until(lambda: "set_video_config" in fake.names)
    for number in range(2, 6):
        sender.take(frame(64, 48, captured_at_us=number * 1_000_000))
    gate.set()
    until(lambda: fake.names.count(PICTURE) == 2)
    times = [named["reference_time_millisecond"] for n, _, named in fake.calls if n == PICTURE]
    assert times == [1000, 5000]


def test_a_sender_that_the_sdk_holds_up_is_told(fake: FakeHandle, sender: VideoSender) -> None:
    fake.gates[PICTURE] = threading.Event()
    sender.open()
    sender.take(frame(64, 48))
    until(lambda: "set_video_config" in fake.names)
    assert not sender.close()
