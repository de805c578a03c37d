"""The chart with its choice of figures above it and the moment that is read below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from app.control.health_view import HISTORY_S, Break
from ui.health_chart import HealthChart
from ui.health_chart_data import ChartData, Line
from ui.health_text import rate_text
from ui.kit import Kit
from ui.widgets import wrapped

if TYPE_CHECKING:
    from app.control.health_history import Metric, StreamHistory


def _ms(value: float) -> str:
    return f"{value:.0f} ms" if value < 1000 else f"{value / 1000:.1f} s"


def _fps(value: float) -> str:
    return f"{value:.0f} fps"


def _percent(value: float) -> str:
    return f"{value:.1f} %" if value and value < 10 else f"{value:.0f} %"


class HistoryBox(QWidget):
    """Shows one metric of one stream."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        words = kit.words
        self._titles = (
            words("health.chart.delay"),
            words("health.chart.rate"),
            words("health.chart.fps"),
            words("health.chart.loss"),
        )
        self._texts: tuple[Callable[[float], str], ...] = (_ms, rate_text, _fps, _percent)
        self._tops = (20.0, 500.0, 30.0, 5.0)
        self._history: StreamHistory | None = None
        self._until_s = 0
        self._breaks: tuple[Break, ...] = ()
        self.choice = QTabBar()
        self.choice.setAccessibleName(words("health.chart.choose"))
        self.choice.setProperty("role", "small")
        self.choice.setDrawBase(False)
        self.choice.setExpanding(True)
        for title in self._titles:
            self.choice.addTab(title)
        self.chart = HealthChart(kit, _ms)
        self._reading = wrapped(words("health.chart.hint"), "caption")
        self.choice.currentChanged.connect(lambda _number: self._show())
        self.chart.reading_changed.connect(self._read)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.choice)
        layout.addWidget(self.chart)
        layout.addWidget(self._reading)

    def show_history(
        self, history: StreamHistory | None, until_s: int, breaks: tuple[Break, ...]
    ) -> None:
        """Show the minutes before ``until_s``."""
        self._history, self._until_s, self._breaks = history, until_s, breaks
        self._show()

    def reading(self) -> str:
        """Return the line below the chart."""
        return self._reading.text()

    def _show(self) -> None:
        number = max(0, self.choice.currentIndex())
        lines = self._lines(number) if self._history is not None else ()
        data = ChartData(
            self._titles[number],
            lines,
            until_s=self._until_s,
            breaks=self._breaks,
            least_top=self._tops[number],
        )
        self.chart.show_data(data, self._texts[number])

    def _lines(self, number: int) -> tuple[Line, ...]:
        from app.control.health_history import Metric  # numpy: not for the first paint

        if number == 0:
            words = self._kit.words
            return (
                self._line(words("health.chart.median"), Metric.DELAY_P50),
                self._line(words("health.chart.p95"), Metric.DELAY_P95),
            )
        metric = (Metric.RATE_KBPS, Metric.FPS, Metric.LOSS_PERCENT)[number - 1]
        return (self._line("", metric),)

    def _line(self, name: str, metric: Metric) -> Line:
        if self._history is None:
            return Line(name, (float("nan"),) * HISTORY_S)
        return Line(name, tuple(self._history.series(metric, self._until_s).tolist()))

    def _read(self, text: str) -> None:
        self._reading.setText(text or self._kit.words("health.chart.hint"))
