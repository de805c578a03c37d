"""The audience's view: loudness by hand, barrage as one likes it, the small window, each state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.control.changes import add_barrage, ended, failed_to_enter
from app.control.problems import problem_of_code
from app.control.view_state import Scope, ViewState
from app.model.errors import ErrorCode
from app.model.events import PlayerStateUpdate
from app.model.media import SimulcastLayer, SwitchState
from app.model.session import PlayerState, RoomStateReason
from app.model.watching import Density
from tests.fakes.samples import (
    STREAM,
    after,
    opening_watch,
    room,
    waiting_watch,
    watching,
)
from tests.ui.conftest import NOW_MS, Desk
from ui.main_window import MainWindow
from ui.watch_page import WatchPage


class Watcher:
    """Somebody before the window."""

    def __init__(self, desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
        self.desk, self.window, self.qtbot = desk, window, qtbot

    @property
    def page(self) -> WatchPage:
        page = self.window.page()
        assert isinstance(page, WatchPage)
        return page

    def sees(self, state: ViewState) -> WatchPage:
        self.desk.show(state)
        return self.page

    def turns_wheel(self, angle: int) -> None:
        place = QPointF(self.page.stage.geometry().center())
        QApplication.sendEvent(
            self.page,
            QWheelEvent(
                place,
                QPointF(self.page.mapToGlobal(place.toPoint())),
                QPoint(),
                QPoint(0, angle),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )


@pytest.fixture
def watcher(desk: Desk, qtbot: QtBot) -> Watcher:
    window = desk.window()
    window.resize(1120, 760)
    window.show()
    desk.show(watching())
    qtbot.waitExposed(window)
    return Watcher(desk, window, qtbot)


def test_wheel_and_arrow_keys_change_the_loudness_and_say_so(watcher: Watcher) -> None:
    watcher.turns_wheel(120)
    assert watcher.desk.controller.state.volume == 105
    assert watcher.page.note.text == "Volume 105 %"
    watcher.turns_wheel(-60)
    watcher.turns_wheel(-60)
    QTest.keyClick(watcher.page, Qt.Key.Key_Down)
    assert watcher.desk.controller.state.volume == 95
    QTest.keyClick(watcher.page, Qt.Key.Key_M)
    assert watcher.desk.controller.state.speaker is SwitchState.OFF
    assert watcher.page.note.text == "Muted"


def test_loudness_stays_within_its_bounds(watcher: Watcher) -> None:
    watcher.turns_wheel(120 * 50)
    assert watcher.desk.controller.state.volume == 200
    watcher.turns_wheel(-120 * 90)
    assert watcher.desk.controller.state.volume == 0
    assert watcher.page.note.text == "Muted"


def test_barrage_looks_as_chosen_at_once_and_next_time(watcher: Watcher) -> None:
    page = watcher.page
    QTest.mouseClick(page.barrage.style_button, Qt.MouseButton.LeftButton)
    popover = page.barrage._popover
    assert popover is not None
    popover.densities[Density.FEW].setChecked(True)
    popover.sliders["opacity"].setValue(40)
    assert page.stage.barrage.style.opacity == 40
    popover.close()
    kept = watcher.desk.saved[-1].watching.barrage
    assert (kept.density, kept.opacity) == (Density.FEW, 40)
    QTest.mouseClick(page.barrage.style_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(popover.reset_button, Qt.MouseButton.LeftButton)
    assert page.stage.barrage.style.opacity == 90
    popover.close()


def test_the_own_line_is_marked_among_others(watcher: Watcher) -> None:
    state = add_barrage(watching(), "from others")
    page = watcher.sees(add_barrage(state, "mine", is_own=True))
    assert page.stage.barrage.flying == ("from others", "mine")


def test_the_picture_goes_into_the_small_window_and_back(watcher: Watcher) -> None:
    page, flow = watcher.page, watcher.desk.controller.parts.flow
    at_home = flow.canvases[STREAM.stream_id]
    QTest.mouseClick(page.small_window_button, Qt.MouseButton.LeftButton)
    small = page.small_window.window
    assert small is not None
    flags = small.windowFlags()
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    assert flags & Qt.WindowType.FramelessWindowHint
    assert small.parentWidget() is None  # or it would go with a window that is minimised
    assert flow.canvases[STREAM.stream_id] == small.video.canvas()
    assert page.card.title() == "The picture is in its own window"
    assert not page.stage.tiles
    QTest.mouseDClick(small, Qt.MouseButton.LeftButton)
    assert page.small_window.window is None
    assert [tile.tile.tile_id for tile in page.stage.tiles] == [STREAM.stream_id]
    assert flow.canvases[STREAM.stream_id] == page.stage.tiles[0].video.canvas()
    assert at_home.view != 0


@pytest.mark.parametrize("way", ["escape", "keys", "close", "button", "card"])
def test_the_small_window_can_be_left_in_many_ways(watcher: Watcher, way: str) -> None:
    page = watcher.page
    page.small_window.toggle()
    small = page.small_window.window
    assert small is not None
    match way:
        case "escape":
            QTest.keyClick(small, Qt.Key.Key_Escape)
        case "keys":
            small.activateWindow()
            QTest.qWaitForWindowActive(small)
            QTest.keyClick(small, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        case "close":
            small.close()
        case "button":
            small.tools.show()
            QTest.mouseClick(small.close_button, Qt.MouseButton.LeftButton)
        case _:
            QTest.mouseClick(page.card.action, Qt.MouseButton.LeftButton)
    assert page.small_window.window is None
    assert page.stage.tiles


def test_the_small_window_remembers_place_and_size(watcher: Watcher) -> None:
    page = watcher.page
    page.small_window.toggle()
    small = page.small_window.window
    assert small is not None
    small.move(20, 30)
    QTest.keyClick(small, Qt.Key.Key_Plus)
    size = small.size()
    page.small_window.toggle()
    page.small_window.toggle()
    again = page.small_window.window
    assert again is not None
    assert again.geometry().topLeft() == QPoint(20, 30)
    assert again.size() == size


def test_the_small_window_goes_with_the_broadcast(watcher: Watcher) -> None:
    page = watcher.page
    page.small_window.toggle()
    watcher.sees(ended(replace(watching(), ended_by_host=True)))
    assert page.small_window.window is None
    assert page.card.title() == "The broadcast has ended"


def test_the_small_window_has_its_own_controls(watcher: Watcher) -> None:
    page = watcher.page
    page.small_window.toggle()
    small = page.small_window.window
    assert small is not None
    small.tools.show()
    QTest.mouseClick(small.mute_button, Qt.MouseButton.LeftButton)
    assert watcher.desk.controller.state.speaker is SwitchState.OFF
    assert small.mute_button.accessibleName() == "Unmute"
    assert small.back_button.accessibleName() == "Back to the window"
    assert small.close_button.accessibleName() == "Close the small window"


def test_a_closed_side_panel_stays_closed(watcher: Watcher) -> None:
    QTest.mouseClick(watcher.page.chat_button, Qt.MouseButton.LeftButton)
    assert watcher.page.side.isHidden()
    assert watcher.desk.saved[-1].watching.side is SwitchState.OFF
    other = watcher.desk.window()
    page = other.page()
    assert isinstance(page, WatchPage)
    assert page.side.isHidden()
    other._unsubscribe()
    page.leave()


def test_what_the_settings_change_is_seen_on_the_view_below(watcher: Watcher) -> None:
    page, settings = watcher.page, watcher.desk.settings
    before = settings.preferences
    style = replace(before.watching.barrage, state=SwitchState.OFF, opacity=50)
    settings.keep(
        replace(before, watching=replace(before.watching, barrage=style, side=SwitchState.OFF))
    )
    assert page.stage.barrage.style == style
    assert page.barrage.toggle_button.accessibleName() == "Show barrage"
    assert page.side.isHidden()
    QTest.mouseClick(page.chat_button, Qt.MouseButton.LeftButton)
    assert page.side.isVisible()
    assert settings.preferences.watching.side is SwitchState.ON


def test_the_chat_button_counts_what_came_meanwhile(watcher: Watcher) -> None:
    QTest.mouseClick(watcher.page.chat_button, Qt.MouseButton.LeftButton)
    from tests.ui.test_chat_panel import spoken

    page = watcher.sees(spoken(watching(), 7))
    assert page.chat_button.text() == "Chat · 7"
    QTest.mouseClick(page.chat_button, Qt.MouseButton.LeftButton)
    assert page.chat_button.text() == "Chat"


def test_the_controls_lie_over_the_picture_in_full_screen(watcher: Watcher) -> None:
    page = watcher.page
    page.toggle_full_screen()
    watcher.qtbot.waitUntil(lambda: page.stage.height() == page.height())
    page.pointer_moved()
    watcher.qtbot.waitUntil(lambda: page.controls.geometry().bottom() == page.height() - 1)
    assert page.stage.height() == page.height()
    page.over_controls.hide()
    watcher.qtbot.waitUntil(page.controls.isHidden)
    assert page.cursor().shape() is Qt.CursorShape.BlankCursor
    page.pointer_moved()
    assert page.controls.isVisible()
    assert page.cursor().shape() is Qt.CursorShape.ArrowCursor
    page.toggle_full_screen()
    assert page.stage.height() < page.height()


def test_a_broken_connection_keeps_the_last_picture_darker(watcher: Watcher) -> None:
    broken = after(
        watching(),
        room(RoomStateReason.RECONNECTING),
        PlayerStateUpdate(
            STREAM.stream_id, PlayerState.PLAY_REQUESTING, ErrorCode.PLAY_INTERRUPTED
        ),
    )
    watcher.desk.controller._calm.stop()  # tell breaks at once
    page = watcher.sees(broken)
    assert (is_dimmed(page), page.chip.text) == (True, "Reconnecting")
    watcher.sees(watching())
    assert (is_dimmed(page), page.chip.text) == (False, "")


def is_dimmed(page: WatchPage) -> bool:
    return page.stage.tiles[0].video._is_dimmed


def refused(code: ErrorCode) -> ViewState:
    return ended(failed_to_enter(opening_watch(), problem_of_code(code, Scope.ROOM)))


@pytest.mark.parametrize(
    ("code", "title", "can_retry"),
    [
        (ErrorCode.ROOM_FULL, "The room is full", True),
        (ErrorCode.LOGIN_TOKEN_REFUSED, "This link does not lead in", False),
        (ErrorCode.ROOM_UNREACHABLE, "The broadcast cannot be reached", True),
    ],
)
def test_each_failure_is_told_apart(
    watcher: Watcher, code: ErrorCode, title: str, *, can_retry: bool
) -> None:
    page = watcher.sees(refused(code))
    assert page.card.title() == title
    assert page.card.retry.isVisible() is can_retry
    assert page.card.back.text() == "Watch something else"


def test_why_it_is_over_is_said_once_with_a_way_to_help(watcher: Watcher) -> None:
    kicked = room(RoomStateReason.KICK_OUT, ErrorCode.KICKED_BY_SAME_USER)
    page = watcher.sees(ended(after(watching(), kicked)))
    assert page.card.title() == "You were removed from the room"
    assert "from another place" in page.card.accessibleName()
    assert str(int(ErrorCode.KICKED_BY_SAME_USER)) in page.card.toolTip()
    assert page.card.diagnosis is not None
    assert page.card.diagnosis.save.isVisible()
    bar = watcher.window._problem_bar
    assert not bar.isVisible()
    unsent = problem_of_code(ErrorCode.MESSAGE_SEND_FAILED, Scope.MESSAGE)
    watcher.sees(replace(watching(), problem=unsent))
    assert bar.isVisible()
    assert not page.card.diagnosis.save.isVisible()


def test_waiting_gives_a_sign_of_life_and_the_end_tells_how_long_it_was(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = watcher.sees(waiting_watch())
    assert page.card.life.isVisible()
    controller = watcher.desk.controller
    monkeypatch.setattr(controller, "_now_ms", lambda: NOW_MS + 65_000)
    page.words_card.tell_time()
    assert page.card.detail() == "Waiting for 01:05"
    watcher.sees(watching())
    monkeypatch.setattr(controller, "_now_ms", lambda: NOW_MS + 125_000)
    watcher.sees(ended(replace(watching(), ended_by_host=True)))
    assert page.card.detail().startswith("You watched for 0")
    assert not page.card.life.isVisible()


def test_notes_go_with_the_picture_they_lie_over(watcher: Watcher) -> None:
    watcher.turns_wheel(120)
    page = watcher.sees(waiting_watch())
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert page.note.text == ""
    watcher.sees(watching())
    watcher.turns_wheel(120)
    assert page.note.text == "Volume 105 %"


def in_layers(state: ViewState, *layers: SimulcastLayer, height_px: int = 720) -> ViewState:
    items = tuple(
        replace(item, height_px=height_px, quality=replace(item.quality, layers=layers))
        for item in state.incoming
    )
    return replace(state, incoming=items)


def test_a_picture_in_one_quality_leaves_no_choice_and_says_why(watcher: Watcher) -> None:
    page = watcher.sees(in_layers(watching()))
    assert not page.quality_button.isEnabled()
    assert "one quality only" in page.quality_button.toolTip()


def test_what_is_offered_is_what_is_sent_and_what_is_received_is_told(watcher: Watcher) -> None:
    high, low = SimulcastLayer.HIGH, SimulcastLayer.LOW
    page = watcher.sees(in_layers(watching(), high, low))
    assert page.quality_button.isEnabled()
    assert page.quality_button.offered() == (SimulcastLayer.AUTOMATIC, high, low)
    assert page.quality_button.received() == "Received: 720p, automatic"
    page.quality_button._actions[low].trigger()
    assert watcher.desk.controller.state.layer is low
    page = watcher.sees(in_layers(watcher.desk.controller.state, high, low, height_px=180))
    assert page.quality_button.received() == "Received: 180p, chosen"


def test_one_line_can_be_written_in_full_screen(watcher: Watcher) -> None:
    page = watcher.page
    assert page.quick_chat.isHidden()
    page.toggle_full_screen()
    page.over_controls.hide()
    QTest.keyClick(page, Qt.Key.Key_Return)
    assert (page.quick_chat.isVisible(), page.quick_chat.field.hasFocus()) == (True, True)
    page.over_controls.hide()
    assert page.over_controls.is_shown  # nobody loses the field while writing
    QTest.keyClicks(page.quick_chat.field, "hello")
    QTest.keyClick(page.quick_chat.field, Qt.Key.Key_Return)
    watcher.desk.settle()
    assert watcher.desk.controller.state.chat[-1].text == "hello"
    QTest.keyClick(page.quick_chat.field, Qt.Key.Key_Escape)
    assert (page.is_full_screen, page.quick_chat.field.hasFocus()) == (True, False)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert (page.is_full_screen, page.quick_chat.isHidden()) == (False, True)
