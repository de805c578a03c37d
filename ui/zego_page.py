"""The page that chooses the engine and sets up ZEGO: every change is kept at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.control.view_state import Problem
from app.control.zego_desk import ZegoDesk
from app.control.zego_view import LibraryState, Outcome, SecretPlace, StepKind, TestStep, ZegoView
from app.model.engine import EngineKind
from ui.column_page import ColumnPage, panel
from ui.kit import Kit
from ui.widgets import IconLabel, PushButton, label, row, wrapped
from ui.zego_account_panels import CredentialPanel, LibraryPanel, ProjectPanel
from ui.zego_parts import NewsLine

_LOOKS = {
    Outcome.WAITING: ("wait", "dim"),
    Outcome.RUNNING: ("refresh", "accent"),
    Outcome.GOOD: ("check", "good_text"),
    Outcome.WARNING: ("warning", "warning_text"),
    Outcome.FAILED: ("error", "error_text"),
    Outcome.SKIPPED: ("info", "dim"),
}


class ZegoPage(ColumnPage):
    """All of it in one column."""

    def __init__(self, kit: Kit, desk: ZegoDesk) -> None:
        super().__init__(kit, title=kit.words("zego.title"), subtitle=kit.words("zego.subtitle"))
        self._desk = desk
        self.engine = EnginePanel(kit, desk)
        self.library = LibraryPanel(kit, desk)
        self.project = ProjectPanel(kit, desk)
        self.credential = CredentialPanel(kit, desk)
        self.test = TestPanel(kit, desk)
        for part in (self.engine, self.library, self.project, self.credential, self.test):
            self.column.addWidget(part)
        self._end_column()
        self._forget = desk.subscribe(self.render_view)
        self.render_view(desk.view)

    def render_view(self, view: ZegoView) -> None:
        """Show ``view``."""
        for part in (self.engine, self.library, self.project, self.credential, self.test):
            part.render_view(view)

    def leave(self) -> None:
        """Listen no more; the page is not shown any more."""
        self._desk.stop_test()
        self._forget()


class EnginePanel(QWidget):
    """Which engine one's own broadcasts use, and whether ZEGO could be used."""

    def __init__(self, kit: Kit, desk: ZegoDesk) -> None:
        super().__init__()
        self._kit = kit
        words = kit.words
        made, layout = panel(words("zego.engine.title"))
        self.choices: dict[EngineKind, QRadioButton] = {}
        group = QButtonGroup(self)
        for kind in EngineKind:
            button = QRadioButton(words(f"zego.engine.{kind.value}"))
            button.setAccessibleName(words(f"zego.engine.{kind.value}"))
            self.choices[kind] = button
            group.addButton(button)
            layout.addWidget(button)
        for kind, button in self.choices.items():
            button.clicked.connect(lambda _checked=False, kind=kind: desk.choose_engine(kind))
        self.status = NewsLine(kit)
        self.l3_hint = NewsLine(kit)
        self.l3_hint.tell(words("zego.l3_hint"))
        layout.addWidget(wrapped(words("zego.engine.note"), "dim"))
        layout.addWidget(self.status)
        layout.addWidget(self.l3_hint)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(made)

    def render_view(self, view: ZegoView) -> None:
        """Show ``view``."""
        self.choices[view.engine].setChecked(True)
        if view.missing is not None:
            words = self._kit.words
            text = f"{words.phrase(view.missing.cause)} {words.phrase(view.missing.hint)}"
            is_used = view.engine is EngineKind.ZEGO
            self.status.tell(
                text,
                icon="error" if is_used else "info",
                color="error_text" if is_used else "dim",
            )
        elif view.library_state is LibraryState.REFUSED:
            text = self._kit.words("zego.status.refused")
            self.status.tell(text, icon="error", color="error_text")
        elif view.secret_place is SecretPlace.UNKNOWN:
            self.status.tell(self._kit.words("zego.status.looking"), icon="wait")
        else:
            text = self._kit.words("zego.status.ready")
            self.status.tell(text, icon="check", color="good_text")


class TestPanel(QWidget):
    """The button, and one line for each step."""

    __test__ = False  # of the page, not of pytest

    def __init__(self, kit: Kit, desk: ZegoDesk) -> None:
        super().__init__()
        self._kit = kit
        self._desk = desk
        words = kit.words
        made, layout = panel(words("zego.test.title"))
        self.button = PushButton(kit, words("zego.test.start"), kind="primary", icon="play")
        self.stop_button = PushButton(kit, words("zego.test.stop"))
        self.button.clicked.connect(desk.test)
        self.stop_button.clicked.connect(desk.stop_test)
        self.lines = {kind: StepLine(kit, kind) for kind in StepKind}
        buttons = row(self.button, self.stop_button)
        buttons.addStretch()
        layout.addWidget(wrapped(words("zego.test.hint"), "dim"))
        layout.addSpacing(4)
        layout.addLayout(buttons)
        for line in self.lines.values():
            layout.addWidget(line)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(made)

    def render_view(self, view: ZegoView) -> None:
        """Show ``view``."""
        self.button.setEnabled(not view.is_testing)
        self.stop_button.setVisible(view.is_testing)
        steps = {step.kind: step for step in view.steps}
        for kind, line in self.lines.items():
            line.render_step(steps.get(kind))


class StepLine(QWidget):
    """One step: icon, name, outcome in a word, and what it means."""

    def __init__(self, kit: Kit, kind: StepKind) -> None:
        super().__init__()
        self._kit = kit
        self._name = kit.words(f"zego.step.{kind.value}")
        self._icon = IconLabel(kit, size_px=16)
        self._title = label(self._name)
        self._title.setMinimumWidth(round(130 * kit.theme.text_scale))
        self._text = wrapped()
        layout = row(self._icon, self._title, self._text)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setStretch(2, 1)
        layout.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        layout.setAlignment(self._title, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)

    def render_step(self, step: TestStep | None) -> None:
        """Show ``step``; nothing before the first test."""
        self.setVisible(step is not None)
        if step is None:
            return
        self._icon.show_icon(*_LOOKS[step.outcome])
        self._text.setText(self._sentence(step))
        self.setAccessibleName(f"{self._name}: {self._text.text()}")

    def text(self) -> str:
        """Return what is on show."""
        return self._text.text()

    def _sentence(self, step: TestStep) -> str:
        words = self._kit.words
        if step.problem is not None:
            said = self._trouble(step.problem)
        elif step.said is not None:
            said = words.phrase(step.said)
        else:
            said = ""
        outcome = words(f"zego.outcome.{step.outcome.value}")
        return f"{outcome} \N{MIDDLE DOT} {said}" if said else outcome

    def _trouble(self, problem: Problem) -> str:
        """Return an error's own sentence, else the words of the SDK's table for its code."""
        words = self._kit.words
        help_for_code = None if problem.detail else words.code_help(problem.code)
        if help_for_code is None:
            return " ".join(words.problem(problem))
        return f"{help_for_code.meaning} {help_for_code.action}"
