import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.model.hotkeys import Hotkey, HotkeyMap
from tests.ui.conftest import Desk
from ui.hotkeys import FollowingShortcut, TypingGuard, native_keys
from ui.widgets import ControlButton, PushButton

OTHER = HotkeyMap().with_keys(Hotkey.CHAT, "Ctrl+K")


def test_buttons_follow_their_keys_at_once(desk: Desk, qtbot: QtBot) -> None:
    kit = desk.kit()
    control, push = (
        ControlButton(kit, shortcut=Hotkey.CHAT),
        PushButton(kit, "Chat", shortcut=Hotkey.CHAT),
    )
    for button in (control, push):
        qtbot.addWidget(button)
    control.say("Chat", "chat", tip="Show the chat")

    kit.hotkeys.use(OTHER)

    assert control.shortcut().toString() == push.shortcut().toString() == "Ctrl+K"
    assert control.toolTip() == f"Show the chat ({native_keys('Ctrl+K')})"
    assert push.toolTip() == f"Chat ({native_keys('Ctrl+K')})"


def test_an_action_without_keys_has_a_tip_without_them(desk: Desk, qtbot: QtBot) -> None:
    kit = desk.kit()
    button = PushButton(kit, "Chat", shortcut=Hotkey.CHAT)
    qtbot.addWidget(button)

    kit.hotkeys.use(HotkeyMap().with_keys(Hotkey.CHAT, ""))

    assert (button.toolTip(), button.shortcut().toString()) == ("Chat", "")


def test_a_new_text_leaves_the_keys_of_a_button(desk: Desk, qtbot: QtBot) -> None:
    button = PushButton(desk.kit(), "End", shortcut=Hotkey.LEAVE)
    qtbot.addWidget(button)

    button.setText("Back")

    assert button.shortcut().toString() == "Ctrl+Shift+E"


def test_a_tip_for_the_moment_is_not_overwritten_by_new_keys(desk: Desk, qtbot: QtBot) -> None:
    kit = desk.kit()
    button = PushButton(kit, "Chat", shortcut=Hotkey.CHAT)
    qtbot.addWidget(button)
    button.setToolTip("Wait until somebody is there")

    kit.hotkeys.use(OTHER)

    assert button.toolTip() == "Wait until somebody is there"


def test_keys_without_a_button_follow_too_even_while_somebody_types(
    desk: Desk, qtbot: QtBot
) -> None:
    kit = desk.kit()
    holder = QWidget()
    qtbot.addWidget(holder)
    field = QLineEdit()
    QVBoxLayout(holder).addWidget(field)
    done: list[str] = []
    FollowingShortcut(kit.hotkeys, Hotkey.CHAT, holder, act=lambda: done.append("chat"))
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    field.setFocus()

    QTest.keyClick(field, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    kit.hotkeys.use(OTHER)
    QTest.keyClick(field, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)

    assert done == ["chat", "chat"]


class Greedy(QLineEdit):
    """Wants all keys for itself, as text fields want Ctrl+D on X11."""

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


@pytest.mark.parametrize("is_guarded", [False, True])
def test_hotkeys_work_in_fields_that_know_the_keys_as_their_own(
    desk: Desk, qtbot: QtBot, *, is_guarded: bool
) -> None:
    kit = desk.kit()
    holder = QWidget()
    qtbot.addWidget(holder)
    if is_guarded:
        TypingGuard(kit.hotkeys, holder)
    field = Greedy()
    QVBoxLayout(holder).addWidget(field)
    done: list[str] = []
    FollowingShortcut(kit.hotkeys, Hotkey.MICROPHONE, holder, act=lambda: done.append("mute"))
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)

    QTest.keyClick(field, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "ab")

    assert done == (["mute"] if is_guarded else [])
    assert field.text() == "ab"
