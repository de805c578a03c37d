"""What the host view and the watch view have in common: header, stage, side panel, controls."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.control.plans import Preferences
from app.control.tiles import Tile, tiles
from app.control.view_state import ViewState
from app.model.hotkeys import Hotkey
from app.model.media import SwitchState
from app.model.quality import QualityLevel
from ui.chat_entry import ChatEntry
from ui.connection_popup import ConnectionPopup
from ui.control_bar import ControlBar
from ui.full_screen_controls import FullScreenControls
from ui.health_over import FiguresOver
from ui.kit import Kit
from ui.message_card import MessageCard
from ui.side_panel import SidePanel
from ui.stage import Stage
from ui.status_pill import Pill, StatusPill
from ui.texts import quality_tone
from ui.widgets import ControlButton, ElidedLabel, frame, row

_NARROW_PX = 760
_SIDE_PX = 308
_UNREAD_MAX = 99
_QUICK_CHAT_PX = 340


class LivePage(QWidget):
    """A page with pictures. Narrow windows get the side panel below the stage."""

    full_screen_wanted = Signal(bool)
    """The window shall cover the screen, or no longer."""

    def __init__(self, kit: Kit, *, retry_text: str, back_text: str) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._kit = kit
        self._is_narrow = False
        self._quality_is_known = False
        self._is_full_screen = False
        self.pill = StatusPill(kit)
        self.pill.clicked.connect(self.show_connection)
        self._connection: ConnectionPopup | None = None
        self.title = ElidedLabel(role="heading")
        self.subtitle = ElidedLabel(role="dim")
        self.quality = Pill(kit)
        self.card = MessageCard(kit, retry_text=retry_text, back_text=back_text)
        self.stage = Stage(kit, self.card)
        self.stage.full_screen_wanted.connect(self._picture_fills)
        self.side = SidePanel(kit)
        self.controls = ControlBar(kit)
        self.figures = self._make_figures()
        self.chat_button = ControlButton(kit, shortcut=Hotkey.CHAT)
        self.chat_button.clicked.connect(self._toggle_side)
        self._make_header()
        self._lay_out()
        self.over_controls = FullScreenControls(self, self._body, self.controls)
        self._prepare_side()

    def _prepare_side(self) -> None:
        chat = self.side.chat
        chat.unread_changed.connect(self._say_chat_button)
        self.quick_chat = ChatEntry(self._kit, margin_px=0)
        self.quick_chat.setFixedWidth(round(_QUICK_CHAT_PX * self._kit.theme.text_scale))
        self.quick_chat.said.connect(chat.send)
        self.quick_chat.barrage_button.toggled.connect(chat.barrage_button.setChecked)
        chat.barrage_button.toggled.connect(self.quick_chat.barrage_button.setChecked)
        self.quick_chat.hide()
        self._show_side()
        self.destroyed.connect(self._kit.controller.follow_preferences(self._follow))

    def _make_figures(self) -> FiguresOver | None:
        desk = self._kit.desks.health
        return FiguresOver(self._kit, desk, self.stage) if desk is not None else None

    @property
    def figures_buttons(self) -> tuple[QWidget, ...]:
        """The button of the figures, where there are some."""
        return (self.figures.button,) if self.figures is not None else ()

    def _make_header(self) -> None:
        self.header = frame("bar")
        self.header.setMinimumHeight(round(48 * self._kit.theme.text_scale))
        self._heading = row(self.pill, self.title, self.subtitle, spacing=10)
        self._heading.addStretch(1)
        self.header_side = row(spacing=10)
        self._header_box = QHBoxLayout(self.header)
        self._header_box.setContentsMargins(12, 6, 12, 6)
        self._header_box.setSpacing(8)
        self._header_box.addLayout(self._heading, 1)
        self._header_box.addLayout(self.header_side)

    def _lay_out(self) -> None:
        self._stage_box = QVBoxLayout()
        self._stage_box.setContentsMargins(8, 8, 8, 8)
        self._stage_box.addWidget(self.stage)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addLayout(self._stage_box, 1)
        self._middle.addWidget(self.side)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._body.addWidget(self.header)
        self._body.addLayout(self._middle, 1)
        self._body.addWidget(self.controls)

    def render_state(self, state: ViewState) -> None:
        """Show ``state``; pages add what is theirs."""
        if self._connection is not None and self._connection.isVisible():
            self._connection.render_state(state)
        self.stage.show_tiles(self.stage_tiles(state), state.voices)
        self.stage.fly(state.barrage)
        self.side.render_state(state)
        self.quick_chat.setEnabled(self.side.chat.field.isEnabled())
        if self.figures is not None:
            self.figures.refresh()
        self.controls.place()
        self._fit_header()

    def stage_tiles(self, state: ViewState) -> tuple[Tile, ...]:
        """Return the pictures for the stage."""
        return tiles(state)

    def show_quality(self, level: QualityLevel, text: str) -> None:
        """Show how well it flows, once that is known and where there is space."""
        self._quality_is_known = level is not QualityLevel.UNKNOWN
        self.quality.say(text, quality_tone(level))
        self.quality.setVisible(self._quality_is_known and not self._is_narrow)

    def show_connection(self) -> None:
        """Show the connection in full, below the state pill."""
        if self._connection is None:
            self._connection = ConnectionPopup(self._kit, self.pill)
        self._connection.open()

    def leave(self) -> None:
        """Give all pictures back; the page is not shown any more."""
        if self._is_full_screen:
            self.toggle_full_screen()
        self.stage.clear()

    @property
    def is_full_screen(self) -> bool:
        """Whether only the stage is shown."""
        return self._is_full_screen

    def set_full_screen(self, *, is_on: bool) -> None:
        """Show the stage alone; the controls come when the pointer moves."""
        if is_on == self._is_full_screen:
            return
        self._is_full_screen = is_on
        if is_on:
            self.setFocus()  # nothing that goes keeps the keys
        margin = 0 if is_on else 8
        self._stage_box.setContentsMargins(margin, margin, margin, margin)
        self.header.setVisible(not is_on)
        self.side.setVisible(self._side_is_wanted and not is_on)
        self.controls.want(self.quick_chat, is_wanted=is_on)
        if is_on:
            self.over_controls.begin()
        else:
            self.over_controls.end()

    def toggle_full_screen(self) -> None:
        """Show the pictures on the whole screen, or in the window again."""
        self.set_full_screen(is_on=not self._is_full_screen)
        if not self._is_full_screen:
            self.stage.leave_full()
        self.full_screen_wanted.emit(self._is_full_screen)

    def _picture_fills(self, is_on: bool) -> None:  # noqa: FBT001 - the slot of a bool signal
        if is_on is not self._is_full_screen:
            self.toggle_full_screen()

    def pointer_moved(self) -> None:
        """Bring the controls back for a moment, in full screen."""
        self.over_controls.show()

    def _toggle_side(self) -> None:
        controller = self._kit.controller
        side = SwitchState.OFF if self._side_is_wanted else SwitchState.ON
        watching = replace(controller.preferences.watching, side=side)
        controller.remember(replace(controller.preferences, watching=watching))
        if self._side_is_wanted:
            self.side.focus_chat()

    @property
    def _side_is_wanted(self) -> bool:
        return self._kit.controller.preferences.watching.side is SwitchState.ON

    def _follow(self, before: Preferences, after: Preferences) -> None:
        """The settings and the other live view may change it, too."""
        if before.watching.side is not after.watching.side:
            self._show_side()
            self.side.render_state(self._kit.controller.shown)

    def _show_side(self) -> None:
        self.side.setVisible(self._side_is_wanted and not self._is_full_screen)
        self._say_chat_button()

    def _say_chat_button(self) -> None:
        words = self._kit.words
        tip = words("side.hide") if self._side_is_wanted else words("side.show")
        text, unread = words("side.chat"), self.side.chat.unread
        if unread:
            count = str(unread) if unread <= _UNREAD_MAX else f"{_UNREAD_MAX}+"
            text = words("watching.chat_unread", count=count)
            tip = words("watching.chat_unread_tip", count=count)
        self.chat_button.say(text, "chat", tip=tip)
        self.controls.place()

    def _fit_width(self) -> None:
        is_narrow = self.width() < _NARROW_PX * self._kit.theme.text_scale
        direction = (
            QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        )
        self._middle.setDirection(direction)
        side_px = round(_SIDE_PX * self._kit.theme.text_scale)
        if is_narrow:
            self.side.setMinimumSize(0, 0)
            self.side.setMaximumWidth(16_777_215)
            self._middle.setStretch(0, 11)
            self._middle.setStretch(1, 9)
        else:
            self.side.setFixedWidth(side_px)
            self._middle.setStretch(0, 1)
            self._middle.setStretch(1, 0)
        self._is_narrow = is_narrow
        self.subtitle.setVisible(not is_narrow and bool(self.subtitle.text()))
        self.quality.setVisible(not is_narrow and self._quality_is_known)

    def _fit_header(self) -> None:
        """Two lines where the words do not fit in one."""
        needed = self._heading.minimumSize().width() + self.header_side.sizeHint().width() + 32
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._header_box.setDirection(below if needed > self.width() else beside)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.HoverMove:
            self.pointer_moved()
        elif event.type() is QEvent.Type.LayoutRequest:
            self._fit_header()
        return super().event(event)

    def handle_key(self, key: int) -> bool:
        """Do what ``key`` means on the whole page; false when it means nothing."""
        if self._is_full_screen and self._handle_chat_key(key):
            return True
        if self.stage.handle_key(key):
            return True
        if key == Qt.Key.Key_Escape and self._is_full_screen:
            self.toggle_full_screen()
            return True
        return False

    def _handle_chat_key(self, key: int) -> bool:
        """Enter begins to write, Escape ends it; the picture keeps the screen."""
        field = self.quick_chat.field
        if key == Qt.Key.Key_Escape and field.hasFocus():
            self.setFocus()
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and field.isEnabled():
            self.over_controls.show()
            field.setFocus()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() or not self.handle_key(event.key()):
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.pointer_moved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()
        self._fit_header()
        self.over_controls.place()
