"""Beside the stage: chat, people and health, one at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QTabWidget, QVBoxLayout

from app.control.view_state import View, ViewState
from ui.chat_panel import ChatPanel
from ui.health_panel import HealthPanel
from ui.kit import Kit
from ui.people_list import PeopleList


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
