"""The window as people use it: each press reaches the engine, each event reaches the window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.control.plans import Preferences
from app.control.view_state import Activity, DeviceLists, View, ViewState
from app.control.words import Language
from app.model.errors import ErrorCode, LinkError
from app.model.events import (
    CapturedSoundLevel,
    IMBarrageMessageReceived,
    IMBroadcastMessageReceived,
    PublisherStateUpdate,
    RoomOnlineUserCountUpdate,
)
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, PublishChannel, SourceKind
from app.model.session import Message, PublisherState, RoomStateReason, UpdateType, User
from tests.fakes.samples import (
    HOST,
    LINK,
    OTHER_STREAM,
    PATTERN,
    ROOM,
    SCREEN,
    STREAM,
    room,
    streams,
)
from tests.ui.conftest import Desk
from tests.ui.show import feed_pictures, speak
from ui.host_page import HostPage
from ui.main_window import MainWindow
from ui.start_page import StartPage
from ui.watch_page import WatchPage

MAIN, AUX = PublishChannel.MAIN, PublishChannel.AUX
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    made = desk.window()
    made.resize(QSize(1280, 800))
    made.show()
    qtbot.waitExposed(made)
    yield made
    desk.settle()


class Person:
    """Presses what is on the window."""

    def __init__(self, desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
        self.desk = desk
        self.window = window
        self.qtbot = qtbot

    def press(self, button: QPushButton | QToolButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        QTest.mouseClick(button, LEFT)
        self.desk.settle()

    def start(self) -> StartPage:
        page = self.window.page()
        assert isinstance(page, StartPage)
        return page

    def host(self) -> HostPage:
        page = self.window.page()
        assert isinstance(page, HostPage)
        return page

    def watch(self) -> WatchPage:
        page = self.window.page()
        assert isinstance(page, WatchPage)
        return page

    def go_live(self, audience_count: int = 0) -> HostPage:
        self.press(self.start().host_form.go_live_button)
        engine = self.desk.engine
        engine.emit(room(RoomStateReason.LOGINING), room(RoomStateReason.LOGINED))
        own = self.desk.controller.state.outgoing_on(MAIN)
        assert own is not None
        engine.emit(PublisherStateUpdate(own.stream_id, PublisherState.PUBLISHING))
        engine.emit(RoomOnlineUserCountUpdate(ROOM, audience_count + 1))
        self.desk.settle()
        return self.host()

    def follow(self, link: str = LINK) -> WatchPage:
        form = self.start().watch_form
        form.link.setText(link)
        self.press(form.watch_button)
        self.desk.engine.emit(room(RoomStateReason.LOGINING), room(RoomStateReason.LOGINED))
        return self.watch()


@pytest.fixture
def person(desk: Desk, window: MainWindow, qtbot: QtBot) -> Person:
    return Person(desk, window, qtbot)


# ---------------------------------------------------------------------- start


def test_one_press_goes_live_with_no_field_filled_in(person: Person) -> None:
    page = person.go_live()

    assert page.pill.text().startswith("LIVE")
    published = person.desk.engine.arguments("start_publishing_stream")
    assert len(published) == 1
    login = person.desk.engine.arguments("login_room")[0]
    assert login[0] == "friday-demo"


def test_what_was_chosen_is_sent_and_remembered(person: Person) -> None:
    person.desk.show(ViewState(devices=DeviceLists(are_known=True)))
    form = person.start().host_form
    form.room.setText("  monday ")
    form.name.setText("Ann")
    form.picture.setCurrentIndex(form.picture.findText("Whole screen"))
    form.picture._activated(form.picture.currentIndex())
    person.press(form.go_live_button)

    engine = person.desk.engine
    assert engine.arguments("set_capture_source") == [(CaptureSource(SourceKind.SCREEN), MAIN)]
    assert engine.arguments("login_room")[0][0] == "monday"
    saved = person.desk.saved[-1]
    assert (saved.room_id, saved.user_name) == ("monday", "Ann")
    assert saved.picture == CaptureSource(SourceKind.SCREEN)


def test_an_empty_room_and_name_are_chosen_for_the_person(person: Person) -> None:
    form = person.start().host_form
    form.room.clear()
    form.name.clear()
    person.press(form.go_live_button)

    room_id, user, _ = person.desk.engine.arguments("login_room")[0]
    assert isinstance(room_id, str)
    assert re.fullmatch("[a-z]+day-[a-z]+", room_id)
    assert getattr(user, "name", "") == "Host"


def test_a_wrong_room_name_is_told_and_nothing_is_lost(person: Person) -> None:
    form = person.start().host_form
    form.room.setText("two words")
    form.name.setText("Ann")
    person.press(form.go_live_button)

    assert person.start().host_form.room.text() == "two words"
    assert person.window._problem_bar.isVisible()
    assert "character that is not allowed" in person.window._problem_bar._cause.text()
    person.press(person.window._problem_bar._dismiss)
    assert not person.window._problem_bar.isVisible()


def test_a_link_is_pasted_without_its_blanks(person: Person) -> None:
    QGuiApplication.clipboard().setText(f"  {LINK[:12]}\n {LINK[12:]}\t")
    form = person.start().watch_form
    person.press(form.paste_button)
    assert form.link.text() == LINK


def test_a_wrong_link_is_told_at_once(person: Person) -> None:
    form = person.start().watch_form
    form.link.setText("friday")
    person.press(form.watch_button)
    assert form.trouble.isVisible()
    assert "not a watch link" in form.trouble.text()
    assert person.desk.engines == []
    form.link.setText("http")
    assert not form.trouble.isVisible()


def test_the_picture_is_checked_only_when_asked(person: Person) -> None:
    page = person.start()
    page.host_form._want_picture(PATTERN)
    assert person.desk.engines == []
    person.press(page.preview.cover.main_button)
    previews = person.desk.engine.arguments("start_preview")
    assert getattr(previews[-1][0], "view", 0) > 0

    assert page.preview.off_button is not None
    person.press(page.preview.off_button)
    assert person.desk.engine.arguments("stop_preview") == [(MAIN,)]
    assert not page.preview.is_on


def test_the_preview_moves_into_the_host_view_without_ending(person: Person) -> None:
    page = person.start()
    person.press(page.preview.cover.main_button)
    person.go_live()

    engine = person.desk.engine
    canvases = [arguments[0] for arguments in engine.arguments("start_preview")]
    assert len(person.desk.engines) == 1
    assert "stop_preview" not in engine.names()
    assert canvases[-1] is not None
    assert canvases[-1] != canvases[0]


def test_devices_that_appear_are_offered_and_the_choice_stays(person: Person) -> None:
    camera = DeviceInfo(DeviceKind.CAMERA, "cam-0", "HD camera", is_default=True)
    form = person.start().host_form
    person.desk.show(ViewState(devices=DeviceLists(cameras=(camera,), are_known=True)))
    assert form.picture.currentText() == "HD camera"
    assert form.notice.isVisible()  # no microphone
    person.desk.show(ViewState(devices=DeviceLists(are_known=True)))
    assert form.picture.currentText() == "Test picture"
    person.desk.show(ViewState(devices=DeviceLists(cameras=(camera,), are_known=True)))
    assert form.picture.currentText() == "HD camera"


# ---------------------------------------------------------------------- host


def test_the_own_picture_is_drawn_on_the_window(person: Person) -> None:
    page = person.go_live()
    assert [tile.tile.tile_id for tile in page.stage.tiles] == ["own:main"]
    canvas = person.desk.engine.arguments("start_preview")[-1][0]
    assert getattr(canvas, "view", 0) == page.stage.tiles[0].video.canvas().view


def test_other_hosts_get_tiles_and_lose_them_at_once(person: Person) -> None:
    page = person.go_live()
    engine = person.desk.engine
    engine.emit(streams(UpdateType.ADD, OTHER_STREAM))
    assert [tile.tile.tile_id for tile in page.stage.tiles][1:] == [OTHER_STREAM.stream_id]
    stream_id, canvas = engine.arguments("update_playing_canvas")[-1]
    assert stream_id == OTHER_STREAM.stream_id
    assert canvas is not None

    engine.emit(streams(UpdateType.DELETE, OTHER_STREAM))
    assert len(page.stage.tiles) == 1
    assert engine.names()[-1] == "stop_playing_stream"


def test_the_link_is_copied(person: Person) -> None:
    page = person.go_live()
    person.press(page.copy_button)
    assert QGuiApplication.clipboard().text() == LINK
    assert page.copy_button.text() == "Copied"


def test_switches_reach_the_engine_and_show_their_state(person: Person) -> None:
    page = person.go_live()
    person.press(page.microphone_button)
    person.press(page.camera_button)
    engine = person.desk.engine
    assert engine.names()[-2:] == ["mute_microphone", "enable_camera"]
    assert page.microphone_button.text() == "Muted"
    assert "Let yourself be heard" in page.microphone_button.toolTip()
    assert page.microphone_button.isChecked()
    assert page.stage.tiles[0].is_covered


def test_sharing_makes_a_second_tile_and_stops_again(person: Person) -> None:
    page = person.go_live()
    person.desk.controller.desk.start_share(SCREEN)
    assert [tile.tile.tile_id for tile in page.stage.tiles] == ["own:main", "own:aux"]
    assert page.share_button.text() == "Sharing: Screen"
    page.share_button.stop.trigger()
    assert len(page.stage.tiles) == 1


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menus_offer_what_is_there_and_look_again(person: Person) -> None:
    page = person.go_live()
    person.press(page.devices_button)
    menu = page._device_menu
    assert menu.isVisible()
    checked = [action.text() for action in menu.actions() if action.isChecked()]
    assert checked == ["Default camera (none found)", "Default microphone (none found)"]

    camera = DeviceInfo(DeviceKind.CAMERA, "cam-0", "HD & wide", is_default=True)
    person.desk.engine.devices[DeviceKind.CAMERA] = (camera,)
    person.desk.controller.desk.look_for_devices()
    person.desk.settle()
    assert "HD && wide" in [action.text() for action in menu.actions()]
    menu.close()


def test_ending_alone_needs_no_question(person: Person) -> None:
    page = person.go_live()
    person.press(page.end_button)
    assert isinstance(person.window.page(), StartPage)
    assert person.desk.engine.names()[-1] == "destroy"


def test_ending_while_people_watch_asks_once(person: Person) -> None:
    page = person.go_live(audience_count=3)
    person.press(page.end_button)
    assert page.confirm.isVisible()
    assert "3 people" in page.confirm._question.text()
    person.press(page.confirm.keep)
    assert not page.confirm.isVisible()
    assert person.desk.controller.state.view is View.HOST

    person.press(page.end_button)
    person.press(page.confirm.end)
    assert isinstance(person.window.page(), StartPage)


def test_closing_while_live_asks_once_and_then_ends_in_order(person: Person) -> None:
    person.go_live(audience_count=1)
    close(person)
    bar = person.window._closing_bar
    assert bar.isVisible()
    assert "one person is watching" in bar.accessibleName()
    assert person.window.isVisible()
    assert "destroy" not in person.desk.engine.names()

    with person.qtbot.waitSignal(person.window.closed):
        close(person)
    assert not person.window.isVisible()
    names = person.desk.engine.names()
    assert names[-4:] == ["stop_publishing_stream", "stop_preview", "logout_room", "destroy"]
    assert person.desk.studio.calls[-1] == "close"


def test_a_signal_ends_without_a_question(person: Person) -> None:
    person.go_live(audience_count=1)
    person.window.finish()
    person.desk.settle()
    assert not person.window.isVisible()
    assert person.desk.engine.names()[-1] == "destroy"


def close(person: Person) -> None:
    person.window.close()
    person.desk.settle()


# ---------------------------------------------------------------------- watch


def test_an_audience_sees_the_hosts_and_not_itself(person: Person) -> None:
    page = person.follow()
    assert page.card.title() == "The host is not live yet"
    person.desk.engine.emit(streams(UpdateType.ADD, STREAM, OTHER_STREAM))
    assert [tile.tile.tile_id for tile in page.stage.tiles] == [
        STREAM.stream_id,
        OTHER_STREAM.stream_id,
    ]
    assert "start_preview" not in person.desk.engine.names()


def test_a_covered_tile_shows_its_picture_as_soon_as_there_is_one(
    person: Person, qtbot: QtBot
) -> None:
    page = person.follow()
    person.desk.engine.emit(streams(UpdateType.ADD, STREAM))
    tile = page.stage.tiles[0]
    assert tile.is_covered
    state = person.desk.controller.state
    person.desk.show(replace(state, incoming=(replace(state.incoming[0], has_picture=True),)))
    assert tile.is_covered  # PLAYING is not reported yet
    feed_pictures(person.desk, person.window)
    qtbot.waitUntil(lambda: not tile.is_covered)


def test_volume_and_mute_reach_every_stream(person: Person) -> None:
    page = person.follow()
    person.desk.engine.emit(streams(UpdateType.ADD, STREAM))
    page.volume.setValue(40)
    person.press(page.speaker_button)
    assert person.desk.engine.arguments("set_play_volume")[-2:] == [
        (STREAM.stream_id, 40),
        (STREAM.stream_id, 0),
    ]
    assert page.speaker_button.text() == "Unmute"
    assert page.volume.value() == 40


def test_a_message_is_sent_with_enter_and_flies_when_asked(person: Person) -> None:
    page = person.follow()
    person.desk.engine.emit(streams(UpdateType.ADD, STREAM))
    chat = page.side.chat
    chat.field.setText(" hello ")
    chat.barrage_button.setChecked(True)
    QTest.keyClick(chat.field, Qt.Key.Key_Return)
    person.desk.settle()
    engine = person.desk.engine
    assert engine.arguments("send_broadcast_message") == [("hello",)]
    assert engine.arguments("send_barrage_message") == [("hello",)]
    assert chat.field.text() == ""
    assert "hello" in chat.lines.toPlainText()
    assert page.stage.barrage.flying == ("hello",)


def test_messages_of_others_are_text_and_never_markup(person: Person) -> None:
    page = person.follow()
    evil = "<b>bold</b><img src='http://127.0.0.1:9/x.png'>\nHost: pay me"
    sender = User("mallory", "Mallory\nHost")
    person.desk.engine.emit(IMBroadcastMessageReceived(ROOM, (Message(sender, evil, 1_000),)))
    text = page.side.chat.lines.toPlainText()
    assert "<b>bold</b>" in text
    assert len(text.splitlines()) == 1


def test_barrage_can_be_hidden(person: Person) -> None:
    page = person.follow()
    person.desk.engine.emit(streams(UpdateType.ADD, STREAM))
    person.press(page.barrage.toggle_button)
    person.desk.engine.emit(IMBarrageMessageReceived(ROOM, (Message(HOST, "so clear!", 1),)))
    assert not page.stage.barrage.flying
    person.press(page.barrage.toggle_button)
    person.desk.engine.emit(IMBarrageMessageReceived(ROOM, (Message(HOST, "again", 1),)))
    assert list(page.stage.barrage.flying) == ["again"]


def test_barrage_flies_again_in_the_next_session(person: Person) -> None:
    for text in ("first", "second"):
        page = person.follow()
        person.desk.engine.emit(
            streams(UpdateType.ADD, STREAM),
            IMBarrageMessageReceived(ROOM, (Message(HOST, text, 1),)),
        )
        assert page.stage.barrage.flying == (text,)
        person.press(page.exit_button)


def test_people_watch_under_the_name_that_is_typed(person: Person) -> None:
    person.start().host_form.name.setText("Ada")
    person.press(person.follow().exit_button)
    assert person.desk.controller.preferences.user_name == "Ada"

    person.start().host_form.name.setText(" ")
    person.follow()
    names = [viewer.name for viewer in person.desk.studio.viewers]
    assert names[0] == "Ada"
    assert re.fullmatch(r"Guest \d{3}", names[1])


def test_what_failed_can_be_tried_again(person: Person) -> None:
    person.desk.studio.failures["open_watch"] = LinkError("cannot open the link: it has expired")
    form = person.start().watch_form
    form.link.setText(LINK)
    person.press(form.watch_button)
    page = person.watch()
    assert page.card.title() == "The broadcast could not be opened"
    assert page.card.accessibleName().count("expired") == 1
    assert not person.window._problem_bar.isVisible()  # it would say the same

    del person.desk.studio.failures["open_watch"]
    person.press(page.card.retry)
    assert person.desk.studio.links == [LINK, LINK]
    assert not person.window._problem_bar.isVisible()


def test_leaving_leads_back_to_the_start(person: Person) -> None:
    page = person.follow()
    person.desk.engine.emit(streams(UpdateType.ADD, STREAM))
    person.press(page.exit_button)
    assert isinstance(person.window.page(), StartPage)
    assert page.stage.tiles == ()
    assert person.desk.engine.names()[-1] == "destroy"


def test_full_screen_shows_the_pictures_alone_and_escape_leaves_it(person: Person) -> None:
    page = person.follow()
    person.desk.engine.emit(streams(UpdateType.ADD, STREAM))
    person.press(page.full_screen_button)
    assert person.window.isFullScreen()
    assert not page.header.isVisible()
    assert not page.side.isVisible()
    QTest.keyClick(person.window, Qt.Key.Key_Escape)
    assert not person.window.isFullScreen()
    assert page.header.isVisible()
    assert page.side.isVisible()


def test_leaving_from_full_screen_brings_the_window_back(person: Person) -> None:
    page = person.follow()
    person.press(page.full_screen_button)
    person.press(page.exit_button)
    assert not person.window.isFullScreen()
    assert isinstance(person.window.page(), StartPage)


def test_the_chat_can_be_put_away(person: Person) -> None:
    page = person.follow()
    person.press(page.chat_button)
    assert not page.side.isVisible()
    person.press(page.chat_button)
    assert page.side.isVisible()


# ---------------------------------------------------------------------- all over


def test_the_language_changes_while_live_and_the_picture_stays(
    person: Person, qtbot: QtBot
) -> None:
    person.go_live()
    engine = person.desk.engine
    speak(person.window, Language.CHINESE)
    page = person.host()
    assert page.pill.text().startswith("直播中")
    assert "stop_preview" not in engine.names()
    view = page.stage.tiles[0].video.canvas().view

    def drawn_on() -> int:
        return getattr(engine.arguments("start_preview")[-1][0], "view", 0)

    qtbot.waitUntil(lambda: drawn_on() == view)


def test_the_language_is_remembered(person: Person) -> None:
    person.start().watch_form.link.setText(LINK)
    person.window._ways.speak_next_language()
    assert person.start().watch_form.link.text() == LINK
    assert person.desk.saved[-1].language == "zh"
    assert person.start().host_form.go_live_button.text() == "开始直播"


def test_while_it_ends_nothing_can_be_pressed_twice(person: Person) -> None:
    page = person.go_live()
    state = person.desk.controller.state
    person.desk.show(replace(state, activity=Activity.LEAVING))
    assert not page.end_button.isEnabled()
    person.desk.show(replace(state, activity=Activity.IDLE))


def test_a_problem_names_its_code_for_helpers(person: Person) -> None:
    page = person.follow()
    person.desk.engine.emit(room(RoomStateReason.RECONNECTING, ErrorCode.CONNECTION_BROKEN))
    assert "1002051" in person.window._problem_bar.toolTip()
    assert page.pill.text().startswith("Reconnecting")


def test_fast_events_do_not_hold_the_window(person: Person, qtbot: QtBot) -> None:
    """Sound levels come many times a second: drawing one must be cheap."""
    person.go_live()
    state = person.desk.controller.state
    before = person.desk.controller.now_ms
    assert before() > 0
    for level in range(200):
        person.desk.engine.emit(CapturedSoundLevel(float(level % 100)))
    assert person.desk.controller.state.sound_level != state.sound_level
    qtbot.wait(1)


def test_the_window_starts_in_the_language_of_the_preferences(desk: Desk, qtbot: QtBot) -> None:
    desk.controller.remember(Preferences(language="zh"))
    window = desk.window()
    page = window.page()
    assert isinstance(page, StartPage)
    assert page.watch_form.watch_button.text() == "观看"
    window._ended()
    window.deleteLater()
    qtbot.wait(1)


def test_the_window_fits_the_screen_with_its_frame(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window()
    room = window.screen().availableGeometry().size()
    assert window.width() < room.width()
    assert window.height() < room.height()
    window._ended()
    window.deleteLater()
    qtbot.wait(1)
