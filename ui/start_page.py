"""The first thing people see: go live in one press, or watch by link."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.control.plans import Preferences
from app.control.profile_choices import short_name
from app.control.view_state import ViewState
from ui.host_form import HostForm
from ui.kit import Kit
from ui.preview_box import PreviewBox
from ui.recent_list import RecentList
from ui.watch_form import WatchForm
from ui.widgets import ElidedLabel, frame, label

_NARROW_PX = 860
_ROOMY_PX = 1080
_SLIM_PX = 760
_TINY_PX = 560
_LARGEST_PX = 16_777_215


class StartPage(QWidget):
    """Going live beside watching, one below the other where it is narrow; the red button below.

    The bar with the red button never scrolls: it is where the ends of all views are.
    """

    def __init__(self, kit: Kit, *, language_button: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._kit = kit
        self.preview = PreviewBox(kit)
        self.host_form = HostForm(kit, self.preview)
        self.watch_form = WatchForm(kit, own_name=lambda: self.host_form.name.text().strip())
        self.recent: RecentList | None = None
        if kit.desks.start is not None:
            self.recent = RecentList(kit, kit.desks.start.recent)
            self.recent.room_wanted.connect(self.host_form.use_room)
        self._divider = frame("divider")
        self._summary = ElidedLabel("", "dim")
        self._lay_out(language_button)
        self.host_form.room.textChanged.connect(self._sum_up)
        self.host_form.name.textChanged.connect(self._sum_up)
        forget = kit.controller.follow_preferences(self._preferences_changed)
        self.destroyed.connect(forget)
        self._sum_up()

    def _lay_out(self, language_button: QWidget | None) -> None:
        self._halves = QHBoxLayout()
        self._halves.setSpacing(28)
        self._halves.addWidget(self.host_form, 7)
        self._halves.addWidget(self._divider)
        self._halves.addWidget(self._watch_half(), 3)
        inside = QWidget()
        self._inside_layout = QVBoxLayout(inside)
        self._inside_layout.addLayout(self._halves, 1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header(language_button))
        layout.addWidget(scroll, 1)
        layout.addWidget(self._footer())

    def _watch_half(self) -> QWidget:
        half = QWidget()
        column = QVBoxLayout(half)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        column.addWidget(self.watch_form)
        if self.recent is not None:
            column.addWidget(self.recent)
        column.addStretch()
        return half

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

    def _footer(self) -> QFrame:
        footer = frame("controls")
        line = QHBoxLayout(footer)
        line.setContentsMargins(16, 10, 16, 10)
        line.setSpacing(16)
        line.addWidget(self._summary, 1)
        line.addWidget(self.host_form.go_live_button)
        return footer

    def render_state(self, state: ViewState) -> None:
        """Show ``state``."""
        self.host_form.render_state(state)
        self.preview.render_state(state)
        self.watch_form.render_state(state)
        if self.recent is not None:
            self.recent.setEnabled(self.host_form.isEnabled())
        self._sum_up()

    def _preferences_changed(self, _before: Preferences, _after: Preferences) -> None:
        self.host_form.render_state(self._kit.controller.shown)
        self._sum_up()

    def leave(self) -> None:
        """Give the preview's picture back; the page is not shown any more."""
        self.preview.leave()

    def _sum_up(self) -> None:
        """Say beside the red button what it does."""
        form, words = self.host_form, self._kit.words
        profile = self._kit.controller.preferences.video.profile
        self._summary.set_text(
            words(
                "start.summary",
                room=form.room.text().strip() or words("start.any_room"),
                name=form.name.text().strip() or words("start.default_name"),
                quality=short_name(profile),
            )
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width() / self._kit.theme.text_scale
        is_narrow = width < _NARROW_PX
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._halves.setDirection(below if is_narrow else beside)
        margin = 16 if is_narrow else min(40, self.width() // 32)
        self._inside_layout.setContentsMargins(margin, 16, margin, 16)
        if is_narrow:
            height = min((self.width() - 2 * margin) * 9 // 16, self.height() * 55 // 100)
            self.preview.setFixedHeight(max(self.preview.minimumSizeHint().height(), height))
            self._divider.setMinimumSize(0, 1)
            self._divider.setMaximumSize(_LARGEST_PX, 1)
        else:
            self.preview.setMinimumHeight(0)
            self.preview.setMaximumHeight(_LARGEST_PX)
            self._divider.setMinimumSize(1, 0)
            self._divider.setMaximumSize(1, _LARGEST_PX)
        is_tight = width < _SLIM_PX or _NARROW_PX <= width < _ROOMY_PX
        columns = 1 if width < _TINY_PX else 2 if is_tight else 3
        self.host_form.fields.use_columns(columns)
