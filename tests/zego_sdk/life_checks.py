"""The binding on the vendor's library: what comes out of one broadcast without a network."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.zego_sdk import recording
from tests.zego_sdk.check import Check, expect
from tests.zego_sdk.facts import Call, Finding
from tests.zego_sdk.findings import Findings
from tests.zego_sdk.macho import exports_of
from tests.zego_sdk.picture import strange_quarters

ABI = Path(__file__).parents[2] / "native" / "zego" / "abi.json"
VERSION = "3.25.0"
LIVES = 6
FEWEST_CALLS = 40
SERVICE_OUT_OF_REACH = 1002053
NO_SPEED_TEST = 1015002
LOGIN_FAILED = 2
NOT_PUBLISHING = 0
RECORDED = 2
RETRY_MS = (7_000, 25_000)  # both retry keys say 8 s


def _version(findings: Findings) -> str:
    text = findings.life.finding("version").text
    expect(true=text.startswith(VERSION), found=f"it is {text}")
    return text


def _variant(findings: Findings) -> str:
    variant = findings.life.finding("accepted").variant
    expect(true=variant == "v2", found=f"it is {variant}")
    return ""


def _symbols(findings: Findings) -> str:
    count = findings.life.finding("symbols").count
    wanted = len(_names_in_abi())
    expect(true=count == wanted, found=f"the binding looks for {count} of {wanted}")
    absent = [
        item.name
        for item in findings.life.items
        if isinstance(item, Finding) and item.fact == "symbol_missing"
    ]
    expect(true=not absent, found=f"it lacks {', '.join(absent)}")
    return f"{count} symbols"


def _names_in_abi() -> set[str]:
    abi = json.loads(ABI.read_text(encoding="utf-8"))
    functions = {function["name"] for function in abi["functions"]}
    return functions | {callback["register"] for callback in abi["callbacks"]}


def _symbols_on_macos(findings: Findings) -> str:
    parts = exports_of(findings.macos)
    expect(true=set(parts) == {"x86_64", "arm64"}, found=f"it is for {', '.join(parts)}")
    for processor, names in parts.items():
        absent = sorted(_names_in_abi() - names)
        expect(true=not absent, found=f"for {processor} it lacks {', '.join(absent)}")
    return " and ".join(parts)


def _all_calls_work(findings: Findings) -> str:
    calls = [item for item in findings.life.items if isinstance(item, Call)]
    bad = [f"{call.name}: {call.code}" for call in calls if call.code != 0]
    expect(true=not bad, found=", ".join(bad))
    expect(true=len(calls) >= FEWEST_CALLS, found=f"there were {len(calls)}")
    return f"{len(calls)} calls"


def _log_folder(findings: Findings) -> str:
    logs = list((findings.folder / "log").glob("*"))
    expect(true=bool(logs), found=f"there is no log below {findings.folder.name!r}")
    return f"below {findings.folder.name!r}"


def _layout(name: str) -> Callable[[Findings], str]:
    def prove(findings: Findings) -> str:
        same = findings.life.finding("layout", name).same
        expect(true=same, found="what was set comes back otherwise")
        return ""

    return prove


def _performance(findings: Findings) -> str:
    event = findings.life.event("performance_status_update")
    sane = 0 <= event.value <= 100 and 1 < event.code < 100_000
    expect(true=sane, found=f"{event.value} % processor, {event.code} MB memory")
    return f"{event.value} % processor, {event.code} MB memory"


def _progress(findings: Findings) -> str:
    events = findings.life.events("captured_data_record_progress_update")
    expect(true=len(events) >= 2, found=f"{len(events)} reports came")
    durations = [event.value for event in events]
    sane = durations == sorted(durations) and durations[0] > 0 and durations[-1] < 10_000
    expect(true=sane, found=f"durations are {durations} ms")
    rates = [event.code for event in events]
    expect(true=all(5 <= rate <= 30 for rate in rates), found=f"frame rates are {rates}")
    named = all(event.subject.endswith("trial.mp4") for event in events)
    expect(true=named, found=f"the file is {events[0].subject!r}")
    return f"{durations} ms, {rates} frames a second"


def _devices(findings: Findings) -> str:
    kinds = {item.kind: item.count for item in findings.life.findings("devices")}
    names = ("microphones", "speakers", "cameras")
    expect(true=all(kinds.get(name, -1) >= 0 for name in names), found=f"{kinds}")
    return ", ".join(f"{kinds[name]} {name}" for name in names)


def _screens(findings: Findings) -> str:
    names = [item.name for item in findings.life.findings("screen_source")]
    expect(true=all(names), found=f"names are {names}")
    return ", ".join(names)


def _screen_place(findings: Findings) -> str:
    place = findings.life.finding("screen_place")
    sane = not place.given or (0 < place.width < 100_000 and 0 < place.height < 100_000)
    expect(true=sane, found=f"it is {place.width} x {place.height}")
    return f"{place.width} x {place.height}" if place.given else "the SDK gave none that can be"


def _speed_test(findings: Findings) -> str:
    for direction in (0, 1):
        code = findings.life.event("network_speed_test_error", direction).code
        expect(true=code == NO_SPEED_TEST, found=f"direction {direction}: {code}")
    return f"{NO_SPEED_TEST} for both directions"


def _frames_taken(findings: Findings) -> str:
    refused = findings.life.finding("frames_refused").count
    expect(true=refused == 0, found=f"{refused} were refused")
    return ""


def _size(findings: Findings) -> str:
    event = findings.life.event("publisher_video_size_changed")
    size = (event.value, event.code)
    expect(true=size == (640, 360), found=f"it is {size}")
    return ""


def _sound_level(findings: Findings) -> str:
    levels = [event.value for event in findings.life.events("captured_sound_level_info_update")]
    expect(true=any(0 < level <= 100 for level in levels), found=f"levels are {levels[:20]}")
    return f"{max(levels)} of 100"


def _preview(findings: Findings) -> str:
    expect(true=findings.preview is not None, found="it was never shown")
    strange = "; ".join(findings.preview or ())
    expect(true=not strange, found=strange)
    return "four colours read from the screen"


def _snapshot(findings: Findings) -> str:
    event = findings.life.event("publisher_take_snapshot_result")
    expect(true=event.code == 0 and event.value > 0, found=f"code {event.code}, no picture")
    path = findings.folder / "snapshot.bgra"
    flat = np.frombuffer(path.read_bytes() if path.exists() else b"", dtype=np.uint8)
    expect(true=flat.size == 4 * 640 * 360, found=f"it has {flat.size} bytes")
    strange = strange_quarters(flat.reshape(360, 640, 4)[:, :, 2::-1])
    expect(true=not strange, found="; ".join(strange))
    return f"{event.value} pixels wide"


def _recorded(check: Callable[..., str]) -> Callable[[Findings], str]:
    def prove(findings: Findings) -> str:
        findings.life.event("captured_data_record_state_update", RECORDED)
        return check(findings.folder / "trial.mp4")

    return prove


def _login_fails(findings: Findings) -> str:
    facts = findings.life.up_to("login_over")
    state = facts.event("room_state_changed", LOGIN_FAILED)
    stream = facts.event("publisher_state_update", NOT_PUBLISHING)
    result = facts.event("room_login_result", facts.finding("sequence").count)
    codes = {state.code, stream.code, result.code}
    expect(true=codes == {SERVICE_OUT_OF_REACH}, found=f"codes are {sorted(codes)}")
    after_ms = findings.life.finding("login_over").after_ms
    low, high = RETRY_MS
    expect(true=low <= after_ms <= high, found=f"after {after_ms} ms")
    return f"{SERVICE_OUT_OF_REACH} after {after_ms / 1000:.0f} s"


def _refused_by_the_binding(fact: str) -> Callable[[Findings], str]:
    def prove(findings: Findings) -> str:
        why = findings.life.finding(fact).why
        expect(true=bool(why), found="it was let through")
        return why

    return prove


def _lives(findings: Findings) -> str:
    findings.life.finding("ended")
    findings.order.finding("ended")
    lives = len(findings.life.findings("destroyed"))
    expect(true=lives == LIVES, found=f"there were {lives}")
    ended = len(findings.life.events("engine_uninit"))
    expect(true=ended == lives, found=f"{ended} of {lives} told their end")
    return f"{lives} lives in one process"


LIFE_CHECKS = (
    Check("the SDK is version 3.25.0", _version),
    Check("the SDK is of variant v2", _variant),
    Check("every symbol of abi.json is exported", _symbols),
    Check("every symbol is exported by the macOS SDK", _symbols_on_macos),
    Check("every call succeeds", _all_calls_work),
    Check("the log goes where it is told, whatever letters the path has", _log_folder),
    Check("zego_video_config is read back as it was set", _layout("zego_video_config")),
    Check("zego_audio_config is read back as it was set", _layout("zego_audio_config")),
    Check("zego_performance_status is plausible", _performance),
    Check("zego_data_record_progress is plausible", _progress),
    Check("devices are listed", _devices),
    Check("screens are listed", _screens),
    Check("the place of a screen is plausible", _screen_place),
    Check("a speed test without a network says so", _speed_test),
    Check("every custom frame and sample is taken", _frames_taken),
    Check("the picture has the size that was fed", _size),
    Check("the level meter hears the custom sound", _sound_level),
    Check("the preview shows the fed picture in a native window", _preview),
    Check("a snapshot shows the fed picture", _snapshot),
    Check("the recording is H.264 with AAC", _recorded(recording.check_codecs)),
    Check("the recording shows the fed picture", _recorded(recording.check_frames)),
    Check("the recording holds the fed tone", _recorded(recording.check_sound)),
    Check("a login without a network fails within the retry time", _login_fails),
    Check("the binding refuses what has no room", _refused_by_the_binding("too_long_user")),
    Check("the binding refuses a second engine", _refused_by_the_binding("second_handle")),
    Check("the binding refuses a call after the end", _refused_by_the_binding("late_call")),
    Check("engines come and go", _lives),
)
