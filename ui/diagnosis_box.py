"""The button that saves a diagnosis, and below it what became of that."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.control.diagnosis_desk import DiagnosisDesk, DiagnosisView, SavePhase
from ui.herald import announce
from ui.kit import Kit
from ui.show_file import show_file
from ui.widgets import PushButton, restyle, wrapped


def ask_where(kit: Kit, desk: DiagnosisDesk, parent: QWidget) -> QFileDialog:
    """Open the question where to save; the desk saves when it is answered."""
    words = kit.words
    dialog = QFileDialog(parent, words("diagnosis.title"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(words("diagnosis.kind"))
    dialog.setDefaultSuffix("txt")
    dialog.setDirectory(_folder())
    dialog.selectFile(desk.suggested_name())
    dialog.fileSelected.connect(lambda name: desk.save(Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _folder() -> str:
    place = QStandardPaths.StandardLocation
    for location in (place.DownloadLocation, place.DocumentsLocation, place.HomeLocation):
        folder = QStandardPaths.writableLocation(location)
        if folder and Path(folder).is_dir():
            return folder
    return ""


class DiagnosisBox(QWidget):
    """Follows the desk of diagnoses; keeps to the left, or to the middle if it is centred."""

    def __init__(self, kit: Kit, desk: DiagnosisDesk, *, is_centred: bool = False) -> None:
        super().__init__()
        self._kit = kit
        self._desk = desk
        words = kit.words
        self.save = PushButton(
            kit,
            words("diagnosis.save"),
            kind="small",
            icon="save",
            tip=words("diagnosis.save_tip"),
        )
        self.show_folder = PushButton(kit, words("diagnosis.show"), kind="small")
        self.dismiss = PushButton(kit, words("diagnosis.dismiss"), kind="quiet")
        self.outcome = wrapped("", "caption")
        self.save.clicked.connect(self.ask)
        self.show_folder.clicked.connect(self._show_folder)
        self.dismiss.clicked.connect(desk.dismiss)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        first, second = QHBoxLayout(), QHBoxLayout()
        if is_centred:
            first.addStretch()
            second.addStretch()
            self.outcome.setAlignment(Qt.AlignmentFlag.AlignCenter)
        first.addWidget(self.save)
        first.addStretch()
        second.addWidget(self.show_folder)
        second.addWidget(self.dismiss)
        second.addStretch()
        layout.addLayout(first)
        layout.addWidget(self.outcome)
        layout.addLayout(second)
        self.destroyed.connect(desk.subscribe(self._render))
        self._render(desk.view)

    def ask(self) -> None:
        """Ask where to save."""
        ask_where(self._kit, self._desk, self.window())

    def _render(self, view: DiagnosisView) -> None:
        words = self._kit.words
        is_saving = view.phase is SavePhase.SAVING
        self.save.setEnabled(not is_saving)
        label = {
            SavePhase.SAVING: words("diagnosis.saving"),
            SavePhase.FAILED: words("diagnosis.again"),
        }.get(view.phase, words("diagnosis.save"))
        if label != self.save.text():
            self.save.setText(label)
            self.save.setAccessibleName(label)
        text = self._outcome_text(view)
        if text != self.outcome.text():
            self.outcome.setText(text)
            announce(self, text, is_urgent=view.phase is SavePhase.FAILED)
        restyle(self.outcome, role="warning" if view.phase is SavePhase.FAILED else "caption")
        self.outcome.setVisible(bool(text))
        self.show_folder.setVisible(view.phase is SavePhase.SAVED)
        self.dismiss.setVisible(view.phase in {SavePhase.SAVED, SavePhase.FAILED})

    def _outcome_text(self, view: DiagnosisView) -> str:
        if view.phase is SavePhase.SAVED and view.file is not None:
            return self._kit.words("diagnosis.saved", name=view.file.name)
        if view.phase is SavePhase.FAILED and view.problem is not None:
            return " ".join(self._kit.words.problem(view.problem))
        return ""

    def _show_folder(self) -> None:
        file = self._desk.view.file
        if file is not None:
            show_file(file)
