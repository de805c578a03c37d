"""The figures of streams and machine as rows of words, for the panel and for the overlay."""

from __future__ import annotations

from app.control.health_view import ProcessorLoad
from app.control.view_state import IncomingStream, OutgoingStream, View, ViewState
from app.control.words import Words
from app.model.media import PublishChannel, SimulcastLayer
from app.model.quality import (
    LatencySplit,
    Maker,
    PlayerQuality,
    PublisherQuality,
)
from ui.health_text import (
    Figure,
    FigureGroup,
    Part,
    StreamFigures,
    load_text,
    percent_text,
    rate_text,
    time_text,
)


def figures_of(
    state: ViewState, words: Words, load: ProcessorLoad | None = None
) -> tuple[StreamFigures, ...]:
    """Return the figures of all streams that have some, in the order of the stage."""
    load = load or ProcessorLoad()
    sent = () if state.view is View.WATCH else state.outgoing
    own = [_sent(item, words, load) for item in sent if item.quality != PublisherQuality()]
    others = [
        _received(item, words, load, layer=state.layer)
        for item in state.incoming
        if item.quality != PlayerQuality()
    ]
    return (*own, *others)


def split_parts(split: LatencySplit, words: Words) -> tuple[Part, ...]:
    """Return what is known of a delay's parts; what holds several says so."""
    is_sender_silent = split.capture_ms < 0 and split.encode_ms < 0
    has_no_decoder = split.decode_ms < 0
    names = (
        words("health.part.capture"),
        words("health.part.encode"),
        words("health.part.network_all" if is_sender_silent else "health.part.network"),
        words("health.part.buffer_all" if has_no_decoder else "health.part.buffer"),
        words("health.part.decode"),
        words("health.part.paint"),
    )
    if split.network_ms < 0:
        return ()
    return tuple(
        Part(name, time_ms, place)
        for place, (name, time_ms) in enumerate(zip(names, split.parts(), strict=True))
        if time_ms >= 0
    )


def load_group(load: ProcessorLoad, words: Words) -> FigureGroup:
    """Return how busy the machine is."""
    rows = [Figure(words("health.load.own"), load_text(load.own_percent, words))]
    if load.server_percent > 0:
        rows.append(Figure(words("health.load.server"), load_text(load.server_percent, words)))
    name = words("health.load.machine", cores=load.cores)
    rows.append(Figure(name, load_text(load.machine_percent, words)))
    return FigureGroup(words("health.group.machine"), tuple(rows))


def _sent(item: OutgoingStream, words: Words, load: ProcessorLoad) -> StreamFigures:
    quality = item.quality
    encoder = _maker(quality.encoder, quality.encoder_kind, words)
    rates = f"{quality.send_fps:.1f} fps · {rate_text(quality.video_kbps + quality.audio_kbps)}"
    encode = f"{quality.codec or encoder} · {time_text(quality.encode_ms)}"
    overlay = [
        *_audience_rows(quality, words)[:2],
        Figure(words("health.sent"), rates),
        Figure(words("health.size"), _size(quality, words)),
        Figure(words("health.loss_round_trip"), _loss_and_round_trip(quality)),
        Figure(words("health.encoder"), encode),
        _left_out_short(_left_out_sent(quality, words), words),
        _processor(load, words),
    ]
    captured = f"{quality.capture_fps:.1f} · {quality.encode_fps:.1f} fps"
    picture = [
        Figure(words("health.size"), _size(quality, words)),
        Figure(words("health.fps"), _fps_sent(quality, words)),
        Figure(words("health.fps_captured"), captured),
        Figure(words("health.rate"), rate_text(quality.video_kbps)),
        Figure(words("health.rate_target"), rate_text(quality.target_kbps)),
        Figure(words("health.sound_rate"), rate_text(quality.audio_kbps)),
        Figure(words("health.codec"), quality.codec or words("health.unknown")),
        Figure(words("health.encoder"), encoder),
        Figure(words("health.encode"), time_text(quality.encode_ms)),
        Figure(words("health.limited"), _limit(quality, words)),
    ]
    network = [
        Figure(words("health.loss"), percent_text(quality.loss_share)),
        Figure(words("health.round_trip"), time_text(quality.round_trip_ms)),
    ]
    if quality.available_kbps > 0:
        network.append(Figure(words("health.available"), rate_text(quality.available_kbps)))
    groups = (
        FigureGroup(words("health.group.delay"), tuple(_audience_rows(quality, words))),
        FigureGroup(words("health.group.picture"), tuple(picture)),
        FigureGroup(words("health.group.network"), tuple(network)),
        FigureGroup(words("health.group.left_out"), _left_out_sent(quality, words)),
    )
    is_main = item.channel is PublishChannel.MAIN
    name = words("health.own" if is_main else "health.own_share")
    return StreamFigures(item.stream_id, name, quality.level, tuple(overlay), groups)


