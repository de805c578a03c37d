"""The menu to choose which picture, sound and speaker are used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.control.view_state import DeviceLists, ViewState
from app.model.media import CaptureSource, PublishChannel, SourceKind
from ui.control_bar import menu_anchor
from ui.kit import Kit
from ui.sources import Choice, picture_choices, sound_choices

Chosen = Callable[[CaptureSource], None]


class SourceMenu(QMenu):
    """A menu of sources that opens above its button; it looks again for what there is."""

    def __init__(self, kit: Kit, button: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._button = button
        self._devices: DeviceLists | None = None
        self.setToolTipsVisible(True)

    def open(self, state: ViewState) -> None:
        """Offer what was there a moment ago, and look for what is there now."""
        self._refill(state)
        self._kit.controller.desk.look_for_devices()

    def refresh(self, state: ViewState) -> None:
        """Offer what is there now, when the menu is open and that is something else."""
        if self.isVisible() and state.devices != self._devices:
            self._refill(state)

    def fill(self, state: ViewState) -> None:
        """Add the entries."""
        raise NotImplementedError

    def _refill(self, state: ViewState) -> None:
        self._devices = state.devices
        self.clear()
        self.fill(state)
        height = self.sizeHint().height()
        corner = menu_anchor(self._button).mapToGlobal(QPoint(0, 0))
        self.popup(QPoint(corner.x(), max(0, corner.y() - height - 4)))

    def _offer(
        self, title: str, choices: tuple[Choice, ...], now: CaptureSource | None, chosen: Chosen
    ) -> None:
        heading = self.addAction(title)
        heading.setEnabled(False)
        group = QActionGroup(self)
        group.setExclusive(True)
        for choice in choices:
            action = QAction(choice.text.replace("&", "&&"), self)
            if choice.source is None:
                action.triggered.connect(partial(self._choose_file, chosen))
            else:
                action.setCheckable(now is not None)
                action.setChecked(choice.source == now)
                action.triggered.connect(partial(_tell, chosen, choice.source))
                group.addAction(action)
            self.addAction(action)
        self.addSeparator()

    def _choose_file(self, chosen: Chosen) -> None:
        ask_for_file(self._kit, self, chosen)


class DeviceMenu(SourceMenu):
    """Picture, sound and speaker."""

    def fill(self, state: ViewState) -> None:
        """Add the entries, with what is in use marked."""
        words, desk = self._kit.words, self._kit.controller.desk
        main = state.outgoing_on(PublishChannel.MAIN)
        picture = main.source if main else None
        pictures = picture_choices(state.devices, words, picture)
        self._offer(words("start.picture"), pictures, picture, desk.choose_picture)
        sounds = sound_choices(state.devices, words, state.sound_source)
        self._offer(words("start.sound"), sounds, state.sound_source, desk.choose_sound)
        self._offer_speakers(state)

    def _offer_speakers(self, state: ViewState) -> None:
        words, desk = self._kit.words, self._kit.controller.desk
        heading = self.addAction(words("host.speaker"))
        heading.setEnabled(False)
        speakers = state.devices.speakers
        if not speakers:
            nothing = self.addAction(words("source.nothing"))
            nothing.setEnabled(False)
        for item in speakers:
            action = self.addAction(item.name.replace("&", "&&") or words("host.default_speaker"))
            action.setCheckable(True)
            is_default = item.is_default and not state.speaker_id
            action.setChecked(item.device_id == state.speaker_id or is_default)
            action.triggered.connect(partial(_choose_speaker, desk.choose_speaker, item.device_id))


def ask_for_file(kit: Kit, parent: QWidget, chosen: Chosen) -> None:
    """Let the person choose a media file; the window goes on meanwhile."""
    words = kit.words
    dialog = QFileDialog(parent.window(), words("source.choose_file"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    media = "*.mp4 *.mkv *.mov *.webm *.avi *.m4v *.ts *.flv *.ogg *.mp3 *.wav *.m4a"
    dialog.setNameFilters(
        [f"{words('source.media_files')} ({media})", words("source.all_files") + " (*)"]
    )
    dialog.fileSelected.connect(lambda path: chosen(CaptureSource(SourceKind.FILE, path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _tell(chosen: Chosen, source: CaptureSource, _is_checked: object = None) -> None:
    chosen(source)


def _choose_speaker(choose: Callable[[str], None], device_id: str, _checked: object = None) -> None:
    choose(device_id)
