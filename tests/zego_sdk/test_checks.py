"""Every check can fail: a story that is right but in one point fails there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.zego_sdk import life_checks, recording
from tests.zego_sdk.checks import CHECKS
from tests.zego_sdk.facts import CheckError, Facts, facts_of
from tests.zego_sdk.findings import Findings
from tests.zego_sdk.picture import Pixels, strange_quarters

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def event(name: str, value: int = 0, code: int = 0, *, main: bool = False, call: str = "") -> str:
    return (
        f'{{"fact":"event","name":"{name}","subject":"trial.mp4","value":{value},"code":{code},'
        f'"on_main":{str(main).lower()},"call":"{call}"}}'
    )


def nameless(line: str) -> str:
    return line.replace('"subject":"trial.mp4"', '"subject":""')


LOGIN = "login_room_with_callback"
UNINIT = "engine_uninit_async"
LOGGING_IN = event("room_state_changed", 0, main=True, call=LOGIN)
STARTED = event("custom_video_capture_start")
REFUSED = nameless(event("room_login_result", 2, 1002007, main=True, call=LOGIN))
REPORTED = event("debug_error", 0, 1002007, main=True, call=LOGIN)
SECOND = '{"fact":"second_login","code":1002001}'
CANCELLED = '{"fact":"cancelled"}'
ENDED = event("engine_uninit", call=UNINIT)
ORDER = (
    event("engine_state_update"),
    STARTED,
    LOGGING_IN,
    event("publisher_state_update", 1, main=True, call="start_publishing_stream_with_config"),
    event("room_state_changed", 7, main=True, call="logout_room_with_callback"),
    event("custom_video_capture_stop"),
    CANCELLED,
    REFUSED,
    nameless(event("room_state_changed", 2, 1002007, main=True, call=LOGIN)),
    event("api_called_result", 0, 1002007, main=True, call=LOGIN),
    REPORTED,
    '{"fact":"refused_login","code":1002007}',
    '{"fact":"refused_login_over"}',
    LOGGING_IN,
    event("room_state_changed", 2, 1002001, main=True, call=LOGIN),
    SECOND,
    '{"fact":"second_login_over"}',
    *('{"fact":"call","name":"engine_uninit_async","code":0}', ENDED) * 2,
    '{"fact":"ended"}',
)
LIFE = (
    '{"fact":"accepted","variant":"v2"}',
    '{"fact":"version","text":"3.25.0.51516"}',
    '{"fact":"symbols","count":290}',
    '{"fact":"layout","name":"zego_video_config","same":true}',
    '{"fact":"screen_place","given":true,"width":1280,"height":800}',
    event("performance_status_update", 7, 264),
    event("network_speed_test_error", 0, 1015002),
    event("network_speed_test_error", 1, 1015002),
    '{"fact":"sequence","count":1}',
    event("publisher_state_update", 0, 1002053),
    event("room_state_changed", 2, 1002053),
    event("room_login_result", 1, 1002053),
    '{"fact":"login_over","after_ms":18030}',
    *(event("engine_uninit"), '{"fact":"late_call","why":"destroyed"}', '{"fact":"destroyed"}') * 6,
    '{"fact":"ended"}',
)


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Findings]:
    """Makes findings of what two runs tell."""
    abi = tmp_path / "abi.json"
    names = [{"name": f"f{number}"} for number in range(289)]
    abi.write_text(json.dumps({"functions": names, "callbacks": [{"register": "c"}]}))
    monkeypatch.setattr(life_checks, "ABI", abi)
    folder = tmp_path / "written"
    folder.mkdir()

    def findings(order: str, life: str) -> Findings:
        why = "cannot load x: it is for macOS, this is Windows"
        refusals = {"macOS": facts_of([f'{{"fact":"refused","why":"{why}"}}'])}
        runs = facts_of(order.splitlines()), facts_of(life.splitlines())
        return Findings(refusals, *runs, (), folder, tmp_path / "sdk.dylib")

    return findings


def judge(name: str, findings: Findings) -> str:
    (check,) = [check for check in CHECKS if check.name == name]
    return check.prove(findings)


SAID = (
    ("the SDK is version 3.25.0", '"3.25.0.51516"', '"3.24.0"'),
    ("the SDK is of variant v2", '"v2"', '"v1"'),
    ("every symbol of abi.json is exported", "290", "289"),
    (
        "every symbol of abi.json is exported",
        LIFE[2],
        '{"fact":"symbol_missing","name":"x"}\n' + LIFE[2],
    ),
    ("zego_video_config is read back as it was set", '"same":true', '"same":false'),
    ("zego_performance_status is plausible", '"code":264', '"code":-9'),
    ("the place of a screen is plausible", '"width":1280', '"width":-42'),
    ("a speed test without a network says so", LIFE[7], ""),
    ("a login without a network fails within the retry time", "18030", "1200000"),
    ("a login without a network fails within the retry time", "1002053", "1002051"),
    ("a login without a network fails within the retry time", '"count":1}', '"count":2}'),
    ("the binding refuses a call after the end", '"why":"destroyed"', '"why":""'),
    ("engines come and go", LIFE[-4], ""),
    ("engines come and go", '{"fact":"ended"}', '{"fact":"broken","why":"status 5"}'),
    ("a login tells its first state inside the call", LOGGING_IN, ""),
    (
        "a login tells its first state inside the call",
        LOGGING_IN,
        event("room_state_changed", 0, call=LOGIN),
    ),
    (
        "media states come on threads of the SDK",
        STARTED,
        event("custom_video_capture_start", main=True, call="start_preview"),
    ),
    ("one refused login is reported four times, without its room", REPORTED, ""),
    ("one refused login is reported four times, without its room", '"subject":""', '"subject":"r"'),
    ("a second login fails while the first goes on", SECOND, SECOND.replace("1002001", "0")),
    (
        "a cancelled login never has a result",
        CANCELLED,
        event("room_login_result", 3) + "\n" + CANCELLED,
    ),
    ("uninit tells its end on another thread before it returns", ENDED, event("engine_uninit")),
)


@pytest.mark.parametrize(("name", "right", "wrong"), SAID)
def test_a_story_that_is_wrong_in_one_point_fails_there(
    tell: Callable[..., Findings], name: str, right: str, wrong: str
) -> None:
    order, life = "\n".join(ORDER), "\n".join(LIFE)
    assert right in order or right in life
    judge(name, tell(order, life))

    with pytest.raises(CheckError):
        judge(name, tell(order.replace(right, wrong), life.replace(right, wrong)))


def test_a_trial_that_broke_off_fails_everything_that_it_did_not_reach(
    tell: Callable[..., Findings],
) -> None:
    broken = '{"fact":"broken","why":"ended with status 5"}'
    findings = replace(tell(broken, "\n".join([*LIFE[:2], broken])), refusals={}, preview=None)
    findings.macos.write_bytes(bytes(64))
    good: list[str] = []
    for check in CHECKS:
        try:
            check.prove(findings)
        except (CheckError, KeyError):
            continue
        good.append(check.name)

    assert good == ["the SDK is version 3.25.0", "the SDK is of variant v2"]


def test_a_file_that_is_accepted_is_not_refused(tell: Callable[..., Findings]) -> None:
    findings = tell("", "")
    assert judge("the macOS SDK is refused", findings) == "it is for macOS, this is Windows"
    accepted = {"macOS": facts_of(['{"fact":"accepted","variant":"v2"}'])}

    with pytest.raises(CheckError):
        judge("the macOS SDK is refused", replace(findings, refusals=accepted))


def test_what_a_strange_trial_prints_is_not_taken_for_a_fact() -> None:
    assert facts_of(["ALSA lib: no card", ""]) == Facts(())
    with pytest.raises(CheckError, match="cannot read"):
        facts_of(['{"fact":"event","name":"x"}'])


def picture(*colours: tuple[int, int, int]) -> Pixels:
    above = np.hstack([np.full((180, 320, 3), colour, dtype=np.uint8) for colour in colours[:2]])
    below = np.hstack([np.full((180, 320, 3), colour, dtype=np.uint8) for colour in colours[2:]])
    return np.vstack([above, below])


def test_a_mirrored_picture_is_strange() -> None:
    assert not strange_quarters(picture(RED, GREEN, BLUE, WHITE))
    assert strange_quarters(picture(GREEN, RED, WHITE, BLUE))
    assert strange_quarters(picture(BLUE, GREEN, RED, WHITE)) == [
        "left above is (0, 0, 255) instead of (255, 0, 0)",
        "left below is (255, 0, 0) instead of (0, 0, 255)",
    ]


def write_recording(path: Path, pixels: Pixels, tone_hz: float, frames: int = 60) -> Path:
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=15, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = 640, 360, "yuv420p"
        audio = container.add_stream("aac", rate=48000, layout="mono")
        for _ in range(frames):
            container.mux(video.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        times = np.arange(48000 * 4) / 48000
        wave = (8000 * np.sin(2 * np.pi * tone_hz * times)).astype(np.int16)
        for start in range(0, wave.size, 1024):
            part = wave[np.newaxis, start : start + 1024]
            sound = av.AudioFrame.from_ndarray(part, format="s16", layout="mono")
            sound.sample_rate, sound.pts, sound.time_base = 48000, start, Fraction(1, 48000)
            container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return path


def test_a_good_recording_passes(tmp_path: Path) -> None:
    path = write_recording(tmp_path / "trial.mp4", picture(RED, GREEN, BLUE, WHITE), 440)

    assert "bytes" in recording.check_codecs(path)
    assert recording.check_frames(path) == "60 frames of 640 x 360"
    assert recording.check_sound(path).endswith("440 Hz")


def test_a_recording_of_something_else_fails(tmp_path: Path) -> None:
    path = write_recording(tmp_path / "trial.mp4", picture(GREEN, RED, WHITE, BLUE), 880, frames=20)

    with pytest.raises(CheckError, match="880 Hz"):
        recording.check_sound(path)
    with pytest.raises(CheckError, match="20 frames"):
        recording.check_frames(path)
    path = write_recording(path, picture(GREEN, RED, WHITE, BLUE), 440)
    with pytest.raises(CheckError, match="left above"):
        recording.check_frames(path)


def test_a_file_that_is_no_recording_fails(tmp_path: Path) -> None:
    path = tmp_path / "trial.mp4"
    with pytest.raises(CheckError, match=r"there is no trial\.mp4"):
        recording.check_codecs(path)
    path.write_bytes(b"not a film")
    with pytest.raises(CheckError, match="no player opens it"):
        recording.check_codecs(path)