def _received(
    item: IncomingStream, words: Words, load: ProcessorLoad, *, layer: SimulcastLayer
) -> StreamFigures:
    quality = item.quality
    rates = f"{quality.shown_fps:.1f} fps · {rate_text(quality.video_kbps + quality.audio_kbps)}"
    decoder = _maker(quality.decoder, quality.decoder_kind, words)
    decode = f"{quality.codec or decoder} · {time_text(quality.decode_ms)}"
    left_out = _left_out_received(quality, words)
    overlay = [
        *_delay_rows(quality, words),
        Figure(words("health.received"), rates),
        Figure(words("health.size"), _size(quality, words)),
        Figure(words("health.loss_round_trip"), _loss_and_round_trip(quality)),
        Figure(words("health.decoder"), decode),
        _left_out_short(left_out, words),
        _processor(load, words),
    ]
    picture = [
        Figure(words("health.size"), _size(quality, words)),
        *_layer_row(quality, layer, words),
        Figure(words("health.fps"), f"{quality.shown_fps:.1f} fps"),
        Figure(words("health.rate"), rate_text(quality.video_kbps)),
        Figure(words("health.sound_rate"), rate_text(quality.audio_kbps)),
        Figure(words("health.codec"), quality.codec or words("health.unknown")),
        Figure(words("health.decoder"), decoder),
        Figure(words("health.decode"), time_text(quality.decode_ms)),
        Figure(words("health.freezes"), str(quality.since_start.freezes)),
    ]
    network = [
        Figure(words("health.loss"), percent_text(quality.loss_share)),
        Figure(words("health.round_trip"), time_text(quality.round_trip_ms)),
        Figure(words("health.buffer"), time_text(quality.jitter_buffer_ms)),
    ]
    groups = (
        FigureGroup(words("health.group.delay"), tuple(_delay_rows(quality, words))),
        FigureGroup(words("health.group.picture"), tuple(picture)),
        FigureGroup(words("health.group.network"), tuple(network)),
        FigureGroup(words("health.group.left_out"), left_out),
    )
    return StreamFigures(
        item.stream.stream_id,
        item.stream.user.name,
        quality.level,
        tuple(overlay),
        groups,
        split_parts(quality.split, words),
    )


def _layer_row(quality: PlayerQuality, layer: SimulcastLayer, words: Words) -> list[Figure]:
    if not quality.layers:
        return []
    choice = words(f"watching.quality_{layer.name.lower()}")
    count = len(quality.layers)
    return [Figure(words("health.layer"), words("health.layer_of", choice=choice, count=count))]


def _delay_rows(quality: PlayerQuality, words: Words) -> list[Figure]:
    if quality.end_to_end_p50_ms < 0:
        return [Figure(words("health.delay"), words("health.no_times"))]
    return [
        Figure(words("health.delay"), time_text(quality.end_to_end_p50_ms)),
        Figure(words("health.delay_p95"), time_text(quality.end_to_end_p95_ms)),
    ]


