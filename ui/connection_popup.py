"""The connection in full: the room and each stream with state, cause, remedy; a way to retry.

Opens below the state pill. A window of its own, since pictures are native windows and would cover
what merely lies over them.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.control.connection import (
    ConnectionLine,
    ConnectionReport,
    Tone,
    connection_report,
)
from app.control.view_state import ViewState
from ui.kit import Kit
from ui.texts import clock_text
from ui.widgets import IconLabel, PushButton, clear, label, row, wrapped

_WIDTH_PX = 380
_HEIGHT_SHARE = 0.7
_SECOND_MS = 1_000
_MARGINS_PX = 26
_LOOKS = {
    Tone.GOOD: ("check", "good_text"),
    Tone.WAIT: ("wait", "dim"),
    Tone.WARNING: ("warning", "warning_text"),
    Tone.ERROR: ("error", "error_text"),
    Tone.QUIET: ("info", "dim"),
}


class ConnectionPopup(QFrame):
    """Follows the view state while it is open; Escape or a press elsewhere closes it."""

    def __init__(self, kit: Kit, anchor: QWidget) -> None:
        super().__init__(anchor, Qt.WindowType.Popup)
        self._kit = kit
        self._anchor = anchor
        self._shown: ConnectionReport | None = None
        words = kit.words
        self.setProperty("role", "popup")
        self.setAccessibleName(words("connection.title"))
        self._since = label("", "dim")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(12)
        self.retry_button = PushButton(
            kit,
            words("connection.retry_now"),
            kind="primary",
            icon="refresh",
            tip=words("connection.retry_tip"),
        )
        self.retry_button.clicked.connect(kit.controller.retry_now)
        self._second = QTimer(self)
        self._second.setInterval(_SECOND_MS)
        self._second.timeout.connect(self._show_times)
        self._lay_out()

    def _lay_out(self) -> None:
        heading = row(label(self._kit.words("connection.title"), "heading"))
        heading.addStretch()
        heading.addWidget(self._since)
        heading.setContentsMargins(0, 0, 8, 0)
        self._inside = QWidget()
        inside_layout = QVBoxLayout(self._inside)
        inside_layout.setContentsMargins(0, 0, 8, 0)
        inside_layout.addLayout(self._lines)
        inside_layout.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = row(self.retry_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 8, 14)
        layout.setSpacing(10)
        layout.addLayout(heading)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(buttons)

    def open(self) -> None:
        """Show it below the pill, inside the window where there is space."""
        self._shown = None
        self.render_state(self._kit.controller.shown)
        self._fit()
        self.show()
        self._second.start()
        (self.retry_button if self.retry_button.isVisible() else self).setFocus()

    def render_state(self, state: ViewState) -> None:
        """Show the connection of ``state``."""
        report = connection_report(state)
        if report == self._shown:
            return
        self._shown = report
        clear(self._lines)
        for line in report.lines:
            self._lines.addWidget(self._line(line))
        self.retry_button.setVisible(report.can_retry)
        self._show_times()
        if self.isVisible():
            self._fit()

    def texts(self) -> str:
        """Return all that is said, as one text."""
        found = [item.accessibleName() for item in self.findChildren(QFrame) if item is not self]
        return " ".join([self._since.text(), *filter(None, found)])

    def _line(self, line: ConnectionLine) -> QFrame:
        words = self._kit.words
        made = QFrame()
        icon, token = _LOOKS[line.tone]
        state = wrapped(words.phrase(line.state), "")
        state.setProperty("tone", line.tone.value)
        parts = [words.phrase(line.subject), words.phrase(line.state)]
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(wrapped(parts[0], "caption"))
        text.addWidget(state)
        if line.problem is not None:
            cause, remedy = words.problem(line.problem)
            text.addWidget(wrapped(cause))
            text.addWidget(wrapped(remedy, "dim"))
            parts += [cause, remedy]
            if line.problem.code:
                code = words("connection.code", code=int(line.problem.code))
                text.addWidget(label(code, "caption"))
        layout = QHBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(IconLabel(self._kit, icon, color=token), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)
        made.setAccessibleName(". ".join(part.rstrip(".。") for part in parts))
        return made

    def _show_times(self) -> None:
        report, words = self._shown, self._kit.words
        if report is None or not report.since_ms:
            self._since.setText("")
            return
        duration = clock_text(self._kit.controller.now_ms() - report.since_ms)
        key = "connection.broken_for" if report.is_broken else "connection.since"
        text = words(key, duration=duration)
        if report.attempts:
            one = report.attempts == 1
            tried = words(
                "connection.attempts_one" if one else "connection.attempts", count=report.attempts
            )
            text = f"{text} · {tried}"
        self._since.setText(text)

    def _fit(self) -> None:
        window = self._anchor.window()
        scale = self._kit.theme.text_scale
        width = min(round(_WIDTH_PX * scale), window.width() - 16)
        self.setFixedWidth(width)
        inside = self._inside
        needed = inside.heightForWidth(width - _MARGINS_PX) if inside.hasHeightForWidth() else -1
        lines_px = max(needed, inside.minimumSizeHint().height())
        room = round(window.height() * _HEIGHT_SHARE)
        self._scroll.setFixedHeight(max(48, min(lines_px, room)))
        self.adjustSize()
        corner = self._anchor.mapToGlobal(QPoint(0, self._anchor.height() + 6))
        left = window.mapToGlobal(QPoint(8, 0)).x()
        right = window.mapToGlobal(QPoint(window.width() - 8 - width, 0)).x()
        self.move(max(left, min(corner.x(), right)), corner.y())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._second.stop()
