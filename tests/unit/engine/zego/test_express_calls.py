"""Functions of the SDK through the compiled binding, in both variants of its interface."""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.engine.zego import _express
from app.engine.zego._express import (
    AbiVariant,
    AudioChannel,
    AudioFrameParam,
    AudioSampleRate,
    ClosedError,
    CrossAppInfo,
    DataRecordConfig,
    EngineProfile,
    Event,
    MissingFunctionError,
    MixerInput,
    MixerOutput,
    MixerTask,
    OnApiCalledResult,
    OnImRecvBroadcastMessage,
    OnMixerStartResult,
    OnRoomStateChanged,
    OnRoomUserUpdate,
    ProxyInfo,
    RoomConfig,
    RoomStateChangedReason,
    UpdateType,
    User,
    VideoCodecId,
    VideoConfig,
)
from tests.instruments.zego_standin import DeviceKind, StandIn, StandInService
from tests.unit.engine.zego.express_lab import Engine, Make, copied

HIDDEN = "secret"
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the stand-in needs POSIX threads"),
    pytest.mark.timeout(180),  # the first test builds it
]


def test_a_library_tells_its_variant_its_version_and_what_it_lacks(
    standin: StandIn, tmp_path: Path
) -> None:
    copy = copied(standin.v1, tmp_path)

    older, newer = _express.load(copy), _express.load(standin.v2)

    assert (older.path, older.variant) == (copy, AbiVariant.V1)
    assert "zego_express_get_video_encoder_supported" in older.missing
    assert (newer.variant, newer.missing) == (AbiVariant.V2, frozenset())
    assert newer.version.startswith("3.25.")
    assert not newer.is_newer_than_tested


def test_a_call_that_the_library_lacks_is_refused_by_name(make: Make) -> None:
    engine = make()
    if engine.handle.get_version()[1].startswith("3.25"):
        pytest.skip("variant 2 has all functions")

    with pytest.raises(MissingFunctionError, match="zego_express_enable_audio_capture_device_asyn"):
        engine.handle.enable_audio_capture_device_async(enable=True, sequence=1)


def test_structs_arrive_and_come_back_whole(engine: Engine) -> None:
    wanted = VideoConfig(1280, 720, 640, 360, 24, 1500, VideoCodecId.H265, 2)

    assert engine.handle.set_video_config(wanted) == 0

    assert engine.handle.get_video_config() == (0, wanted)


def test_a_login_is_told_on_the_way_and_answered_with_its_sequence(engine: Engine) -> None:
    engine.login("ada")

    reasons = [event.reason for event in engine.events if isinstance(event, OnRoomStateChanged)]
    assert reasons == [RoomStateChangedReason.LOGINING, RoomStateChangedReason.LOGINED]


def test_users_and_messages_of_others_arrive_with_their_names(make: Make) -> None:
    ada, bob = make(), make()
    ada.init()
    bob.init()
    ada.login("ada")
    bob.login("bob")

    code, sequence = bob.handle.send_broadcast_message("room", "grüß dich \N{WAVING HAND SIGN}")

    assert (code, sequence > 0) == (0, True)
    seen = ada.wait_for(OnRoomUserUpdate)
    assert (seen.update_type, seen.user_list) == (UpdateType.ADD, (User("bob", "name of bob"),))
    heard = ada.wait_for(OnImRecvBroadcastMessage).message_list
    assert [(one.message, one.from_user.user_id) for one in heard] == [
        ("grüß dich \N{WAVING HAND SIGN}", "bob")
    ]


def test_lists_are_copied_and_given_back(engine: Engine, service: StandInService) -> None:
    service.plug(DeviceKind.CAMERA, "camera-9", "Caméra \N{MOVIE CAMERA}")
    engine.login("ada")

    code, devices = engine.handle.get_video_device_list()

    assert code == 0
    assert ("camera-9", "Caméra \N{MOVIE CAMERA}") in [
        (device.device_id, device.device_name) for device in devices
    ]


