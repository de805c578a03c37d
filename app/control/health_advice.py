"""What to do when figures are bad: pure rules, and the patience before one of them is told.

A rule sees one moment. That something must last before it is told, and must be over for a while
before it goes, is decided in one place, :class:`AdviceTracker`, so that nothing flickers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.control.health_view import Advice, AdviceKind, NextStep, ProcessorLoad
from app.control.view_state import IncomingStream, OutgoingStream, Severity, View, ViewState
from app.model.media import PublishChannel, SourceKind, SwitchState
from app.model.quality import PlayerQuality, PublisherQuality
from app.model.session import PlayerState, PublisherState

APPEARS_AFTER_S = 5
LEAVES_AFTER_S = 4

SMALLEST_HEIGHT_PX = 360

_LIMITED_SHARE = 0.5
_LOSS_SHARE = 0.03
_BAD_LOSS_SHARE = 0.10
_ROUND_TRIP_MS = 200.0
_SLOW_SHARE = 0.75
_DECODE_BUDGET_SHARE = 0.8
_LEFT_OUT_SHARE = 0.25
_BUFFER_MS = 250.0
_BUSY_PERCENT = 90.0
_BEHIND_MS = 500.0
_STILL_KINDS = frozenset({SourceKind.FILE, SourceKind.CUSTOM, SourceKind.NONE})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at: one moment of the window."""

    state: ViewState
    load: ProcessorLoad = field(default_factory=ProcessorLoad)

    @property
    def sent(self) -> tuple[OutgoingStream, ...]:
        """The own streams that flow and are measured."""
        if self.state.view is not View.HOST:
            return ()
        return tuple(
            item
            for item in self.state.outgoing
            if item.state is PublisherState.PUBLISHING and item.quality != PublisherQuality()
        )

    @property
    def played(self) -> tuple[IncomingStream, ...]:
        """The streams of others that flow and are measured."""
        return tuple(
            item
            for item in self.state.incoming
            if item.state is PlayerState.PLAYING and item.quality != PlayerQuality()
        )


def advice_for(facts: Facts) -> tuple[Advice, ...]:
    """Return all that is not well at this moment."""
    found = [advice for rule in _RULES for advice in rule(facts)]
    return tuple(sorted(found, key=_order))


def upload_weak(facts: Facts) -> Iterable[Advice]:
    """The way out carries less than the chosen quality needs."""
    for own in facts.sent:
        quality = own.quality
        if quality.limited_by == "bandwidth" and quality.limited_share >= _LIMITED_SHARE:
            kbps = quality.available_kbps if quality.available_kbps > 0 else quality.video_kbps
            yield Advice(
                AdviceKind.UPLOAD_WEAK,
                Severity.ERROR,
                own.stream_id,
                (("rate", f"{kbps / 1000:.1f}"),),
                step=_can_send_less(own),
            )


def encoder_busy(facts: Facts) -> Iterable[Advice]:
    """The encoder does not keep up with what it is given."""
    for own in facts.sent:
        quality = own.quality
        is_limited = quality.limited_by == "cpu" and quality.limited_share >= _LIMITED_SHARE
        budget_ms = 1000 / quality.capture_fps if quality.capture_fps >= 1 else 0.0
        is_late = 0 < budget_ms < quality.encode_ms
        left_out = quality.frames_not_sent > _LEFT_OUT_SHARE * max(1.0, quality.capture_fps)
        skips = left_out and quality.limited_by != "bandwidth"
        if is_limited or is_late or skips:
            yield Advice(
                AdviceKind.ENCODER_BUSY,
                Severity.ERROR,
                own.stream_id,
                (("encode", f"{quality.encode_ms:.0f}"),),
                step=NextStep.STOP_SHARING if facts.state.is_sharing else _can_send_less(own),
            )


def loss_out(facts: Facts) -> Iterable[Advice]:
    """Packets get lost on the way to the server."""
    for own in facts.sent:
        if own.quality.loss_share >= _LOSS_SHARE:
            yield _loss(AdviceKind.LOSS_OUT, own.quality.loss_share, own.stream_id)


def loss_in(facts: Facts) -> Iterable[Advice]:
    """Packets get lost on the way from the server."""
    for item in facts.played:
        if item.quality.loss_share >= _LOSS_SHARE:
            yield _loss(AdviceKind.LOSS_IN, item.quality.loss_share, item.stream.stream_id)


def source_slow(facts: Facts) -> Iterable[Advice]:
    """Camera or screen gives fewer pictures than it was asked for."""
    for own in facts.sent:
        quality = own.quality
        is_moving = own.picture is SwitchState.ON and own.has_picture and not own.has_ended
        if own.source.kind in _STILL_KINDS or not is_moving or quality.wanted_fps <= 0:
            continue
        if quality.capture_fps < _SLOW_SHARE * quality.wanted_fps:
            yield Advice(
                AdviceKind.SOURCE_SLOW,
                Severity.WARNING,
                own.stream_id,
                (("fps", f"{quality.capture_fps:.0f}"), ("wanted", f"{quality.wanted_fps:.0f}")),
            )


