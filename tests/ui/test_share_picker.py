"""Choosing what to share, by picture and by keyboard."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.control.view_state import View
from app.control.words import Language
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, PublishChannel, SourceKind
from app.model.session import RoomStateReason
from app.model.thumbnails import Preview, PreviewState
from tests.fakes.samples import after, live_host, room
from tests.fakes.thumbnails import plain_thumbnail
from tests.ui.conftest import Desk
from tests.ui.scenes import Scene
from tests.ui.show import show_scene, speak
from ui.host_page import HostPage
from ui.main_window import MainWindow
from ui.share_picker import SharePicker

SCREEN = DeviceInfo(DeviceKind.SCREEN, "0", "Built-in display", is_default=True)
NOTES = DeviceInfo(DeviceKind.WINDOW, "Notes", "Notes")
EDITOR = DeviceInfo(DeviceKind.WINDOW, "Editor", "Editor")
RED = Preview(PreviewState.READY, plain_thumbnail(0, 0, 255))


class Person:
    """Sits before a live broadcast and opens the picker."""

    def __init__(self, desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
        self.desk, self.window, self.qtbot = desk, window, qtbot
        desk.eye.found = (SCREEN, NOTES, EDITOR)
        desk.eye.previews = {"Notes": RED}

    @property
    def page(self) -> HostPage:
        page = self.window.page()
        assert isinstance(page, HostPage)
        return page

    @property
    def picker(self) -> SharePicker:
        page = self.window.page_over
        assert isinstance(page, SharePicker)
        return page

    def open(self) -> SharePicker:
        self.page.share_button.click()
        if not self.desk.eye.is_blind:
            self.qtbot.waitUntil(lambda: self.picker._desk.view.are_known)
            self.qtbot.waitUntil(
                lambda: all(
                    item.preview.state is not PreviewState.WAITING
                    for item in self.picker._desk.view.items
                )
            )
        return self.picker

    def shared(self) -> CaptureSource | None:
        own = self.desk.controller.state.outgoing_on(PublishChannel.AUX)
        return own.source if own is not None else None


@pytest.fixture
def person(desk: Desk, qtbot: QtBot) -> Person:
    window = desk.window()
    show_scene(desk, window, Scene("live", live_host), QSize(1280, 800))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Person(desk, window, qtbot)


def names(picker: SharePicker, tab: int) -> list[str]:
    made = picker.lists[tab]
    return [made.item(row).text() for row in range(made.count())]


def test_screens_and_windows_are_offered_with_their_pictures(person: Person) -> None:
    picker = person.open()
    assert names(picker, 0) == ["Built-in display"]
    assert names(picker, 1) == ["Notes", "Editor"]
    assert picker.tabs.tabText(1) == "Windows 2"
    picture = picker.lists[1].item(0).icon().pixmap(QSize(224, 126)).toImage()
    assert picture.pixelColor(picture.rect().center()).name() == "#ff0000"
    told = picker.lists[1].item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Editor, No preview"


def test_a_double_click_shares_and_the_view_is_back(person: Person) -> None:
    picker = person.open()
    picker.tabs.setCurrentIndex(1)
    made = picker.lists[1]
    place = made.visualItemRect(made.item(1)).center()
    QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(made.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert person.window.page_over is None
    assert person.shared() == CaptureSource(SourceKind.WINDOW, "Editor")


def test_everything_can_be_done_by_the_keyboard(person: Person) -> None:
    picker = person.open()
    assert picker.lists[0].hasFocus() or picker.focusWidget() is picker.lists[0]
    picker.tabs.setFocus()
    QTest.keyClick(picker.tabs, Qt.Key.Key_Right)
    made = picker.lists[1]
    made.setFocus()
    assert made.has_selection
    QTest.keyClick(made, Qt.Key.Key_Right)
    assert made.source == CaptureSource(SourceKind.WINDOW, "Editor")
    assert picker.selected.text() == "Editor"
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert person.shared() == CaptureSource(SourceKind.WINDOW, "Editor")


def test_escape_and_cancel_share_nothing_and_end_the_looking(person: Person) -> None:
    for leave in (
        lambda picker: QTest.keyClick(picker.lists[0], Qt.Key.Key_Escape),
        lambda picker: picker.cancel.click(),
    ):
        leave(person.open())
        assert person.window.page_over is None
        assert person.shared() is None
    person.qtbot.waitUntil(lambda: person.desk.eye.closes == 2)


def test_a_new_picture_does_not_move_what_is_selected(person: Person) -> None:
    picker = person.open()
    picker.tabs.setCurrentIndex(1)
    picker.lists[1].setCurrentRow(1)
    desk = picker._desk
    view = desk.view
    items = tuple(item for item in view.items if item.device != NOTES)
    desk._put(type(view)(items, are_known=True))
    assert picker.lists[1].source == CaptureSource(SourceKind.WINDOW, "Editor")
    desk._put(view)
    assert picker.lists[1].source == CaptureSource(SourceKind.WINDOW, "Editor")


def test_the_test_picture_and_a_file_are_offered_too(person: Person) -> None:
    picker = person.open()
    picker.tabs.setCurrentIndex(2)
    assert names(picker, 2) == ["Test picture", "Media file…"]
    picker.lists[2].setCurrentRow(1)
    picker.confirm.click()
    dialog = picker.window().findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit("/videos/talk.mp4")
    dialog.close()
    assert person.shared() == CaptureSource(SourceKind.FILE, "/videos/talk.mp4")
    assert person.page.share_button.text() == "Sharing: talk.mp4"


def test_while_nothing_is_known_and_where_there_is_nothing_words_say_so(person: Person) -> None:
    person.desk.eye.is_blind = True
    picker = person.open()
    assert picker._cards[0].isVisible()
    assert picker._cards[0].title() == "Looking for screens…"
    assert not picker.confirm.isEnabled()
    picker.closed.emit()
    person.desk.eye.is_blind = False
    person.desk.eye.found = (SCREEN,)
    picker = person.open()
    picker.tabs.setCurrentIndex(1)
    assert picker._cards[1].title() == "No other window is open"


def test_a_system_that_does_not_allow_it_is_told_with_the_next_step(person: Person) -> None:
    person.desk.eye.previews = {SCREEN.name: Preview(PreviewState.DENIED)}
    picker = person.open()
    assert picker.notice.isVisible()
    assert "privacy settings" in picker.notice.text()


def test_what_is_shared_is_said_and_can_be_changed_and_stopped(person: Person) -> None:
    person.desk.controller.desk.start_share(CaptureSource(SourceKind.WINDOW, "Notes"))
    button = person.page.share_button
    assert button.text() == "Sharing: Notes"
    assert button.isChecked()
    stream_id = person.desk.controller.state.outgoing[-1].stream_id
    button.change.trigger()
    picker = person.picker
    assert picker.tabs.currentIndex() == 1
    person.qtbot.waitUntil(lambda: picker._desk.view.are_known)
    picker.lists[1].setCurrentRow(1)
    picker.confirm.click()
    assert person.shared() == CaptureSource(SourceKind.WINDOW, "Editor")
    assert person.desk.controller.state.outgoing[-1].stream_id == stream_id  # goes on
    button.stop.trigger()
    assert person.shared() is None
    assert button.text() == "Share"
    assert not button.isChecked()


def test_the_picker_goes_when_the_broadcast_ends(person: Person) -> None:
    person.open()
    gone = after(person.desk.controller.state, room(RoomStateReason.KICK_OUT))
    person.desk.show(type(gone)(view=View.START))
    assert person.window.page_over is None


def test_another_language_keeps_the_picker_open(person: Person) -> None:
    person.open()
    speak(person.window, Language.CHINESE)
    assert person.picker.tabs.tabText(0).startswith("屏幕")
