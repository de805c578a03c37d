"""What must hold on the vendor's library; each name is the sentence that is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.zego_sdk import recording
from tests.zego_sdk.facts import CheckError, Event, Facts
from tests.zego_sdk.findings import Findings

VERSION = "3.25.0"
SERVICE_OUT_OF_REACH = 1002053
USER_ID_TOO_LONG = 1002007
ALREADY_LOGGING_IN = 1002001
LOGGING_IN, LOGIN_FAILED, LOGGED_OUT = 0, 2, 7
NOT_PUBLISHING, ASKING_TO_PUBLISH = 0, 1
LOGIN = "login_room_with_callback"
UNINIT = "engine_uninit_async"
RETRY_MS = (7_000, 25_000)  # both retry keys say 8 s
REPORTS = ("room_login_result", "room_state_changed", "api_called_result", "debug_error")


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence and what proves it.

    Attributes:
        name: The sentence.
        prove: Returns what was seen, which may be empty.
        refuses: The file that it is about, when that may not be at hand.
    """

    name: str
    prove: Callable[[Findings], str]
    refuses: str | None = None


def _expect(*, true: bool, found: str) -> None:
    if not true:
        raise CheckError(found)


def _refused(name: str, sign: str = "") -> Callable[[Findings], str]:
    def prove(findings: Findings) -> str:
        why = findings.refusals[name].finding("refused").why
        _expect(true=sign in why, found=f"the sentence does not say {sign!r}: {why}")
        return why.split(": ", maxsplit=1)[-1]

    return prove


def _version(findings: Findings) -> str:
    text = findings.life.finding("version").text
    _expect(true=text.startswith(VERSION), found=f"it is {text}")
    return text


def _variant(findings: Findings) -> str:
    variant = findings.life.finding("accepted").variant
    _expect(true=variant == "v2", found=f"it is {variant}")
    return ""


def _symbols(findings: Findings) -> str:
    facts = findings.symbols
    found = facts.finding("symbols").found
    if found != findings.symbol_count:
        missing = ", ".join(item.name for item in facts.findings("symbol_missing"))
        raise CheckError(f"it lacks {missing}")
    return f"{found} symbols"


def _layout(name: str) -> Callable[[Findings], str]:
    def prove(findings: Findings) -> str:
        same = findings.life.finding("layout", name).same
        _expect(true=same, found="what was set comes back otherwise")
        return ""

    return prove


def _performance(findings: Findings) -> str:
    event = findings.life.event("performance_status_update")
    _expect(true=event.value == 1, found=f"it speaks of {event.code} MB of memory")
    return f"{event.code} MB of memory used"


def _progress(findings: Findings) -> str:
    events = findings.life.events("captured_data_record_progress_update")
    _expect(true=len(events) >= 2, found=f"{len(events)} reports came")
    durations = [event.value for event in events]
    sane = durations == sorted(durations) and durations[0] > 0 and durations[-1] < 10_000
    _expect(true=sane, found=f"durations are {durations} ms")
    rates = [event.code for event in events]
    _expect(true=all(5 <= rate <= 30 for rate in rates), found=f"frame rates are {rates}")
    named = all(event.subject.endswith("trial.mp4") for event in events)
    _expect(true=named, found=f"the file is {events[0].subject!r}")
    return f"{durations} ms, {rates} frames a second"


def _devices(findings: Findings) -> str:
    kinds = {item.kind: item.count for item in findings.life.findings("devices")}
    names = ("microphones", "speakers", "cameras")
    _expect(true=all(kinds.get(name, -1) >= 0 for name in names), found=f"{kinds}")
    return ", ".join(f"{kinds[name]} {name}" for name in names)


def _screens(findings: Findings) -> str:
    names = [item.name for item in findings.life.findings("screen_source")]
    _expect(true=all(names), found=f"names are {names}")
    return ", ".join(names)