def receiver_slow(facts: Facts) -> Iterable[Advice]:
    """Pictures arrive, but this machine cannot decode or paint them all."""
    for item in facts.played:
        quality = item.quality
        if quality.received_fps < 1 or quality.frames_hidden:
            continue
        is_slow_decoder = quality.decode_ms > _DECODE_BUDGET_SHARE * 1000 / quality.received_fps
        left_out = quality.frames_dropped + quality.frames_replaced
        if is_slow_decoder or left_out > _LEFT_OUT_SHARE * quality.received_fps:
            yield Advice(
                AdviceKind.RECEIVER_SLOW,
                Severity.WARNING,
                item.stream.stream_id,
                (("count", str(left_out)),),
            )


def nothing_arrives(facts: Facts) -> Iterable[Advice]:
    """A stream plays, but nothing of it comes any more."""
    for item in facts.played:
        quality = item.quality
        is_silent = quality.video_kbps + quality.audio_kbps < 1
        if item.has_picture and is_silent and quality.received_fps < 0.1:
            yield Advice(
                AdviceKind.NOTHING_ARRIVES, Severity.ERROR, stream_id=item.stream.stream_id
            )


def round_trip_high(facts: Facts) -> Iterable[Advice]:
    """The way to the server is long."""
    times = [(own.quality.round_trip_ms, own.stream_id) for own in facts.sent]
    times += [(item.quality.round_trip_ms, item.stream.stream_id) for item in facts.played]
    slowest_ms, stream_id = max(times, default=(0.0, ""))
    if slowest_ms >= _ROUND_TRIP_MS:
        values = (("time", f"{slowest_ms:.0f}"),)
        yield Advice(AdviceKind.ROUND_TRIP_HIGH, Severity.WARNING, stream_id, values)


def buffer_long(facts: Facts) -> Iterable[Advice]:
    """The jitter buffer waits long, because packets come at uneven times."""
    for item in facts.played:
        if item.quality.jitter_buffer_ms >= _BUFFER_MS:
            values = (("time", f"{item.quality.jitter_buffer_ms:.0f}"),)
            yield Advice(AdviceKind.BUFFER_LONG, Severity.WARNING, item.stream.stream_id, values)


def machine_busy(facts: Facts) -> Iterable[Advice]:
    """Other programs leave Klieg no room."""
    if facts.load.machine_percent >= _BUSY_PERCENT:
        own = max(0.0, facts.load.own_percent) + max(0.0, facts.load.server_percent)
        values = (("percent", f"{facts.load.machine_percent:.0f}"), ("own", f"{own:.0f}"))
        yield Advice(AdviceKind.MACHINE_BUSY, Severity.WARNING, values=values)


def audience_behind(facts: Facts) -> Iterable[Advice]:
    """Somebody in the audience sees everything late, while the own way out is good."""
    for own in facts.sent:
        audience = own.quality.audience
        if audience.slowest_p50_ms >= _BEHIND_MS:
            values = (("time", f"{audience.slowest_p50_ms / 1000:.1f}"),)
            yield Advice(AdviceKind.AUDIENCE_BEHIND, Severity.NOTE, own.stream_id, values)


_RULES: tuple[Callable[[Facts], Iterable[Advice]], ...] = (
    nothing_arrives,
    upload_weak,
    encoder_busy,
    loss_out,
    loss_in,
    source_slow,
    receiver_slow,
    round_trip_high,
    buffer_long,
    machine_busy,
    audience_behind,
)


class AdviceTracker:
    """Tells what has lasted for a while, until it has been well again for a while."""

    def __init__(self) -> None:
        self._since_s: dict[tuple[AdviceKind, str], int] = {}
        self._last: dict[tuple[AdviceKind, str], tuple[int, Advice]] = {}

    def step(self, now_s: int, found: Iterable[Advice]) -> tuple[Advice, ...]:
        """Take what is not well now; returns what to tell, the worst first."""
        for advice in found:
            key = (advice.kind, advice.stream_id)
            self._since_s.setdefault(key, now_s)
            self._last[key] = (now_s, advice)
        for key, (seen_s, _) in tuple(self._last.items()):
            if now_s - seen_s >= LEAVES_AFTER_S:
                del self._last[key], self._since_s[key]
        lasting = [
            advice
            for key, (seen_s, advice) in self._last.items()
            if seen_s - self._since_s[key] >= APPEARS_AFTER_S
        ]
        return tuple(sorted(lasting, key=_order))

    def forget(self) -> None:
        """Begin anew."""
        self._since_s.clear()
        self._last.clear()


def _order(advice: Advice) -> tuple[int, int, str]:
    kinds = list(AdviceKind)
    return (-advice.severity, kinds.index(advice.kind), advice.stream_id)


def _loss(kind: AdviceKind, share: float, stream_id: str) -> Advice:
    severity = Severity.ERROR if share >= _BAD_LOSS_SHARE else Severity.WARNING
    return Advice(kind, severity, stream_id, (("percent", f"{100 * share:.0f}"),))


def _can_send_less(own: OutgoingStream) -> NextStep:
    """Return the step to a lower profile; a shared screen keeps its pixels, text must be read."""
    is_main = own.channel is PublishChannel.MAIN
    has_less = own.quality.height_px > SMALLEST_HEIGHT_PX
    return NextStep.SEND_LESS if is_main and has_less else NextStep.NONE