def _audience_rows(quality: PublisherQuality, words: Words) -> list[Figure]:
    """Return the delay that the audience tells; the publisher cannot measure it."""
    audience = quality.audience
    if audience.end_to_end_p50_ms < 0:
        return [Figure(words("health.delay"), words("health.nobody_tells"))]
    name = words("health.delay_audience", count=audience.viewers)
    if audience.viewers == 1:
        name = words("health.delay_audience_one")
    rows = [
        Figure(name, time_text(audience.end_to_end_p50_ms)),
        Figure(words("health.delay_p95"), time_text(audience.end_to_end_p95_ms)),
    ]
    if audience.viewers > 1:
        rows.append(Figure(words("health.delay_slowest"), time_text(audience.slowest_p50_ms)))
    return rows


def _left_out_sent(quality: PublisherQuality, words: Words) -> tuple[Figure, ...]:
    late = max(0, round(quality.wanted_fps - quality.capture_fps)) if quality.wanted_fps else 0
    encoder = {
        "cpu": words("health.left.encoder_cpu"),
        "bandwidth": words("health.left.encoder_bandwidth"),
    }.get(quality.limited_by, words("health.left.encoder"))
    counts = ((words("health.left.source"), late), (encoder, quality.frames_not_sent))
    return _counted(counts, words)


def _left_out_received(quality: PlayerQuality, words: Words) -> tuple[Figure, ...]:
    counts = (
        (words("health.left.network"), quality.packets_lost),
        (words("health.left.buffer"), quality.frames_dropped),
        (words("health.left.replaced"), quality.frames_replaced),
        (words("health.left.hidden"), quality.frames_hidden),
    )
    return _counted(counts, words)


def _counted(counts: tuple[tuple[str, int], ...], words: Words) -> tuple[Figure, ...]:
    there = tuple(Figure(name, str(count)) for name, count in counts if count)
    return there or (Figure(words("health.left.none"), "0"),)


def _left_out_short(rows: tuple[Figure, ...], words: Words) -> Figure:
    """Return one row: the reason that counts most, so that nothing jumps from second to second."""
    most = max(rows, key=lambda row: int(row.value))
    return most if int(most.value) else Figure(words("health.left"), most.value)


def _processor(load: ProcessorLoad, words: Words) -> Figure:
    own = load_text(load.own_percent, words)
    if load.own_percent < 0 or load.machine_percent < 0:
        return Figure(words("health.processor"), own)
    both = load.own_percent + max(0.0, load.server_percent)
    return Figure(words("health.processor_both"), f"{both:.0f} % / {load.machine_percent:.0f} %")


def _fps_sent(quality: PublisherQuality, words: Words) -> str:
    if quality.wanted_fps <= 0:
        return f"{quality.send_fps:.1f} fps"
    sent, wanted = f"{quality.send_fps:.1f}", f"{quality.wanted_fps:.0f}"
    return words("health.fps_sent", sent=sent, wanted=wanted)


def _limit(quality: PublisherQuality, words: Words) -> str:
    if quality.limited_by in {"cpu", "bandwidth"}:
        return words(f"health.limited.{quality.limited_by}")
    return words("health.limited.other" if quality.limited_by else "health.limited.none")


def _maker(name: str, kind: Maker, words: Words) -> str:
    if kind is Maker.UNKNOWN:
        return name or words("health.unknown")
    how = words(f"health.{kind.value}")
    return how if not name or name == kind.value else f"{name} · {how}"


def _loss_and_round_trip(quality: PublisherQuality | PlayerQuality) -> str:
    return f"{percent_text(quality.loss_share)} · {time_text(quality.round_trip_ms)}"


def _size(quality: PublisherQuality | PlayerQuality, words: Words) -> str:
    if not quality.width_px:
        return words("health.unknown")  # nothing is sent while nobody watches
    return f"{quality.width_px}\u00d7{quality.height_px}"
