"""Figures of each stream: what is sent and received, and how well."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.control.view_state import IncomingStream, OutgoingStream, ViewState
from app.control.words import Words
from app.model.quality import PlayerQuality, PublisherQuality, QualityLevel
from ui.kit import Kit
from ui.widgets import clear, label, wrapped

Figures = tuple[str, tuple[tuple[str, str], ...]]
"""A stream's name, and rows of what and how much."""


class HealthPanel(QScrollArea):
    """Follows the qualities in the view state."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[Figures, ...] | None = None
        self._inside = QWidget()
        self._layout = QVBoxLayout(self._inside)
        self._layout.setContentsMargins(14, 12, 14, 12)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(kit.words("side.health"))

    def render_state(self, state: ViewState) -> None:
        """Show the figures of ``state``, when they can be seen."""
        if not self.isVisible():
            self._shown = None
            return
        figures = figures_of(state, self._kit.words)
        if figures == self._shown:
            return
        self._shown = figures
        clear(self._layout)
        if not figures:
            self._layout.addWidget(wrapped(self._kit.words("health.waiting"), "dim"))
        for name, rows in figures:
            self._layout.addWidget(wrapped(name, "heading"))
            self._layout.addWidget(_table(rows))
        self._layout.addStretch()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.render_state(self._kit.controller.shown)


def figures_of(state: ViewState, words: Words) -> tuple[Figures, ...]:
    """Return the figures of all streams that have some."""
    sent = [_sent(item, words) for item in state.outgoing if item.quality != PublisherQuality()]
    received = [
        _received(item, words) for item in state.incoming if item.quality != PlayerQuality()
    ]
    return (*sent, *received)


def _sent(item: OutgoingStream, words: Words) -> Figures:
    quality = item.quality
    rows = [
        (words("health.sent"), f"{quality.send_fps:.1f} fps · {_rate(quality.video_kbps)}"),
        (words("health.size"), _size(quality)),
        (words("health.round_trip"), f"{quality.round_trip_ms:.0f} ms"),
        (words("health.loss"), f"{100 * quality.loss_share:.1f} %"),
        (words("health.encode"), f"{quality.encode_ms:.1f} ms"),
        (words("health.codec"), quality.codec or words("health.unknown")),
    ]
    if quality.limited_by:
        rows.append((words("health.limited"), quality.limited_by))
    source = words(f"source.{item.source.kind.value}")
    return _titled(source, quality.level, words), tuple(rows)


def _received(item: IncomingStream, words: Words) -> Figures:
    quality = item.quality
    rows = [
        (words("health.received"), f"{quality.shown_fps:.1f} fps · {_rate(quality.video_kbps)}"),
        (words("health.size"), _size(quality)),
        (words("health.round_trip"), f"{quality.round_trip_ms:.0f} ms"),
        (words("health.loss"), f"{100 * quality.loss_share:.1f} %"),
        (words("health.buffer"), f"{quality.jitter_buffer_ms:.0f} ms"),
        (words("health.decode"), f"{quality.decode_ms:.1f} ms"),
        (words("health.codec"), quality.codec or words("health.unknown")),
        (words("health.freezes"), str(quality.freezes)),
    ]
    if quality.end_to_end_p50_ms >= 0:
        delays = [
            (words("health.delay"), f"{quality.end_to_end_p50_ms:.0f} ms"),
            (words("health.delay_p95"), f"{quality.end_to_end_p95_ms:.0f} ms"),
        ]
        rows = delays + rows
    return _titled(item.stream.user.name, quality.level, words), tuple(rows)


def _titled(name: str, level: QualityLevel, words: Words) -> str:
    return f"{name} · {words(f'quality.{level.name}')}"


def _rate(kbps: float) -> str:
    return f"{kbps / 1000:.1f} Mbit/s" if kbps >= 1000 else f"{kbps:.0f} kbit/s"


def _size(quality: PublisherQuality | PlayerQuality) -> str:
    return f"{quality.width_px}\u00d7{quality.height_px}"


def _table(rows: tuple[tuple[str, str], ...]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 4, 0, 12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    for number, (what, how_much) in enumerate(rows):
        grid.addWidget(wrapped(what, "dim"), number, 0)
        value = label(how_much)
        value.setAccessibleName(f"{what}: {how_much}")
        grid.addWidget(value, number, 1, Qt.AlignmentFlag.AlignRight)
    return table
