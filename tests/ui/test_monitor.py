"""The audience view in the window: its switch, its place, its words, and that it lets go."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.control.monitor_view import MonitorPhase, MonitorView
from app.control.studio import MonitorWay
from app.model.events import PlayerQualityUpdate, PlayerRenderedVideoFirstFrame
from app.model.hotkeys import Hotkey, default_keys
from app.model.quality import PlayerQuality
from app.model.session import RoomStateReason
from tests.fakes.samples import PLAN, after, live_host, opening_host, room
from tests.ui.conftest import Desk
from tests.ui.scenes import MONITOR_VIEWS, with_streams
from ui.main_window import MainWindow
from ui.monitor_area import MonitorArea
from ui.monitor_button import MonitorButton
from ui.monitor_panel import MonitorPanel
from ui.stage import Stage

WIDE, NARROW = QSize(1280, 800), QSize(480, 800)


@pytest.fixture
def window(desk: Desk) -> MainWindow:
    made = desk.window()
    made.resize(WIDE)
    made.show()
    desk.show(live_host())
    QApplication.processEvents()
    return made


def go_live(desk: Desk) -> None:
    """Go live for real, as far as a recording engine is real."""
    desk.controller.go_live(PLAN)
    desk.settle()
    desk.engine.emit(room(RoomStateReason.LOGINING), room(RoomStateReason.LOGINED))
    desk.settle()


def button_of(window: MainWindow) -> MonitorButton:
    (button,) = window.page().findChildren(MonitorButton)
    return button


def area_of(window: MainWindow) -> MonitorArea:
    (area,) = window.page().findChildren(MonitorArea)
    return area


def stage_of(window: MainWindow) -> Stage:
    (stage,) = area_of(window).findChildren(Stage)
    return stage


def place_of(panel: MonitorPanel) -> QRect:
    """Return where the panel is in the area."""
    return place_widget(panel).geometry()


def place_widget(panel: MonitorPanel) -> QWidget:
    """Return the child of the area that the panel is in."""
    widget: QWidget = panel
    while not isinstance(widget.parentWidget(), MonitorArea):
        parent = widget.parentWidget()
        assert parent is not None
        widget = parent
    return widget


def panel_of(window: MainWindow) -> MonitorPanel:
    panel = area_of(window).panel
    assert panel is not None
    return panel


def show(desk: Desk, name: str) -> MonitorView:
    desk.show_monitor(MONITOR_VIEWS[name])
    QApplication.processEvents()
    return MONITOR_VIEWS[name]


def test_the_switch_opens_it_and_the_picture_goes_to_its_canvas(
    desk: Desk, window: MainWindow
) -> None:
    go_live(desk)
    button_of(window).click()
    desk.settle()

    (engine,) = desk.second_engines
    canvas = panel_of(window).video.canvas()
    stream_id = desk.controller.state.outgoing[0].stream_id
    assert engine.arguments("start_playing_stream") == [(stream_id, canvas, None)]
    assert button_of(window).isChecked()

    engine.emit(PlayerRenderedVideoFirstFrame(stream_id, 30.0))
    figures = PlayerQuality(received_fps=30.0, end_to_end_p50_ms=18.4, end_to_end_p95_ms=25.0)
    engine.emit(PlayerQualityUpdate(stream_id, figures))
    assert panel_of(window).delay.text() == "18 ms behind"
    assert panel_of(window).cover.isHidden()
    desk.controller.leave()
    desk.settle()


def test_its_close_button_ends_it(desk: Desk, window: MainWindow) -> None:
    go_live(desk)
    button_of(window).click()
    desk.settle()
    panel_of(window).close_button.click()
    desk.settle()

    assert area_of(window).panel is None
    assert desk.second_engines[0].names()[-1] == "destroy"
    assert not button_of(window).isChecked()
    assert button_of(window).isEnabled()
    desk.controller.leave()
    desk.settle()


def test_leaving_the_page_takes_the_panel_and_its_canvas_away(
    desk: Desk, window: MainWindow
) -> None:
    go_live(desk)
    button_of(window).click()
    desk.settle()
    area = area_of(window)
    desk.controller.leave()
    desk.settle()

    assert area.panel is None
    assert desk.second_engines[0].names()[-1] == "destroy"


def test_the_switch_says_why_it_cannot_be_used(desk: Desk, window: MainWindow) -> None:
    desk.show(opening_host())
    assert not button_of(window).isEnabled()
    assert "Go live first" in button_of(window).toolTip()

    desk.studio.way_to_monitor = MonitorWay.NONE
    desk.show(live_host())
    assert not button_of(window).isEnabled()
    assert "one ready token" in button_of(window).toolTip()
    assert "one ready token" in button_of(window).accessibleName()

    desk.studio.way_to_monitor = MonitorWay.SECOND_ENGINE
    desk.show(after(live_host(), room(RoomStateReason.RECONNECTING)))
    assert button_of(window).isEnabled()
    keys = default_keys(Hotkey.MONITOR)
    assert keys in button_of(window).toolTip()


def test_beside_the_stage_where_there_is_room(desk: Desk, window: MainWindow) -> None:
    show(desk, "playing")
    panel, stage = panel_of(window), stage_of(window)

    assert not place_of(panel).intersects(stage.geometry())
    assert stage.width() > panel.width()
    assert panel.width() > 300


def test_in_the_corner_of_a_narrow_window_and_above_its_pictures(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(NARROW)
    show(desk, "playing")
    area, panel = area_of(window), panel_of(window)

    assert area.rect().contains(place_of(panel))
    assert panel.width() < area.width() * 0.6
    desk.show(with_streams(live_host(), 3))
    qtbot.waitUntil(lambda: area.children()[-1] is place_widget(panel))


def test_the_stage_has_all_its_room_back_after_it(desk: Desk, window: MainWindow) -> None:
    show(desk, "playing")
    desk.show_monitor(MonitorView())
    QApplication.processEvents()

    assert stage_of(window).size() == area_of(window).size()


@pytest.mark.parametrize("name", ["opening", "waiting", "interrupted", "picture_off", "failed"])
def test_words_stand_where_there_is_no_picture(desk: Desk, window: MainWindow, name: str) -> None:
    show(desk, name)
    panel = panel_of(window)

    assert not panel.cover.isHidden()
    assert panel.cover.accessibleName().count(" ") > 3
    assert panel.cover.retry.isHidden() is (name != "failed")
    assert "ms" not in panel.delay.text()


def test_a_failure_tells_its_cause_and_is_tried_again_at_a_click(
    desk: Desk, window: MainWindow
) -> None:
    go_live(desk)
    show(desk, "failed")
    panel = panel_of(window)
    assert "The room is full" in panel.cover.accessibleName()

    panel.cover.retry.click()
    desk.settle()
    assert desk.monitor.view.phase is MonitorPhase.WAITING
    assert len(desk.second_engines) == 1
    desk.controller.leave()
    desk.settle()


def test_the_delay_is_read_out_with_its_meaning(desk: Desk, window: MainWindow) -> None:
    view = replace(MONITOR_VIEWS["playing"], delay_p50_ms=46.2, delay_p95_ms=61.8)
    desk.show_monitor(view)
    panel = panel_of(window)

    assert panel.delay.text() == "46 ms behind"
    assert panel.delay_p95.text() == "95 %: 62 ms"
    assert "46" in panel.delay.accessibleName()
    assert "62" in panel.delay.accessibleName()
    assert panel.close_button.accessibleName() == panel.close_button.toolTip()


def test_it_is_closed_by_the_keyboard_alone(desk: Desk, window: MainWindow) -> None:
    go_live(desk)
    button_of(window).click()
    desk.settle()
    panel_of(window).close_button.setFocus()
    QTest.keyClick(panel_of(window).close_button, Qt.Key.Key_Space)
    desk.settle()

    assert desk.monitor.view.phase is MonitorPhase.OFF
    desk.controller.leave()
    desk.settle()


def test_where_no_desk_is_there_is_no_switch(desk: Desk, qtbot: QtBot) -> None:
    desk.desks = replace(desk.desks, monitor=None)
    window = desk.window()
    desk.show(live_host())

    assert window.page().findChild(MonitorButton) is None
    window._ended()
    window.deleteLater()
    qtbot.wait(1)
