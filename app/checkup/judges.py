"""How requirements are judged from the evidence; each judge looks at one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from app.checkup.evidence import Evidence, News
from app.event_log import Json

LOW_LATENCY_IS_OFF = 1004072
LATENCY_LIMIT_MS = 1000.0
WRONG_TOKEN = "a wrong token"  # noqa: S105 - the name of a step
FOREIGN_TOKEN = "a token of another user"  # noqa: S105 - the name of a step


class Verdict(Enum):
    """What became of one requirement."""

    PASSED = "passed"
    FAILED = "FAILED"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One verdict and why."""

    verdict: Verdict
    detail: str = ""


Judge = Callable[[Evidence], Judgement]


def _passed(*, is_so: bool, detail: str = "") -> Judgement:
    return Judgement(Verdict.PASSED if is_so else Verdict.FAILED, detail)


def step(name: str) -> Judge:
    """Judge by a step of the host's way."""

    def judge(evidence: Evidence) -> Judgement:
        if name in evidence.done:
            return Judgement(Verdict.PASSED)
        if name in evidence.faults:
            return Judgement(Verdict.FAILED, evidence.faults[name])
        return Judgement(Verdict.NOT_TRIED, "it was not reached, or needs a second user")

    return judge


def saw(who: str, event: str, **fields: Json) -> Judge:
    """Judge by whether ``host`` or ``watcher`` had an event."""

    def judge(evidence: Evidence) -> Judgement:
        if who == "watcher" and not evidence.has_watcher:
            return Judgement(Verdict.NOT_TRIED, "it needs a second user")
        wanted = " ".join((event, *(f"{name}={value}" for name, value in fields.items())))
        is_there = evidence.saw(who, event, **fields)
        return _passed(is_so=is_there, detail="" if is_there else f"no {wanted}")

    return judge


def low_latency(evidence: Evidence) -> Judgement:
    """Judge whether low-latency playing works, and whether it is switched on at all."""
    if LOW_LATENCY_IS_OFF in evidence.error_codes():
        return Judgement(
            Verdict.FAILED,
            "code 1004072: low-latency live streaming is off for this project; have it enabled"
            " in the ZEGO console or by ZEGO's support",
        )
    return step("play")(evidence)


def users_met(evidence: Evidence) -> Judgement:
    """Judge that the host is told who enters."""
    if not evidence.has_watcher:
        return Judgement(Verdict.NOT_TRIED, "it needs a second user")
    return saw("host", "RoomUserUpdate", update_type="ADD")(evidence)


def never_own(evidence: Evidence) -> Judgement:
    """Judge that a host is not told of its own streams."""
    told = (str(news.get("streams")) for news in evidence.of("host", "RoomStreamUpdate"))
    is_own = any(evidence.stream_id in streams for streams in told)
    return _passed(is_so=not is_own, detail="one's own stream was told" if is_own else "")


def publish_states(evidence: Evidence) -> Judgement:
    """Judge the states of publishing by their order."""
    states = [
        str(news.get("state"))
        for news in evidence.of("host", "PublisherStateUpdate", stream_id=evidence.stream_id)
    ]
    return _passed(
        is_so=_in_order(states, "PUBLISH_REQUESTING", "PUBLISHING"), detail=_arrow(states)
    )


def play_states(evidence: Evidence) -> Judgement:
    """Judge the states of playing by their order."""
    states = [str(news.get("state")) for news in evidence.of("watcher", "PlayerStateUpdate")]
    return _passed(is_so=_in_order(states, "PLAY_REQUESTING", "PLAYING"), detail=_arrow(states))


def room_reasons(evidence: Evidence) -> Judgement:
    """Judge the states of the room by their order."""
    reasons = [str(news.get("reason")) for news in evidence.of("host", "RoomStateChanged")]
    return _passed(
        is_so=_in_order(reasons, "LOGINING", "LOGINED", "LOGOUT"), detail=_arrow(reasons)
    )


def published_after_login(evidence: Evidence) -> Judgement:
    """Judge that nothing is sent before the room is entered."""
    names = [
        (str(news.get("event")), str(news.get("reason") or news.get("state")))
        for news in evidence.host
    ]
    entered = _index(names, ("RoomStateChanged", "LOGINED"))
    live = _index(names, ("PublisherStateUpdate", "PUBLISHING"))
    return _passed(is_so=0 <= entered < live)


