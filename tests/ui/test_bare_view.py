"""The bare view: nothing but pictures, from the top left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.control.view_state import ViewState
from app.media.frames import now_us
from app.model.frames import VideoFrame
from app.model.media import Canvas
from app.model.session import RoomStateReason, UpdateType
from tests.fakes.samples import LINK, OTHER_STREAM, STREAM, room, streams
from tests.ui.conftest import Desk
from tests.ui.show import _Nobody
from ui.bare_view import BareView
from ui.kit import video_maker


@pytest.fixture
def bare(desk: Desk, qtbot: QtBot) -> Iterator[BareView]:
    made = BareView(desk.controller, make_video=video_maker(lambda: desk.canvases))
    made.setGeometry(0, 0, 800, 600)
    made.show()
    qtbot.waitExposed(made)
    yield made
    desk.settle()
    made._ended()
    made.deleteLater()
    qtbot.wait(1)


def watch(desk: Desk) -> None:
    desk.controller.watch_link(LINK)
    desk.settle()
    desk.engine.emit(room(RoomStateReason.LOGINED))


def white_frame() -> VideoFrame:
    data = bytes([235]) * (160 * 90) + bytes([128]) * (2 * 80 * 45)
    return VideoFrame(160, 90, memoryview(data), captured_at_us=now_us())


def test_a_picture_begins_at_the_top_left_and_keeps_its_shape(desk: Desk, bare: BareView) -> None:
    watch(desk)
    desk.engine.emit(streams(UpdateType.ADD, STREAM))
    assert bare.picture_places() == (QRect(0, 0, 800, 450),)

    state = desk.controller.state
    item = replace(state.incoming[0], width_px=640, height_px=480)
    desk.show(replace(state, incoming=(item,)))
    assert bare.picture_places() == (QRect(0, 0, 800, 600),)


def test_the_engine_gets_the_canvas_of_each_stream(desk: Desk, bare: BareView) -> None:
    watch(desk)
    desk.engine.emit(streams(UpdateType.ADD, STREAM, OTHER_STREAM))
    canvases = desk.engine.arguments("update_playing_canvas")
    assert {stream_id for stream_id, _ in canvases} == {STREAM.stream_id, OTHER_STREAM.stream_id}
    assert all(canvas is not None for _, canvas in canvases)
    assert len(bare.picture_places()) == 2


def test_nothing_but_the_picture_is_drawn(desk: Desk, bare: BareView, qtbot: QtBot) -> None:
    watch(desk)
    desk.engine.emit(streams(UpdateType.ADD, STREAM))
    canvas = desk.engine.arguments("update_playing_canvas")[-1][1]
    sink = desk.canvases.resolve(getattr(canvas, "view", 0))
    assert sink is not None
    assert canvas is not None
    sink.open(bare_canvas(canvas), _Nobody())
    sink.put_frame(white_frame())
    qtbot.waitUntil(lambda: bare.grab().toImage().pixelColor(400, 200).lightness() > 200)
    image = bare.grab().toImage()
    for x, y in ((1, 1), (798, 1), (1, 448), (798, 448), (400, 440), (10, 440)):
        assert image.pixelColor(x, y).lightness() > 240
    for x, y in ((1, 452), (400, 500), (798, 598)):
        assert image.pixelColor(x, y) == QColor(0, 0, 0)


def bare_canvas(canvas: object) -> Canvas:
    assert isinstance(canvas, Canvas)
    return canvas


def test_it_has_no_border_and_no_pointer(bare: BareView) -> None:
    assert bare.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert bare.cursor().shape() is Qt.CursorShape.BlankCursor


def test_it_covers_the_screen(bare: BareView) -> None:
    bare.show_on_screen()
    QApplication.processEvents()
    assert bare.geometry() == QApplication.primaryScreen().geometry()


def test_closing_ends_everything_first(desk: Desk, bare: BareView, qtbot: QtBot) -> None:
    watch(desk)
    desk.engine.emit(streams(UpdateType.ADD, STREAM))
    with qtbot.waitSignal(bare.closed):
        bare.close()
    assert desk.engine.names()[-3:] == ["stop_playing_stream", "logout_room", "destroy"]
    assert not bare.isVisible()


def test_at_the_start_it_is_black(desk: Desk, bare: BareView) -> None:
    assert desk.controller.state == ViewState()
    assert bare.picture_places() == ()
    assert bare.grab().toImage().pixelColor(400, 300) == QColor(0, 0, 0)
