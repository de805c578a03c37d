"""What is told at least every three seconds about streams that flow."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.model.events import NetworkQuality, PlayerQualityUpdate, PublisherQualityUpdate
from app.model.quality import QualityLevel
from tests.contract.lab import Rights
from tests.contract.people import People, Person


async def watched_host(people: People, room_id: str) -> tuple[Person, Person]:
    host, watcher = people.add("host"), people.add("watcher")
    host.use_custom_source()
    await host.enter(room_id)
    await watcher.enter(room_id, Rights.WATCH)
    return host, watcher


async def test_quality_is_told_at_least_every_three_seconds(people: People, room_id: str) -> None:
    """Q01, Q02."""
    host, watcher = await watched_host(people, room_id)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        await watcher.events.wait_until(
            lambda: len(watcher.events.of(PlayerQualityUpdate)) >= 3, what="three qualities"
        )
        await host.events.wait_until(
            lambda: len(host.events.of(PublisherQualityUpdate)) >= 3, what="three qualities"
        )
    for person, kind in ((host, PublisherQualityUpdate), (watcher, PlayerQualityUpdate)):
        times = [person.events.time_of(event) for event in person.events.of(kind)[:3]]
        assert all(0.5 < later - earlier < 4.0 for earlier, later in pairwise(times))
    sent = host.events.of(PublisherQualityUpdate)[-1].quality
    assert (sent.width_px, sent.height_px) == (320, 180)
    assert 20 < sent.capture_fps < 35
    assert 20 < sent.send_fps < 35
    assert sent.video_kbps > 0
    assert sent.codec == "H264"
    assert sent.level is QualityLevel.EXCELLENT
    seen = watcher.events.of(PlayerQualityUpdate)[-1].quality
    assert (seen.width_px, seen.height_px, seen.codec) == (320, 180, "H264")
    assert 20 < seen.received_fps < 35
    assert 20 < seen.shown_fps < 35
    assert seen.video_kbps > 0
    assert seen.level is QualityLevel.EXCELLENT


async def test_the_end_to_end_delay_is_measured(people: People, room_id: str) -> None:
    host, watcher = await watched_host(people, room_id)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        await watcher.events.wait_until(
            lambda: len(watcher.events.of(PlayerQualityUpdate)) >= 2, what="two qualities"
        )
    quality = watcher.events.of(PlayerQualityUpdate)[-1].quality
    assert 1.0 < quality.end_to_end_p50_ms < 500
    assert quality.end_to_end_p50_ms <= quality.end_to_end_p95_ms
    assert quality.split.total_ms == pytest.approx(quality.end_to_end_p50_ms, rel=0.5, abs=5)


async def test_the_last_word_on_a_stream_has_its_totals(people: People, room_id: str) -> None:
    host, watcher = await watched_host(people, room_id)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        for _ in range(20):
            await watcher.picture("s1")
        watcher.engine.stop_playing_stream("s1")
        last = await watcher.events.wait_for(PlayerQualityUpdate)
    totals = last.quality.since_start
    assert totals.frames_received >= 20
    assert totals.frames_shown >= 20
    assert totals.freezes == 0
    assert 0 < totals.first_picture_ms < 5000
    assert 0 < totals.end_to_end_p50_ms <= totals.end_to_end_p95_ms


async def test_the_network_is_judged(people: People, room_id: str) -> None:
    """Q03."""
    host, watcher = await watched_host(people, room_id)
    with host.feeding():
        await host.publish("s1")
        await watcher.play("s1")
        own = await host.events.wait_for(NetworkQuality, user_id="", within_s=20)
        assert own.upstream <= QualityLevel.GOOD
        other = await watcher.events.wait_for(NetworkQuality, user_id="host", within_s=20)
        assert other.upstream <= QualityLevel.GOOD
