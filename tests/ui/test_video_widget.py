import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.media.sinks import CanvasRegistry
from app.model.frames import VideoFrame
from app.model.media import SwitchState, ViewMode
from tests.unit.media.samples import flat_frame, quartered_frame
from ui.video_widget import VideoWidget


class Observer:
    def __init__(self) -> None:
        self.shown: list[tuple[VideoFrame, bool]] = []
        self.sizes: list[tuple[int, int]] = []

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        assert shown_at_us >= frame.captured_at_us
        self.shown.append((frame, QThread.isMainThread()))

    def size_changed(self, width_px: int, height_px: int) -> None:
        self.sizes.append((width_px, height_px))


@pytest.fixture
def canvases() -> Iterator[CanvasRegistry]:
    registry = CanvasRegistry()
    yield registry
    registry.close()


@pytest.fixture
def observer() -> Observer:
    return Observer()


@pytest.fixture
def widget(qtbot: QtBot, canvases: CanvasRegistry) -> Iterator[VideoWidget]:
    widget = VideoWidget(canvases)
    qtbot.addWidget(widget)
    widget.resize(320, 180)
    with qtbot.waitExposed(widget):
        widget.show()
    yield widget
    widget.release()


def seen(widget: VideoWidget) -> QImage:
    return widget.grab().toImage()


def is_white(image: QImage, x: int, y: int) -> bool:
    return QColor(image.pixel(x, y)).lightness() > 250


def is_black(image: QImage, x: int, y: int) -> bool:
    return QColor(image.pixel(x, y)).lightness() < 5


def show(qtbot: QtBot, observer: Observer, put: threading.Thread) -> None:
    before = len(observer.shown)
    put.start()
    qtbot.waitUntil(lambda: len(observer.shown) > before)
    put.join()


def test_a_frame_put_by_an_engine_thread_is_on_the_screen_and_reported(
    qtbot: QtBot, canvases: CanvasRegistry, widget: VideoWidget, observer: Observer
) -> None:
    canvas = widget.canvas()
    sink = canvases.resolve(canvas.view)
    assert sink is not None
    sink.open(canvas, observer)
    frame = quartered_frame(640, 360)

    show(qtbot, observer, threading.Thread(target=sink.put_frame, args=(frame,)))

    assert observer.shown == [(frame, True)]
    image = seen(widget)
    assert is_white(image, 10, 10)
    assert is_black(image, 310, 170)


def test_bars_beside_the_picture_have_the_background_colour(
    qtbot: QtBot, canvases: CanvasRegistry, widget: VideoWidget, observer: Observer
) -> None:
    widget.set_background_color(0x102030)
    canvas = widget.canvas()
    sink = canvases.resolve(canvas.view)
    assert sink is not None
    sink.open(canvas, observer)

    show(qtbot, observer, threading.Thread(target=sink.put_frame, args=(flat_frame(180, 180),)))

    image = seen(widget)
    assert QColor(image.pixel(5, 90)).rgb() & 0xFFFFFF == 0x102030
    assert QColor(image.pixel(315, 90)).rgb() & 0xFFFFFF == 0x102030
    assert is_white(image, 71, 90)
    assert is_white(image, 248, 90)


def test_a_mirrored_canvas_swaps_left_and_right(
    qtbot: QtBot, canvases: CanvasRegistry, widget: VideoWidget, observer: Observer
) -> None:
    canvas = widget.canvas(view_mode=ViewMode.SCALE_TO_FILL, mirror=SwitchState.ON)
    sink = canvases.resolve(canvas.view)
    assert sink is not None
    sink.open(canvas, observer)

    show(qtbot, observer, threading.Thread(target=sink.put_frame, args=(quartered_frame(64, 48),)))

    image = seen(widget)
    assert is_white(image, 310, 10)
    assert is_black(image, 10, 170)


def test_closing_the_sink_blanks_the_widget(
    qtbot: QtBot, canvases: CanvasRegistry, widget: VideoWidget, observer: Observer
) -> None:
    canvas = widget.canvas()
    sink = canvases.resolve(canvas.view)
    assert sink is not None
    sink.open(canvas, observer)
    show(qtbot, observer, threading.Thread(target=sink.put_frame, args=(flat_frame(320, 180),)))
    assert widget.has_picture

    with qtbot.waitSignal(widget.picture_size_changed):
        sink.close(observer)

    qtbot.waitUntil(lambda: not widget.has_picture)
    assert is_black(seen(widget), 160, 90)


