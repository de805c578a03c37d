"""The preview: nothing is captured unasked, the system's word counts, a dead microphone is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.control.permissions import Permission
from app.control.preview_desk import SILENT_AFTER_MS, PreviewDesk, PreviewPhase
from app.control.view_state import DeviceLists, Problem
from app.model.errors import ErrorCode
from app.model.events import (
    CapturedSoundLevel,
    DeviceError,
    PublisherSourceEnded,
)
from app.model.media import (
    CaptureSource,
    DeviceKind,
    PublishChannel,
    SourceKind,
    SwitchState,
    VideoConfig,
    VideoProfile,
)
from tests.fakes.samples import CAMERA, LINK, PATTERN, PLAN
from tests.fakes.start import FakePermissions
from tests.unit.control.bench import Bench

MAIN = PublishChannel.MAIN
MICROPHONE = CaptureSource(SourceKind.MICROPHONE)
SILENCE = CaptureSource(SourceKind.NONE)
CONFIG = VideoConfig()


class Start:
    """A start view's preview on a bench."""

    def __init__(self) -> None:
        self.bench = Bench()
        self.permissions = FakePermissions()
        self.desk = PreviewDesk(self.bench.controller, self.permissions)

    def devices_are_known(self) -> None:
        store = self.bench.controller.parts.store
        store.put(replace(store.state, devices=DeviceLists(are_known=True)))

    def choose(
        self,
        picture: CaptureSource = CAMERA,
        sound: CaptureSource = MICROPHONE,
        config: VideoConfig = CONFIG,
    ) -> None:
        self.desk.choose(picture, sound, config)

    async def turn_on(self) -> None:
        self.choose()
        self.desk.turn_on()
        await self.bench.controller.settle()

    def phase(self) -> PreviewPhase:
        return self.desk.view.phase

    def problem(self) -> Problem | None:
        return self.desk.view.problem

    def is_silent(self) -> bool:
        return self.desk.view.is_silent


@pytest.fixture
async def start() -> Start:
    return Start()


async def test_nothing_is_captured_before_somebody_asks(start: Start) -> None:
    start.devices_are_known()
    start.choose()
    await start.bench.controller.settle()
    assert start.phase() is PreviewPhase.OFF
    assert start.bench.engines == []
    assert start.permissions.asked == []


async def test_once_turned_on_it_begins_by_itself_at_later_starts(start: Start) -> None:
    await start.turn_on()
    assert start.bench.controller.preferences.start_preview is SwitchState.ON
    assert start.bench.engine.arguments("set_capture_source") == [(CAMERA, MAIN)]

    later = Start()
    later.bench.controller.remember(start.bench.controller.preferences)
    later.choose()
    assert later.bench.engines == []  # who knows whether there is a camera
    later.devices_are_known()
    later.choose()
    await later.bench.controller.settle()
    assert later.phase() is PreviewPhase.ON


async def test_turned_off_nothing_is_captured_now_and_later(start: Start) -> None:
    await start.turn_on()
    start.desk.turn_off()
    await start.bench.controller.settle()
    assert start.phase() is PreviewPhase.OFF
    assert start.bench.controller.preferences.start_preview is SwitchState.OFF
    assert start.bench.engine.names()[-1] == "stop_preview"
    assert start.bench.controller.state.outgoing == ()


async def test_microphone_and_quality_belong_to_it(start: Start) -> None:
    await start.turn_on()
    engine = start.bench.engine
    assert engine.arguments("set_audio_source") == [(MICROPHONE, MAIN)]
    assert engine.arguments("start_sound_level_monitor")
    assert engine.arguments("set_video_config") == [(CONFIG, MAIN)]


async def test_the_system_is_asked_first_for_each_device(start: Start) -> None:
    for kind in (DeviceKind.CAMERA, DeviceKind.MICROPHONE):
        start.permissions.states[kind] = Permission.UNDETERMINED
    await start.turn_on()
    assert start.phase() is PreviewPhase.ASKING
    assert start.permissions.asked == [DeviceKind.CAMERA]
    assert start.bench.engines == []
    start.permissions.answer(Permission.GRANTED)
    assert start.permissions.asked == [DeviceKind.CAMERA, DeviceKind.MICROPHONE]
    start.permissions.answer(Permission.GRANTED)
    await start.bench.controller.settle()
    assert start.phase() is PreviewPhase.ON


