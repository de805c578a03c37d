"""The button on the start view that names the engine and leads to its page."""

from __future__ import annotations

from app.control.zego_desk import ZegoDesk
from app.control.zego_view import ZegoView
from app.model.engine import EngineKind
from ui.kit import Kit
from ui.widgets import PushButton

_NAMES = {EngineKind.LIVEKIT: "LiveKit", EngineKind.ZEGO: "ZEGO"}


class ZegoButton(PushButton):
    """Says which engine one's own broadcasts use."""

    def __init__(self, kit: Kit, desk: ZegoDesk) -> None:
        tip = kit.words("zego.open_tip")
        super().__init__(kit, "", kind="quiet", icon="devices", tip=tip)
        self._words = kit.words
        forget = desk.subscribe(self._render)
        self.destroyed.connect(forget)
        self._render(desk.view)

    def _render(self, view: ZegoView) -> None:
        text = self._words("zego.open", engine=_NAMES[view.engine])
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(f"{text}. {self.toolTip()}")
            self.refresh_icon()
