"""The speaker that is chosen, and a tone to hear whether it is the right one."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.control.sound_check import SoundCheckView
from app.control.view_state import ViewState
from ui.elided_combo import ElidedComboBox
from ui.kit import Kit
from ui.widgets import PushButton, restyle, wrapped

_NAME_MAX = 60


class SoundCheckRow(QWidget):
    """A list of speakers with the test button beside it; words below when it cannot play."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._desk = kit.desks.start.sound_check if kit.desks.start is not None else None
        words = kit.words
        self._offered: tuple[tuple[str, str], ...] = ()
        self.speaker = ElidedComboBox(words("start.speaker"))
        self.speaker.activated.connect(self._chosen)
        self.test_button = PushButton(
            kit, words("start.test_tone"), tip=words("start.test_tone_hint")
        )
        self.trouble = wrapped("", "warning")
        self.trouble.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.speaker, 1)
        line.addWidget(self.test_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self.trouble)
        if self._desk is None:
            self.test_button.hide()
        else:
            self.test_button.clicked.connect(self._desk.toggle)
            self.destroyed.connect(self._desk.subscribe(self._render))

    def render_state(self, state: ViewState) -> None:
        """Show the speakers of ``state``."""
        default = (self._kit.words("host.default_speaker"), "")
        found = tuple((_short(item.name), item.device_id) for item in state.devices.speakers)
        offered = (default, *found)
        if state.speaker_id not in {device_id for _, device_id in offered}:
            offered = (*offered, (_short(state.speaker_id), state.speaker_id))
        if offered != self._offered:
            self._offered = offered
            self.speaker.clear()
            for name, _ in offered:
                self.speaker.addItem(name)
            self.speaker.shorten(0, self._kit.words("start.default"))
        ids = [device_id for _, device_id in offered]
        self.speaker.setCurrentIndex(ids.index(state.speaker_id))

    def _chosen(self, row: int) -> None:
        self._kit.controller.desk.choose_speaker(self._offered[row][1])

    def _render(self, view: SoundCheckView) -> None:
        words = self._kit.words
        text = words("start.tone_plays" if view.is_playing else "start.test_tone")
        self.test_button.setText(text)
        self.test_button.setAccessibleName(text)
        restyle(self.test_button, kind="primary" if view.is_playing else "")
        trouble = " ".join(words.problem(view.problem)) if view.problem is not None else ""
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))


def _short(name: str) -> str:
    text = " ".join(name.split())
    return text if len(text) <= _NAME_MAX else f"{text[: _NAME_MAX - 1]}…"
