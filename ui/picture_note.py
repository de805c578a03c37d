"""A word over the picture: how loud it is now, or that more is to come."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget
from shiboken6 import isValid

from ui.kit import Kit
from ui.widgets import IconLabel, label

_SHOWN_MS = 1_200
_TOP_PX = 16
_SMALL_PX = 480
_COLOR = "#ffffff"


class PictureNote:
    """Lies over one picture at a time.

    Nothing blends over a native window but its children, so the note is made a child of the picture
    and goes when that goes; the next word makes another.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._box: _Box | None = None

    @property
    def text(self) -> str:
        """The words on show; empty when there are none."""
        box = self._living()
        return box.text.text() if box is not None and not box.isHidden() else ""

    def say(self, icon: str, text: str, over: QWidget, *, stays: bool = False) -> None:
        """Show this over ``over``, for a moment or for as long as it is true."""
        box = self._living()
        if box is None or box.parentWidget() is not over:
            self.hide()
            box = self._box = _Box(self._kit, over)
        box.say(icon, text, stays=stays)

    def hide(self) -> None:
        """Take the word away."""
        box, self._box = self._living(), None
        if box is not None:
            box.hide()
            box.deleteLater()

    def _living(self) -> _Box | None:
        return self._box if self._box is not None and isValid(self._box) else None


class _Box(QFrame):
    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("role", "tag")
        self.text = label()
        self._icon = IconLabel(kit, size_px=20, color=_COLOR)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 14, 6)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self.text)
        parent.installEventFilter(self)

    def say(self, icon: str, text: str, *, stays: bool) -> None:
        self._icon.show_icon(icon, _COLOR)
        self.text.setText(text)
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        if stays:
            self._timer.stop()
        else:
            self._timer.start()

    def _place(self) -> None:
        over = self._over
        is_small = over.width() < _SMALL_PX  # its controls are at the top, its name at the foot
        top = (over.height() - self.height()) // 2 if is_small else _TOP_PX
        self.move(max(0, (over.width() - self.width()) // 2), max(0, top))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)
