"""Who a picture is of, in its lower left corner: name, voice, muted microphone."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.model.media import SwitchState
from ui.kit import Kit
from ui.widgets import ElidedLabel, IconLabel

_MARGIN_PX = 8
_FROM_PX = 60


class TileTag(QFrame):
    """Lies on a picture that is high enough for it, and only with a name."""

    def __init__(self, kit: Kit, picture: QWidget) -> None:
        super().__init__(picture)
        self._picture = picture
        self.setProperty("role", "tag")
        self._voice = IconLabel(kit, "voice", size_px=14, color="#7be0a8")
        self._muted = IconLabel(kit, "microphone_off", size_px=14, color="#ffb3b5")
        self._name = ElidedLabel("", "", self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.setSpacing(5)
        for part in (self._voice, self._muted, self._name):
            layout.addWidget(part)

    def say(self, name: str, *, voice: SwitchState, microphone: SwitchState) -> None:
        """Show ``name``, whether it speaks and whether it is muted."""
        self._voice.setVisible(voice is SwitchState.ON)
        self._muted.setVisible(microphone is SwitchState.OFF)
        self._name.set_text(name)

    def place(self) -> None:
        """Go where it belongs on the picture as it is now."""
        picture = self._picture
        is_wanted = bool(self._name.text()) and picture.height() > _FROM_PX
        self.setVisible(is_wanted)
        if not is_wanted:
            return
        hint = self.sizeHint()
        width = min(hint.width(), picture.width() - 2 * _MARGIN_PX)
        y = picture.height() - hint.height() - _MARGIN_PX
        self.setGeometry(_MARGIN_PX, y, max(0, width), hint.height())
        self.raise_()