def _all_calls_work(findings: Findings) -> str:
    names = ("set_log_config", "set_engine_config", "engine_init_with_profile", "start_preview")
    calls = [call for name in names for call in findings.life.calls(name)]
    bad = [f"{call.name}: {call.code}" for call in calls if call.code != 0]
    _expect(true=not bad, found=", ".join(bad))
    return ""


def _log_folder(findings: Findings) -> str:
    logs = list((findings.folder / "log").glob("*"))
    _expect(true=bool(logs), found=f"there is no log below {findings.folder.name!r}")
    return f"below {findings.folder.name!r}"


def _frames_taken(findings: Findings) -> str:
    refused = findings.life.finding("frames_refused").count
    _expect(true=refused == 0, found=f"{refused} were refused")
    return ""


def _size(findings: Findings) -> str:
    event = findings.life.event("publisher_video_size_changed")
    size = (event.value, event.code)
    _expect(true=size == (640, 360), found=f"it is {size}")
    return ""


def _sound_level(findings: Findings) -> str:
    levels = [event.value for event in findings.life.events("captured_sound_level_info_update")]
    _expect(true=any(0 < level <= 100 for level in levels), found=f"levels are {levels[:20]}")
    return f"{max(levels)} of 100"


def _preview(findings: Findings) -> str:
    _expect(true=findings.preview is not None, found="it was never shown")
    strange = "; ".join(findings.preview or ())
    _expect(true=not strange, found=strange)
    return "four colours read from the screen"


def _recorded(check: Callable[..., str]) -> Callable[[Findings], str]:
    def prove(findings: Findings) -> str:
        findings.life.event("captured_data_record_state_update", 2)
        return check(findings.folder / "trial.mp4")

    return prove


def _told_inside_the_login(findings: Findings) -> str:
    event = findings.life.event("room_state_changed", LOGGING_IN)
    _expect(true=event.on_main and event.call == LOGIN, found=_place(event))
    asking = findings.life.event("publisher_state_update", ASKING_TO_PUBLISH)
    _expect(true=asking.on_main, found=_place(asking))
    return ""


def _told_by_sdk_threads(findings: Findings) -> str:
    names = ("engine_state_update", "custom_video_capture_start", "custom_video_capture_stop")
    for event in (findings.life.event(name) for name in names):
        _expect(true=not event.on_main, found=f"{event.name} {_place(event)}")
    return ""


def _login_fails(findings: Findings) -> str:
    facts = findings.life.up_to("login_over")
    state = facts.event("room_state_changed", LOGIN_FAILED)
    stream = facts.event("publisher_state_update", NOT_PUBLISHING)
    result = facts.event("room_login_result")
    codes = {state.code, stream.code, result.code}
    _expect(true=codes == {SERVICE_OUT_OF_REACH}, found=f"codes are {sorted(codes)}")
    _expect(true=not (state.on_main or result.on_main), found=_place(state))
    after_ms = findings.life.finding("login_over").after_ms
    low, high = RETRY_MS
    _expect(true=low <= after_ms <= high, found=f"after {after_ms} ms")
    return f"{SERVICE_OUT_OF_REACH} after {after_ms / 1000:.0f} s"


def _refused_login(findings: Findings) -> str:
    refused = findings.life.finding("refused_login")
    _expect(true=refused.code == USER_ID_TOO_LONG, found=f"the call returned {refused.code}")
    reports = _reports(findings.life, USER_ID_TOO_LONG)
    _expect(true=set(reports) == set(REPORTS), found=f"reports were {reports}")
    room = findings.life.after("login_over").event("room_login_result").subject
    _expect(true=not room, found=f"the room is named, {room!r}")
    return f"the call and {len(reports)} reports"


