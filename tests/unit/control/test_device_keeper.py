"""Devices that are pulled out while live and come back, and new ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.control.device_keeper import DeviceKeeper
from app.control.tiles import TileCover, tiles
from app.control.view_state import DeviceLists
from app.model.errors import ErrorCode
from app.model.events import (
    DeviceError,
    DeviceStateChanged,
    PublisherCapturedVideoFirstFrame,
    PublisherSourceEnded,
)
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, SourceKind
from app.model.session import UpdateType
from tests.fakes.samples import PLAN
from tests.unit.control.bench import MAIN, Bench

CAMERA = DeviceInfo(DeviceKind.CAMERA, "usb-1", "Desk camera")
OTHER_CAMERA = DeviceInfo(DeviceKind.CAMERA, "usb-2", "Other camera")
HEADSET = DeviceInfo(DeviceKind.MICROPHONE, "Headset", "Headset")
BUILT_IN = DeviceInfo(DeviceKind.MICROPHONE, "Built-in", "Built-in", is_default=True)
SPEAKER = DeviceInfo(DeviceKind.SPEAKER, "Headphones", "Headphones")
OF_CAMERA = CaptureSource(SourceKind.CAMERA, CAMERA.device_id)
OF_HEADSET = CaptureSource(SourceKind.MICROPHONE, HEADSET.device_id)
DEFAULT = CaptureSource(SourceKind.MICROPHONE)
UNPLUGGED = PublisherSourceEnded(MAIN, ErrorCode.DEVICE_UNPLUGGED, "cannot go on: unplugged")


@pytest.fixture
def keeper(bench: Bench) -> DeviceKeeper:
    controller = bench.controller
    return DeviceKeeper(controller.parts, controller.desk, follow_events=controller.follow_events)


def pull(device: DeviceInfo) -> DeviceStateChanged:
    return DeviceStateChanged(UpdateType.DELETE, device)


def plug(device: DeviceInfo) -> DeviceStateChanged:
    return DeviceStateChanged(UpdateType.ADD, device)


def told(bench: Bench) -> str:
    problem = bench.controller.state.problem
    return problem.cause.key.rpartition(".")[2] if problem is not None else ""


def knows(bench: Bench, *microphones: DeviceInfo) -> None:
    store = bench.controller.parts.store
    store.put(replace(store.state, devices=DeviceLists(microphones=microphones, are_known=True)))


async def live_with(bench: Bench, picture: CaptureSource, sound: CaptureSource = DEFAULT) -> None:
    await bench.go_live(replace(PLAN, picture=picture, sound=sound))


@pytest.mark.usefixtures("keeper")
class TestMicrophone:
    async def test_the_default_one_takes_over_and_that_is_said(self, bench: Bench) -> None:
        await live_with(bench, PLAN.picture, OF_HEADSET)
        knows(bench, HEADSET, BUILT_IN)
        bench.engine.emit(pull(HEADSET))

        assert bench.engine.arguments("set_audio_source")[-1][0] == DEFAULT
        assert bench.controller.state.sound_source == DEFAULT
        assert told(bench) == "microphone_lost"

    async def test_one_that_comes_back_is_used_again(self, bench: Bench) -> None:
        await live_with(bench, PLAN.picture, OF_HEADSET)
        bench.engine.emit(pull(HEADSET), plug(HEADSET))

        assert bench.controller.state.sound_source == OF_HEADSET
        assert told(bench) == "microphone_back"

    async def test_one_that_comes_back_is_left_alone_when_another_was_chosen(
        self, bench: Bench
    ) -> None:
        await live_with(bench, PLAN.picture, OF_HEADSET)
        bench.engine.emit(pull(HEADSET))
        tone = CaptureSource(SourceKind.TONE)
        bench.controller.desk.choose_sound(tone)
        bench.engine.emit(plug(HEADSET))

        assert bench.controller.state.sound_source == tone

    async def test_the_loss_of_the_last_one_says_that_nobody_hears(self, bench: Bench) -> None:
        await live_with(bench, PLAN.picture)
        knows(bench, BUILT_IN)
        bench.engine.emit(pull(BUILT_IN))

        assert told(bench) == "last_microphone_lost"

    async def test_one_that_is_not_used_goes_without_a_word(self, bench: Bench) -> None:
        await live_with(bench, PLAN.picture)
        before = bench.engine.arguments("set_audio_source")
        bench.engine.emit(pull(HEADSET))

        assert bench.engine.arguments("set_audio_source") == before
        assert told(bench) == ""


@pytest.mark.usefixtures("keeper")
class TestPicture:
    @pytest.mark.parametrize("is_list_first", [True, False])
    async def test_a_camera_that_is_pulled_out_is_named(
        self, bench: Bench, *, is_list_first: bool
    ) -> None:
        await live_with(bench, OF_CAMERA)
        trouble = DeviceError(DeviceKind.CAMERA, "usb-1", ErrorCode.DEVICE_UNPLUGGED, "unplugged")
        end = (trouble, UNPLUGGED)
        bench.engine.emit(*((pull(CAMERA), *end) if is_list_first else (*end, pull(CAMERA))))

        assert told(bench) == "picture_lost"
        problem = bench.controller.state.problem
        assert problem is not None
        assert dict(problem.cause.values)["name"] == "Desk camera"

    async def test_its_last_picture_is_covered_until_the_next_one(self, bench: Bench) -> None:
        await live_with(bench, OF_CAMERA)
        bench.engine.emit(PublisherCapturedVideoFirstFrame(MAIN))
        assert tiles(bench.controller.state)[0].cover is TileCover.NONE
        bench.engine.emit(UNPLUGGED, pull(CAMERA))
        assert tiles(bench.controller.state)[0].cover is TileCover.SOURCE_ENDED
        bench.engine.emit(plug(CAMERA), PublisherCapturedVideoFirstFrame(MAIN))
        assert tiles(bench.controller.state)[0].cover is TileCover.NONE

    async def test_it_is_taken_up_again_when_it_is_back(self, bench: Bench) -> None:
        await live_with(bench, OF_CAMERA)
        bench.engine.emit(UNPLUGGED, pull(CAMERA), plug(CAMERA))

        assert bench.engine.arguments("set_capture_source")[-1] == (OF_CAMERA, MAIN)
        own = bench.controller.state.outgoing_on(MAIN)
        assert own is not None
        assert not own.has_ended
        assert told(bench) == "picture_back"

    async def test_the_default_camera_comes_back_under_its_name(self, bench: Bench) -> None:
        source = CaptureSource(SourceKind.CAMERA)
        await live_with(bench, source)
        asked = len(bench.engine.arguments("set_capture_source"))
        bench.engine.emit(UNPLUGGED, pull(CAMERA), plug(OTHER_CAMERA))
        assert len(bench.engine.arguments("set_capture_source")) == asked
        bench.engine.emit(plug(CAMERA))
        assert len(bench.engine.arguments("set_capture_source")) == asked + 1

    async def test_another_source_that_was_chosen_meanwhile_stays(self, bench: Bench) -> None:
        await live_with(bench, OF_CAMERA)
        bench.engine.emit(UNPLUGGED, pull(CAMERA))
        pattern = CaptureSource(SourceKind.PATTERN)
        bench.controller.desk.choose_picture(pattern)
        bench.engine.emit(plug(CAMERA))

        assert bench.engine.arguments("set_capture_source")[-1] == (pattern, MAIN)

    async def test_a_camera_that_ended_for_another_reason_is_not_called_unplugged(
        self, bench: Bench
    ) -> None:
        await live_with(bench, OF_CAMERA)
        bench.engine.emit(UNPLUGGED)

        assert told(bench) == "cause"  # of error.DEVICE_UNPLUGGED


@pytest.mark.usefixtures("keeper")
class TestRefusal:
    async def test_the_picture_before_stays_chosen_when_the_new_one_is_refused(
        self, bench: Bench
    ) -> None:
        await live_with(bench, PLAN.picture)
        bench.engine.emit(PublisherCapturedVideoFirstFrame(MAIN))
        bench.controller.desk.choose_picture(OF_CAMERA)
        refusal = DeviceError(DeviceKind.CAMERA, "usb-1", ErrorCode.DEVICE_IN_USE, "in use")
        bench.engine.emit(refusal)

        own = bench.controller.state.outgoing_on(MAIN)
        assert own is not None
        assert own.source == PLAN.picture
        assert own.has_picture
        assert bench.engine.arguments("set_capture_source")[-1] == (PLAN.picture, MAIN)
        assert bench.controller.state.problem is not None

    async def test_a_first_picture_that_is_refused_has_none_before_it(self, bench: Bench) -> None:
        await live_with(bench, OF_CAMERA)
        asked = len(bench.engine.arguments("set_capture_source"))
        bench.engine.emit(DeviceError(DeviceKind.CAMERA, "usb-1", ErrorCode.DEVICE_IN_USE, "no"))

        assert len(bench.engine.arguments("set_capture_source")) == asked

    async def test_trouble_with_what_is_shown_changes_nothing(self, bench: Bench) -> None:
        await live_with(bench, OF_CAMERA)
        bench.engine.emit(PublisherCapturedVideoFirstFrame(MAIN))
        asked = len(bench.engine.arguments("set_capture_source"))
        bench.engine.emit(DeviceError(DeviceKind.CAMERA, "usb-1", ErrorCode.DEVICE_FAILED, "no"))

        assert len(bench.engine.arguments("set_capture_source")) == asked


@pytest.mark.usefixtures("keeper")
class TestOthers:
    async def test_a_speaker_gives_way_to_the_default_and_comes_back(self, bench: Bench) -> None:
        await live_with(bench, PLAN.picture)
        bench.controller.desk.choose_speaker(SPEAKER.device_id)
        bench.engine.emit(pull(SPEAKER))
        assert bench.controller.state.speaker_id == ""
        assert told(bench) == "speaker_lost"

        bench.engine.emit(plug(SPEAKER))
        assert bench.controller.state.speaker_id == SPEAKER.device_id
        assert told(bench) == "speaker_back"

    @pytest.mark.parametrize("device", [CAMERA, HEADSET, SPEAKER])
    async def test_a_new_device_is_offered_and_not_taken(
        self, bench: Bench, device: DeviceInfo
    ) -> None:
        await live_with(bench, PLAN.picture)
        before = list(bench.engine.calls)
        bench.engine.emit(plug(device))

        assert told(bench) == f"new_{device.kind.value}"
        taken = {"set_capture_source", "set_audio_source", "use_audio_device"}
        assert not taken & {name for name, _ in bench.engine.calls[len(before) :]}

    async def test_who_watches_is_offered_speakers_alone(self, bench: Bench) -> None:
        await bench.watch()
        bench.engine.emit(plug(CAMERA))
        assert told(bench) == ""
        bench.engine.emit(plug(SPEAKER))
        assert told(bench) == "new_speaker"

    async def test_on_the_way_out_nothing_is_said(self, bench: Bench) -> None:
        engine = await bench.go_live(replace(PLAN, sound=OF_HEADSET))
        bench.controller.leave()
        engine.emit(pull(HEADSET))
        assert told(bench) == ""
        await bench.controller.settle()