def order_of_end(evidence: Evidence) -> Judgement:
    """Judge that the stream ends before the room, and the engine after it."""
    if "the end of the engine" not in evidence.done:
        return Judgement(Verdict.FAILED, evidence.faults.get("the end of the engine", ""))
    names = [
        str(news.get("reason") or news.get("state"))
        for news in evidence.host
        if news.get("event") in {"RoomStateChanged", "PublisherStateUpdate"}
    ]
    return _passed(is_so=_in_order(names, "PUBLISHING", "NO_PUBLISH", "LOGOUT"))


def refused(name: str) -> Judge:
    """Judge by whether a credential was refused."""

    def judge(evidence: Evidence) -> Judgement:
        judgement = step(name)(evidence)
        if judgement.verdict is Verdict.PASSED:
            return Judgement(Verdict.PASSED, f"refused with code {evidence.codes.get(name, 0)}")
        if judgement.verdict is Verdict.NOT_TRIED:
            return Judgement(Verdict.NOT_TRIED, "tokens are not made or not checked here")
        return judgement

    return judge


def login_failed(evidence: Evidence) -> Judgement:
    """Judge that a refused login is told as such."""
    if WRONG_TOKEN not in evidence.done:
        return Judgement(Verdict.NOT_TRIED, "no login was refused")
    return saw("host", "RoomStateChanged", reason="LOGIN_FAILED")(evidence)


def untried(why: str) -> Judge:
    """Say of a requirement that it cannot be tried, and why."""
    return lambda _: Judgement(Verdict.NOT_TRIED, why)


def latency(evidence: Evidence) -> Judgement:
    """Judge the delay that the watcher measured."""
    delays = [
        delay
        for news in evidence.of("watcher", "PlayerQualityUpdate")
        if (delay := _quality(news, "end_to_end_p50_ms")) > 0
    ]
    if not delays:
        return Judgement(Verdict.NOT_TRIED, "the delay was not reported")
    return _passed(is_so=delays[-1] <= LATENCY_LIMIT_MS, detail=f"{delays[-1]:.0f} ms end to end")


def pictures(evidence: Evidence) -> Judgement:
    """Judge that pictures came as frames."""
    counts = [news.get("count") for news in evidence.of("watcher", "WatcherPictures")]
    if not counts:
        return Judgement(Verdict.NOT_TRIED, "it needs a second user")
    count = counts[-1]
    is_so = isinstance(count, int) and count > 0
    return _passed(is_so=is_so, detail=f"{count} pictures")


def codec(evidence: Evidence) -> Judgement:
    """Judge which codec was sent."""
    codecs = {
        str(quality.get("codec"))
        for news in evidence.of("host", "PublisherQualityUpdate")
        if isinstance(quality := news.get("quality"), dict)
    } - {""}
    if not codecs:
        return Judgement(Verdict.NOT_TRIED, "the codec was not reported")
    return _passed(is_so=codecs == {"H264"}, detail=", ".join(sorted(codecs)))


def errors_have_codes(evidence: Evidence) -> Judgement:
    """Judge that every state carries its code."""
    states = ("RoomStateChanged", "PublisherStateUpdate", "PlayerStateUpdate")
    told = [news for name in states for news in evidence.of("host", name)]
    is_so = all("error_code" in news and "extended_data" in news for news in told)
    return _passed(is_so=bool(told) and is_so, detail=f"{len(told)} states")


def _quality(news: News, name: str) -> float:
    quality = news.get("quality")
    value = quality.get(name) if isinstance(quality, dict) else None
    return float(value) if isinstance(value, int | float) else -1.0


def _in_order(seen: list[str], *wanted: str) -> bool:
    rest = iter(seen)
    return all(any(item == name for item in rest) for name in wanted)


def _arrow(names: list[str]) -> str:
    return " -> ".join(names)


def _index(names: list[tuple[str, str]], wanted: tuple[str, str]) -> int:
    return names.index(wanted) if wanted in names else -1
