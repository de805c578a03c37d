"""Order and threads: what the binding relies on and cannot see by itself."""

from __future__ import annotations

from tests.zego_sdk.check import Check, expect
from tests.zego_sdk.facts import Event
from tests.zego_sdk.findings import Findings

USER_ID_TOO_LONG = 1002007
ALREADY_LOGGING_IN = 1002001
LOGGING_IN, LOGIN_FAILED, LOGGED_OUT = 0, 2, 7
ASKING_TO_PUBLISH = 1
LOGIN = "login_room_with_callback"
UNINIT = "engine_uninit_async"
REPORTS = ("room_login_result", "room_state_changed", "api_called_result", "debug_error")


def _told_inside_the_login(findings: Findings) -> str:
    event = findings.order.event("room_state_changed", LOGGING_IN)
    expect(true=event.on_main and event.call == LOGIN, found=_place(event))
    asking = findings.order.event("publisher_state_update", ASKING_TO_PUBLISH)
    expect(true=asking.on_main, found=_place(asking))
    return ""


def _told_by_sdk_threads(findings: Findings) -> str:
    names = ("engine_state_update", "custom_video_capture_start", "custom_video_capture_stop")
    for event in (findings.order.event(name) for name in names):
        expect(true=not event.on_main, found=f"{event.name} {_place(event)}")
    return ""


def _refused_login(findings: Findings) -> str:
    refused = findings.order.finding("refused_login")
    expect(true=refused.code == USER_ID_TOO_LONG, found=f"the call returned {refused.code}")
    facts = findings.order.after("cancelled").up_to("refused_login_over")
    reports = tuple(
        name for name in REPORTS for event in facts.events(name) if event.code == USER_ID_TOO_LONG
    )
    expect(true=sorted(reports) == sorted(REPORTS), found=f"reports were {reports}")
    room = facts.event("room_login_result").subject
    expect(true=not room, found=f"the room is named, {room!r}")
    return f"the call and {len(reports)} reports"


def _second_login(findings: Findings) -> str:
    second = findings.order.finding("second_login")
    expect(true=second.code == ALREADY_LOGGING_IN, found=f"the call returned {second.code}")
    facts = findings.order.after("refused_login_over").up_to("second_login_over")
    seen = [(event.value, event.code) for event in facts.events("room_state_changed")]
    wanted = [(LOGGING_IN, 0), (LOGIN_FAILED, ALREADY_LOGGING_IN)]
    expect(true=seen == wanted, found=f"states were {seen}")
    return ""


def _cancelled_login(findings: Findings) -> str:
    facts = findings.order.up_to("cancelled")
    facts.event("room_state_changed", LOGGED_OUT)
    results = facts.events("room_login_result")
    expect(true=not results, found=f"{len(results)} results came")
    return ""


def _uninit(findings: Findings) -> str:
    calls = findings.order.calls(UNINIT)
    events = findings.order.events("engine_uninit")
    expect(true=len(calls) == len(events) == 2, found=f"{len(calls)} calls, {len(events)} events")
    for event in events:
        expect(true=not event.on_main and event.call == UNINIT, found=_place(event))
    return ""


def _place(event: Event) -> str:
    thread = "the calling thread" if event.on_main else "a thread of the SDK"
    return f"came on {thread}, during {event.call or 'no call'}"


ORDER_CHECKS = (
    Check("a login tells its first state inside the call", _told_inside_the_login),
    Check("media states come on threads of the SDK", _told_by_sdk_threads),
    Check("one refused login is reported four times, without its room", _refused_login),
    Check("a second login fails while the first goes on", _second_login),
    Check("a cancelled login never has a result", _cancelled_login),
    Check("uninit tells its end on another thread before it returns", _uninit),
)
