"""The stand-in SDK behaves as the vendor's library was seen to behave."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.instruments.zego_caller import Caller
from tests.instruments.zego_standin import (
    PLATFORM_VARIABLE,
    ROOT,
    SERVICE_VARIABLE,
    SPEED_VARIABLE,
    DeviceKind,
    StandIn,
    StandInService,
    StormKind,
    build_standin,
)

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the stand-in needs POSIX threads"),
    pytest.mark.timeout(180),  # the first test builds it
]

GONE = 1002053
GOOD = "any text is a good token"
RENDERED = "custom_video_render_remote_frame_data"
WIDTH, HEIGHT = 64, 48
Maker = Callable[..., Caller]


@pytest.fixture
def standin() -> StandIn:
    return build_standin(os.environ.get("ZEGO_STANDIN_SANITIZE", ""))


@pytest.fixture
def service(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInService]:
    monkeypatch.setenv(SPEED_VARIABLE, "10")
    with StandInService(standin) as running:
        monkeypatch.setenv(SERVICE_VARIABLE, running.address)
        yield running


@pytest.fixture(params=[1, 2], ids=["v1", "v2"])
def make(request: pytest.FixtureRequest, standin: StandIn, tmp_path: Path) -> Iterator[Maker]:
    """Make engines; of variant 1 each in a copy of the library, which has only one."""
    with engines(standin, request.param, tmp_path) as maker:
        yield maker


@contextmanager
def engines(standin: StandIn, variant: int, folder: Path) -> Iterator[Maker]:
    made: list[Caller] = []

    def make_one(*, born: bool = True, config: str = "") -> Caller:
        library = standin.v2
        if variant == 1:
            library = folder / f"{len(made)}{standin.v1.name}"
            library.write_bytes(standin.v1.read_bytes())
        engine = Caller(library, variant)
        made.append(engine)
        if config:
            engine.call(
                "set_engine_config",
                engine.struct("engine_config", advanced_config=config.encode()),
            )
        if born:
            assert init(engine) == 0
        return engine

    yield make_one
    for engine in made:
        engine.close()


def init(engine: Caller, *, sign: str = "") -> int:
    profile = engine.struct("engine_profile", app_id=1, scenario=3, app_sign=sign.encode())
    return engine.call("engine_init_with_profile", profile)


def login(
    engine: Caller, user_id: str, room_id: str = "room", *, token: str = GOOD
) -> tuple[int, int]:
    """Log in and return the code and the sequence."""
    user = engine.struct("user", user_name=f"{user_id} Ünal".encode())
    ctypes.memmove(ctypes.addressof(user), user_id.encode(), len(user_id.encode()))
    config = engine.struct("room_config", is_user_status_notify=True, token=token.encode())
    sequence = ctypes.c_int(engine.call("get_increase_seq"))
    code = engine.call(
        "login_room_with_callback", room_id, user, ctypes.byref(config), ctypes.byref(sequence)
    )
    return code, sequence.value


def enter(engine: Caller, user_id: str, room_id: str = "room") -> None:
    assert login(engine, user_id, room_id)[0] == 0
    engine.wait_for("room_login_result", lambda values: values["error_code"] == 0)


def publish_pattern(engine: Caller, stream_id: str = "stream") -> None:
    engine.call("enable_custom_video_capture", True, None, 0)
    video = engine.struct(
        "video_config", encode_width=WIDTH, encode_height=HEIGHT, fps=30, bitrate=300
    )
    assert engine.call("set_video_config", video, 0) == 0
    assert engine.call("start_publishing_stream", stream_id, 0) == 0
    engine.wait_for("custom_video_capture_start")
    engine.wait_for("publisher_stream_event")


def send_picture(engine: Caller, luma: int) -> int:
    data = bytes([luma]) * (WIDTH * HEIGHT) + bytes([128]) * (WIDTH * HEIGHT // 2)
    param = engine.struct("video_frame_param", format=1, width=WIDTH, height=HEIGHT)
    param.strides[0], param.strides[1], param.strides[2] = WIDTH, WIDTH // 2, WIDTH // 2
    given = (ctypes.c_ubyte * len(data)).from_buffer_copy(data)
    now_ms = int(time.time() * 1000)
    return engine.call(
        "send_custom_video_capture_raw_data", given, len(data), param, now_ms, 1000, 0
    )


def send_sound(engine: Caller, sample: int) -> int:
    data = sample.to_bytes(2, "little", signed=True) * 960
    param = engine.struct("audio_frame_param", sample_rate=48000, channel=1)
    given = (ctypes.c_ubyte * len(data)).from_buffer_copy(data)
    return engine.call("send_custom_audio_capture_pcm_data", given, len(data), param, 0)


def watch(engine: Caller, stream_id: str = "stream") -> None:
    render = engine.struct("custom_video_render_config", buffer_type=1, frame_format_series=0)
    assert engine.call("enable_custom_video_render", True, ctypes.byref(render)) == 0
    assert engine.call("start_playing_stream", stream_id, None) == 0
    engine.wait_for("remote_mic_state_update")


def wait_until(check: Callable[[], bool], timeout_s: float = 10) -> None:
    until = time.monotonic() + timeout_s
    while not check():
        assert time.monotonic() < until
        time.sleep(0.005)


def told(engine: Caller, *names: str) -> list[tuple[str, object, object, bool]]:
    """Return name, state or reason, code and whether it came inside a call."""
    return [
        (
            event.name,
            event.values.get("state", event.values.get("reason")),
            event.values.get("error_code"),
            bool(event.inside),
        )
        for event in engine.events
        if event.name in names
    ]


def test_every_function_of_the_interface_is_exported(make: Maker) -> None:
    engine = make(born=False)
    assert [name for name in engine.names() if not engine.exports(name)] == []


def test_only_the_newer_variant_has_handles(standin: StandIn) -> None:
    name = "zego_express_engine_create_handle"
    assert not hasattr(ctypes.CDLL(str(standin.v1)), name)
    assert hasattr(ctypes.CDLL(str(standin.v2)), name)


def test_calls_before_init_are_refused(make: Maker) -> None:
    engine = make(born=False)
    assert engine.call("start_preview", None, 0) == 1000001
    assert told(engine, "debug_error") == [("debug_error", None, 1000001, True)]


@pytest.mark.parametrize(
    ("app_id", "sign", "code"), [(0, "", 1001000), (1, "abc", 1001001), (1, "a" * 64, 0)]
)
def test_init_looks_only_at_lengths(make: Maker, app_id: int, sign: str, code: int) -> None:
    engine = make(born=False)
    profile = engine.struct("engine_profile", app_id=app_id, app_sign=sign.encode())
    assert engine.call("engine_init_with_profile", profile) == code


@pytest.mark.usefixtures("service")
def test_a_second_init_changes_nothing_and_the_room_mode_comes_too_late(make: Maker) -> None:
    engine = make()
    assert init(engine) == 0
    assert engine.call("set_room_mode", 0) == 1001020


@pytest.mark.usefixtures("service")
def test_a_login_is_told_first_inside_the_call_then_on_another_thread(make: Maker) -> None:
    engine = make()
    code, sequence = login(engine, "ada")
    result = engine.wait_for("room_login_result")
    assert code == 0
    assert result.values["seq"] == sequence
    names = ("room_state_update", "room_state_changed", "room_login_result")
    assert told(engine, *names) == [
        ("room_state_update", 1, 0, True),
        ("room_state_changed", 0, 0, True),
        ("room_state_update", 2, 0, False),
        ("room_state_changed", 1, 0, False),
        ("room_login_result", None, 0, False),
    ]


@pytest.mark.parametrize(
    ("user_id", "room_id", "code"),
    [
        ("", "room", 1002005),
        ("a b", "room", 1002006),
        ("é", "room", 1002006),
        ("u" * 64, "room", 1002007),
        ("ada", "", 1002011),
        ("ada", "a room", 1002012),
    ],
)
@pytest.mark.usefixtures("service")
def test_a_refused_login_is_told_four_times(
    make: Maker, user_id: str, room_id: str, code: int
) -> None:
    engine = make()
    assert login(engine, user_id, room_id)[0] == code
    result = engine.wait_for("room_login_result")
    names = ("debug_error", "api_called_result", "room_state_changed", "room_login_result")
    assert sorted(told(engine, *names)[1:], key=str) == [
        ("api_called_result", None, code, True),
        ("debug_error", None, code, True),
        ("room_login_result", None, code, False),
        ("room_state_changed", 2, code, False),
    ]
    assert result.values["room_id"] == ("a room" if code == 1002012 else "")


def test_a_second_login_is_refused_while_the_first_lives(
    service: StandInService, make: Maker
) -> None:
    engine = make()
    enter(engine, "ada")
    assert login(engine, "ada")[0] == 1002001
    engine.wait_for("room_state_changed", lambda values: values["reason"] == 2)
    assert service.state()["users"] == "1"
    assert engine.call("set_stream_extra_info", "still here", 0, ctypes.byref(ctypes.c_int())) == 0


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", 1002067),
        ("expired", 1002078),
        ("foreign", 1002077),
        ("malformed", 1002075),
        ("standin;user=bob", 1002077),
        ("standin;user=ada;room=room;seconds=60", 0),
        ("04taught", 1002076),
    ],
)
def test_tokens_are_judged(service: StandInService, make: Maker, token: str, code: int) -> None:
    service.set_token("04taught", code=1002076)
    engine = make()
    login(engine, "ada", token=token)
    assert engine.wait_for("room_login_result").values["error_code"] == code


def test_without_a_service_everything_is_given_up_after_the_retry_time(
    make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SERVICE_VARIABLE, raising=False)
    monkeypatch.setenv(SPEED_VARIABLE, "20")
    engine = make(config="room_retry_time=1;av_retry_time=1;")
    login(engine, "ada")
    engine.call("start_publishing_stream", "stream", 0)
    engine.call("start_playing_stream", "other", None)
    since = engine.mark()
    engine.wait_for("room_login_result", since=since)
    states = [
        (event.name, event.values.get("state", event.values.get("reason")))
        for event in engine.events[since:]
        if event.values.get("error_code") == GONE
    ]
    assert states == [
        ("publisher_state_update", 0),
        ("player_state_update", 0),
        ("room_state_update", 0),
        ("room_state_changed", 2),
        ("room_login_result", None),
    ]


def test_a_cancelled_login_has_no_result(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SERVICE_VARIABLE, raising=False)
    engine = make()
    login(engine, "ada")
    assert engine.call("logout_room", "room") == 0
    assert told(engine, "room_state_changed")[-1] == ("room_state_changed", 7, 0, True)
    engine.call("engine_uninit_async")
    assert engine.all_of("room_login_result") == []


@pytest.mark.usefixtures("service")
def test_uninit_calls_back_on_another_thread_before_it_returns(make: Maker) -> None:
    engine = make()
    enter(engine, "ada")
    publish_pattern(engine)
    since = engine.mark()
    assert engine.call("engine_uninit_async") == 0
    periodic = {"network_quality", "rtc_stats", "publisher_quality_update"}
    end = [event for event in engine.events[since:] if event.name not in periodic]
    assert [(event.name, bool(event.inside)) for event in end] == [
        ("publisher_state_update", True),
        ("room_state_update", True),
        ("room_state_changed", True),
        ("custom_video_capture_stop", False),
        ("engine_uninit", False),
        ("api_called_result", True),
    ]


def test_uninit_without_an_engine_never_calls_back(make: Maker) -> None:
    engine = make(born=False)
    assert engine.call("engine_uninit_async") == 0
    assert engine.all_of("engine_uninit") == []


@pytest.mark.usefixtures("service")
def test_uninit_works_inside_a_callback(make: Maker) -> None:
    engine = make()

    def leave_at_once(_: dict[str, object]) -> None:
        engine.call("engine_uninit_async")

    engine.handlers["room_login_result"] = leave_at_once
    login(engine, "ada")
    engine.wait_for("engine_uninit")


def test_init_inside_the_uninit_callback_never_returns(standin: StandIn) -> None:
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from tests.instruments.zego_caller import Caller\n"
        "engine = Caller(Path(sys.argv[1]), 2)\n"
        "profile = engine.struct('engine_profile', app_id=1)\n"
        "engine.call('engine_init_with_profile', profile)\n"
        "again = lambda _: engine.call('engine_init_with_profile', profile)\n"
        "engine.handlers['engine_uninit'] = again\n"
        "engine.call('engine_uninit_async')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(standin.v2)],
        cwd=ROOT,
        env=os.environ | {SPEED_VARIABLE: "50"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "an init inside the engine_uninit callback never returns" in done.stderr


@pytest.mark.usefixtures("service")
def test_many_engines_leave_no_thread(make: Maker) -> None:
    engine = make(born=False)
    tasks = Path("/proc/self/task")
    if not tasks.exists():
        pytest.skip("threads are counted in /proc")
    init(engine)
    engine.call("engine_uninit_async")
    before = len(list(tasks.iterdir()))
    for _ in range(10):
        assert init(engine) == 0
        engine.call("engine_uninit_async")
    assert len(list(tasks.iterdir())) <= before
    assert len(engine.all_of("engine_uninit")) == 11


@pytest.mark.usefixtures("service")
def test_pictures_and_sound_reach_a_player(make: Maker) -> None:
    ada, bob = make(), make()
    enter(ada, "ada")
    enter(bob, "bob")
    ada.call("enable_custom_audio_io", True, None, 0)
    publish_pattern(ada)
    watch(bob)
    bob.call("start_sound_level_monitor", 100)
    bob.call("start_audio_data_observer", 2, bob.struct("audio_frame_param", sample_rate=48000))
    until = time.monotonic() + 10
    while not bob.all_of("player_render_video_first_frame") and time.monotonic() < until:
        assert send_picture(ada, 235) == 0
        assert send_sound(ada, 12000) == 0
        time.sleep(0.02)
    shown = bob.wait_for("custom_video_render_remote_frame_data").values
    assert shown["data"] == bytes([255]) * (WIDTH * HEIGHT * 4)
    for _ in range(20):
        send_sound(ada, 12000)
        time.sleep(0.02)
    loud = (12000).to_bytes(2, "little")
    bob.wait_for("playback_audio_data", lambda values: loud in bytes(values["data"]))  # type: ignore[call-overload]
    level = bob.wait_for(
        "remote_sound_level_update",
        lambda values: values["sound_levels"][0]["sound_level"] > 50,  # type: ignore[index]
    )
    assert level.values["info_count"] == 1


@pytest.mark.usefixtures("service")
def test_a_message_in_the_stream_arrives_before_the_picture_it_was_sent_before(make: Maker) -> None:
    ada, bob = make(), make()
    enter(ada, "ada")
    enter(bob, "bob")
    publish_pattern(ada)
    watch(bob)
    for number in range(16, 19):
        data = (ctypes.c_ubyte * 1)(number)
        assert ada.call("send_sei", data, 1, 0) == 0
        assert send_picture(ada, number) == 0
        bob.wait_for("player_recv_sei", lambda values, n=number: values["data"] == bytes([n]))  # type: ignore[misc]
        shown = len(bob.all_of("player_recv_sei"))
        wait_until(lambda n=shown: len(bob.all_of(RENDERED)) == n)  # type: ignore[misc]
    names = [event.name for event in bob.events if event.name in {"player_recv_sei", RENDERED}]
    assert names == ["player_recv_sei", RENDERED] * 3


@pytest.mark.usefixtures("service")
def test_a_stream_that_never_comes_is_given_up_after_the_retry_time(make: Maker) -> None:
    engine = make(config="room_retry_time=1;av_retry_time=1;")
    enter(engine, "ada")
    assert engine.call("start_playing_stream", "nobody", None) == 0
    end = engine.wait_for("player_state_update", lambda values: values["state"] == 0)
    assert end.values["error_code"] == 1004002


@pytest.mark.usefixtures("service")
def test_the_smaller_of_two_layers_has_half_the_sides(make: Maker) -> None:
    ada, bob = make(), make()
    enter(ada, "ada")
    enter(bob, "bob")
    publish_pattern(ada)
    layers = ada.struct("publish_dual_stream_config", stream_type=1, encode_width=WIDTH // 2)
    assert ada.call("set_publish_dual_stream_config", ctypes.byref(layers), 1, 0) == 0
    watch(bob)
    assert bob.call("set_play_stream_video_type", "stream", 1) == 0
    send_picture(ada, 100)
    size = bob.wait_for("player_video_size_changed").values
    assert (size["width"], size["height"]) == (WIDTH // 2, HEIGHT // 2)


@pytest.mark.usefixtures("service")
def test_pictures_outside_of_start_and_stop_are_refused(make: Maker) -> None:
    engine = make()
    assert send_picture(engine, 1) == 1011002
    engine.call("enable_custom_video_capture", True, None, 0)
    assert send_picture(engine, 1) == 1011001


@pytest.mark.usefixtures("service")
def test_logout_stops_preview_and_engine(make: Maker) -> None:
    engine = make()
    engine.call("enable_custom_video_capture", True, None, 0)
    engine.call("start_preview", None, 0)
    engine.wait_for("custom_video_capture_start")
    enter(engine, "ada")
    sequence = ctypes.c_int(engine.call("get_increase_seq"))
    assert engine.call("logout_room_with_callback", "room", ctypes.byref(sequence)) == 0
    assert engine.wait_for("room_logout_result").values["seq"] == sequence.value
    engine.wait_for("custom_video_capture_stop")
    engine.wait_for("engine_state_update", lambda values: values["state"] == 1)


@pytest.mark.usefixtures("service")
def test_a_preview_without_a_camera_reports_it_unplugged(make: Maker) -> None:
    engine = make()
    engine.call("start_preview", None, 0)
    fault = engine.wait_for("local_device_exception_occurred").values
    assert (fault["exception_type"], fault["device_type"]) == (6, 1)


@pytest.mark.usefixtures("service")
def test_the_same_user_elsewhere_puts_the_earlier_one_out(make: Maker) -> None:
    early, late = make(), make()
    enter(early, "ada")
    enter(late, "ada")
    early.wait_for(
        "room_state_changed",
        lambda values: (values["reason"], values["error_code"]) == (6, 1002050),
    )


@pytest.mark.usefixtures("service")
def test_a_stream_id_is_published_once(make: Maker) -> None:
    ada, bob = make(), make()
    enter(ada, "ada")
    enter(bob, "bob")
    publish_pattern(ada)
    assert bob.call("start_publishing_stream", "stream", 0) == 0
    refused = bob.wait_for("publisher_state_update", lambda values: values["state"] == 0)
    assert refused.values["error_code"] == 1003028


def test_an_interruption_is_told_and_healed_without_others_noticing(
    service: StandInService, make: Maker
) -> None:
    ada, bob = make(), make()
    enter(ada, "ada")
    enter(bob, "bob")
    publish_pattern(ada)
    watch(bob)
    since = bob.mark()
    service.interrupt("ada", seconds=0.2)
    ada.wait_for("room_state_changed", lambda values: values["reason"] == 3)
    ada.wait_for("publisher_state_update", lambda values: values["error_code"] == 1003020)
    again = ada.mark()
    ada.wait_for("room_state_changed", lambda values: values["reason"] == 4)
    ada.wait_for("publisher_state_update", lambda values: values["state"] == 2, since=again - 1)
    assert [e.name for e in bob.events[since:] if e.name.startswith(("room_", "player_s"))] == []


def test_a_service_that_dies_and_returns_is_found_again(
    service: StandInService, make: Maker
) -> None:
    engine = make()
    enter(engine, "ada")
    publish_pattern(engine)
    service.kill()
    engine.wait_for("room_state_changed", lambda values: values["reason"] == 3)
    since = engine.mark()
    service.start()
    engine.wait_for("room_state_changed", lambda values: values["reason"] == 4)
    engine.wait_for("publisher_state_update", lambda values: values["state"] == 2, since=since)
    assert service.state()["stream.stream"] == "ada"


def test_a_token_is_announced_and_its_end_puts_the_user_out(
    service: StandInService, make: Maker
) -> None:
    engine = make()
    enter(engine, "ada")
    service.shorten_token("ada", 20)
    left = engine.wait_for("room_token_will_expire").values["remain_time_in_second"]
    assert left == 20
    engine.call("renew_token", "room", "standin;seconds=25")
    engine.wait_for("room_token_will_expire", lambda v: v["remain_time_in_second"] == 25)
    service.expire_token("ada")
    engine.wait_for(
        "room_state_changed",
        lambda values: (values["reason"], values["error_code"]) == (6, 1002056),
    )


def test_messages_wait_for_nothing_and_have_limits(service: StandInService, make: Maker) -> None:
    ada, bob = make(), make()
    sequence = ctypes.c_int()

    def send(room_id: str, text: str) -> int:
        return ada.call("send_broadcast_message", room_id, text, ctypes.byref(sequence))

    service.delay_answers(30)
    login(ada, "ada")
    assert send("room", "too early") == 1002051
    assert sequence.value < 0
    refused = ada.wait_for("im_send_broadcast_message_result").values
    assert (refused["error_code"], refused["seq"]) == (1002051, sequence.value)
    ada.call("logout_room", "room")
    service.delay_answers(0)
    enter(bob, "bob")
    enter(ada, "ada")
    assert send("room", "") == 1009001
    assert send("room", "x" * 1025) == 1009002
    assert send("elsewhere", "x") == 1009005
    assert send("room", "line\nline \\ é") == 0
    heard = bob.wait_for("im_recv_broadcast_message").values["message_list"]
    assert heard[0]["message"] == "line\nline \\ é"  # type: ignore[index]
    assert [send("room", "2"), send("room", "3")] == [0, 1009015]


@pytest.mark.usefixtures("service")
def test_a_room_attribute_reaches_others_and_late_comers(make: Maker) -> None:
    ada, bob = make(), make()
    enter(ada, "ada")
    sequence = ctypes.c_int()
    assert ada.call("set_room_extra_info", "room", "key", "value", ctypes.byref(sequence)) == 0
    assert ada.wait_for("room_set_room_extra_info_result").values["seq"] == sequence.value
    enter(bob, "bob")
    info = bob.wait_for("room_extra_info_update").values["room_extra_info_list"]
    assert (info[0]["key"], info[0]["value"]) == ("key", "value")  # type: ignore[index]
    too_long = ada.call("set_room_extra_info", "room", "k" * 11, "", ctypes.byref(sequence))
    assert too_long == 1002015


def test_devices_are_plugged_and_pulled(service: StandInService, make: Maker) -> None:
    service.plug(DeviceKind.MICROPHONE, "m-1", "Erstes Mikrofon")
    engine = make()
    count, listed = ctypes.c_int(), ctypes.c_void_p()
    assert engine.all_of("audio_device_state_changed") == []
    engine.call(
        "get_audio_device_list",
        0,
        ctypes.byref(count),
        ctypes.cast(ctypes.byref(listed), engine.pointer("device_info", levels=2)),
    )
    assert count.value == 1
    engine.call("free_audio_device_list", ctypes.cast(listed, engine.pointer("device_info")))
    service.plug(DeviceKind.CAMERA, "c-1")
    assert engine.wait_for("video_device_state_changed").values["update_type"] == 0
    service.unplug(DeviceKind.MICROPHONE, "m-1")
    assert engine.wait_for("audio_device_state_changed").values["update_type"] == 1


@pytest.mark.usefixtures("service")
def test_quality_is_told_every_three_seconds_of_the_stand_in(make: Maker) -> None:
    engine = make()
    enter(engine, "ada")
    publish_pattern(engine)
    quality = engine.wait_for("publisher_quality_update").values["quality"]
    assert ("video_traffic_control_rate" in quality) == (engine.handle is not None)  # type: ignore[operator]
    assert quality["level"] == 0  # type: ignore[index]


def test_a_speed_test_without_network_fails_both_ways(
    make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SERVICE_VARIABLE, raising=False)
    engine = make()
    config = engine.struct("network_speed_test_config", test_uplink=True, test_downlink=True)
    assert engine.call("start_network_speed_test", config, 1000) == 0
    for way in (0, 1):
        fault = engine.wait_for("network_speed_test_error", lambda v, way=way: v["type"] == way)  # type: ignore[misc]
        assert fault.values["error_code"] == 1015002


@pytest.mark.usefixtures("service")
def test_questions_are_answered_with_their_number(make: Maker) -> None:
    engine = make()
    sequence = ctypes.c_int()
    assert (
        engine.call(
            "start_network_probe", engine.struct("network_probe_config"), ctypes.byref(sequence)
        )
        == 0
    )
    assert engine.wait_for("network_probe_result").values["seq"] == sequence.value
    if engine.handle is not None:
        asked = engine.call("get_increase_seq")
        assert engine.call("get_video_encoder_supported", 3, 0, asked) == 0
        answer = engine.wait_for("publisher_get_video_encoder_supported_result").values
        assert (answer["seq"], answer["support"]) == (asked, 1)


@pytest.mark.usefixtures("service")
def test_a_recording_is_a_playable_file(make: Maker, tmp_path: Path) -> None:
    engine = make()
    engine.call("enable_custom_video_capture", True, None, 0)
    video = engine.struct("video_config", encode_width=WIDTH, encode_height=HEIGHT, fps=30)
    engine.call("set_video_config", video, 0)
    path = tmp_path / "Aufnahme é.mp4"
    config = engine.struct("data_record_config", file_path=str(path).encode(), record_type=3)
    wrong = engine.struct("data_record_config", file_path=b"/tmp/x.txt")
    assert engine.call("start_recording_captured_data", wrong, 0) == 1010002
    assert engine.call("start_recording_captured_data", config, 0) == 0
    engine.wait_for("custom_video_capture_start")
    for number in range(10):
        send_picture(engine, 100 + number)
        time.sleep(0.02)
    engine.call("stop_recording_captured_data", 0)
    engine.wait_for("captured_data_record_state_update", lambda values: values["state"] == 2)
    data = path.read_bytes()
    assert data[:4] == b"RIFF"
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    assert data.count(b"00dc") >= 2


def test_calls_hang_as_long_as_asked(service: StandInService, make: Maker) -> None:
    engine = make()
    service.hang("zego_express_set_capture_volume", 0.3)
    service.plug(DeviceKind.CAMERA, "c-1")
    engine.wait_for("video_device_state_changed")
    begun = time.monotonic()
    engine.call("set_capture_volume", 10)
    assert time.monotonic() - begun >= 0.3


def test_garbage_is_raised_once(service: StandInService, make: Maker) -> None:
    engine = make()
    service.garbage()
    engine.wait_for("room_user_update", lambda values: values["update_type"] == 77)
    engine.wait_for("custom_video_render_remote_frame_data")


def test_a_storm_counts_up_without_a_gap(service: StandInService, make: Maker) -> None:
    engine = make()
    service.storm("*", per_second=2000, seconds=0.5, kind=StormKind.ONLINE_COUNT)
    engine.wait_for("room_online_user_count_update", lambda values: values["count"] == 1000)
    counts = [event.values["count"] for event in engine.all_of("room_online_user_count_update")]
    assert counts == list(range(1, 1001))


@pytest.mark.usefixtures("service")
def test_on_linux_a_canvas_is_refused_and_screens_are_none(
    make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLATFORM_VARIABLE, "linux")
    engine = make()
    canvas = engine.struct("canvas", view=1)
    assert engine.call("start_preview", ctypes.byref(canvas), 0) == 1000006
    assert engine.call("create_screen_capture_source", None, 2) == -1


@pytest.mark.usefixtures("service")
def test_on_windows_the_handle_is_null_and_screens_are_captured(
    standin: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PLATFORM_VARIABLE, "windows")
    with engines(standin, 2, tmp_path) as maker:
        engine = maker()
        assert engine.handle is None
        source = engine.call("create_screen_capture_source", 1, 2)
        before = engine.call("screen_capture_get_capture_source_rect", source)
        assert before.right < before.left or before.bottom < 0  # type: ignore[attr-defined]
        engine.call("screen_capture_start_capture", source)
        engine.call("set_video_source", 6, source, 0)
        engine.call("start_preview", ctypes.byref(engine.struct("canvas", view=1)), 0)
        engine.wait_for("custom_video_capture_start")
        engine.wait_for("publisher_captured_video_first_frame")
        after = engine.call("screen_capture_get_capture_source_rect", source)
        assert (after.right, after.bottom) == (1920, 1080)  # type: ignore[attr-defined]
