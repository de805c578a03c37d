"""Pictures and sound through the compiled binding, from one engine to another."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.engine.zego._express import (
    AudioChannel,
    AudioFrameParam,
    AudioSampleRate,
    CustomVideoCaptureConfig,
    CustomVideoRenderConfig,
    Frame,
    FrameSource,
    Handle,
    OnCustomVideoCaptureStart,
    OnPlayerStateUpdate,
    PlayerState,
    Sound,
    SoundSource,
    VideoBufferType,
    VideoConfig,
    VideoFrameFormat,
    VideoFrameFormatSeries,
    VideoFrameParam,
)
from tests.unit.engine.zego.express_lab import PATIENCE_S, Engine, Make

pytestmark = pytest.mark.timeout(180)
WIDTH, HEIGHT = 66, 50  # half of it is odd, so rows of chroma need padding somewhere
CHROMA = (WIDTH // 2) * (HEIGHT // 2)


def picture(number: int) -> bytes:
    return bytes([number % 256]) * (WIDTH * HEIGHT) + b"\x40" * CHROMA + b"\xc0" * CHROMA


@contextmanager
def feeding(handle: Handle) -> Iterator[None]:
    """Send numbered pictures all the time."""
    param = VideoFrameParam(
        VideoFrameFormat.I420, (WIDTH, WIDTH // 2, WIDTH // 2, 0), WIDTH, HEIGHT
    )
    stop = threading.Event()

    def feed() -> None:
        number = 0
        while not stop.wait(0.02):
            number += 1
            handle.send_custom_video_capture_raw_data(
                picture(number),
                param,
                reference_time_millisecond=time.time_ns() // 1_000_000,
                reference_time_scale=1000,
            )

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        yield
    finally:
        stop.set()
        feeder.join()


def publisher(make: Make) -> Engine:
    engine = make()
    engine.init()
    config = CustomVideoCaptureConfig(VideoBufferType.RAW_DATA)
    assert engine.handle.enable_custom_video_capture(enable=True, config=config) == 0
    size = VideoConfig(WIDTH, HEIGHT, WIDTH, HEIGHT, fps=30, bitrate=600)
    assert engine.handle.set_video_config(size) == 0
    engine.login("ada")
    assert engine.handle.start_publishing_stream("stream") == 0
    engine.wait_for(OnCustomVideoCaptureStart)
    return engine


def player(make: Make, series: VideoFrameFormatSeries = VideoFrameFormatSeries.YUV) -> Engine:
    engine = make()
    engine.init()
    config = CustomVideoRenderConfig(VideoBufferType.RAW_DATA, series)
    assert engine.handle.enable_custom_video_render(enable=True, config=config) == 0
    engine.login("bob")
    assert engine.handle.start_playing_stream("stream") == 0
    engine.wait_for(OnPlayerStateUpdate, lambda event: event.state == PlayerState.PLAYING)
    return engine


def test_a_picture_arrives_packed_and_whole(make: Make) -> None:
    ada, bob = publisher(make), player(make)

    with feeding(ada.handle):
        frame = bob.frames(3)[-1]

    assert (frame.source, frame.stream_id) == (FrameSource.REMOTE, "stream")
    assert (frame.format, frame.width_px, frame.height_px) == (VideoFrameFormat.I420, WIDTH, HEIGHT)
    assert frame.strides == (WIDTH, WIDTH // 2, WIDTH // 2)
    number = frame.planes[0][0]
    assert bytes(memoryview(frame)) == picture(number)
    assert [plane.nbytes for plane in frame.planes] == [WIDTH * HEIGHT, CHROMA, CHROMA]
    assert memoryview(frame).readonly
    assert abs(frame.received_at_us / 1e6 - time.time()) < PATIENCE_S


def test_when_nobody_takes_pictures_the_newest_three_wait(make: Make) -> None:
    ada, bob = publisher(make), player(make)
    deadline = time.monotonic() + PATIENCE_S

    with feeding(ada.handle):
        bob.frames(1)
        while bob.handle.dropped.frames < 5 and time.monotonic() < deadline:
            bob.handle.get_increase_seq()
    frames = bob.handle.take_frames(1)

    assert 1 <= len(frames) <= 3
    assert bob.handle.dropped.frames >= 5
    assert [frame.received_at_us for frame in frames] == sorted(f.received_at_us for f in frames)


def test_a_picture_outlives_its_engine(make: Make) -> None:
    ada, bob = publisher(make), player(make)
    with feeding(ada.handle):
        frame: Frame | None = bob.frames(1)[0]
    assert frame is not None
    lent, number = memoryview(frame), frame.planes[0][0]

    bob.close()
    del bob, frame
    gc.collect()

    assert bytes(lent) == picture(number)


def test_pictures_may_come_as_bgra(make: Make) -> None:
    ada, bob = publisher(make), player(make, VideoFrameFormatSeries.RGB)

    with feeding(ada.handle):
        frame = bob.frames(1)[0]

    assert frame.format == VideoFrameFormat.BGRA32
    assert memoryview(frame).nbytes == WIDTH * HEIGHT * 4
    assert frame.strides == (WIDTH * 4,)


def test_sound_that_is_watched_arrives(make: Make) -> None:
    engine = make()
    engine.init()
    param = AudioFrameParam(AudioSampleRate.RATE_48K, AudioChannel.STEREO)
    assert engine.handle.start_audio_data_observer(1 | 2, param) == 0
    engine.login("ada")
    assert engine.handle.start_publishing_stream("stream") == 0
    deadline = time.monotonic() + PATIENCE_S
    sounds: list[Sound] = []

    while len(sounds) < 3:
        assert time.monotonic() < deadline
        sounds += engine.handle.take_sounds(0.2)

    sound = sounds[0]
    assert sound.source in {SoundSource.CAPTURED, SoundSource.PLAYBACK}
    assert (sound.sample_rate_hz, sound.channels) == (48_000, 2)
    assert memoryview(sound).nbytes % 4 == 0
