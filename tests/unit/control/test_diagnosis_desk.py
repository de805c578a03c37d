"""Saving a diagnosis: one at a time, told from its beginning to its end."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from app.control.diagnosis_desk import DiagnosisDesk, DiagnosisView, RunFacts, SavePhase
from app.control.health_desk import HealthDesk
from app.control.health_view import ProcessorLoad
from app.model.errors import SettingsError
from app.model.events import PublisherQualityUpdate
from app.model.media import PublishChannel
from app.model.quality import PublisherQuality
from tests.unit.control.bench import Bench

FILE = Path("diagnosis.txt")


async def _load() -> ProcessorLoad:
    return ProcessorLoad()


class Writer:
    def __init__(self) -> None:
        self.written: list[tuple[Path, RunFacts]] = []
        self.may_end = asyncio.Event()
        self.error: Exception | None = None

    async def write(self, file: Path, facts: RunFacts) -> None:
        await self.may_end.wait()
        if self.error is not None:
            raise self.error
        self.written.append((file, facts))


def desk_of(bench: Bench, writer: Writer) -> DiagnosisDesk:
    return DiagnosisDesk(bench.controller, HealthDesk(bench.controller, _load), writer.write)


async def test_a_diagnosis_is_saved_once_and_told() -> None:
    bench, writer = Bench(), Writer()
    desk = desk_of(bench, writer)
    phases: list[SavePhase] = []
    desk.subscribe(lambda view: phases.append(view.phase))
    desk.save(FILE)
    desk.save(Path("second.txt"))
    writer.may_end.set()
    await desk.settle()
    assert phases == [SavePhase.SAVING, SavePhase.SAVED]
    assert [file for file, _ in writer.written] == [FILE]
    desk.dismiss()
    assert desk.view.phase is SavePhase.IDLE


async def test_trouble_is_told_with_the_next_step_and_can_be_tried_again() -> None:
    bench, writer = Bench(), Writer()
    writer.may_end.set()
    desk = desk_of(bench, writer)
    writer.error = SettingsError("cannot save the diagnosis: disk full", hint="Make room.")
    desk.save(FILE)
    await desk.settle()
    assert desk.view.phase is SavePhase.FAILED
    assert desk.view.problem is not None
    assert desk.view.problem.detail_hint == "Make room."
    writer.error = None
    desk.save(FILE)
    await desk.settle()
    assert desk.view == DiagnosisView(SavePhase.SAVED, FILE)


async def test_an_unforeseen_error_is_told_too() -> None:
    bench, writer = Bench(), Writer()
    writer.may_end.set()
    desk = desk_of(bench, writer)
    writer.error = RuntimeError("inside")
    desk.save(FILE)
    await desk.settle()
    assert desk.view.phase is SavePhase.FAILED
    assert desk.view.problem is not None


async def test_facts_are_those_of_the_moment() -> None:
    bench, writer = Bench(), Writer()
    desk = desk_of(bench, writer)
    engine = await bench.go_live()
    stream_id = bench.stream_id(PublishChannel.MAIN)
    engine.emit(PublisherQualityUpdate(stream_id, PublisherQuality(send_fps=30.0)))
    desk.save(FILE)
    engine.emit(PublisherQualityUpdate(stream_id, PublisherQuality(send_fps=5.0)))
    writer.may_end.set()
    await desk.settle()
    (_, facts), *_ = writer.written
    assert facts.state.outgoing[0].quality.send_fps == 30.0
    assert [key for key, _ in facts.histories] == [stream_id]
    assert "publishing: PUBLISHING" in [moment.text for moment in facts.timeline]
    await bench.controller.close()


async def test_the_name_sorts_by_time() -> None:
    name = desk_of(Bench(), Writer()).suggested_name()
    assert re.fullmatch(r"klieg-diagnosis-19(69-12-31|70-01-01)-\d{4}\.txt", name)