def test_a_resized_widget_draws_the_last_frame_at_its_new_size(
    qtbot: QtBot, canvases: CanvasRegistry, widget: VideoWidget, observer: Observer
) -> None:
    canvas = widget.canvas()
    sink = canvases.resolve(canvas.view)
    assert sink is not None
    sink.open(canvas, observer)
    show(qtbot, observer, threading.Thread(target=sink.put_frame, args=(flat_frame(320, 180),)))

    widget.resize(400, 225)

    qtbot.waitUntil(lambda: sink.size_px == (400, 225))
    qtbot.waitUntil(lambda: is_white(seen(widget), 398, 223))
    assert observer.sizes == [(400, 225)]


def test_a_hidden_widget_tells_the_engine_that_nothing_is_seen(
    qtbot: QtBot, canvases: CanvasRegistry, widget: VideoWidget, observer: Observer
) -> None:
    canvas = widget.canvas()
    sink = canvases.resolve(canvas.view)
    assert sink is not None
    sink.open(canvas, observer)

    widget.hide()
    assert sink.size_px == (0, 0)
    sink.put_frame(flat_frame(320, 180))
    widget.show()

    qtbot.waitUntil(lambda: len(observer.shown) == 1)
    assert observer.sizes == [(0, 0), (320, 180)]


def test_the_size_of_the_frames_is_told_once_per_change(
    qtbot: QtBot, canvases: CanvasRegistry, widget: VideoWidget, observer: Observer
) -> None:
    sizes: list[tuple[int, int]] = []
    widget.picture_size_changed.connect(lambda width, height: sizes.append((width, height)))
    canvas = widget.canvas()
    sink = canvases.resolve(canvas.view)
    assert sink is not None
    sink.open(canvas, observer)

    for size in ((64, 48), (64, 48), (128, 96)):
        show(qtbot, observer, threading.Thread(target=sink.put_frame, args=(flat_frame(*size),)))

    assert sizes == [(64, 48), (128, 96)]


def test_the_canvas_is_taken_back_before_the_native_window_goes(
    canvases: CanvasRegistry, widget: VideoWidget
) -> None:
    view = widget.canvas().view
    assert canvases.resolve(view) is not None

    widget.destroy()

    assert canvases.resolve(view) is None


@pytest.mark.qt_log_ignore("does not support setParent")
def test_a_widget_that_moves_to_another_parent_is_lent_under_its_present_handle(
    qtbot: QtBot, canvases: CanvasRegistry
) -> None:
    parents = QWidget(), QWidget()
    layouts = [QVBoxLayout(parent) for parent in parents]
    for parent in parents:
        qtbot.addWidget(parent)
        parent.show()
    widget = VideoWidget(canvases)
    layouts[0].addWidget(widget)
    qtbot.waitUntil(lambda: canvases.resolve(widget.canvas().view) is not None)

    layouts[1].addWidget(widget)
    widget.show()

    qtbot.waitUntil(lambda: canvases.resolve(widget.canvas().view) is not None)
    widget.release()
    assert canvases.resolve(widget.canvas().view) is None


def test_frames_after_release_change_nothing(
    qtbot: QtBot, canvases: CanvasRegistry, widget: VideoWidget, observer: Observer
) -> None:
    canvas = widget.canvas()
    sink = canvases.resolve(canvas.view)
    assert sink is not None
    sink.open(canvas, observer)

    sink.put_frame(flat_frame(320, 180))  # its wake-up is still on the way
    widget.release()
    widget.release()
    qtbot.wait(1)  # lets the queued wake-up arrive

    assert not widget.has_picture
    assert observer.shown == []
    assert canvases.resolve(canvas.view) is None


def test_overlays_blend_over_the_picture(
    qtbot: QtBot, canvases: CanvasRegistry, widget: VideoWidget, observer: Observer
) -> None:
    overlay = QWidget(widget)
    overlay.setStyleSheet("background: rgba(0, 0, 0, 128);")
    overlay.setGeometry(0, 0, 320, 40)
    overlay.show()
    canvas = widget.canvas()
    sink = canvases.resolve(canvas.view)
    assert sink is not None
    sink.open(canvas, observer)

    show(qtbot, observer, threading.Thread(target=sink.put_frame, args=(flat_frame(320, 180),)))

    image = seen(widget)
    assert 110 < QColor(image.pixel(20, 20)).lightness() < 145
    assert is_white(image, 20, 100)
