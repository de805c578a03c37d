"""The first thing people see: go live in one press, or watch by link."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.control.view_state import Activity, ViewState
from ui.host_form import HostForm
from ui.kit import Kit
from ui.preview_box import PreviewBox
from ui.widgets import PushButton, frame, label, wrapped

_NARROW_PX = 760
_LINK_MAX = 2048


class WatchForm(QWidget):
    """A field for the link, with paste and watch beside it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        words = kit.words
        self.link = QLineEdit()
        self.link.setMaxLength(_LINK_MAX)
        self.link.setPlaceholderText(words("start.link_hint"))
        self.link.setAccessibleName(words("start.link"))
        self.link.setClearButtonEnabled(True)
        self.paste_button = PushButton(kit, words("start.paste"), icon="paste")
        self.watch_button = PushButton(kit, words("start.watch"), kind="primary", icon="play")
        self.paste_button.clicked.connect(self._paste)
        self.watch_button.clicked.connect(self._watch)
        self.link.returnPressed.connect(self._watch)
        caption = label(words("start.link"), "caption")
        caption.setBuddy(self.link)
        buttons = QHBoxLayout()
        buttons.addWidget(self.watch_button)
        buttons.addWidget(self.paste_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label(words("start.watch_title"), "title"))
        layout.addWidget(wrapped(words("start.watch_subtitle"), "dim"))
        layout.addSpacing(8)
        layout.addWidget(caption)
        layout.addWidget(self.link)
        layout.addLayout(buttons)
        layout.addStretch()

    def _paste(self) -> None:
        self.link.setText("".join(QGuiApplication.clipboard().text().split()))
        self.link.setFocus()

    def _watch(self) -> None:
        name = self._kit.controller.preferences.user_name
        self._kit.controller.watch_link(self.link.text(), name)


class StartPage(QWidget):
    """Two halves side by side, one below the other where it is narrow."""

    def __init__(self, kit: Kit, *, language_button: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._kit = kit
        self.preview = PreviewBox(kit)
        self.host_form = HostForm(kit, self.preview)
        self.watch_form = WatchForm(kit)
        self._divider = frame("divider")
        self._halves = QHBoxLayout()
        self._halves.setSpacing(28)
        self._halves.addWidget(self.host_form, 5)
        self._halves.addWidget(self._divider)
        self._halves.addWidget(self.watch_form, 4)
        inside = QWidget()
        self._inside_layout = QVBoxLayout(inside)
        self._inside_layout.addLayout(self._halves, 1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header(language_button))
        layout.addWidget(scroll, 1)

    def _header(self, language_button: QWidget | None) -> QFrame:
        header = frame("bar")
        line = QHBoxLayout(header)
        line.setContentsMargins(16, 6, 12, 6)
        mark = QLabel()
        mark.setPixmap(self._kit.icons.pixmap("klieg", "", size_px=24))
        mark.setAccessibleName("Klieg")
        line.addWidget(mark)
        line.addWidget(label("Klieg", "brand"))
        line.addStretch()
        if language_button is not None:
            line.addWidget(language_button)
        return header

    def render_state(self, state: ViewState) -> None:
        """Show ``state``."""
        self.preview.render_state(state)
        self.host_form.render_state(state)
        is_free = state.activity is Activity.IDLE
        self.watch_form.setEnabled(is_free)

    def typed(self) -> tuple[str, str, str]:
        """Return what was typed: room, name, link."""
        return self.host_form.room.text(), self.host_form.name.text(), self.watch_form.link.text()

    def take_typed(self, room: str, name: str, link: str) -> None:
        """Show what was typed before; for a page that takes the place of another."""
        self.host_form.room.setText(room)
        self.host_form.name.setText(name)
        self.watch_form.link.setText(link)

    def leave(self) -> None:
        """Give the preview's picture back; the page is not shown any more."""
        self.preview.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW_PX * self._kit.theme.text_scale
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._halves.setDirection(below if is_narrow else beside)
        margin = 16 if is_narrow else min(56, self.width() // 24)
        self._inside_layout.setContentsMargins(margin, 20, margin, 20)
        if is_narrow:
            self._divider.setMinimumSize(0, 1)
            self._divider.setMaximumSize(16_777_215, 1)
        else:
            self._divider.setMinimumSize(1, 0)
            self._divider.setMaximumSize(1, 16_777_215)