def test_nested_lists_and_optional_structs_are_passed(engine: Engine) -> None:
    engine.login("ada")
    task = MixerTask(
        task_id="mix",
        input_list=(MixerInput(stream_id="one"), MixerInput(stream_id="two")),
        output_list=(MixerOutput(target="mixed"),),
        user_data=b"\0\1",
    )

    code, sequence = engine.handle.start_mixer_task(task)

    assert code == 0
    assert engine.wait_for(OnMixerStartResult).seq == sequence


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda handle: handle.login_room("r", User("ä" * 32)),
            r"^cannot use user_id: it has 64 bytes in UTF-8, .* takes at most 63$",
        ),
        (
            lambda handle: handle.engine_init_with_profile(EngineProfile(1, "s" * 65)),
            r"^cannot use app_sign: it has 65 bytes in UTF-8, .* takes at most 64$",
        ),
        (
            lambda handle: handle.renew_token("room", "se\0cret"),
            r"^cannot use token: it has a null character inside$",
        ),
        (
            lambda handle: handle.renew_token("room", "\ud800"),
            r"^cannot use an argument: it has a character that is no text$",
        ),
        (
            lambda handle: handle.fetch_custom_audio_render_pcm_data(-1, AudioFrameParam()),
            r"^cannot fetch sound: the length must be 0 to 1048576 bytes$",
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_never_cut(
    make: Make, call: Callable[[_express.Handle], object], sentence: str
) -> None:
    engine = make()

    with pytest.raises(ValueError, match=sentence):
        call(engine.handle)


def test_the_app_sign_may_fill_its_room(make: Make) -> None:
    make().init()  # 64 bytes without a terminator


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda handle: handle.renew_token("room", b"secret"), TypeError),
        (lambda handle: handle.renew_token(3, "secret"), TypeError),
        (lambda handle: handle.set_capture_volume("secret"), TypeError),
        (lambda handle: handle.set_capture_volume(2**31), OverflowError),
        (lambda handle: handle.start_sound_level_monitor(-1), OverflowError),
        (lambda handle: handle.mute_microphone(mute=1), TypeError),
        (lambda handle: handle.set_video_config(("secret",)), TypeError),
        (lambda handle: handle.login_room("secret", None), TypeError),
    ],
)
def test_wrong_arguments_are_refused_without_repeating_them(
    make: Make, call: Callable[[_express.Handle], object], kind: type[Exception]
) -> None:
    engine = make()

    with pytest.raises(kind) as refused:
        call(engine.handle)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        EngineProfile(app_id=7, app_sign=HIDDEN),
        RoomConfig(token=HIDDEN),
        CrossAppInfo(token=HIDDEN),
        ProxyInfo(password=HIDDEN),
    ],
)
def test_secrets_are_not_shown_when_a_value_is_printed(value: object) -> None:
    assert HIDDEN not in repr(value)
    assert "'***'" in repr(value)


def test_a_call_that_hangs_lets_other_threads_run(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZEGO_STANDIN_HANG", "zego_express_set_capture_volume=1")
    engine = make()
    engine.init()
    hanging = threading.Thread(target=lambda: engine.handle.set_capture_volume(50))

    hanging.start()
    turns, begun = 0, time.monotonic()
    while hanging.is_alive() and time.monotonic() < begun + 20:
        turns += 1
    hanging.join()

    assert turns > 1000


def test_an_engine_is_not_destroyed_under_a_running_call(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZEGO_STANDIN_HANG", "zego_express_set_capture_volume=3")
    engine = make()
    engine.init()
    hanging = threading.Thread(target=lambda: engine.handle.set_capture_volume(50))

    hanging.start()
    hanging.join(timeout=0.5)  # long enough to get inside
    with pytest.raises(RuntimeError, match="a call is still running"):
        engine.handle.destroy()
    hanging.join()

    engine.close()


def test_after_the_end_calls_are_refused_and_takers_return(make: Make) -> None:
    handle = make().handle
    handle.take_events(0)
    taken: list[list[Event]] = []
    waiting = threading.Thread(target=lambda: taken.append(handle.take_events(60)))
    waiting.start()

    handle.destroy()
    waiting.join(timeout=20)

    assert taken == [[]]
    assert handle.is_destroyed
    assert handle.take_events(60) == []
    assert handle.take_frames(60) == []
    with pytest.raises(ClosedError):
        handle.get_version()
    handle.destroy()


def test_one_engine_at_a_time_where_the_sdk_has_one(standin: StandIn, tmp_path: Path) -> None:
    library = _express.load(copied(standin.v1, tmp_path))
    first = library.create_handle()

    with pytest.raises(ClosedError, match="one at a time"):
        library.create_handle()
    first.destroy()

    library.create_handle().destroy()


def test_engines_of_one_library_have_events_of_their_own(
    standin: StandIn, service: StandInService
) -> None:
    assert service.address
    library = _express.load(standin.v2)
    first, second = library.create_handle(), library.create_handle()

    first.set_room_scenario(_express.Scenario.BROADCAST)

    assert any(isinstance(event, OnApiCalledResult) for event in first.take_events(5))
    assert second.take_events(0) == []
    first.destroy()
    second.destroy()


def test_buffers_of_any_kind_are_lent_for_a_call(engine: Engine) -> None:
    param = AudioFrameParam(AudioSampleRate.RATE_48K, AudioChannel.MONO)
    for buffer in (
        b"\0" * 1920,
        bytearray(1920),
        memoryview(bytes(1920)),
        (ctypes.c_ubyte * 1920)(),
    ):
        code = engine.handle.send_custom_audio_capture_pcm_data(buffer, param)
        assert isinstance(code, int)

    with pytest.raises(TypeError):
        engine.handle.send_custom_audio_capture_pcm_data("text", param)  # type: ignore[arg-type]
    with pytest.raises(BufferError):
        engine.handle.send_custom_audio_capture_pcm_data(memoryview(bytes(8))[::2], param)


def test_paths_and_numbers_at_their_limits_are_passed(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "記録 é"
    folder.mkdir()
    code = engine.handle.start_recording_captured_data(
        DataRecordConfig(str(folder / "take.txt"), _express.DataRecordType.ONLY_AUDIO)
    )

    assert code == 1010002  # the wrong suffix, so the path was read
