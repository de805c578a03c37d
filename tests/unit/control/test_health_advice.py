"""One test for each rule, and the patience before something is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.control.health_advice import (
    APPEARS_AFTER_S,
    LEAVES_AFTER_S,
    AdviceTracker,
    Facts,
    advice_for,
)
from app.control.health_view import Advice, AdviceKind, NextStep, ProcessorLoad
from app.control.view_state import Severity, ViewState
from app.model.media import CaptureSource, SourceKind, SwitchState
from app.model.quality import AudienceFigures, PlayerQuality, PublisherQuality
from tests.fakes.samples import CAMERA, PLAN, SCREEN, live_host, watching

Kind = AdviceKind
GOOD_SENT = PublisherQuality(
    1280,
    720,
    capture_fps=30.0,
    encode_fps=30.0,
    send_fps=30.0,
    video_kbps=2400.0,
    target_kbps=2500.0,
    encode_ms=6.0,
    round_trip_ms=4.0,
    wanted_fps=30.0,
    available_kbps=9_000.0,
)
GOOD_SEEN = PlayerQuality(
    1280,
    720,
    received_fps=30.0,
    decoded_fps=30.0,
    shown_fps=30.0,
    video_kbps=2400.0,
    jitter_buffer_ms=8.0,
    decode_ms=2.0,
    end_to_end_p50_ms=20.0,
    end_to_end_p95_ms=30.0,
)


def host(quality: PublisherQuality, *, sharing: bool = False) -> ViewState:
    plan = replace(PLAN, picture=CAMERA, second_picture=SCREEN if sharing else None)
    state = live_host(plan)
    first, *rest = state.outgoing
    return replace(state, outgoing=(replace(first, quality=quality), *rest))


def watcher(quality: PlayerQuality) -> ViewState:
    state = watching()
    return replace(state, incoming=(replace(state.incoming[0], quality=quality),))


def kinds(state: ViewState, load: ProcessorLoad | None = None) -> list[AdviceKind]:
    return [item.kind for item in advice_for(Facts(state, load or ProcessorLoad()))]


def test_all_is_well() -> None:
    assert kinds(host(GOOD_SENT)) == []
    assert kinds(watcher(GOOD_SEEN)) == []
    assert kinds(ViewState()) == []


def test_a_weak_upload_means_to_send_less() -> None:
    weak = replace(
        GOOD_SENT, limited_by="bandwidth", limited_share=0.9, available_kbps=700.0, video_kbps=650.0
    )
    (advice,) = advice_for(Facts(host(weak)))
    assert (advice.kind, advice.severity) == (Kind.UPLOAD_WEAK, Severity.ERROR)
    assert advice.values == (("rate", "0.7"),)
    assert advice.step is NextStep.SEND_LESS
    assert kinds(host(replace(weak, limited_share=0.2))) == []


def test_who_sends_the_least_already_is_offered_no_less() -> None:
    weak = replace(GOOD_SENT, height_px=360, limited_by="bandwidth", limited_share=1.0)
    (advice,) = advice_for(Facts(host(weak)))
    assert advice.step is NextStep.NONE


@pytest.mark.parametrize(
    "busy",
    [
        replace(GOOD_SENT, limited_by="cpu", limited_share=1.0),
        replace(GOOD_SENT, encode_ms=41.0),
        replace(GOOD_SENT, encode_fps=18.0, frames_not_sent=12),
    ],
    ids=["limited", "late", "skipping"],
)
def test_a_busy_encoder_is_told(busy: PublisherQuality) -> None:
    (advice,) = advice_for(Facts(host(busy)))
    assert (advice.kind, advice.step) == (Kind.ENCODER_BUSY, NextStep.SEND_LESS)
    (sharing,) = advice_for(Facts(host(busy, sharing=True)))
    assert sharing.step is NextStep.STOP_SHARING


def test_loss_out_and_in_is_told_and_worse_from_a_tenth_on() -> None:
    (out,) = advice_for(Facts(host(replace(GOOD_SENT, loss_share=0.04))))
    assert (out.kind, out.severity) == (Kind.LOSS_OUT, Severity.WARNING)
    (seen,) = advice_for(Facts(watcher(replace(GOOD_SEEN, loss_share=0.2))))
    assert (seen.kind, seen.severity) == (Kind.LOSS_IN, Severity.ERROR)
    assert kinds(watcher(replace(GOOD_SEEN, loss_share=0.01))) == []


def test_a_slow_source_is_told_unless_nothing_is_to_be_captured() -> None:
    slow = replace(GOOD_SENT, capture_fps=14.0)
    assert kinds(host(slow)) == [Kind.SOURCE_SLOW]
    state = host(slow)
    off = replace(state.outgoing[0], picture=SwitchState.OFF)
    film = replace(state.outgoing[0], source=CaptureSource(SourceKind.FILE, "/film.mp4"))
    assert kinds(replace(state, outgoing=(off,))) == []
    assert kinds(replace(state, outgoing=(film,))) == []


def test_a_slow_receiver_is_told_unless_its_window_is_hidden() -> None:
    slow = replace(GOOD_SEEN, shown_fps=12.0, frames_replaced=18)
    assert kinds(watcher(slow)) == [Kind.RECEIVER_SLOW]
    assert kinds(watcher(replace(slow, frames_hidden=30))) == []
    assert kinds(watcher(replace(GOOD_SEEN, decode_ms=31.0))) == [Kind.RECEIVER_SLOW]


def test_a_picture_that_stopped_is_told_and_one_that_never_came_is_not() -> None:
    silent = PlayerQuality(1280, 720, round_trip_ms=3.0)
    assert kinds(watcher(silent)) == [Kind.NOTHING_ARRIVES]
    state = watcher(silent)
    waiting = replace(state.incoming[0], has_picture=False)
    assert kinds(replace(state, incoming=(waiting,))) == []


def test_a_long_round_trip_is_told_once() -> None:
    assert kinds(host(replace(GOOD_SENT, round_trip_ms=240.0))) == [Kind.ROUND_TRIP_HIGH]
    assert kinds(watcher(replace(GOOD_SEEN, round_trip_ms=240.0))) == [Kind.ROUND_TRIP_HIGH]


def test_a_long_buffer_is_told() -> None:
    assert kinds(watcher(replace(GOOD_SEEN, jitter_buffer_ms=300.0))) == [Kind.BUFFER_LONG]


def test_a_busy_machine_is_told_with_the_own_part() -> None:
    load = ProcessorLoad(own_percent=20.0, server_percent=5.0, machine_percent=97.0, cores=4)
    (advice,) = advice_for(Facts(host(GOOD_SENT), load))
    assert advice == Advice(
        Kind.MACHINE_BUSY, Severity.WARNING, values=(("percent", "97"), ("own", "25"))
    )


def test_an_audience_that_is_far_behind_is_a_note() -> None:
    behind = replace(GOOD_SENT, audience=AudienceFigures(3, 40.0, 60.0, slowest_p50_ms=1400.0))
    (advice,) = advice_for(Facts(host(behind)))
    assert (advice.kind, advice.severity) == (Kind.AUDIENCE_BEHIND, Severity.NOTE)
    assert advice.values == (("time", "1.4"),)


def test_the_worst_comes_first() -> None:
    bad = replace(
        GOOD_SENT, capture_fps=14.0, round_trip_ms=300.0, limited_by="cpu", limited_share=1.0
    )
    assert kinds(host(bad)) == [Kind.ENCODER_BUSY, Kind.SOURCE_SLOW, Kind.ROUND_TRIP_HIGH]


def test_only_what_lasts_is_told_and_it_stays_until_it_is_really_over() -> None:
    tracker, advice = AdviceTracker(), Advice(Kind.LOSS_IN)
    for second in range(APPEARS_AFTER_S):
        assert tracker.step(second, [advice]) == ()
    assert tracker.step(APPEARS_AFTER_S, [advice]) == (advice,)
    over = APPEARS_AFTER_S + 1
    for second in range(over, over + LEAVES_AFTER_S - 1):
        assert tracker.step(second, []) == (advice,)
    assert tracker.step(over + LEAVES_AFTER_S, []) == ()
    assert tracker.step(over + LEAVES_AFTER_S + 1, [advice]) == ()


def test_what_comes_and_goes_quickly_is_never_told() -> None:
    tracker, advice = AdviceTracker(), Advice(Kind.LOSS_IN)
    for second in range(60):
        is_bad = second % (LEAVES_AFTER_S + 1) == 0
        assert tracker.step(second, [advice] if is_bad else []) == ()
