"""What is ZEGO's own: calls that hang, one fault told once, the SDK's own eyes, and the extras."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.engine.media_port import CanvasResolver
from app.engine.zego.context import Ways
from app.engine.zego.engine import ZegoEngine
from app.engine.zego.library import make_handle
from app.engine.zego_extras import (
    ExtraNews,
    MixInput,
    MixPlan,
    RecordNews,
    RecordState,
    RelayNews,
    RelayState,
    ZegoExtras,
)
from app.model.engine import EngineProfile
from app.model.errors import ErrorCode, MessageError, RoomError, WrongStateError
from app.model.events import (
    DebugError,
    DeviceError,
    DeviceStateChanged,
    EngineStateUpdate,
    PlayerRenderedVideoFirstFrame,
    PublisherCapturedVideoFirstFrame,
    PublisherStateUpdate,
    RoomStateChanged,
)
from app.model.media import (
    Canvas,
    CaptureSource,
    DeviceKind,
    PublishChannel,
    SourceKind,
    SwitchState,
    VideoProfile,
)
from app.model.quality import QualityLevel
from app.model.session import PublisherState, RoomConfig, RoomStateReason, UpdateType, User
from tests.contract.differences import ZEGO_DIFFERENCES
from tests.contract.lab import Flaw
from tests.contract.people import People, Person, people_of
from tests.contract.screens import Screens
from tests.contract.zego_lab import ZegoLab
from tests.instruments import zego_standin
from tests.instruments.zego_standin import StandInError, build_standin

OF_THE_SDK = Ways(
    draws=True,
    captures=frozenset({SourceKind.CAMERA, SourceKind.SCREEN, SourceKind.WINDOW}),
)


class OwnLab(ZegoLab):
    """Makes engines that do things another way than on this system."""

    ways: Ways | None = None

    def engine(
        self,
        *,
        ways: Ways | None = None,
        canvases: CanvasResolver | None = None,
        call_time_s: float = 6.0,
        app_sign: str = "",
    ) -> ZegoEngine:
        """Make an engine."""
        profile = EngineProfile(
            app_id=1,
            app_sign=app_sign,
            library=self.new_library(),
            engine_config=f"standin_service={self.address};",
        )
        return ZegoEngine(
            profile, captures=None, canvases=canvases, ways=ways, call_time_s=call_time_s
        )


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[OwnLab]:
    """A service of the test's own."""
    try:
        lab = OwnLab(tmp_path, build_standin(), "v1")
    except StandInError as error:
        pytest.skip(str(error))
    lab.start()
    yield lab
    lab.stop()


@pytest.fixture
async def people(lab: OwnLab) -> AsyncIterator[People]:
    """People with engines as elsewhere."""
    async with people_of(lab) as people:
        yield people


async def person(lab: OwnLab, people: People, name: str, engine: ZegoEngine) -> Person:
    person = Person(name, lab, engine)
    people.adopt(person)
    return person


# -- calls that hang ---------------------------------------------------------------------------


async def test_a_call_that_hangs_is_named_and_nothing_waits_for_it(
    lab: OwnLab, people: People, room_id: str
) -> None:
    alice = await person(lab, people, "alice", lab.engine(call_time_s=0.5))
    await alice.enter(room_id)
    lab.service.hang("zego_express_start_preview", 2.5)
    await alice.engine.send_broadcast_message("the engine has heard of it")
    asked_s = asyncio.get_running_loop().time()
    alice.engine.start_preview()
    with pytest.raises(MessageError, match="does not return from 'start_preview'"):
        await alice.engine.send_broadcast_message("are you there")
    assert asyncio.get_running_loop().time() - asked_s < 2.0
    hung = await alice.events.wait_for(DebugError, function="start_preview")
    assert "does not return from start_preview" in hung.message
    await asyncio.sleep(2.5)  # it returns after all
    await alice.engine.send_broadcast_message("I am back")


