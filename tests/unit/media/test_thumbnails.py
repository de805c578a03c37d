from collections.abc import Callable

import pytest

from app.engine.media_port import Capture, EndHandler
from app.media.thumbnails import (
    BOUND_PX,
    CaptureThumbnails,
    NoThumbnails,
    rows,
    thumbnails_for,
)
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.frames import AudioFrameHandler, VideoFrame, VideoFrameHandler, i420_size_bytes
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, SourceKind, VideoProfile
from app.model.thumbnails import PreviewState, Thumbnail

SCREEN = DeviceInfo(DeviceKind.SCREEN, "1", "Left display")
WINDOW = DeviceInfo(DeviceKind.WINDOW, "Notes", "Notes")


def grey_frame(width: int, height: int) -> VideoFrame:
    data = bytearray(b"\x80" * i420_size_bytes(width, height))
    return VideoFrame(width, height, memoryview(data), captured_at_us=0)


class Captures:
    """Sources that do at once what the test says."""

    def __init__(self, begin: Callable[[VideoFrameHandler, EndHandler], None]) -> None:
        self._begin = begin
        self.started: list[CaptureSource] = []
        self.stops = 0

    def start_video(
        self,
        source: CaptureSource,
        profile: VideoProfile,
        *,
        on_frame: VideoFrameHandler,
        on_end: EndHandler,
    ) -> Capture:
        del profile
        self.started.append(source)
        self._begin(on_frame, on_end)
        return self

    def start_sound(
        self, source: CaptureSource, *, on_sound: AudioFrameHandler, on_end: EndHandler
    ) -> Capture:
        raise NotImplementedError

    def devices(self, kind: DeviceKind) -> tuple[DeviceInfo, ...]:
        del kind
        return ()

    def stop(self) -> None:
        self.stops += 1


def thumbnails(
    begin: Callable[[VideoFrameHandler, EndHandler], None],
) -> tuple[CaptureThumbnails, Captures]:
    captures = Captures(begin)
    return CaptureThumbnails(lambda: captures), captures


def test_the_first_picture_of_a_source_is_made_small_and_the_source_is_closed() -> None:
    made, captures = thumbnails(lambda on_frame, _: on_frame(grey_frame(1280, 800)))
    preview = made.look(SCREEN)
    assert preview.state is PreviewState.READY
    assert preview.thumbnail is not None
    size_px = preview.thumbnail.width_px, preview.thumbnail.height_px
    assert size_px[0] <= BOUND_PX[0]
    assert BOUND_PX[1] - 2 <= size_px[1] <= BOUND_PX[1]
    assert captures.stops == 1
    assert made.look(WINDOW).state is PreviewState.READY
    assert captures.started == [
        CaptureSource(SourceKind.SCREEN, "1"),
        CaptureSource(SourceKind.WINDOW, "Notes"),
    ]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (ErrorCode.DEVICE_NOT_ALLOWED, PreviewState.DENIED),
        (ErrorCode.DEVICE_FAILED, PreviewState.NONE),
    ],
)
def test_why_there_is_no_picture_is_told(code: ErrorCode, state: PreviewState) -> None:
    error = DeviceUnusableError("cannot capture screen 0: permission denied", code=code)

    def refuse(_on_frame: VideoFrameHandler, _on_end: EndHandler) -> None:
        raise error

    def break_off(_on_frame: VideoFrameHandler, on_end: EndHandler) -> None:
        on_end(KliegError(error.message, code=code))

    for begin in (refuse, break_off):
        made, captures = thumbnails(begin)
        assert made.look(SCREEN).state is state
        assert captures.stops == (begin is break_off)


def test_where_the_system_asks_first_there_is_no_preview() -> None:
    assert NoThumbnails().sources() is None
    assert NoThumbnails().look(SCREEN).state is PreviewState.NONE


def test_wayland_is_never_captured_for_a_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr("sys.platform", "linux")
    made = thumbnails_for(lambda: pytest.fail("opened a source"))
    assert isinstance(made, NoThumbnails)


def test_what_lies_between_rows_is_left_out() -> None:
    data = memoryview(bytes(range(24)))
    assert rows(data, 12, (2, 2)) == bytes([*range(8), *range(12, 20)])
    assert rows(data, 12, (3, 2)) == bytes(data)


def test_a_thumbnail_has_as_many_bytes_as_its_size_says() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Thumbnail(2, 2, b"")
