"""What an audience reads where the picture would be, for each state of the broadcast."""

from __future__ import annotations

from app.control.phases import FINAL_WATCH_PHASES, WatchPhase, is_told_in_place
from app.control.view_state import Activity, ViewState
from app.model.errors import ErrorCode
from ui.herald import announce
from ui.kit import Kit
from ui.message_card import MessageCard
from ui.texts import clock_text

_LOOKS = {
    WatchPhase.OPENING: ("link", "wait"),
    WatchPhase.CONNECTING: ("wait", "wait"),
    WatchPhase.HOST_NOT_THERE: ("live", "wait"),
    WatchPhase.STARTING: ("play", "wait"),
    WatchPhase.INTERRUPTED: ("warning", "warning"),
    WatchPhase.HOST_AWAY: ("away", "wait"),
    WatchPhase.RECONNECTING: ("refresh", "wait"),
    WatchPhase.HOST_GONE: ("away", "warning"),
    WatchPhase.ENDED: ("check", "good"),
    WatchPhase.REMOVED: ("removed", "error"),
    WatchPhase.LOST: ("server_gone", "error"),
    WatchPhase.FAILED: ("error", "error"),
}
_FAILURES = {
    ErrorCode.ROOM_FULL: ("people", "full"),
    ErrorCode.LOGIN_TOKEN_REFUSED: ("link", "link"),
    ErrorCode.TOKEN_MISSING: ("link", "link"),
    ErrorCode.TOKEN_MALFORMED: ("link", "link"),
    ErrorCode.TOKEN_OF_OTHER_USER: ("link", "link"),
    ErrorCode.ROOM_UNREACHABLE: ("server_gone", "server"),
    ErrorCode.LOGIN_TIMED_OUT: ("server_gone", "server"),
}
_WAITING = {WatchPhase.HOST_NOT_THERE, WatchPhase.HOST_AWAY, WatchPhase.RECONNECTING}
_TOLD_AFTER_MS = 5_000


class WatchCard:
    """Fills the card of a page; remembers how long was watched and waited."""

    def __init__(self, kit: Kit, card: MessageCard) -> None:
        self._kit = kit
        self._card = card
        self._phase: WatchPhase | None = None
        self._phase_since_ms = 0
        self._watched_since_ms = 0
        self._told = ""

    def forget(self) -> None:
        """The next broadcast begins anew."""
        self._phase = None
        self._watched_since_ms = 0

    def render_state(self, state: ViewState, phase: WatchPhase) -> None:
        """Say where the broadcast stands."""
        now_ms = self._kit.controller.now_ms()
        if phase is not self._phase:
            self._phase, self._phase_since_ms = phase, now_ms
        if phase is WatchPhase.WATCHING and not self._watched_since_ms:
            self._watched_since_ms = now_ms
        self._say(state, phase)
        self.tell_time()
        card = self._card
        is_final = phase in FINAL_WATCH_PHASES
        is_link_bad = phase is WatchPhase.FAILED and _failure(state) == "link"
        can_retry = is_final and state.activity is Activity.IDLE and not is_link_bad
        card.retry.setVisible(can_retry)
        card.back.setVisible(is_final)

    def tell_time(self) -> None:
        """Say how long, as of now."""
        words, phase = self._kit.words, self._phase
        detail = ""
        now_ms = self._kit.controller.now_ms()
        waited_ms = now_ms - self._phase_since_ms
        if phase in _WAITING and waited_ms >= _TOLD_AFTER_MS:
            detail = words("watching.waited", duration=clock_text(waited_ms))
        elif phase in FINAL_WATCH_PHASES and self._watched_since_ms:
            lasted_ms = self._phase_since_ms - self._watched_since_ms
            if lasted_ms >= _TOLD_AFTER_MS:
                detail = words("watching.lasted", duration=clock_text(lasted_ms))
        self._card.add_detail(detail)

    def _say(self, state: ViewState, phase: WatchPhase) -> None:
        words = self._kit.words
        icon, tone = _LOOKS.get(phase, ("wait", ""))
        title = words(f"watch_phase.{phase.value}.title")
        hint = words(f"watch_phase.{phase.value}.hint")
        failure = _failure(state) if phase is WatchPhase.FAILED else ""
        if failure:
            icon = _FAILURES[state.room.error_code][0]
            title, hint = words(f"watching.{failure}.title"), words(f"watching.{failure}.hint")
        problem = state.problem if is_told_in_place(state) else None
        has_own_words = bool(failure) or _says_all(phase, state.room.error_code)
        if problem is not None and (problem.detail or not has_own_words):
            hint = " ".join(words.problem(problem))
        self._card.say(icon, title, hint, tone=tone)
        self._card.name_code(problem.code if problem is not None else ErrorCode.OK)
        self._card.offer_diagnosis(is_wanted=problem is not None)
        self._tell(hint if problem is not None else "")

    def _tell(self, text: str) -> None:
        """Let a screen reader say once why it is over; the title is told with every phase."""
        if text != self._told:
            self._told = text
            announce(self._card, text, is_urgent=True)


def _says_all(phase: WatchPhase, code: ErrorCode) -> bool:
    """Whether the words for ``phase`` leave nothing for those of ``code``."""
    return phase is WatchPhase.HOST_GONE or code is ErrorCode.KICKED_BY_OPERATOR


def _failure(state: ViewState) -> str:
    return _FAILURES.get(state.room.error_code, ("", ""))[1]
