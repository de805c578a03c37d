"""Loudness by wheel and arrow keys, with a word over the picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.model.media import SwitchState
from ui.kit import Kit
from ui.picture_note import PictureNote

_STEP = 5
_NOTCH = 120
"""What Qt tells of one notch of a wheel."""

_KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_VolumeUp: 1, Qt.Key.Key_VolumeDown: -1}


class VolumeHand:
    """Changes the loudness of what is played."""

    def __init__(self, kit: Kit, note: PictureNote) -> None:
        self._kit = kit
        self._note = note
        self._turned = 0

    def turn(self, angle: int, over: QWidget | None) -> None:
        """Follow a wheel; small turns of a touchpad add up."""
        self._turned += angle
        notches = int(self._turned / _NOTCH)
        if notches:
            self._turned -= notches * _NOTCH
            self._change(notches, over)

    def take_key(self, key: int, over: QWidget | None) -> bool:
        """Do what ``key`` says; false when it says nothing about loudness."""
        if key in {Qt.Key.Key_M, Qt.Key.Key_VolumeMute}:
            self._kit.controller.desk.toggle_speaker()
            self.tell(over)
            return True
        steps = next((steps for known, steps in _KEYS.items() if known == key), 0)
        if steps:
            self._change(steps, over)
        return bool(steps)

    def tell(self, over: QWidget | None) -> None:
        """Say how loud it is now."""
        if over is None:
            return
        state, words = self._kit.controller.state, self._kit.words
        if state.speaker is SwitchState.OFF or state.volume == 0:
            self._note.say("speaker_off", words("watching.muted_note"), over)
        else:
            text = words("watching.volume_note", volume=state.volume)
            self._note.say("speaker", text, over)

    def _change(self, steps: int, over: QWidget | None) -> None:
        controller = self._kit.controller
        controller.desk.set_volume(controller.state.volume + steps * _STEP)
        self.tell(over)