async def test_a_refused_camera_is_not_touched_and_can_be_tried_again(start: Start) -> None:
    start.permissions.states[DeviceKind.CAMERA] = Permission.DENIED
    await start.turn_on()
    assert start.phase() is PreviewPhase.DENIED
    assert start.bench.engines == []
    start.choose(PATTERN, SILENCE)  # what still works
    await start.bench.controller.settle()
    assert start.phase() is PreviewPhase.ON
    start.choose()
    assert start.phase() is PreviewPhase.DENIED
    start.permissions.states[DeviceKind.CAMERA] = Permission.GRANTED
    start.desk.retry()
    await start.bench.controller.settle()
    assert start.bench.engine.arguments("set_capture_source")[-1] == (CAMERA, MAIN)


async def test_a_refused_microphone_leaves_the_picture(start: Start) -> None:
    start.permissions.states[DeviceKind.MICROPHONE] = Permission.DENIED
    await start.turn_on()
    assert start.phase() is PreviewPhase.ON
    assert start.desk.view.microphone is Permission.DENIED
    assert start.bench.engine.arguments("set_audio_source") == [(SILENCE, MAIN)]


async def test_another_choice_is_shown_at_once(start: Start) -> None:
    await start.turn_on()
    start.choose(PATTERN)
    await start.bench.controller.settle()
    engine = start.bench.engine
    assert engine.arguments("set_capture_source") == [(CAMERA, MAIN), (PATTERN, MAIN)]
    start.choose(PATTERN, SILENCE)
    await start.bench.controller.settle()
    assert engine.arguments("set_audio_source")[-1] == (SILENCE, MAIN)
    assert len(engine.arguments("set_capture_source")) == 2  # the picture did not blink for it
    larger = VideoConfig(VideoProfile.parse("1080p30"))
    start.choose(PATTERN, SILENCE, larger)
    await start.bench.controller.settle()
    assert engine.arguments("set_video_config")[-1] == (larger, MAIN)
    assert len(engine.arguments("set_capture_source")) == 3


async def test_a_camera_that_breaks_is_told_in_the_box_alone(start: Start) -> None:
    await start.turn_on()
    event = PublisherSourceEnded(
        MAIN, error_code=ErrorCode.DEVICE_IN_USE, message="cannot open the camera: it is in use"
    )
    start.bench.engine.emit(event)
    assert start.phase() is PreviewPhase.BROKEN
    problem = start.problem()
    assert problem is not None
    assert problem.code is ErrorCode.DEVICE_IN_USE
    assert start.bench.controller.state.problem is None
    assert start.bench.controller.state.outgoing == ()
    await start.bench.controller.settle()
    start.desk.retry()
    await start.bench.controller.settle()
    assert start.phase() is PreviewPhase.ON
    assert start.problem() is None


async def test_the_end_of_a_film_is_no_trouble(start: Start) -> None:
    await start.turn_on()
    start.bench.engine.emit(PublisherSourceEnded(MAIN))
    assert start.phase() is PreviewPhase.BROKEN
    assert start.problem() is None


async def test_a_dead_microphone_is_told_after_some_seconds(start: Start) -> None:
    await start.turn_on()
    start.bench.engine.emit(CapturedSoundLevel(0.0))
    assert start.desk.view.is_measured
    assert not start.is_silent()
    start.bench.now_ms += SILENT_AFTER_MS
    start.bench.engine.emit(CapturedSoundLevel(0.0))
    assert start.is_silent()
    start.bench.engine.emit(CapturedSoundLevel(20.0))
    assert not start.is_silent()


async def test_a_microphone_that_cannot_be_opened_is_told_at_the_meter(start: Start) -> None:
    await start.turn_on()
    start.bench.engine.emit(DeviceError(DeviceKind.MICROPHONE, "", ErrorCode.DEVICE_UNKNOWN))
    assert start.desk.view.sound_problem is not None
    assert start.bench.controller.state.problem is None
    assert start.phase() is PreviewPhase.ON


async def test_after_a_broadcast_it_comes_back(start: Start) -> None:
    await start.turn_on()
    start.bench.controller.go_live(PLAN)
    await start.bench.controller.settle()
    start.bench.controller.leave()
    await start.bench.controller.settle()
    assert len(start.bench.engines) == 2
    assert start.bench.engine.arguments("set_capture_source") == [(CAMERA, MAIN)]


async def test_an_audience_captures_nothing(start: Start) -> None:
    await start.turn_on()
    start.bench.controller.watch_link(LINK)
    await start.bench.controller.settle()
    assert "stop_preview" in start.bench.engine.names()
    assert start.bench.controller.state.outgoing == ()
    assert not start.desk.view.is_measured
