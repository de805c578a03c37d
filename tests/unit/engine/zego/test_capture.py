"""What the SDK is told of a channel's picture, and when."""

from __future__ import annotations

from app.engine.zego import _express as express
from app.engine.zego.capture import ChannelCapture
from app.engine.zego.context import Ways
from app.model.events import DeviceError, PublisherCapturedVideoFirstFrame
from app.model.media import (
    Canvas,
    CaptureSource,
    PublishChannel,
    SourceKind,
    SwitchState,
    VideoCodec,
    VideoConfig,
    VideoProfile,
)
from tests.unit.engine.zego.fake_sdk import Bench

CUSTOM = CaptureSource(SourceKind.CUSTOM)
CONFIG = VideoConfig(VideoProfile(640, 360, fps=24, bitrate_kbps=700), codec=VideoCodec.H265)
OF_THE_SDK = Ways(draws=True, captures=frozenset({SourceKind.CAMERA, SourceKind.SCREEN}))


async def on(bench: Bench, source: CaptureSource) -> ChannelCapture:
    """A channel of this source that publishes."""
    made: list[ChannelCapture] = []

    def begin() -> None:
        capture = ChannelCapture(bench.context, PublishChannel.AUX)
        capture.use(source)
        capture.set_config(CONFIG)
        capture.publish(wanted=True)
        made.append(capture)

    await bench.do(begin)
    return made[0]


async def test_the_encoder_is_told_its_codec_before_it_starts(bench: Bench) -> None:
    capture = await on(bench, CUSTOM)
    args = next(args for name, args, _ in bench.fake.calls if name == "set_video_config")
    config, channel = args
    assert isinstance(config, express.VideoConfig)
    assert (config.encode_width, config.encode_height, config.fps) == (640, 360, 24)
    assert (config.codec_id, channel) == (
        express.VideoCodecId.H265,
        express.PublishChannel.AUX,
    )
    await bench.loop.submit(capture.close())


async def test_a_preview_of_ours_needs_no_window_of_the_sdk(bench: Bench) -> None:
    capture = await on(bench, CUSTOM)
    await bench.do(lambda: capture.start_preview(Canvas(7)))
    previews = [args for name, args, _ in bench.fake.calls if name == "start_preview"]
    assert previews == [(None, express.PublishChannel.AUX)]
    await bench.loop.submit(capture.close())
    await bench.settle()
    assert bench.fake.names[-1] == "stop_preview"


async def test_a_camera_of_the_sdk_is_drawn_and_told_by_it() -> None:
    bench = Bench(ways=OF_THE_SDK)
    capture = await on(bench, CaptureSource(SourceKind.CAMERA, "front"))
    await bench.do(lambda: capture.start_preview(Canvas(7, mirror=SwitchState.ON)))
    calls = {name: args for name, args, _ in bench.fake.calls}
    canvas = calls["start_preview"][0]
    assert isinstance(canvas, express.Canvas)
    assert canvas.view == 7
    assert calls["set_video_mirror_mode"][0] == express.VideoMirrorMode.ONLY_PREVIEW_MIRROR
    assert calls["use_video_device"][0] == "front"
    assert calls["set_video_source"][0] == express.VideoSourceType.CAMERA
    await bench.do(capture.first_frame_captured)
    await bench.do(lambda: capture.size_told(1280, 720))
    assert PublisherCapturedVideoFirstFrame(PublishChannel.AUX) in bench.events
    assert capture.size_px == (1280, 720)
    await bench.loop.submit(capture.close())
    bench.close()


async def test_a_screen_that_is_not_there_is_told() -> None:
    bench = Bench(ways=OF_THE_SDK)
    bench.fake.answers["get_screen_capture_sources"] = ()
    capture = await on(bench, CaptureSource(SourceKind.SCREEN, "9"))
    await bench.settle()
    (error,) = [event for event in bench.events if isinstance(event, DeviceError)]
    assert (error.device_id, error.error_code) == ("9", 1006002)
    await bench.loop.submit(capture.close())
    bench.close()


async def test_a_preview_stops_while_it_changes_from_the_sdks_source_to_ours() -> None:
    bench = Bench(ways=OF_THE_SDK)
    capture = await on(bench, CaptureSource(SourceKind.CAMERA))
    await bench.do(lambda: capture.start_preview(Canvas(7)))
    before = len(bench.fake.names)
    await bench.do(lambda: capture.use(CUSTOM))
    assert bench.fake.names[before:-1] == [
        "stop_preview",
        "enable_custom_video_capture",
        "set_video_source",
    ]
    assert bench.fake.names[-1] == "start_preview"
    await bench.loop.submit(capture.close())
    bench.close()
