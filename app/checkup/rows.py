"""The requirements a checkup judges, and the report of the verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from app.checkup.evidence import Evidence
from app.checkup.judges import (
    FOREIGN_TOKEN,
    WRONG_TOKEN,
    Judge,
    Judgement,
    Verdict,
    codec,
    errors_have_codes,
    latency,
    login_failed,
    low_latency,
    never_own,
    order_of_end,
    pictures,
    play_states,
    publish_states,
    published_after_login,
    refused,
    room_reasons,
    saw,
    step,
    untried,
    users_met,
)

_NEEDS_BREAK = "it needs a network that breaks"


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


ROWS: tuple[Row, ...] = (
    Row("E02", "One user sends two streams", step("a second stream"), needs="publish"),
    Row("E05", "Login comes before publish and play", published_after_login),
    Row("E08", "The low-latency live service is enabled", low_latency),
    Row("E09", "A joins, B joins and plays what A publishes", step("play")),
    Row("E10", "An engine can be made with the AppID", step("the preview"), needs=""),
    Row("R01", "The token, or AppSign, lets somebody in", step("the login"), needs=""),
    Row("R02", "A wrong token is refused", refused(WRONG_TOKEN), needs=""),
    Row("R03", "The login creates the room", saw("host", "RoomStateChanged", reason="LOGINED")),
    Row("R06", "A token of another user is refused", refused(FOREIGN_TOKEN), needs=""),
    Row("R07", "Users are told of each other", users_met),
    Row("R09", "The room's states come with their reasons", room_reasons),
    Row("R10", "LOGINING is told", saw("host", "RoomStateChanged", reason="LOGINING")),
    Row("R11", "LOGINED is told", saw("host", "RoomStateChanged", reason="LOGINED")),
    Row("R12", "LOGIN_FAILED is told", login_failed, needs=""),
    Row("R13", "RECONNECTING is told", untried(_NEEDS_BREAK), needs=""),
    Row("R14", "RECONNECTED is told", untried(_NEEDS_BREAK), needs=""),
    Row("R15", "RECONNECT_FAILED is told", untried(_NEEDS_BREAK), needs=""),
    Row("R16", "The same user elsewhere is told as KICK_OUT", step("the kick")),
    Row("R17", "LOGOUT is told", saw("host", "RoomStateChanged", reason="LOGOUT")),
    Row("R20", "Rooms can be switched", step("switch the room")),
    Row("R21", "Who enters is told", step("the watcher")),
    Row("R23", "Streams are told", saw("watcher", "RoomStreamUpdate", update_type="ADD")),
    Row("R23", "One's own stream is never told", never_own),
    Row("R25", "The room's info reaches others", saw("watcher", "RoomExtraInfoUpdate")),
    Row("P01", "The preview shows a picture", step("the preview"), needs=""),
    Row("P02", "A stream needs no canvas", step("publish")),
    Row("P03", "A preview that does not run can be stopped", step("stop the preview"), needs=""),
    Row("U01", "Publishing may be asked for right after the login", step("publish")),
    Row("U05", "Publishing goes through its states", publish_states),
    Row("U06", "Publishing goes on after a break", untried(_NEEDS_BREAK), needs=""),
    Row("U08", "H.264 is sent", codec, needs="publish"),
    Row("U09", "Publishing stops", step("stop publishing"), needs="publish"),
    Row("L01", "A stream is played as soon as it is told", step("play")),
    Row("L02", "Low-latency playing works", low_latency),
    Row("L03", "The delay stays below a second", latency, needs="play"),
    Row("L06", "Playing goes through its states", play_states, needs="play"),
    Row("L07", "Playing goes on after a break", untried(_NEEDS_BREAK), needs=""),
    Row(
        "L08",
        "The end of a stream is told",
        saw("watcher", "RoomStreamUpdate", update_type="DELETE"),
    ),
    Row("L09", "Pictures come by custom rendering", pictures, needs="play"),
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
    Row("D01", "Everything ends in order", order_of_end, needs="publish"),
    Row("D02", "The room can be left", step("the logout")),
    Row("D03", "The engine can be destroyed", step("the end of the engine"), needs=""),
    Row("V01", "Camera, sound and picture can be switched", step("switches")),
    Row("G03", "States carry codes and extended data", errors_have_codes),
)
"""In the order of the list of requirements; those of a window or a browser are not among them."""
