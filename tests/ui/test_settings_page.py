"""The settings page as people use it: every change acts at once, is kept, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.control.plans import Preferences
from app.control.server_office import ServerFinding, ServerVerdict
from app.control.settings_sections import Section
from app.model.hotkeys import Hotkey
from app.model.media import LatencyMode, SwitchState, VideoCodec, VideoProfile
from app.model.server import ServerAccess, ServerPlace, ServerSetup
from tests.fakes.samples import live_host
from tests.ui.conftest import Desk
from tests.ui.settings_scenes import settings_page
from ui.host_page import HostPage
from ui.key_recorder import KeyRecorder
from ui.main_window import MainWindow
from ui.settings_delay import DelaySection
from ui.settings_general import GeneralSection
from ui.settings_hotkeys import HotkeyRow, HotkeysSection
from ui.settings_media import MediaSection
from ui.settings_page import SettingsPage
from ui.settings_server import ServerSection
from ui.settings_watching import WatchingSection
from ui.theme import LIGHT

# As for raise(): the offscreen platform says so of every native page that is put on a stack.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support lower", extend=True)

CTRL = Qt.KeyboardModifier.ControlModifier
SECRET = "secret-of-the-server-key"  # noqa: S105 - of nobody


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    made = desk.window()
    made.resize(QSize(1280, 800))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    desk.settle()


def kept(desk: Desk) -> Preferences:
    """What the next start would know."""
    return desk.saved[-1]


def choose(picker: QComboBox, text: str) -> None:
    """Choose as a person does: by the list."""
    index = picker.findText(text)
    assert index >= 0, [picker.itemText(n) for n in range(picker.count())]
    picker.setCurrentIndex(index)
    picker.activated.emit(index)


def section(window: MainWindow, which: Section) -> QWidget:
    """Open the settings at a section."""
    window.open_settings()
    settings_page(window).show_section(which)
    return settings_page(window).section_page()


def test_the_keys_open_the_settings_and_close_them_again(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Comma, CTRL)
    assert isinstance(window.page_over, SettingsPage)

    QTest.keyClick(window, Qt.Key.Key_Comma, CTRL)
    assert window.page_over is None


def test_escape_goes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.open_settings()

    QTest.keyClick(settings_page(window), Qt.Key.Key_Escape)

    qtbot.waitUntil(lambda: window.page_over is None)


def test_every_view_has_a_way_to_the_settings(desk: Desk, window: MainWindow) -> None:
    assert "more.settings" in [way.key for way in window.ways()]
    desk.show(live_host())
    window.take_way("more.settings")
    assert isinstance(window.page_over, SettingsPage)


def test_the_language_changes_at_once_where_the_person_is(desk: Desk, window: MainWindow) -> None:
    page = section(window, Section.GENERAL)
    assert isinstance(page, GeneralSection)

    choose(page.language, "简体中文")

    again = settings_page(window)
    assert again.section is Section.GENERAL
    assert again.picker.currentText() == "通用"
    assert kept(desk).language == "zh"
    chinese = again.section_page()
    assert isinstance(chinese, GeneralSection)
    choose(chinese.language, "English")
    assert settings_page(window).picker.currentText() == "General"


def test_the_theme_changes_at_once(desk: Desk, window: MainWindow) -> None:
    page = section(window, Section.GENERAL)
    assert isinstance(page, GeneralSection)

    choose(page.theme, "Light")

    assert desk.theme.tokens is LIGHT
    assert kept(desk).theme == "light"


def test_the_text_size_changes_at_once(desk: Desk, window: MainWindow) -> None:
    page = section(window, Section.GENERAL)
    assert isinstance(page, GeneralSection)

    choose(page.text_size, "150 %")

    assert desk.theme.text_scale == 1.5
    assert kept(desk).text_percent == 150
    larger = settings_page(window).section_page()
    assert larger is not page
    assert isinstance(larger, GeneralSection)
    assert larger.text_size.currentText() == "150 %"


def test_what_is_typed_below_stays_when_the_language_changes(
    desk: Desk, window: MainWindow
) -> None:
    desk.show(live_host())
    page = window.page()
    assert isinstance(page, HostPage)
    page.side.tabs.setCurrentIndex(0)
    field = page.side.chat.field
    field.setText("half a sent")
    general = section(window, Section.GENERAL)
    assert isinstance(general, GeneralSection)

    choose(general.language, "简体中文")
    window.close_over()

    after = window.page()
    assert after is not page
    assert isinstance(after, HostPage)
    assert after.side.chat.field.text() == "half a sent"


def test_switches_are_kept(desk: Desk, window: MainWindow) -> None:
    page = section(window, Section.GENERAL)
    assert isinstance(page, GeneralSection)

    page.ask_before_closing.click()

    assert kept(desk).ask_before_closing is SwitchState.OFF


def test_a_quality_is_chosen_by_its_words(desk: Desk, window: MainWindow) -> None:
    page = section(window, Section.MEDIA)
    assert isinstance(page, MediaSection)
    wanted = VideoProfile.parse("1080p30")

    page.quality.buttons[wanted].click()

    assert kept(desk).video.profile == wanted
    assert page.custom.isHidden()


def test_an_own_quality_is_checked_before_it_is_used(desk: Desk, window: MainWindow) -> None:
    page = section(window, Section.MEDIA)
    assert isinstance(page, MediaSection)
    page.quality.buttons[None].click()
    fields = page.custom

    fields.width_px.enter(641)
    assert "even" in fields.news.text()
    assert desk.saved == []
    fields.width_px.enter(640)
    fields.height_px.enter(480)
    fields.advice.click()

    assert fields.news.isHidden()
    assert kept(desk).video.profile == VideoProfile.parse("640x480@30")


def test_codec_layers_and_microphone_are_kept(desk: Desk, window: MainWindow) -> None:
    page = section(window, Section.MEDIA)
    assert isinstance(page, MediaSection)

    choose(page.codec, "VP8")
    page.simulcast.click()
    page.processing["noise_suppression"].click()

    assert kept(desk).video.codec is VideoCodec.VP8
    assert kept(desk).video.simulcast is SwitchState.ON
    assert kept(desk).audio.noise_suppression is SwitchState.OFF
    assert kept(desk).audio.echo_cancellation is SwitchState.ON
    assert "loses packets" in page.codec_row.help_text()


def test_a_section_is_reset_and_that_undone(desk: Desk, window: MainWindow) -> None:
    page = section(window, Section.DELAY)
    assert isinstance(page, DelaySection)
    page.modes.buttons[LatencyMode.SMOOTH].click()

    page.reset_button.click()
    assert kept(desk).latency_mode is LatencyMode.LOWEST
    assert page.modes.buttons[LatencyMode.LOWEST].isChecked()
    assert not page.reset_button.isEnabled()
    page.undo_bar.button.click()

    assert kept(desk).latency_mode is LatencyMode.SMOOTH
    assert page.undo_bar.isHidden()


def test_the_way_back_is_gone_after_another_change(desk: Desk, window: MainWindow) -> None:
    page = section(window, Section.DELAY)
    assert isinstance(page, DelaySection)
    page.modes.buttons[LatencyMode.SMOOTH].click()
    page.reset_button.click()

    page.modes.buttons[LatencyMode.BALANCED].click()

    assert page.undo_bar.isHidden()
    desk.settings.undo_reset()
    assert kept(desk).latency_mode is LatencyMode.BALANCED


def test_barrage_is_set_up(desk: Desk, window: MainWindow) -> None:
    page = section(window, Section.WATCHING)
    assert isinstance(page, WatchingSection)

    choose(page.opacity, "60 %")
    page.barrage.click()

    style = kept(desk).watching.barrage
    assert (style.opacity, style.state) == (60, SwitchState.OFF)
    assert not page.density.isEnabled()


# ---------------------------------------------------------------------- keys


def row_of(window: MainWindow, hotkey: Hotkey) -> HotkeyRow:
    page = section(window, Section.HOTKEYS)
    assert isinstance(page, HotkeysSection)
    return page.rows[hotkey]


def press(recorder: KeyRecorder, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    recorder.click()
    assert recorder.is_recording
    QTest.keyClick(recorder, key, modifiers)


def test_keys_are_changed_by_pressing_them(desk: Desk, window: MainWindow) -> None:
    desk.show(live_host())
    page = window.page()
    assert isinstance(page, HostPage)
    row = row_of(window, Hotkey.MICROPHONE)

    press(row.recorder, Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier)

    assert kept(desk).hotkeys.keys(Hotkey.MICROPHONE) == "F9"
    assert page.microphone_button.shortcut().toString() == "F9"
    assert row.recorder.text() == "F9"
    row.reset_button.click()
    assert kept(desk).hotkeys.changed == ()


def test_a_letter_alone_is_refused_in_words(desk: Desk, window: MainWindow) -> None:
    row = row_of(window, Hotkey.MICROPHONE)

    press(row.recorder, Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier)

    assert "typing" in row.news.text()
    assert desk.saved == []


def test_keys_that_are_taken_move_only_when_that_is_wanted(desk: Desk, window: MainWindow) -> None:
    row = row_of(window, Hotkey.MICROPHONE)
    press(row.recorder, Qt.Key.Key_E, CTRL)
    assert "Picture off or on" in row.news.text()
    assert desk.saved == []

    row.leave_button.click()
    assert row.news.isHidden()
    press(row.recorder, Qt.Key.Key_E, CTRL)
    row.use_button.click()

    keys = kept(desk).hotkeys
    assert (keys.keys(Hotkey.MICROPHONE), keys.keys(Hotkey.CAMERA)) == ("Ctrl+E", "")


def test_keys_that_do_something_are_recorded_instead(window: MainWindow) -> None:
    row = row_of(window, Hotkey.SETTINGS)

    press(row.recorder, Qt.Key.Key_Comma, CTRL)  # which would close the page

    assert isinstance(window.page_over, SettingsPage)
    assert not row.recorder.is_recording


def test_escape_leaves_the_keys_and_backspace_takes_them_away(
    desk: Desk, window: MainWindow
) -> None:
    row = row_of(window, Hotkey.CHAT)
    press(row.recorder, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert desk.saved == []
    assert isinstance(window.page_over, SettingsPage)

    press(row.recorder, Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier)
    assert kept(desk).hotkeys.keys(Hotkey.CHAT) == ""


# ---------------------------------------------------------------------- one's own server


def server_section(desk: Desk, window: MainWindow) -> ServerSection:
    page = section(window, Section.SERVER)
    assert isinstance(page, ServerSection)
    page.place.buttons[ServerPlace.OWN].click()
    desk.settle()
    return page


def enter(page: ServerSection, url: str) -> None:
    page.url.line.setText(url)
    page.url.line.editingFinished.emit()


def test_another_server_is_set_up_and_tried(desk: Desk, window: MainWindow) -> None:
    page = server_section(desk, window)
    enter(page, "https://live.example.org/")
    page.api_key.line.setText("main")
    page.api_key.line.editingFinished.emit()
    page.secret.line.setText(SECRET)
    page.secret.save_button.click()
    desk.settle()
    wanted = ServerSetup(ServerPlace.OWN, "wss://live.example.org", api_key="main")

    assert kept(desk).server == wanted
    assert desk.servers.secrets == {wanted: SECRET}
    assert desk.servers.used[-1] == wanted
    assert page.secret.line.text() == ""
    assert "keyring" in page.secret.state.text()
    page.test.button.click()
    desk.settle()
    assert "12 ms" in page.test.news.text()


def test_an_address_that_is_none_is_told_and_not_kept(desk: Desk, window: MainWindow) -> None:
    page = server_section(desk, window)

    enter(page, "wss://user:password@example.org")

    assert "no address" in page.url.fault.text()
    assert kept(desk).server.url == ""


@pytest.mark.parametrize("verdict", list(ServerVerdict))
def test_every_verdict_has_words(desk: Desk, window: MainWindow, verdict: ServerVerdict) -> None:
    page = server_section(desk, window)
    desk.servers.finding = ServerFinding(verdict, 7, "friday")

    page.test.button.click()
    desk.settle()

    text = page.test.news.text()
    assert len(text) > 10
    assert "settings." not in text
    assert page.test.button.isEnabled()


def test_a_token_needs_no_key_and_gives_no_link(desk: Desk, window: MainWindow) -> None:
    page = server_section(desk, window)
    assert page.api_key.isVisible()

    page.access.buttons[ServerAccess.TOKEN].click()
    desk.settle()

    assert not page.api_key.isVisible()
    assert "no watch link" in page.links_text.text()


def test_a_secret_that_cannot_be_right_is_told(desk: Desk, window: MainWindow) -> None:
    page = server_section(desk, window)
    page.secret.line.setText("two words")
    page.secret.save_button.click()
    desk.settle()

    assert "spaces" in page.secret.fault.text()


def test_where_there_is_no_keyring_that_is_said(desk: Desk, window: MainWindow) -> None:
    page = server_section(desk, window)
    desk.servers.stays = False
    page.secret.line.setText(SECRET)
    page.secret.save_button.click()
    desk.settle()

    assert "until Klieg is closed" in page.secret.state.text()


# ---------------------------------------------------------------------- narrow and wide


def test_a_narrow_window_chooses_its_section_from_a_list(window: MainWindow) -> None:
    window.open_settings()
    page = settings_page(window)
    assert page.sections.isVisible()
    assert not page.picker.isVisible()

    window.resize(QSize(480, 800))

    assert not page.sections.isVisible()
    assert page.picker.isVisible()
    choose(page.picker, "Hotkeys")
    assert page.section is Section.HOTKEYS
