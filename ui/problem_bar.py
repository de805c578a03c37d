"""What went wrong and what to do next, in one bar at the top of the window.

Not what the page in view says itself, in larger words.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.control.phases import is_told_in_place
from app.control.view_state import Activity, Problem, Severity, View, ViewState
from app.model.errors import ErrorCode
from ui.diagnosis_box import DiagnosisBox
from ui.herald import announce
from ui.kit import Kit
from ui.widgets import IconLabel, PushButton, restyle, wrapped

_LOOKS = {
    Severity.NOTE: ("info", "text", ""),
    Severity.WARNING: ("warning", "warning_text", "warning"),
    Severity.ERROR: ("error", "error_text", "error"),
}


class ProblemBar(QFrame):
    """Hidden while all is well."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: Problem | None = None
        self.setProperty("role", "problem")
        self._icon = IconLabel(kit, size_px=20)
        self._cause = wrapped("", "heading")
        self._hint = wrapped()
        self._retry = PushButton(kit, kit.words("watch.retry"), kind="small", icon="refresh")
        self._dismiss = PushButton(kit, "", kind="quiet", icon="close")
        self._dismiss.setAccessibleName(kit.words("problem.dismiss"))
        self._dismiss.setToolTip(kit.words("problem.dismiss"))
        self._show_file = PushButton(kit, kit.words("problem.show_file"), kind="small")
        self._show_file.clicked.connect(self._open_folder)
        self._retry.clicked.connect(kit.controller.retry)
        self._dismiss.clicked.connect(kit.controller.dismiss_problem)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._cause)
        texts.addWidget(self._hint)
        self.diagnosis: DiagnosisBox | None = None
        if kit.desks.diagnosis is not None:
            self.diagnosis = DiagnosisBox(kit, kit.desks.diagnosis)
            texts.addWidget(self.diagnosis)
        self._lay_out(texts)

    def _lay_out(self, texts: QVBoxLayout) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 8, 10)
        layout.setSpacing(12)
        layout.addWidget(self._icon)
        layout.addLayout(texts, 1)
        layout.addWidget(self._show_file)
        layout.addWidget(self._retry)
        layout.addWidget(self._dismiss)
        self.hide()

    def render_state(self, state: ViewState) -> None:
        """Show the problem of ``state``, if any."""
        problem = None if is_told_in_place(state) else state.problem
        can_retry = (
            problem is not None
            and problem.can_retry
            and state.view is not View.START
            and state.activity is Activity.IDLE
        )
        self._retry.setVisible(can_retry)
        if problem == self._shown:
            return
        self._shown = problem
        self.setVisible(problem is not None)
        if problem is not None:
            self._show_problem(problem)

    def _show_problem(self, problem: Problem) -> None:
        words = self._kit.words
        cause, hint = words.problem(problem)
        icon, token, tone = _LOOKS[problem.severity]
        self._icon.show_icon(icon, token)
        if self.diagnosis is not None:
            self.diagnosis.setVisible(problem.severity is Severity.ERROR)
        self._cause.setText(cause)
        self._hint.setText(hint)
        self._show_file.setVisible(bool(problem.file))
        self._show_file.setToolTip(problem.file)
        is_coded = problem.code is not ErrorCode.OK
        self.setToolTip(words("problem.code", code=int(problem.code)) if is_coded else "")
        self.setAccessibleName(f"{words('problem.bar')}: {cause} {hint}")
        restyle(self, tone=tone)
        announce(self, f"{cause} {hint}", is_urgent=problem.severity is not Severity.NOTE)

    def _open_folder(self) -> None:
        if self._shown is not None and self._shown.file:
            from ui.show_file import show_file  # seldom wanted

            show_file(Path(self._shown.file))
