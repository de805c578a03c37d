"""Every check can fail: a story that is right but in one point fails just there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.zego_sdk import recording
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
STORY = (
    '{"fact":"accepted","variant":"v2"}',
    '{"fact":"version","text":"3.25.0.51516"}',
    '{"fact":"layout","name":"zego_video_config","same":true}',
    event("engine_state_update"),
    event("custom_video_capture_start"),
    event("room_state_changed", 0, main=True, call=LOGIN),
    event("publisher_state_update", 1, main=True, call="start_publishing_stream_with_config"),
    event("publisher_state_update", 0, 1002053),
    event("room_state_changed", 2, 1002053),
    event("room_login_result", 1, 1002053),
    '{"fact":"login_over","after_ms":18030}',
    event("custom_video_capture_stop"),
    '{"fact":"call","name":"engine_uninit_async","code":0,"took_ms":700}',
    event("engine_uninit", call="engine_uninit_async"),
    nameless(event("room_login_result", 2, 1002007, main=True, call=LOGIN)),
    nameless(event("room_state_changed", 2, 1002007, main=True, call=LOGIN)),
    event("api_called_result", 0, 1002007, main=True, call=LOGIN),
    event("debug_error", 0, 1002007, main=True, call=LOGIN),
    '{"fact":"refused_login","code":1002007}',
    event("room_state_changed", 0, main=True, call=LOGIN),
    event("room_state_changed", 2, 1002001, main=True, call=LOGIN),
    '{"fact":"second_login","code":1002001}',
    '{"fact":"logout"}',
    event("room_state_changed", 7, main=True, call="logout_room_with_callback"),
    '{"fact":"call","name":"engine_uninit_async","code":0,"took_ms":130}',
    event("engine_uninit", call="engine_uninit_async"),
    '{"fact":"destroyed"}',
)


@pytest.fixture
def tell(tmp_path: Path) -> Callable[..., Findings]:
    def findings(*lines: str) -> Findings:
        symbols = facts_of(['{"fact":"symbols","found":290}'])
        refusals = {"macOS": facts_of(['{"fact":"refused","why":"cannot load x: no"}'])}
        return Findings(refusals, symbols, 290, facts_of(lines), (), tmp_path)

    return findings


def judge(name: str, findings: Findings) -> str:
    (check,) = [check for check in CHECKS if check.name == name]
    return check.prove(findings)


SAID = (
    ("the SDK is version 3.25.0", '"3.25.0.51516"', '"3.24.0"'),
    ("the SDK is of variant v2", '"v2"', '"v1"'),
    ("zego_video_config is read back as it was set", '"same":true', '"same":false'),
    (
        "a login tells its first state inside the call",
        STORY[5],
        event("room_state_changed", 0, call=LOGIN),
    ),
    (
        "media states come on threads of the SDK",
        STORY[4],
        event("custom_video_capture_start", main=True, call="start_preview"),
    ),
    ("a login without a network fails within the retry time", "18030", "1200000"),
    ("a login without a network fails within the retry time", "1002053", "1002051"),
    ("one refused login is reported four times, without its room", STORY[17], ""),
    ("one refused login is reported four times, without its room", '"subject":""', '"subject":"r"'),
    (
        "a second login fails while the first goes on",
        '"second_login","code":1002001',
        '"second_login","code":0',
    ),
    (
        "a cancelled login never has a result",
        STORY[22],
        STORY[22] + "\n" + event("room_login_result", 3),
    ),
    (
        "uninit tells its end on another thread before it returns",
        STORY[13],
        event("engine_uninit"),
    ),
    ("the engine is destroyed", '{"fact":"destroyed"}', '{"fact":"broken","why":"status 5"}'),
)


@pytest.mark.parametrize(("name", "right", "wrong"), SAID)
def test_a_story_that_is_wrong_in_one_point_fails_there(
    tell: Callable[..., Findings], name: str, right: str, wrong: str
) -> None:
    story = "\n".join(STORY)
    assert right in story
    judge(name, tell(*story.splitlines()))

    with pytest.raises(CheckError):
        judge(name, tell(*story.replace(right, wrong).splitlines()))


def test_a_trial_that_broke_off_fails_everything_that_it_did_not_reach(
    tell: Callable[..., Findings], tmp_path: Path
) -> None:
    findings = tell(*STORY[:2], '{"fact":"broken","why":"ended with status 5"}')
    findings = replace(findings, refusals={}, preview=None, symbols=Facts(()))
    good: list[str] = []
    for check in CHECKS:
        try:
            check.prove(findings)
        except (CheckError, KeyError):
            continue
        good.append(check.name)

    assert not list(tmp_path.iterdir())
    assert good == ["the SDK is version 3.25.0", "the SDK is of variant v2"]


def test_a_symbol_that_is_absent_is_named(tell: Callable[..., Findings]) -> None:
    absent = '{"fact":"symbol_missing","name":"zego_express_get_version"}'
    symbols = facts_of([absent, '{"fact":"symbols","found":289}'])

    with pytest.raises(CheckError, match="it lacks zego_express_get_version"):
        judge("every symbol of abi.json is exported", replace(tell(), symbols=symbols))


def test_a_file_that_is_accepted_is_not_refused(tell: Callable[..., Findings]) -> None:
    findings = tell()
    assert judge("the macOS SDK is refused", findings) == "no"
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