def _second_login(findings: Findings) -> str:
    second = findings.life.finding("second_login")
    _expect(true=second.code == ALREADY_LOGGING_IN, found=f"the call returned {second.code}")
    events = findings.life.after("refused_login").up_to("logout").events("room_state_changed")
    seen = [(event.value, event.code) for event in events]
    wanted = [(LOGGING_IN, 0), (LOGIN_FAILED, ALREADY_LOGGING_IN)]
    _expect(true=seen[-2:] == wanted, found=f"states were {seen}")
    return ""


def _cancelled_login(findings: Findings) -> str:
    facts = findings.life.after("logout")
    facts.event("room_state_changed", LOGGED_OUT)
    results = facts.events("room_login_result")
    _expect(true=not results, found=f"{len(results)} results came")
    return ""


def _uninit(findings: Findings) -> str:
    calls = findings.life.calls(UNINIT)
    events = findings.life.events("engine_uninit")
    _expect(true=len(calls) == len(events) == 2, found=f"{len(calls)} calls, {len(events)} events")
    for event in events:
        _expect(true=not event.on_main and event.call == UNINIT, found=_place(event))
    return " and ".join(f"{call.took_ms} ms" for call in calls)


def _second_life(findings: Findings) -> str:
    codes = [call.code for call in findings.life.calls("engine_init_with_profile")]
    _expect(true=codes == [0, 0], found=f"codes were {codes}")
    return ""


def _destroyed(findings: Findings) -> str:
    findings.life.finding("destroyed")
    broken = [item for item in findings.life.items if item.fact == "broken"]
    _expect(true=not broken, found="it ended with an error")
    return ""


def _reports(facts: Facts, code: int) -> tuple[str, ...]:
    return tuple(name for name in REPORTS for event in facts.events(name) if event.code == code)


def _place(event: Event) -> str:
    thread = "the calling thread" if event.on_main else "a thread of the SDK"
    return f"came on {thread}, during {event.call or 'no call'}"


CHECKS = (
    Check("a text file is refused", _refused("text")),
    Check("a missing file is refused", _refused("missing", "no such file")),
    Check("half of the SDK is refused", _refused("half")),
    Check("another library is refused", _refused("other", "not the ZEGO Express SDK")),
    Check("SDK 1.7.5 is refused", _refused("older", "older than version 3"), refuses="older"),
    Check("the 32 bit SDK is refused", _refused("32 bit")),
    Check("the macOS SDK is refused", _refused("macOS")),
    Check("the SDK is version 3.25.0", _version),
    Check("the SDK is of variant v2", _variant),
    Check("every symbol of abi.json is exported", _symbols),
    Check("the calls up to the preview succeed", _all_calls_work),
    Check("the log goes where it is told, whatever letters the path has", _log_folder),
    Check("zego_video_config is read back as it was set", _layout("zego_video_config")),
    Check("zego_audio_config is read back as it was set", _layout("zego_audio_config")),
    Check("zego_performance_status is plausible", _performance),
    Check("zego_data_record_progress is plausible", _progress),
    Check("devices are listed", _devices),
    Check("screens are listed", _screens),
    Check("every custom frame and sample is taken", _frames_taken),
    Check("the picture has the size that was fed", _size),
    Check("the level meter hears the custom sound", _sound_level),
    Check("the preview shows the fed picture in a native window", _preview),
    Check("the recording is H.264 with AAC", _recorded(recording.check_codecs)),
    Check("the recording shows the fed picture", _recorded(recording.check_frames)),
    Check("the recording holds the fed tone", _recorded(recording.check_sound)),
    Check("a login tells its first state inside the call", _told_inside_the_login),
    Check("media states come on threads of the SDK", _told_by_sdk_threads),
    Check("a login without a network fails within the retry time", _login_fails),
    Check("one refused login is reported four times, without its room", _refused_login),
    Check("a second login fails while the first goes on", _second_login),
    Check("a cancelled login never has a result", _cancelled_login),
    Check("uninit tells its end on another thread before it returns", _uninit),
    Check("a second life begins after the first", _second_life),
    Check("the engine is destroyed", _destroyed),
)
