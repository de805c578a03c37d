"""The picture on the start view, as it would be sent: off until somebody asks for it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.control.tiles import tiles
from app.control.view_state import View, ViewState
from ui.kit import Kit
from ui.tile import PictureTile
from ui.widgets import IconLabel, PushButton, frame, wrapped


class PreviewBox(QWidget):
    """A 16:9 box: words and a button while nothing is captured, the picture when it is."""

    wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._picture: PictureTile | None = None
        words = kit.words
        self._empty = frame("cover")
        self.check_button = PushButton(kit, words("start.check_picture"), icon="picture")
        self.check_button.clicked.connect(self.wanted)
        title = wrapped(words("start.preview_off"), "heading")
        hint = wrapped(words("start.preview_off_hint"), "dim")
        for text in (title, hint):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QVBoxLayout(self._empty)
        inside.addStretch()
        inside.addWidget(IconLabel(kit, "picture", size_px=32, color="dim"), 0, _CENTRE)
        inside.addWidget(title)
        inside.addWidget(hint)
        inside.addWidget(self.check_button, 0, _CENTRE)
        inside.addStretch()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._empty)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def is_on(self) -> bool:
        """Whether a picture is captured and shown."""
        return self._picture is not None

    def render_state(self, state: ViewState) -> None:
        """Show the own picture of ``state``, if one is captured on the start view."""
        shown = tiles(state)[:1] if state.view is View.START else ()
        if not shown:
            self.leave()
            return
        if self._picture is None:
            self._picture = PictureTile(self._kit, shown[0], self)
            colour = self._kit.theme.tokens.cover.removeprefix("#")
            self._picture.video.set_background_color(int(colour, 16))
            self._box.addWidget(self._picture)
            self._empty.hide()
            self._picture.show()
        elif self._picture.tile != shown[0]:
            self._picture.show_tile(shown[0])

    def leave(self) -> None:
        """Give the picture back."""
        if self._picture is not None:
            picture, self._picture = self._picture, None
            self._box.removeWidget(picture)
            picture.release()
        self._empty.show()

    def sizeHint(self) -> QSize:
        return QSize(480, 270)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 150)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(150, width * 9 // 16)


_CENTRE = Qt.AlignmentFlag.AlignHCenter
