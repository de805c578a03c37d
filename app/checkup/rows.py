"""The requirements a checkup can judge, and how it judges each from the evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from app.checkup.evidence import Evidence, News
from app.event_log import Json

LOW_LATENCY_IS_OFF = 1004072
LATENCY_LIMIT_MS = 1000.0


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


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement.

    Attributes:
        row_id: Its name in the list of requirements.
        title: The requirement in a few words.
        judge: Looks at the evidence.
        needs: The step without which nothing can be said.
    """

    row_id: str
    title: str
    judge: Judge
    needs: str = "the login"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report."""

    row: Row
    judgement: Judgement

    def text(self) -> str:
        """Return the line for a terminal."""
        detail = f" ({self.judgement.detail})" if self.judgement.detail else ""
        return f"{self.judgement.verdict.value:>9}  {self.row.row_id}  {self.row.title}{detail}"


def judge_all(evidence: Evidence) -> list[Line]:
    """Return one line for each requirement."""
    return [Line(row, _judge(row, evidence)) for row in ROWS]


def _judge(row: Row, evidence: Evidence) -> Judgement:
    if row.needs and row.needs not in evidence.done:
        return Judgement(Verdict.NOT_TRIED, f"{row.needs} did not work")
    return row.judge(evidence)


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


def _low_latency(evidence: Evidence) -> Judgement:
    if LOW_LATENCY_IS_OFF in evidence.error_codes():
        return Judgement(
            Verdict.FAILED,
            "code 1004072: low-latency live streaming is off for this project; have it enabled"
            " in the ZEGO console or by ZEGO's support",
        )
    return step("play")(evidence)


def _never_own(evidence: Evidence) -> Judgement:
    told = (str(news.get("streams")) for news in evidence.of("host", "RoomStreamUpdate"))
    is_own = any(evidence.stream_id in streams for streams in told)
    return _passed(is_so=not is_own, detail="one's own stream was told" if is_own else "")


def _publish_states(evidence: Evidence) -> Judgement:
    states = [
        str(news.get("state"))
        for news in evidence.of("host", "PublisherStateUpdate", stream_id=evidence.stream_id)
    ]
    return _passed(
        is_so=_in_order(states, "PUBLISH_REQUESTING", "PUBLISHING"), detail=_arrow(states)
    )


def _play_states(evidence: Evidence) -> Judgement:
    states = [str(news.get("state")) for news in evidence.of("watcher", "PlayerStateUpdate")]
    return _passed(is_so=_in_order(states, "PLAY_REQUESTING", "PLAYING"), detail=_arrow(states))


def _room_reasons(evidence: Evidence) -> Judgement:
    reasons = [str(news.get("reason")) for news in evidence.of("host", "RoomStateChanged")]
    return _passed(
        is_so=_in_order(reasons, "LOGINING", "LOGINED", "LOGOUT"), detail=_arrow(reasons)
    )


def _published_after_login(evidence: Evidence) -> Judgement:
    names = [
        (str(news.get("event")), str(news.get("reason") or news.get("state")))
        for news in evidence.host
    ]
    entered = _index(names, ("RoomStateChanged", "LOGINED"))
    live = _index(names, ("PublisherStateUpdate", "PUBLISHING"))
    return _passed(is_so=0 <= entered < live)


def _order_of_end(evidence: Evidence) -> Judgement:
    if "the end of the engine" not in evidence.done:
        return Judgement(Verdict.FAILED, evidence.faults.get("the end of the engine", ""))
    names = [
        str(news.get("reason") or news.get("state"))
        for news in evidence.host
        if news.get("event") in {"RoomStateChanged", "PublisherStateUpdate"}
    ]
    return _passed(is_so=_in_order(names, "PUBLISHING", "NO_PUBLISH", "LOGOUT"))


def _wrong_token(evidence: Evidence) -> Judgement:
    judgement = step("a wrong token")(evidence)
    code = evidence.codes.get("a wrong token", 0)
    if judgement.verdict is Verdict.PASSED:
        return Judgement(Verdict.PASSED, f"refused with code {code}")
    if judgement.verdict is Verdict.NOT_TRIED:
        return Judgement(Verdict.NOT_TRIED, "tokens are not made or not checked here")
    return judgement


def _latency(evidence: Evidence) -> Judgement:
    delays = [
        delay
        for news in evidence.of("watcher", "PlayerQualityUpdate")
        if (delay := _quality(news, "end_to_end_p50_ms")) > 0
    ]
    if not delays:
        return Judgement(Verdict.NOT_TRIED, "the delay was not reported")
    return _passed(is_so=delays[-1] <= LATENCY_LIMIT_MS, detail=f"{delays[-1]:.0f} ms end to end")


def _pictures(evidence: Evidence) -> Judgement:
    counts = [news.get("count") for news in evidence.of("watcher", "WatcherPictures")]
    if not counts:
        return Judgement(Verdict.NOT_TRIED, "it needs a second user")
    count = counts[-1]
    is_so = isinstance(count, int) and count > 0
    return _passed(is_so=is_so, detail=f"{count} pictures")


def _codec(evidence: Evidence) -> Judgement:
    codecs = {
        str(quality.get("codec"))
        for news in evidence.of("host", "PublisherQualityUpdate")
        if isinstance(quality := news.get("quality"), dict)
    } - {""}
    if not codecs:
        return Judgement(Verdict.NOT_TRIED, "the codec was not reported")
    return _passed(is_so=codecs == {"H264"}, detail=", ".join(sorted(codecs)))


def _errors_have_codes(evidence: Evidence) -> Judgement:
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


ROWS: tuple[Row, ...] = (
    Row("E05", "Login comes before publish and play", _published_after_login),
    Row("E08", "The low-latency live service is enabled", _low_latency),
    Row("E09", "A joins, B joins and plays what A publishes", step("play")),
    Row("E10", "An engine can be made with the AppID", step("the preview"), needs=""),
    Row("R01", "The token, or AppSign, lets somebody in", step("the login"), needs=""),
    Row("R02", "A wrong token is refused", _wrong_token, needs=""),
    Row("R03", "The login creates the room", saw("host", "RoomStateChanged", reason="LOGINED")),
    Row("R07", "Users are told of each other", saw("host", "RoomUserUpdate", update_type="ADD")),
    Row("R09", "The room's states come with their reasons", _room_reasons),
    Row("R10", "LOGINING is told", saw("host", "RoomStateChanged", reason="LOGINING")),
    Row("R11", "LOGINED is told", saw("host", "RoomStateChanged", reason="LOGINED")),
    Row("R17", "LOGOUT is told", saw("host", "RoomStateChanged", reason="LOGOUT")),
    Row("R20", "Rooms can be switched", step("switch the room")),
    Row("R21", "Who enters is told", step("the watcher")),
    Row("R23", "Streams are told", saw("watcher", "RoomStreamUpdate", update_type="ADD")),
    Row("R23", "One's own stream is never told", _never_own),
    Row("R25", "The room's info reaches others", saw("watcher", "RoomExtraInfoUpdate")),
    Row("P01", "The preview shows a picture", step("the preview"), needs=""),
    Row("P02", "A stream needs no canvas", step("publish")),
    Row("P03", "A preview that does not run can be stopped", step("stop the preview"), needs=""),
    Row("U01", "Publishing may be asked for right after the login", step("publish")),
    Row("U05", "Publishing goes through its states", _publish_states),
    Row("U08", "H.264 is sent", _codec, needs="publish"),
    Row("U09", "Publishing stops", step("stop publishing"), needs="publish"),
    Row("L01", "A stream is played as soon as it is told", step("play")),
    Row("L02", "Low-latency playing works", _low_latency),
    Row("L03", "The delay stays below a second", _latency, needs="play"),
    Row("L06", "Playing goes through its states", _play_states, needs="play"),
    Row(
        "L08",
        "The end of a stream is told",
        saw("watcher", "RoomStreamUpdate", update_type="DELETE"),
    ),
    Row("L09", "Pictures come by custom rendering", _pictures, needs="play"),
    Row(
        "L10",
        "The size of the picture is told",
        saw("watcher", "PlayerVideoSizeChanged"),
        needs="play",
    ),
    Row("M01", "Users of a room exchange messages", step("the answer")),
    Row("M02", "A broadcast message arrives", saw("watcher", "IMBroadcastMessageReceived")),
    Row("M03", "A barrage message arrives", saw("watcher", "IMBarrageMessageReceived")),
    Row("M04", "A custom command arrives", saw("watcher", "IMCustomCommandReceived")),
    Row(
        "Q01",
        "The quality of sending is told",
        saw("host", "PublisherQualityUpdate"),
        needs="publish",
    ),
    Row(
        "Q02", "The quality of playing is told", saw("watcher", "PlayerQualityUpdate"), needs="play"
    ),
    Row("D01", "Everything ends in order", _order_of_end, needs="publish"),
    Row("D02", "The room can be left", step("the logout")),
    Row("D03", "The engine can be destroyed", step("the end of the engine"), needs=""),
    Row("V01", "Camera, sound and picture can be switched", step("switches")),
    Row("G03", "States carry codes and extended data", _errors_have_codes),
)
"""In the order of the list of requirements; what needs a broken network is not among them."""
