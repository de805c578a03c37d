"""The start view as people use it: seeing themselves, choosing, checking, going back to rooms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.control.permissions import Permission
from app.control.preview_desk import PreviewPhase
from app.control.profile_choices import LADDER
from app.control.recent import OwnRoom, RecentRooms, WatchedRoom
from app.control.uplink import AudiencePlace, UplinkFigures, judge_uplink
from app.control.uplink_desk import UplinkPhase, UplinkView
from app.control.view_state import DeviceLists, View
from app.control.words import Language, load_words
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.events import CapturedSoundLevel, PublisherSourceEnded
from app.model.media import (
    CaptureSource,
    DeviceInfo,
    DeviceKind,
    PublishChannel,
    SourceKind,
    VideoProfile,
)
from tests.fakes.engine import RecordingEngine
from tests.fakes.samples import LINK
from tests.ui.conftest import NOW_MS, RESOURCES, Desk
from tests.ui.show import speak
from ui.host_page import HostPage
from ui.level_meter import is_too_loud, meter_percent
from ui.main_window import MainWindow
from ui.privacy_settings import privacy_page
from ui.recent_list import when_text
from ui.start_page import StartPage

MAIN = PublishChannel.MAIN
CAMERA = CaptureSource(SourceKind.CAMERA, "cam-0")
HEADPHONES = DeviceInfo(DeviceKind.SPEAKER, "2", "Headphones")
DEVICES = DeviceLists(
    cameras=(DeviceInfo(DeviceKind.CAMERA, "cam-0", "HD camera", is_default=True),),
    microphones=(DeviceInfo(DeviceKind.MICROPHONE, "mic-0", "Desk microphone"),),
    speakers=(HEADPHONES,),
    are_known=True,
)


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    made = desk.window()
    made.resize(QSize(1280, 720))
    made.show()
    qtbot.waitExposed(made)
    yield made
    desk.settle()


@pytest.fixture
def page(desk: Desk, window: MainWindow) -> StartPage:
    desk.show(replace(desk.controller.state, devices=DEVICES))
    found = window.page()
    assert isinstance(found, StartPage)
    return found


def press(desk: Desk, button: QPushButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.settle()


def turn_on(desk: Desk, page: StartPage) -> None:
    press(desk, page.preview.cover.main_button)
    assert page.preview.is_on


# ---------------------------------------------------------------------- preview


def test_the_first_start_captures_nothing_and_says_what_turning_on_does(
    desk: Desk, page: StartPage
) -> None:
    assert desk.engines == []
    assert not page.preview.is_on
    assert "permission" in page.preview.cover._hint.text()
    turn_on(desk, page)
    assert desk.engine.arguments("set_capture_source") == [(CAMERA, MAIN)]


def test_the_switch_on_the_picture_turns_it_off(desk: Desk, page: StartPage) -> None:
    turn_on(desk, page)
    assert page.preview.off_button is not None
    press(desk, page.preview.off_button)
    assert not page.preview.is_on
    assert page.preview.cover.isVisible()


def test_the_system_is_asked_and_the_box_says_so(desk: Desk, page: StartPage) -> None:
    desk.start.permissions.states[DeviceKind.CAMERA] = Permission.UNDETERMINED
    press(desk, page.preview.cover.main_button)
    assert page.preview.cover._title.text() == "Waiting for your permission"
    desk.start.permissions.answer(Permission.DENIED)
    assert page.preview.cover._title.text() == "Klieg may not use the camera"
    press(desk, page.preview.cover.pattern_button)
    assert page.preview.is_on
    assert page.host_form.picture.source == CaptureSource(SourceKind.PATTERN)


def test_a_camera_in_use_is_told_where_the_picture_would_be(
    desk: Desk, window: MainWindow, page: StartPage
) -> None:
    turn_on(desk, page)
    desk.engine.emit(PublisherSourceEnded(MAIN, error_code=ErrorCode.DEVICE_IN_USE))
    assert page.preview.cover._title.text() == "Another program is using the device."
    assert not window._problem_bar.isVisible()
    press(desk, page.preview.cover.main_button)
    assert page.preview.is_on


def test_a_film_that_ended_can_be_shown_again(desk: Desk, page: StartPage) -> None:
    turn_on(desk, page)
    desk.engine.emit(PublisherSourceEnded(MAIN))
    assert page.preview.cover._title.text() == "The picture has come to its end"
    press(desk, page.preview.cover.main_button)
    assert page.preview.is_on


def test_the_preview_survives_another_language(
    desk: Desk, window: MainWindow, page: StartPage
) -> None:
    turn_on(desk, page)
    speak(window, Language.CHINESE)
    fresh = window.page()
    assert isinstance(fresh, StartPage)
    assert fresh is not page
    assert fresh.preview.is_on
    assert desk.start.preview.view.phase is PreviewPhase.ON
    QApplication.processEvents()
    desk.engine.emit(CapturedSoundLevel(10.0))  # nobody speaks to a page that is gone
    assert fresh.host_form.level.bar.value() > 0


def test_privacy_settings_are_opened_where_there_are_some() -> None:
    assert privacy_page(DeviceKind.CAMERA, "win32").startswith("ms-settings:")
    assert "Camera" in privacy_page(DeviceKind.CAMERA, "darwin")
    assert "Microphone" in privacy_page(DeviceKind.MICROPHONE, "darwin")
    assert privacy_page(DeviceKind.CAMERA, "linux") == ""


# ---------------------------------------------------------------------- sound


def test_the_meter_rises_with_the_sound_and_falls_when_it_is_off(
    desk: Desk, page: StartPage
) -> None:
    turn_on(desk, page)
    meter = page.host_form.level
    assert meter.bar.value() == 0
    desk.engine.emit(CapturedSoundLevel(25.0))
    assert 60 < meter.bar.value() < 90
    assert meter.words.text() == ""
    desk.engine.emit(CapturedSoundLevel(99.0))
    assert "loud" in meter.words.text()
    desk.start.preview.turn_off()
    assert meter.bar.value() == 0


def test_a_silent_microphone_is_told(desk: Desk, page: StartPage) -> None:
    turn_on(desk, page)
    desk.start.preview._put(replace(desk.start.preview.view, is_silent=True))
    assert "Nothing heard" in page.host_form.level.words.text()


def test_a_refused_microphone_is_told_at_the_meter(desk: Desk, page: StartPage) -> None:
    desk.start.permissions.states[DeviceKind.MICROPHONE] = Permission.DENIED
    turn_on(desk, page)
    assert "does not let Klieg hear" in page.host_form.level.words.text()


@pytest.mark.parametrize(
    ("level", "percent"), [(0.0, 0), (0.01, 0), (100.0, 100), (10.0, 63), (-5.0, 0), (200.0, 100)]
)
def test_the_meter_goes_by_decibels(level: float, percent: int) -> None:
    assert meter_percent(level) == percent
    assert is_too_loud(level) is (level > 90)


def test_the_test_tone_shows_while_it_plays_and_can_be_stopped(
    desk: Desk, page: StartPage, qtbot: QtBot
) -> None:
    row = page.host_form.speakers
    row.speaker.setCurrentIndex(1)
    row._chosen(1)
    QTest.mouseClick(row.test_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.start.tones.played == [HEADPHONES])
    assert row.test_button.text() == "Stop"
    press(desk, row.test_button)
    assert row.test_button.text() == "Test"


def test_a_speaker_that_fails_says_so(desk: Desk, page: StartPage) -> None:
    desk.start.tones.failure = DeviceUnusableError(
        "cannot use the speaker: it refuses", hint="Choose another speaker."
    )
    row = page.host_form.speakers
    press(desk, row.test_button)
    assert row.trouble.isVisible()
    assert "Choose another speaker." in row.trouble.text()


# ---------------------------------------------------------------------- quality and the check


def test_the_chosen_quality_is_sent_and_remembered(desk: Desk, page: StartPage) -> None:
    full_hd = VideoProfile.parse("1080p30")
    page.host_form.quality._activated(LADDER.index(full_hd))
    assert desk.saved[-1].video.profile == full_hd
    assert "1080p30" in page._summary.text()
    press(desk, page.host_form.go_live_button)
    config = desk.engine.arguments("set_video_config")[-1][0]
    assert getattr(config, "profile", None) == full_hd


def test_a_quality_of_ones_own_stays_in_the_list(desk: Desk, page: StartPage) -> None:
    own = VideoProfile(640, 480, fps=25, bitrate_kbps=900)
    preferences = desk.controller.preferences
    desk.controller.remember(replace(preferences, video=replace(preferences.video, profile=own)))
    page.render_state(desk.controller.state)
    assert page.host_form.quality.currentText() == "Your own: 640x480@25 · 0.9 Mbit/s"
    page.host_form.quality._activated(0)
    assert desk.saved[-1].video.profile == LADDER[0]


def test_a_check_shows_how_far_it_is_and_can_be_stopped(
    desk: Desk, page: StartPage, qtbot: QtBot
) -> None:
    panel = page.host_form.uplink
    assert panel is not None
    assert not panel.isVisible()
    QTest.mouseClick(page.host_form.check_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(panel.bar.isVisible)
    assert panel.stop_button.isVisible()
    assert "Nobody else" in panel.text.text()
    press(desk, panel.stop_button)
    assert not panel.isVisible()


def verdict_of(figures: UplinkFigures, place: AudiencePlace, desk: Desk) -> UplinkView:
    profile = desk.controller.preferences.video.profile
    verdict = judge_uplink(figures, profile, place)
    return UplinkView(UplinkPhase.DONE, 1.0, profile, place, verdict)


def test_a_recommendation_is_taken_with_one_press(desk: Desk, page: StartPage) -> None:
    panel = page.host_form.uplink
    assert panel is not None
    thin = UplinkFigures(
        30.0, 30.0, encode_share=0.2, available_kbps=2_600.0, video_kbps=2_400.0, is_measured=True
    )
    desk.start.uplink._put(verdict_of(thin, AudiencePlace.ELSEWHERE, desk))
    assert panel.title.text() == "720p30 is too much"
    assert panel.use_button.text() == "Use 540p30 · 1.9 Mbit/s"
    press(desk, panel.use_button)
    assert desk.saved[-1].video.profile == VideoProfile.parse("540p30")
    assert not panel.isVisible()


def test_a_verdict_about_this_computer_alone_says_so(desk: Desk, page: StartPage) -> None:
    panel = page.host_form.uplink
    assert panel is not None
    fine = UplinkFigures(30.0, 30.0, encode_share=0.2, is_measured=True)
    desk.start.uplink._put(verdict_of(fine, AudiencePlace.THIS_COMPUTER, desk))
    assert panel.title.text() == "720p30 fits"
    assert "not a network" in panel.text.text()
    assert not panel.use_button.isVisible()
    press(desk, panel.close_button)
    assert not panel.isVisible()


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (UplinkFigures(), "Nothing could be measured"),
        (
            UplinkFigures(30.0, 30.0, encode_share=0.7, available_kbps=1e5, is_measured=True),
            "only just fits",
        ),
        (
            UplinkFigures(12.0, 30.0, encode_share=0.99, available_kbps=1e5, is_measured=True),
            "too much",
        ),
    ],
)
def test_every_verdict_has_words(
    desk: Desk, page: StartPage, figures: UplinkFigures, words: str
) -> None:
    panel = page.host_form.uplink
    assert panel is not None
    desk.start.uplink._put(verdict_of(figures, AudiencePlace.ELSEWHERE, desk))
    assert words in panel.title.text()
    assert panel.text.text()


# ---------------------------------------------------------------------- room and name


def test_room_and_name_are_there_before_anything_was_typed(desk: Desk, qtbot: QtBot) -> None:
    desk.controller.remember(replace(desk.controller.preferences, room_id="", user_name=""))
    desk.desks = replace(desk.desks, start=desk.start.desks(suggested_name="Ann Lee"))
    window = desk.window()
    page = window.page()
    assert isinstance(page, StartPage)
    assert page.host_form.room.text().partition("-")[0].endswith("day")
    assert page.host_form.name.text() == "Ann Lee"
    assert page.host_form.room.text() in page._summary.text()
    window._ended()
    window.deleteLater()
    qtbot.wait(1)


# ---------------------------------------------------------------------- watching


def test_a_link_in_the_clipboard_is_offered_and_not_taken(desk: Desk, page: StartPage) -> None:
    QGuiApplication.clipboard().setText(f" {LINK}\n")
    form = page.watch_form
    assert form.offer.isVisible()
    assert form.link.text() == ""
    assert "127.0.0.1" in form.offer_text.text()
    assert "invite" not in form.offer_text.text()
    press(desk, form.refuse_button)
    assert not form.offer.isVisible()
    form.look_into_clipboard()
    assert not form.offer.isVisible()


def test_an_offered_link_is_watched_with_one_press(desk: Desk, page: StartPage) -> None:
    QGuiApplication.clipboard().setText(LINK)
    press(desk, page.watch_form.take_button)
    assert desk.studio.links == [LINK]


@pytest.mark.parametrize(
    "text", ["", "hello", "http://example.com/#top", "http://127.0.0.1/watch/", "x" * 5_000]
)
def test_other_things_in_the_clipboard_are_nobodys_business(page: StartPage, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    assert not page.watch_form.offer.isVisible()


# ---------------------------------------------------------------------- recent


def test_recent_rooms_lead_back_with_one_press(desk: Desk, page: StartPage) -> None:
    assert page.recent is not None
    assert page.recent._empty.isVisible()
    desk.start.office.links["a"] = LINK
    rooms = RecentRooms(
        (OwnRoom("friday-stage", NOW_MS),), (WatchedRoom("a", "Studio B", NOW_MS - 86_400_000),)
    )
    desk.start.recent._put(rooms)
    QApplication.processEvents()
    watched, own = page.recent.rows()
    assert (watched.title, own.title) == ("Studio B", "friday-stage")
    assert watched.detail.startswith("yesterday, ")
    press(desk, own.act_button)
    assert page.host_form.room.text() == "friday-stage"
    press(desk, watched.act_button)
    assert desk.studio.links == [LINK]


def test_recent_rooms_can_be_forgotten(desk: Desk, page: StartPage) -> None:
    assert page.recent is not None
    rooms = RecentRooms((OwnRoom("a", 1),), (WatchedRoom("b", "B", 1), WatchedRoom("c", "C", 1)))
    desk.start.recent._put(rooms)
    QApplication.processEvents()
    press(desk, page.recent.rows()[0].forget_button)
    assert [row.title for row in page.recent.rows()] == ["C", "a"]
    QApplication.processEvents()
    press(desk, page.recent.forget_all_button)
    assert page.recent.rows() == ()
    assert page.recent._empty.isVisible()


def test_a_dead_link_says_so_and_offers_to_forget_it(desk: Desk, page: StartPage) -> None:
    assert page.recent is not None
    desk.start.recent._put(RecentRooms(watched=(WatchedRoom("a", "Old", 1, is_broken=True),)))
    QApplication.processEvents()
    row = page.recent.rows()[0]
    assert row.detail == "This link no longer works"
    assert row.forget_button.text() == "Forget"


def test_days_are_said_as_people_say_them() -> None:
    for language, yesterday in ((Language.ENGLISH, "yesterday, "), (Language.CHINESE, "昨天 ")):
        words = load_words(RESOURCES / "i18n", language)
        now_ms = 1_790_000_000_000
        assert when_text(words, now_ms - 86_400_000, now_ms).startswith(yesterday)
        assert when_text(words, now_ms, now_ms) != when_text(words, now_ms - 86_400_000, now_ms)
        assert "2026" in when_text(words, now_ms - 9 * 86_400_000, now_ms)


# ---------------------------------------------------------------------- the red button


@pytest.mark.parametrize(
    ("size", "text_scale"),
    [(QSize(1280, 720), 1.0), (QSize(480, 800), 1.0), (QSize(480, 640), 2.0)],
)
def test_the_red_button_is_always_in_sight(
    desk: Desk, page: StartPage, size: QSize, text_scale: float
) -> None:
    window = page.window()
    desk.theme.choose(desk.theme._choice, text_scale=text_scale)
    desk.start.uplink._put(UplinkView(UplinkPhase.MEASURING, 0.5, LADDER[0]))
    window.resize(size)
    QApplication.processEvents()
    button = page.host_form.go_live_button
    corner = button.mapTo(window, QPoint(button.width(), button.height()))
    assert corner.x() <= window.width()
    assert corner.y() <= window.height()
    assert not button.visibleRegion().isEmpty()


def test_at_720_lines_nothing_has_to_be_scrolled(
    desk: Desk, window: MainWindow, page: StartPage
) -> None:
    turn_on(desk, page)
    window.resize(QSize(1280, 720))
    QApplication.processEvents()
    name = page.host_form.name
    below = name.mapTo(window, QPoint(0, name.height())).y()
    button = page.host_form.go_live_button
    assert below < button.mapTo(window, QPoint(0, 0)).y()
    assert page.preview.height() > window.height() // 2


def test_a_double_click_goes_live_and_does_not_end_it_at_once(desk: Desk, page: StartPage) -> None:
    """The buttons that begin and end lie in the same corner: the second half means nothing."""
    window = page.window()
    assert isinstance(window, MainWindow)
    press(desk, page.host_form.go_live_button)
    host = window.page()
    assert isinstance(host, HostPage)
    middle = QPointF(host.end_button.rect().center())
    for kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
        left = Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, middle, middle, left, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(host.end_button, event)
    desk.settle()
    assert desk.controller.state.view is View.HOST


def test_the_keyboard_stays_where_it_was_when_the_preview_comes_and_goes(
    desk: Desk, window: MainWindow, page: StartPage, qtbot: QtBot
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.preview.cover.main_button.setFocus()
    QTest.keyClick(page.preview.cover.main_button, Qt.Key.Key_Space)
    desk.settle()
    assert page.preview.off_button is not None
    assert page.preview.off_button.hasFocus()
    QTest.keyClick(page.preview.off_button, Qt.Key.Key_Space)
    desk.settle()
    assert page.preview.cover.main_button.hasFocus()


def test_the_red_button_waits_until_it_is_known_whether_there_is_a_camera(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    found = window.page()
    assert isinstance(found, StartPage)
    engine = RecordingEngine()
    may_answer = engine.hold("list_devices")

    async def make_engine() -> RecordingEngine:
        desk.engines.append(engine)
        return engine

    desk.controller.parts.flow._maker._make_engine = make_engine
    desk.controller.desk.look_for_devices()
    qtbot.waitUntil(lambda: "list_devices" in engine.names())
    QTest.mouseClick(found.host_form.go_live_button, Qt.MouseButton.LeftButton)
    assert desk.controller.state.view is View.START
    assert not found.host_form.go_live_button.isEnabled()
    may_answer.set()
    qtbot.waitUntil(lambda: desk.controller.state.view is View.HOST)
    desk.settle()
    sent = engine.arguments("set_capture_source")[-1][0]
    assert sent == CaptureSource(SourceKind.PATTERN)  # there is no camera


def test_a_room_is_typed_in_words(desk: Desk) -> None:
    page = desk.window().findChild(StartPage)
    assert page is not None
    room = page.host_form.room
    room.selectAll()
    QTest.keyClicks(room, "Friday show")
    assert room.text() == "Friday-show"
    room.setCursorPosition(6)
    QTest.keyClicks(room, " late")
    assert room.text() == "Friday-late-show"
    assert room.cursorPosition() == 11
    room.selectAll()
    QTest.keyClicks(room, " ")
    assert room.text() == ""


def test_a_name_cannot_turn_the_words_of_the_page(desk: Desk) -> None:
    page = desk.window().findChild(StartPage)
    assert page is not None
    name = page.host_form.name
    QGuiApplication.clipboard().setText("\u202eAnn Lee")
    name.selectAll()
    name.paste()
    assert name.text() == "Ann Lee"
