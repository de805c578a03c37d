import threading
import weakref
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.media import sinks
from app.media.sinks import CanvasRegistry, CanvasSink, RenderedPicture
from app.model.errors import InvalidValueError
from app.model.frames import VideoFrame
from app.model.media import Canvas, ViewMode
from tests.unit.media.samples import flat_frame


class Observer:
    def __init__(self) -> None:
        self.shown: list[VideoFrame] = []
        self.sizes: list[tuple[int, int]] = []

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        assert shown_at_us > 0
        self.shown.append(frame)

    def size_changed(self, width_px: int, height_px: int) -> None:
        self.sizes.append((width_px, height_px))


class Widget:
    """Does on another thread what a video widget does on the Qt thread, when told."""

    def __init__(self) -> None:
        self.woken = threading.Semaphore(0)
        self.wakes = 0

    def wake(self) -> None:
        self.wakes += 1
        self.woken.release()

    def next_picture(self, sink: CanvasSink) -> RenderedPicture | None:
        assert self.woken.acquire(timeout=5)
        return sink.take_picture()


@pytest.fixture
def canvases() -> Iterator[CanvasRegistry]:
    registry = CanvasRegistry()
    yield registry
    registry.close()


@pytest.fixture
def widget() -> Widget:
    return Widget()


@pytest.fixture
def observer() -> Observer:
    return Observer()


@pytest.fixture
def sink(canvases: CanvasRegistry, widget: Widget, observer: Observer) -> CanvasSink:
    """A sink that is shown at 64x48 and open."""
    sink = canvases.new_sink(widget.wake)
    sink.set_size(64, 48)
    sink.open(Canvas(1), observer)
    assert widget.next_picture(sink) is None
    return sink


@pytest.fixture(params=["inline", "thread"])
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once scaled by the thread that brings the frame, once by the renderer's."""
    limit_s = 1000.0 if request.param == "inline" else -1.0
    monkeypatch.setattr(sinks, "_INLINE_LIMIT_S", limit_s)


@pytest.mark.usefixtures("path")
def test_a_frame_wakes_the_widget_with_a_picture_of_the_canvas_size(
    sink: CanvasSink, widget: Widget
) -> None:
    frame = flat_frame(128, 96)

    sink.put_frame(frame)

    picture = widget.next_picture(sink)
    assert picture is not None
    assert picture.frame is frame
    assert picture.canvas_size_px == (64, 48)
    assert picture.pixels.target.size_px == (64, 48)


@pytest.mark.usefixtures("path")
def test_the_newest_frame_wins_and_wakes_once(sink: CanvasSink, widget: Widget) -> None:
    before = widget.wakes
    frames = [flat_frame(64, 48, luma=luma) for luma in range(20, 60)]
    for frame in frames:
        sink.put_frame(frame)

    picture = widget.next_picture(sink)
    while picture is not None and picture.frame is not frames[-1]:
        picture = widget.next_picture(sink)

    assert picture is not None
    assert widget.wakes - before <= 2


@pytest.mark.usefixtures("path")
def test_a_picture_that_was_taken_is_never_written_again(sink: CanvasSink, widget: Widget) -> None:
    sink.put_frame(flat_frame(64, 48, luma=235))
    white = widget.next_picture(sink)
    assert white is not None
    before = bytes(white.pixels.data)

    for _ in range(20):
        sink.put_frame(flat_frame(64, 48, luma=16))
        widget.next_picture(sink)

    assert bytes(white.pixels.data) == before


def test_painting_is_reported_once_per_frame(
    sink: CanvasSink, widget: Widget, observer: Observer
) -> None:
    frame = flat_frame(64, 48)
    sink.put_frame(frame)
    picture = widget.next_picture(sink)
    assert picture is not None

    sink.painted(picture)
    sink.painted(picture)

    assert observer.shown == [frame]


def test_a_resize_draws_the_last_frame_again_and_tells_the_observer(
    sink: CanvasSink, widget: Widget, observer: Observer
) -> None:
    frame = flat_frame(64, 48)
    sink.put_frame(frame)
    widget.next_picture(sink)

    sink.set_size(200, 100)

    picture = widget.next_picture(sink)
    assert picture is not None
    assert picture.frame is frame
    assert picture.pixels.target.height_px == 100
    assert observer.sizes == [(200, 100)]
    assert sink.size_px == (200, 100)


