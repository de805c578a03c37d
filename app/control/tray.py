"""What the icon in the tray says and offers: pure, from the view state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.control.closing import is_on_air
from app.control.phases import (
    FINAL_HOST_PHASES,
    FINAL_WATCH_PHASES,
    HostPhase,
    WatchPhase,
    host_phase,
    watch_phase,
)
from app.control.view_state import View, ViewState
from app.model.media import PublishChannel, SwitchState


class TrayMark(Enum):
    """The sign on the icon; each has a shape of its own."""

    NONE = "none"
    WAIT = "wait"
    LIVE = "live"
    WATCHING = "watching"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class TrayView:
    """The icon and its menu at one moment.

    Attributes:
        status: The key of the words for where things stand.
        room: Empty on the start view.
        audience_count: Who watches the own broadcast; None when there is none.
        can_switch: Whether microphone and picture can be switched.
        can_end: Whether a broadcast is there to be ended.
    """

    mark: TrayMark = TrayMark.NONE
    status: str = "tray.idle"
    room: str = ""
    audience_count: int | None = None
    can_switch: bool = False
    is_heard: bool = True
    is_seen: bool = True
    link: str = ""
    can_end: bool = False


_HOST_MARKS = {
    HostPhase.LIVE: TrayMark.LIVE,
    HostPhase.RECONNECTING: TrayMark.TROUBLE,
    HostPhase.INTERRUPTED: TrayMark.TROUBLE,
    HostPhase.OFF: TrayMark.NONE,
}
_WATCH_MARKS = {
    WatchPhase.WATCHING: TrayMark.WATCHING,
    WatchPhase.RECONNECTING: TrayMark.TROUBLE,
    WatchPhase.INTERRUPTED: TrayMark.TROUBLE,
    WatchPhase.ENDED: TrayMark.NONE,
    WatchPhase.HOST_GONE: TrayMark.NONE,
}


def tray_view(state: ViewState) -> TrayView:
    """Return what the tray shows of ``state``."""
    if state.view is View.WATCH:
        phase = watch_phase(state)
        is_over = phase in FINAL_WATCH_PHASES
        usual = TrayMark.TROUBLE if is_over else TrayMark.WAIT
        return TrayView(
            _WATCH_MARKS.get(phase, usual),
            f"watch_phase.{phase.value}.title",
            room=state.room.room_id,
        )
    if state.view is View.START:
        return TrayView()
    own = host_phase(state)
    main = state.outgoing_on(PublishChannel.MAIN)
    is_live = is_on_air(state)
    usual = TrayMark.TROUBLE if own in FINAL_HOST_PHASES else TrayMark.WAIT
    return TrayView(
        _HOST_MARKS.get(own, usual),
        f"host_phase.{own.value}.title",
        room=state.room.room_id,
        audience_count=state.audience_count if is_live else None,
        can_switch=main is not None and is_live,
        is_heard=state.microphone is SwitchState.ON,
        is_seen=main is None or main.picture is SwitchState.ON,
        link=state.link if is_live else "",
        can_end=is_live,
    )


_NOTICED_HOST = FINAL_HOST_PHASES | {HostPhase.RECONNECTING, HostPhase.INTERRUPTED}
_NOTICED_WATCH = FINAL_WATCH_PHASES | {WatchPhase.RECONNECTING, WatchPhase.HOST_AWAY}


def notice_between(before: ViewState, after: ViewState) -> str:
    """Return the start of the keys of what a person who does not look should be told; or nothing.

    Told are a connection that broke and came back, and an end; ``.title`` and ``.hint`` follow.
    """
    if before.view is not after.view:
        return ""
    if after.view is View.HOST:
        old, new = host_phase(before), host_phase(after)
        is_back = new is HostPhase.LIVE and old in _NOTICED_HOST
        is_news = new is not old and (new in _NOTICED_HOST or is_back)
        return f"host_phase.{new.value}" if is_news else ""
    if after.view is View.WATCH:
        was, now = watch_phase(before), watch_phase(after)
        is_back = now is WatchPhase.WATCHING and was in _NOTICED_WATCH
        is_news = now is not was and (now in _NOTICED_WATCH or is_back)
        return f"watch_phase.{now.value}" if is_news else ""
    return ""
