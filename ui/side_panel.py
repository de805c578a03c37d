"""Beside the stage: chat, people and health, one at a time."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.control.view_state import View, ViewState
from app.model.session import User
from ui.chat_panel import ChatPanel
from ui.health_panel import HealthPanel
from ui.kit import Kit
from ui.widgets import wrapped

_PEOPLE_SHOWN = 200


class PeopleList(QWidget):
    """Everybody in the room, oneself first."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[User | None, tuple[User, ...]] | None = None
        self._list = QListWidget()
        self._list.setAccessibleName(kit.words("side.people"))
        self._list.setWordWrap(True)
        self._empty: QLabel = wrapped(kit.words("people.empty"), "dim")
        self._empty.setContentsMargins(14, 8, 14, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._empty)

    def render_state(self, state: ViewState) -> None:
        """Show the people of ``state``."""
        if self._shown == (state.user, state.users):
            return
        self._shown = (state.user, state.users)
        words = self._kit.words
        self._list.clear()
        if state.user is not None:
            self._list.addItem(words("people.you", name=state.user.name))
        self._list.addItems([user.name for user in state.users[:_PEOPLE_SHOWN]])
        if (more := len(state.users) - _PEOPLE_SHOWN) > 0:
            self._list.addItem(words("people.more", count=more))
        self._empty.setVisible(not state.users)

    def names(self) -> list[str]:
        """Return the lines on show."""
        return [self._list.item(number).text() for number in range(self._list.count())]


class SidePanel(QFrame):
    """Three tabs; the number of people is on theirs."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("role", "side")
        words = kit.words
        self.chat = ChatPanel(kit)
        self.people = PeopleList(kit)
        self.health = HealthPanel(kit)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setExpanding(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.chat, words("side.chat"))
        self.tabs.addTab(self.people, words("side.people"))
        self.tabs.addTab(self.health, words("side.health"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def render_state(self, state: ViewState) -> None:
        """Show chat, people and figures of ``state``."""
        self.chat.render_state(state)
        self.people.render_state(state)
        self.health.render_state(state)
        count = max(state.online_count, len(state.users) + 1 if state.user else 0)
        words = self._kit.words
        is_known = count > 0 and state.view is not View.START
        text = words("side.people_count", count=count) if is_known else words("side.people")
        if text != self.tabs.tabText(1):  # setting it draws the bar again, changed or not
            self.tabs.setTabText(1, text)

    def focus_chat(self) -> None:
        """Turn to the chat and its field."""
        self.tabs.setCurrentWidget(self.chat)
        self.chat.field.setFocus()