def test_a_hidden_canvas_scales_nothing_and_shows_the_newest_frame_when_shown_again(
    sink: CanvasSink, widget: Widget
) -> None:
    sink.set_size(0, 0)
    newest = flat_frame(64, 48)

    sink.put_frame(flat_frame(64, 48))
    sink.put_frame(newest)
    assert not widget.woken.acquire(blocking=False)
    sink.set_size(64, 48)

    picture = widget.next_picture(sink)
    assert picture is not None
    assert picture.frame is newest


def test_closing_blanks_the_canvas(sink: CanvasSink, widget: Widget, observer: Observer) -> None:
    sink.put_frame(flat_frame(64, 48))
    picture = widget.next_picture(sink)
    assert picture is not None

    sink.close(observer)

    assert widget.next_picture(sink) is None
    sink.painted(picture)
    assert observer.shown == []


@pytest.mark.usefixtures("path")
def test_a_closed_sink_holds_no_memory_of_a_frame(
    sink: CanvasSink, widget: Widget, observer: Observer
) -> None:
    class NativeMemory:
        """Stands for what a decoder lends."""

    memory = NativeMemory()
    is_held = weakref.ref(memory)
    sink.put_frame(replace(flat_frame(64, 48), owner=memory))
    del memory
    assert widget.next_picture(sink) is not None
    assert is_held()

    sink.close(observer)

    assert not is_held()


def test_an_earlier_observer_cannot_close_what_a_later_one_opened(
    sink: CanvasSink, widget: Widget, observer: Observer
) -> None:
    later = Observer()
    sink.open(Canvas(1, view_mode=ViewMode.ASPECT_FILL), later)
    widget.next_picture(sink)

    sink.close(observer)
    frame = flat_frame(64, 48)
    sink.put_frame(frame)

    picture = widget.next_picture(sink)
    assert picture is not None
    sink.painted(picture)
    assert later.shown == [frame]
    assert observer.shown == []


def test_a_frame_put_before_open_is_dropped(canvases: CanvasRegistry, widget: Widget) -> None:
    sink = canvases.new_sink(widget.wake)
    sink.set_size(64, 48)

    sink.put_frame(flat_frame(64, 48))

    assert widget.wakes == 0


@pytest.mark.usefixtures("path")
def test_no_wake_comes_after_dispose(sink: CanvasSink, widget: Widget) -> None:
    sink.dispose()
    before = widget.wakes

    sink.put_frame(flat_frame(64, 48))
    sink.set_size(10, 10)

    assert widget.wakes == before
    assert sink.take_picture() is None


def test_a_bad_frame_is_refused_and_the_next_one_shown(
    sink: CanvasSink, widget: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sinks, "_INLINE_LIMIT_S", 1000.0)
    with pytest.raises(InvalidValueError):
        sink.put_frame(VideoFrame(64, 48, memoryview(bytearray(7)), captured_at_us=0))

    good = flat_frame(64, 48)
    sink.put_frame(good)

    picture = widget.next_picture(sink)
    assert picture is not None
    assert picture.frame is good


def test_a_bad_frame_does_not_end_the_render_thread(
    sink: CanvasSink,
    widget: Widget,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(sinks, "_INLINE_LIMIT_S", -1.0)
    sink.put_frame(VideoFrame(64, 48, memoryview(bytearray(7)), captured_at_us=0))
    sink.put_frame(flat_frame(64, 48))

    picture = widget.next_picture(sink)

    assert picture is not None
    assert all("could not be scaled" in record.message for record in caplog.records)


def test_many_threads_may_feed_one_sink(sink: CanvasSink, widget: Widget) -> None:
    last = flat_frame(64, 48, captured_at_us=999)

    def feed() -> None:
        for number in range(50):
            sink.put_frame(flat_frame(64, 48, captured_at_us=number))

    threads = [threading.Thread(target=feed) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sink.put_frame(last)

    picture = widget.next_picture(sink)
    while picture is not None and picture.frame is not last:
        picture = widget.next_picture(sink)
    assert picture is not None


def test_the_registry_finds_what_is_lent_until_it_is_taken_back(
    canvases: CanvasRegistry, widget: Widget
) -> None:
    sink = canvases.new_sink(widget.wake)

    canvases.lend(77, sink)
    assert canvases.resolve(77) is sink
    canvases.take_back(77)
    canvases.take_back(77)

    assert canvases.resolve(77) is None


def test_a_closed_registry_lets_frames_pass_without_a_thread(
    sink: CanvasSink, canvases: CanvasRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sinks, "_INLINE_LIMIT_S", -1.0)
    canvases.close()
    canvases.close()

    sink.put_frame(flat_frame(64, 48))

    assert not any(thread.name == "klieg-render" for thread in threading.enumerate())
