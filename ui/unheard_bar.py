"""Tells a host who speaks while the microphone is off."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.control.tiles import own_tile_id
from app.control.view_state import ViewState
from app.model.media import PublishChannel, SwitchState
from ui.kit import Kit
from ui.widgets import IconLabel, PushButton, wrapped

_STAYS_MS = 6_000


class UnheardBar(QFrame):
    """Comes with the first word and stays a while, so that nothing jumps between two sentences.

    Whoever closed it is left in peace until the microphone was on again.
    """

    unmute_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        words = kit.words
        self._is_refused = False
        self.setProperty("role", "confirm")
        self.setAccessibleName(words("stage.unheard"))
        self.unmute = PushButton(kit, words("stage.unmute_now"), kind="small", icon="microphone")
        self.close_button = PushButton(kit, "", kind="quiet", icon="close")
        self.close_button.setAccessibleName(words("problem.dismiss"))
        self.unmute.clicked.connect(self.unmute_wanted)
        self.close_button.clicked.connect(self._refuse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 12, 6)
        layout.setSpacing(10)
        layout.addWidget(IconLabel(kit, "microphone_off", color="warning_text"))
        layout.addWidget(wrapped(words("stage.unheard")), 1)
        layout.addWidget(self.unmute)
        layout.addWidget(self.close_button)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_STAYS_MS)
        self._rest.timeout.connect(self.hide)
        self.hide()

    def render_state(self, state: ViewState) -> None:
        """Follow microphone and voice."""
        if state.microphone is SwitchState.ON:
            self._is_refused = False
            self._rest.stop()
            self.hide()
        elif own_tile_id(PublishChannel.MAIN) in state.voices.speaking and not self._is_refused:
            self.show()
            self._rest.start()

    def _refuse(self) -> None:
        self._is_refused = True
        self.hide()