async def test_an_engine_that_hangs_is_destroyed_in_time(
    lab: OwnLab, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZEGO_STANDIN_HANG", "zego_express_start_preview=4")
    alice = await person(lab, people, "alice", lab.engine(call_time_s=0.5))
    await alice.engine.list_devices(DeviceKind.MICROPHONE)
    alice.engine.start_preview()
    asked_s = asyncio.get_running_loop().time()
    await alice.engine.destroy()
    assert asyncio.get_running_loop().time() - asked_s < 4.0
    assert alice.events.events[-1] == EngineStateUpdate(is_running=False)
    await asyncio.sleep(4.0)  # the call returns, its thread ends


# -- faults ------------------------------------------------------------------------------------


async def test_a_refused_login_is_told_once(people: People, room_id: str) -> None:
    """The SDK reports it four times."""
    alice = people.add("alice")
    config = people.lab.flawed_config(room_id, "alice", Flaw.OTHER_USER)
    with pytest.raises(RoomError):
        await alice.engine.login_room(room_id, alice.user, config)
    await asyncio.sleep(1.5)  # reports that nobody else told would be told by now
    told = [event for event in alice.events.events if getattr(event, "error_code", 0)]
    assert [type(event) for event in told] == [RoomStateChanged]


async def test_a_refused_stream_is_told_once(people: People, room_id: str) -> None:
    alice = people.add("alice")
    alice.use_custom_source()
    await alice.enter(room_id)
    assert isinstance(people.lab, OwnLab)
    people.lab.service.refuse_next_publish(1003025)
    alice.engine.start_publishing_stream("s1")
    await alice.events.wait_for(PublisherStateUpdate, state=PublisherState.NO_PUBLISH)
    await asyncio.sleep(1.5)
    told = [event for event in alice.events.events if getattr(event, "error_code", 0)]
    assert [(type(event), getattr(event, "error_code", 0)) for event in told] == [
        (PublisherStateUpdate, ErrorCode.PUBLISH_FORBIDDEN)
    ]
    with alice.feeding():  # and it can be started again
        seen = alice.events.mark()
        alice.engine.start_publishing_stream("s1")
        await alice.published("s1", since=seen)
        await asyncio.sleep(1.5)
        updates = alice.events.of(PublisherStateUpdate, since=seen)
        assert [event.state for event in updates] == [
            PublisherState.PUBLISH_REQUESTING,
            PublisherState.PUBLISHING,
        ]


async def test_a_wrong_app_sign_is_told_by_the_login(
    lab: OwnLab, people: People, room_id: str
) -> None:
    alice = await person(lab, people, "alice", lab.engine(app_sign="too short"))
    with pytest.raises(RoomError) as refused:
        await alice.engine.login_room(room_id, alice.user, RoomConfig())
    assert refused.value.code == 1001001
    with pytest.raises(WrongStateError) as unready:
        await alice.engine.list_devices(DeviceKind.SPEAKER)
    assert unready.value.code == 1001001


async def test_an_app_sign_needs_no_token(lab: OwnLab, people: People, room_id: str) -> None:
    """Contradiction 4."""
    alice = await person(lab, people, "alice", lab.engine(app_sign="0a" * 32))
    await alice.engine.login_room(room_id, User("alice"), RoomConfig())
    await alice.events.wait_for(RoomStateChanged, reason=RoomStateReason.LOGINED)


async def test_garbage_from_the_sdk_breaks_nothing(people: People, room_id: str) -> None:
    alice, bob = people.add("alice"), people.add("bob")
    await alice.enter(room_id)
    await bob.enter(room_id)
    assert isinstance(people.lab, OwnLab)
    people.lab.service.garbage("alice")
    await alice.engine.send_broadcast_message("still here")
    await bob.engine.send_broadcast_message("still here, too")


async def test_room_info_needs_a_room(people: People) -> None:
    with pytest.raises(WrongStateError):
        await people.add("alice").engine.set_room_extra_info("key", "value")


def test_every_difference_names_a_test_that_exists() -> None:
    texts = [file.read_text("utf-8") for file in Path(__file__).parent.glob("test_*.py")]
    for name in ZEGO_DIFFERENCES:
        assert any(f"def {name.partition('[')[0]}(" in text for text in texts), name


# -- devices -----------------------------------------------------------------------------------


async def test_devices_that_come_and_go_are_told(people: People, room_id: str) -> None:
    """V01."""
    alice = people.add("alice")
    await alice.enter(room_id)
    assert isinstance(people.lab, OwnLab)
    service = people.lab.service
    service.plug(zego_standin.DeviceKind.MICROPHONE, "headset", "Headset")
    came = await alice.events.wait_for(DeviceStateChanged, update_type=UpdateType.ADD)
    assert (came.device.kind, came.device.device_id, came.device.name) == (
        DeviceKind.MICROPHONE,
        "headset",
        "Headset",
    )
    service.unplug(zego_standin.DeviceKind.MICROPHONE, "headset")
    await alice.events.wait_for(DeviceStateChanged, update_type=UpdateType.DELETE)
    service.device_exception(zego_standin.DeviceKind.MICROPHONE, "headset", 5)
    trouble = await alice.events.wait_for(DeviceError)
    assert trouble.error_code is ErrorCode.DEVICE_IN_USE


async def test_a_machine_without_a_microphone_is_told(people: People, room_id: str) -> None:
    """The SDK says nothing of it."""
    assert isinstance(people.lab, OwnLab)
    people.lab.service.unplug(zego_standin.DeviceKind.MICROPHONE, "microphone")
    alice = people.add("alice")
    alice.use_custom_source()
    alice.engine.set_audio_source(CaptureSource(SourceKind.MICROPHONE))
    await alice.enter(room_id)
    with alice.feeding():
        await alice.publish("s1")  # the picture is sent nevertheless
        error = await alice.events.wait_for(DeviceError)
    assert (error.kind, error.error_code) == (DeviceKind.MICROPHONE, ErrorCode.DEVICE_UNKNOWN)


# -- an SDK that draws and captures itself ---------------------------------------------------------


@pytest.fixture
async def windows_host(
    lab: OwnLab, people: People, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> Person:
    """Somebody whose SDK draws and captures itself, with a canvas 7."""
    screens.add(7, (320, 180))
    lab.service.plug(zego_standin.DeviceKind.CAMERA, "front", "Front camera")
    with monkeypatch.context() as patch:
        patch.setenv(zego_standin.PLATFORM_VARIABLE, "windows")
        engine = lab.engine(ways=OF_THE_SDK, canvases=screens.registry)
        host = await person(lab, people, "host", engine)
        await engine.list_devices(DeviceKind.CAMERA)  # it is initialised
    engine.set_audio_source(CaptureSource(SourceKind.NONE))
    return host


async def test_where_the_sdk_captures_its_camera_and_screen_are_sent(
    windows_host: Person, people: People, room_id: str
) -> None:
    """V01: as on Windows and macOS."""
    host, watcher = windows_host, people.add("watcher")
    (camera,) = await host.engine.list_devices(DeviceKind.CAMERA)
    assert (camera.device_id, camera.name) == ("front", "Front camera")
    (screen,) = await host.engine.list_devices(DeviceKind.SCREEN)
    assert screen.name == "Stand-in Screen"
    host.engine.set_capture_source(CaptureSource(SourceKind.CAMERA, "front"))
    host.engine.set_capture_source(CaptureSource(SourceKind.SCREEN), PublishChannel.AUX)
    host.engine.start_preview(Canvas(7))
    await host.events.wait_for(PublisherCapturedVideoFirstFrame, channel=PublishChannel.MAIN)
    await host.enter(room_id)
    await watcher.enter(room_id)
    await host.publish("cam")
    await host.publish("scr", PublishChannel.AUX)
    for stream_id in ("cam", "scr"):
        await watcher.play(stream_id)
        await watcher.picture(stream_id)
    host.engine.enable_camera(SwitchState.OFF)
    await watcher.picture_stops("cam")
    host.engine.enable_camera(SwitchState.ON)
    await watcher.picture("cam")
    assert not host.events.of(DeviceError)
    assert not host.events.of(DebugError)


async def test_a_preview_outlives_its_room(windows_host: Person, room_id: str) -> None:
    """P01: the SDK ends it with the room."""
    host = windows_host
    host.engine.set_capture_source(CaptureSource(SourceKind.CAMERA, "front"))
    host.engine.start_preview(Canvas(7))
    await host.events.wait_for(PublisherCapturedVideoFirstFrame)
    await host.enter(room_id)
    await host.engine.logout_room()
    await asyncio.sleep(1.0)  # idle media end half a second later
    assert host.events.of(EngineStateUpdate)[-1].is_running


async def test_where_the_sdk_draws_its_pictures_come_to_us_when_asked_for(
    windows_host: Person, people: People, room_id: str
) -> None:
    """P01, L05: as on Windows and macOS."""
    watcher, sender = windows_host, people.add("sender")
    sender.use_custom_source()
    await watcher.enter(room_id)
    await sender.enter(room_id)
    with sender.feeding():
        await sender.publish("s1")
        await watcher.play("s1", Canvas(7))
        await watcher.events.wait_for(PlayerRenderedVideoFirstFrame, stream_id="s1")
        await watcher.picture("s1")
        with pytest.raises(WrongStateError):  # the stand-in takes none
            await watcher.engine.take_play_stream_snapshot("s1")
    assert not watcher.events.of(DebugError)


async def test_a_second_engine_where_there_is_room_for_one_is_refused(lab: OwnLab) -> None:
    first = lab.engine()
    with pytest.raises(WrongStateError, match="one at a time"):
        make_handle(first.library)
    await first.destroy()
    make_handle(first.library).destroy()


# -- beyond the port ---------------------------------------------------------------------------


async def test_the_way_to_the_service_is_measured(lab: OwnLab, people: People) -> None:
    alice = people.add("alice")
    assert isinstance(alice.engine, ZegoExtras)
    report = await alice.engine.measure_network_speed(duration_s=2.0, bitrate_kbps=1000)
    assert report.up.error_code is report.down.error_code is ErrorCode.OK
    assert report.up.level is report.down.level is QualityLevel.EXCELLENT
    lab.service.network(reachable=False)
    silent = await alice.engine.measure_network_speed(duration_s=5.0, bitrate_kbps=1000)
    assert silent.up.error_code == silent.down.error_code == 1015002


async def test_a_stream_is_relayed_and_mixed(people: People, room_id: str) -> None:
    alice = people.add("alice")
    assert isinstance(alice.engine, ZegoExtras)
    news: asyncio.Queue[ExtraNews] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def note(one: ExtraNews) -> None:
        loop.call_soon_threadsafe(news.put_nowait, one)

    alice.engine.set_extra_handler(note)
    alice.use_custom_source()
    await alice.enter(room_id)
    with alice.feeding():
        await alice.publish("s1")
        await alice.engine.add_relay("s1", "rtmp://127.0.0.1/live/key")
        states = [await asyncio.wait_for(news.get(), 10) for _ in range(2)]
        relays = [one.relays[0].state for one in states if isinstance(one, RelayNews)]
        assert relays == [RelayState.REQUESTING, RelayState.RELAYING]
        await alice.engine.remove_relay("s1", "rtmp://127.0.0.1/live/key")
        plan = MixPlan(
            "mix",
            (MixInput("s1", left_px=0, top_px=0, width_px=320, height_px=180),),
            output="mixed",
            profile=VideoProfile(320, 180, fps=15, bitrate_kbps=300),
        )
        await alice.engine.start_mixing(plan)
        await alice.engine.stop_mixing(plan)
        with pytest.raises(RoomError):
            await alice.engine.start_mixing(
                MixPlan("", plan.inputs, output="mixed", profile=plan.profile)
            )


async def test_what_is_captured_is_recorded(people: People, tmp_path: Path) -> None:
    alice = people.add("alice")
    assert isinstance(alice.engine, ZegoExtras)
    news: list[ExtraNews] = []
    alice.engine.set_extra_handler(news.append)
    alice.use_custom_source()
    alice.engine.start_preview()
    file = tmp_path / "aufnahme.mp4"
    with alice.feeding():
        await alice.events.wait_for(PublisherCapturedVideoFirstFrame)
        alice.engine.start_recording(file)
        await until(lambda: has_state(news, RecordState.RECORDING))
        snapshot = await alice.engine.take_preview_snapshot()
        assert (snapshot.width_px, snapshot.height_px) == (320, 180)
        await asyncio.sleep(1.2)
        alice.engine.stop_recording()
        await until(lambda: has_state(news, RecordState.SAVED))
    assert file.stat().st_size > 320 * 180
    alice.engine.start_recording(tmp_path / "wrong.suffix")
    await until(lambda: has_state(news, RecordState.STOPPED))
    stopped = [one for one in news if isinstance(one, RecordNews)][-1]
    assert stopped.error_code == 1010002


def has_state(news: list[ExtraNews], state: RecordState) -> bool:
    return any(isinstance(one, RecordNews) and one.state is state for one in list(news))


async def until(check: object) -> None:
    """Wait until something holds that no event tells."""
    assert callable(check)
    async with asyncio.timeout(15):
        while not check():
            await asyncio.sleep(0.02)
