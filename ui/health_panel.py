"""How the streams do: what to do, five minutes as a chart, and every figure there is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.control.health_view import HealthView, ProcessorLoad
from app.control.view_state import ViewState
from app.model.hotkeys import Hotkey
from ui.diagnosis_box import DiagnosisBox
from ui.health_advice_list import AdviceList
from ui.health_figures import figures_of, load_group
from ui.health_history_box import HistoryBox
from ui.health_split import SplitBar
from ui.health_table import FigureTable
from ui.health_text import FigureGroup, StreamFigures
from ui.kit import Kit
from ui.widgets import PushButton, wrapped

_SPACING_PX = 14


class HealthPanel(QScrollArea):
    """Follows the qualities in the view state, and the desk of health where there is one."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._desk = kit.desks.health
        self._streams: tuple[StreamFigures, ...] = ()
        self._seen: tuple[object, ...] = ()
        self._chosen = ""
        self._tables: dict[str, FigureTable] = {}
        self.diagnosis: DiagnosisBox | None = None
        words = kit.words
        self._waiting = wrapped(words("health.waiting"), "dim")
        self._chooser = QComboBox()
        self._chooser.setAccessibleName(words("health.stream"))
        self._chooser.activated.connect(self._choose)
        self.advice = AdviceList(kit)
        self.history = HistoryBox(kit)
        self.split = SplitBar(kit)
        self._split_title = wrapped(words("health.split"), "strong")
        self._notes = wrapped(
            f"{words('health.split_note')} {words('health.delay_note')}", "caption"
        )
        self.over_button = PushButton(
            kit,
            words("health.show_over"),
            kind="small",
            icon="health",
            tip=kit.tip(words("health.show_over_tip"), Hotkey.HEALTH),
        )
        self.over_button.clicked.connect(self._toggle_over)
        self._fill()
        self.setAccessibleName(words("side.health"))
        if self._desk is not None:
            self.destroyed.connect(self._desk.subscribe(self._show_health))

    def _fill(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 12, 14, 16)
        layout.setSpacing(_SPACING_PX)
        has_desk = self._desk is not None
        above: tuple[QWidget, ...] = (self._waiting, self.advice, self._chooser, self.history)
        for widget in above:
            layout.addWidget(widget)
        self._first, self._figures = QVBoxLayout(), QVBoxLayout()
        about_delay: tuple[QWidget, ...] = (self._split_title, self.split, self._notes)
        layout.addLayout(self._first)
        for widget in about_delay:
            layout.addWidget(widget)
        self._figures.setSpacing(_SPACING_PX)
        layout.addLayout(self._figures)
        self._machine: FigureTable | None = None
        self._below = QVBoxLayout()
        self._below.setSpacing(8)
        layout.addLayout(self._below)
        line = QHBoxLayout()
        line.addWidget(self.over_button)
        line.addStretch()
        self._below.addLayout(line)
        if self._kit.desks.diagnosis is not None:
            self.diagnosis = DiagnosisBox(self._kit, self._kit.desks.diagnosis)
            self._below.addWidget(self.diagnosis)
        layout.addStretch()
        of_desk: tuple[QWidget, ...] = (self.advice, self.history, self.over_button)
        for widget in of_desk:
            widget.setVisible(has_desk)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def render_state(self, state: ViewState) -> None:
        """Show the figures of ``state``, when they can be seen."""
        if not self.isVisible():
            return
        load = self._desk.view.load if self._desk is not None else ProcessorLoad()
        second = self._desk.view.at_s if self._desk is not None else 0
        seen = (state.view, state.outgoing, state.incoming, load, second)
        if seen == self._seen:
            return
        self._seen = seen
        streams = figures_of(state, self._kit.words, load)
        if streams != self._streams:
            self._streams = streams
            self._fill_chooser()
        self._show_stream()

    def _show_health(self, view: HealthView) -> None:
        if not self.isVisible():
            return
        self.advice.show_advice(view.advice)
        self._say_over(is_over=view.is_over_picture)
        self._show_machine(view.load)
        self.render_state(self._kit.controller.shown)

    def _show_machine(self, load: ProcessorLoad) -> None:
        if not load.cores:
            return
        group = load_group(load, self._kit.words)
        if self._machine is None:
            self._machine = FigureTable(group)
            self._below.insertWidget(0, self._machine)
        self._machine.show_group(group)

    def _fill_chooser(self) -> None:
        names = [figures.name for figures in self._streams]
        known = [self._chooser.itemText(number) for number in range(self._chooser.count())]
        if names != known:
            self._chooser.clear()
            self._chooser.addItems(names)
        ids = [figures.stream_id for figures in self._streams]
        if self._chosen in ids:
            self._chooser.setCurrentIndex(ids.index(self._chosen))
        self._chooser.setVisible(len(names) > 1)

    def _choose(self, number: int) -> None:
        if 0 <= number < len(self._streams):
            self._chosen = self._streams[number].stream_id
            self._show_stream()

    def _present(self) -> StreamFigures | None:
        chosen = [item for item in self._streams if item.stream_id == self._chosen]
        return next(iter((*chosen, *self._streams)), None)

    def _show_stream(self) -> None:
        figures = self._present()
        self._waiting.setVisible(figures is None)
        groups = figures.groups if figures is not None else ()
        self._show_groups(groups)
        parts = figures.parts if figures is not None else ()
        self.split.show_parts(parts)
        for widget in (self._split_title, self.split, self._notes):
            widget.setVisible(bool(parts))
        if self._desk is None or figures is None:
            self.history.setVisible(False)
            return
        self.history.setVisible(True)
        history = self._desk.streams.get(figures.stream_id)
        self.history.show_history(history, self._desk.now_s(), self._desk.breaks)

    def _show_groups(self, groups: tuple[FigureGroup, ...]) -> None:
        titles = {group.title for group in groups}
        for title in [title for title in self._tables if title not in titles]:
            table = self._tables.pop(title)
            table.hide()
            table.deleteLater()
        for number, group in enumerate(groups):
            known = self._tables.get(group.title)
            if known is not None:
                known.show_group(group)
            else:
                self._tables[group.title] = FigureTable(group)
                place = self._figures if number else self._first  # the delay, then its parts
                place.addWidget(self._tables[group.title])

    def _toggle_over(self) -> None:
        if self._desk is not None:
            self._desk.toggle_over_picture()

    def _say_over(self, *, is_over: bool) -> None:
        words = self._kit.words
        text = words("health.hide_over") if is_over else words("health.show_over")
        if text != self.over_button.text():
            self.over_button.setText(text)
            self.over_button.setAccessibleName(text)

    def labels(self) -> list[str]:
        """Return the words on show, from top to bottom."""
        return [
            label.text()
            for label in self.findChildren(QLabel)
            if label.isVisible() and label.text()
        ]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._seen = ()
        self.render_state(self._kit.controller.shown)
        if self._desk is not None:
            self._show_health(self._desk.view)
