"""Health as it can be: five minutes of figures with a break in them, advice, a busy machine."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.control.diagnosis_desk import DiagnosisView, SavePhase
from app.control.health_history import StreamHistory
from app.control.health_view import (
    HISTORY_S,
    Advice,
    AdviceKind,
    Break,
    HealthView,
    NextStep,
    ProcessorLoad,
)
from app.control.problems import problem_of_error
from app.control.view_state import Severity, ViewState
from app.model.errors import SettingsError
from app.model.quality import (
    AudienceFigures,
    LatencySplit,
    Maker,
    PlayerQuality,
    PublisherQuality,
    QualityLevel,
)
from ui.health_panel import HealthPanel

if TYPE_CHECKING:
    from tests.ui.conftest import Desk
    from ui.main_window import MainWindow

NOW_S = 253  # where the clock of the tests of widgets stands
LOAD = ProcessorLoad(own_percent=18.0, server_percent=4.0, machine_percent=41.0, cores=8)
BUSY = ProcessorLoad(own_percent=64.0, server_percent=11.0, machine_percent=97.0, cores=2)
BREAK = Break(NOW_S - 130, NOW_S - 112)
SENT = PublisherQuality(
    1280,
    720,
    capture_fps=30.0,
    encode_fps=30.0,
    send_fps=30.0,
    video_kbps=2380.0,
    audio_kbps=64.0,
    target_kbps=2500.0,
    encode_ms=5.2,
    round_trip_ms=1.0,
    codec="H264",
    encoder="OpenH264",
    level=QualityLevel.EXCELLENT,
    wanted_fps=30.0,
    capture_ms=1.3,
    encoder_kind=Maker.SOFTWARE,
    available_kbps=8_200.0,
    audience=AudienceFigures(3, 14.0, 19.0, 31.0, 30.0),
)
SEEN = PlayerQuality(
    1280,
    720,
    received_fps=30.0,
    decoded_fps=30.0,
    shown_fps=29.9,
    video_kbps=2380.0,
    audio_kbps=64.0,
    round_trip_ms=1.2,
    jitter_buffer_ms=4.0,
    decode_ms=2.1,
    end_to_end_p50_ms=15.3,
    end_to_end_p95_ms=19.8,
    codec="H264",
    level=QualityLevel.EXCELLENT,
    decoder="FFmpeg",
    decoder_kind=Maker.SOFTWARE,
    split=LatencySplit(1.3, 5.2, 1.6, 4.0, 2.1, 1.1),
)
POOR_SENT = replace(
    SENT,
    capture_fps=24.0,
    encode_fps=15.0,
    send_fps=15.0,
    video_kbps=640.0,
    loss_share=0.12,
    round_trip_ms=231.0,
    limited_by="bandwidth",
    limited_share=1.0,
    frames_not_sent=9,
    available_kbps=700.0,
    level=QualityLevel.BAD,
    audience=AudienceFigures(),
)
POOR_SEEN = replace(
    SEEN,
    received_fps=24.0,
    shown_fps=16.0,
    loss_share=0.06,
    packets_lost=17,
    frames_dropped=3,
    frames_replaced=8,
    jitter_buffer_ms=310.0,
    end_to_end_p50_ms=412.0,
    end_to_end_p95_ms=655.0,
    split=LatencySplit(network_ms=80.0, buffer_ms=310.0, decode_ms=14.0, paint_ms=8.0),
    level=QualityLevel.MEDIUM,
)
ADVICE = (
    Advice(
        AdviceKind.UPLOAD_WEAK,
        Severity.ERROR,
        "own-main",
        (("rate", "0.7"),),
        step=NextStep.SEND_LESS,
    ),
    Advice(AdviceKind.LOSS_OUT, Severity.ERROR, "own-main", (("percent", "12"),)),
    Advice(AdviceKind.MACHINE_BUSY, Severity.WARNING, values=(("percent", "97"), ("own", "75"))),
)


def with_sent(state: ViewState, quality: PublisherQuality = SENT) -> ViewState:
    """Return a host whose streams do so."""
    return replace(state, outgoing=tuple(replace(item, quality=quality) for item in state.outgoing))


def with_seen(state: ViewState, quality: PlayerQuality = SEEN) -> ViewState:
    """Return somebody whose streams do so."""
    return replace(state, incoming=tuple(replace(item, quality=quality) for item in state.incoming))


def five_minutes(quality: PublisherQuality | PlayerQuality) -> StreamHistory:
    """Return a history that rises, breaks, and falls again."""
    history = StreamHistory()
    for ago in range(HISTORY_S - 60, -1, -1):
        second = NOW_S - ago
        if BREAK.start_s <= second <= BREAK.end_s + 4:
            continue
        wave = 1 + 0.25 * math.sin(ago / 9) + 0.08 * math.sin(ago * 1.7)
        spike = 2.2 if 60 < ago < 66 else 1.0
        history.add(second, _scaled(quality, wave * spike))
    return history


def _scaled(
    quality: PublisherQuality | PlayerQuality, by: float
) -> PublisherQuality | PlayerQuality:
    if isinstance(quality, PlayerQuality):
        return replace(
            quality,
            end_to_end_p50_ms=quality.end_to_end_p50_ms * by,
            end_to_end_p95_ms=quality.end_to_end_p95_ms * by * by,
            video_kbps=quality.video_kbps / by,
        )
    audience = quality.audience
    told = replace(
        audience,
        end_to_end_p50_ms=audience.end_to_end_p50_ms * by,
        end_to_end_p95_ms=audience.end_to_end_p95_ms * by * by,
    )
    return replace(quality, video_kbps=quality.video_kbps / by, audience=told)


def forget_health(desk: Desk) -> None:
    """Let nothing be known."""
    desk.health.streams.clear()
    desk.health._breaks.clear()
    desk.diagnosis._put(DiagnosisView())
    desk.show_health(HealthView())


def be_well(desk: Desk, window: MainWindow) -> None:
    """Show a history and no advice."""
    _show(desk, HealthView(NOW_S, LOAD))
    del window


def be_bad(desk: Desk, window: MainWindow) -> None:
    """Show a history and what to do."""
    _show(desk, HealthView(NOW_S, BUSY, ADVICE))
    del window


def be_saved(desk: Desk, window: MainWindow) -> None:
    """Show that a diagnosis was saved."""
    be_well(desk, window)
    desk.diagnosis._put(DiagnosisView(SavePhase.SAVED, Path("/tmp/klieg-diagnosis.txt")))  # noqa: S108 - only shown
    _scroll_down(window)


def be_refused(desk: Desk, window: MainWindow) -> None:
    """Show that a diagnosis could not be saved."""
    be_well(desk, window)
    error = SettingsError(
        "cannot save the diagnosis as /media/stick/klieg-diagnosis.txt: No space left on device",
        hint="Make room on the disk, or choose another one.",
    )
    view = DiagnosisView(SavePhase.FAILED, Path("/media/stick/x.txt"), problem_of_error(error))
    desk.diagnosis._put(view)
    _scroll_down(window)


def _scroll_down(window: MainWindow) -> None:
    for panel in window.findChildren(HealthPanel):
        QApplication.processEvents()
        panel.verticalScrollBar().setValue(panel.verticalScrollBar().maximum())


def be_over(desk: Desk, window: MainWindow) -> None:
    """Show figures over the picture, too."""
    _show(desk, HealthView(NOW_S, LOAD, is_over_picture=True))
    del window


def _show(desk: Desk, view: HealthView) -> None:
    state = desk.controller.state
    desk.health._breaks[:] = [BREAK]
    for own in state.outgoing:
        desk.health.streams[own.stream_id] = five_minutes(own.quality)
    for item in state.incoming:
        desk.health.streams[item.stream.stream_id] = five_minutes(item.quality)
    desk.show_health(view)
