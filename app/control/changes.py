"""Changes of the view state that reducers and the controller share: pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.control.plans import HostPlan
from app.control.view_state import (
    Activity,
    BarrageLine,
    ChatLine,
    Delivery,
    IncomingStream,
    OutgoingStream,
    Phrase,
    Problem,
    RoomStatus,
    Scope,
    View,
    ViewState,
)
from app.control.voices import Voices
from app.model.errors import ErrorCode
from app.model.media import CaptureSource, PublishChannel
from app.model.session import PublisherState, RoomStateReason, User

CHAT_LINES_KEPT = 500
BARRAGE_LINES_KEPT = 50

_SERVER_IS_AWAY = frozenset({ErrorCode.ROOM_UNREACHABLE, ErrorCode.LOGIN_TIMED_OUT})
"""A watcher is sent to the host about them, a host to the server."""


def began_hosting(state: ViewState, plan: HostPlan) -> ViewState:
    """Turn to the host view of a broadcast that is being opened."""
    pictures = [(PublishChannel.MAIN, plan.picture), (PublishChannel.AUX, plan.second_picture)]
    return replace(
        _without_session(state),
        view=View.HOST,
        activity=Activity.GOING_LIVE,
        room=RoomStatus(room_id=plan.room_id),
        user=plan.user,
        sound_source=plan.sound,
        outgoing=tuple(
            OutgoingStream(channel, source) for channel, source in pictures if source is not None
        ),
    )


def began_watching(state: ViewState, link: str) -> ViewState:
    """Turn to the watch view of a broadcast whose link is being followed."""
    cleared = replace(_without_session(state), outgoing=(), sound_source=None)
    return replace(cleared, view=View.WATCH, activity=Activity.JOINING, link=link)


def back_to_start(state: ViewState) -> ViewState:
    """Turn to the start view; what was chosen and what the machine has is kept."""
    return replace(
        _without_session(state),
        view=View.START,
        activity=Activity.IDLE,
        outgoing=(),
        sound_source=None,
    )


def _without_session(state: ViewState) -> ViewState:
    return ViewState(
        volume=state.volume,
        speaker=state.speaker,
        speaker_id=state.speaker_id,
        devices=state.devices,
    )


def with_problem(state: ViewState, problem: Problem) -> ViewState:
    """Show ``problem`` unless a graver one about something else is on show already."""
    shown = state.problem
    if shown is not None:
        is_graver = shown.severity > problem.severity and shown.scope is not problem.scope
        says_more = shown.code is problem.code and shown.detail and not problem.detail
        if is_graver or (says_more and shown.scope is problem.scope):
            return state
    return replace(state, problem=problem)


def without_problem(state: ViewState, *scopes: Scope) -> ViewState:
    """Take the problem away when it is about one of ``scopes``."""
    if state.problem is None or state.problem.scope not in scopes:
        return state
    return replace(state, problem=None)


def add_chat(state: ViewState, *lines: ChatLine) -> ViewState:
    """Append numbered chat lines; only the newest are kept."""
    chat = (state.chat + lines)[-CHAT_LINES_KEPT:]
    return replace(state, chat=chat, lines_so_far=state.lines_so_far + len(lines))


def say(state: ViewState, user: User, text: str, now_ms: int) -> tuple[ViewState, int]:
    """Append one's own chat line as it is being sent; return its number too."""
    number = state.lines_so_far + 1
    line = ChatLine(number, user.name, text, now_ms, delivery=Delivery.SENDING)
    return add_chat(state, line), number


def deliver(state: ViewState, number: int, delivery: Delivery) -> ViewState:
    """Note what became of one's own chat line."""
    chat = tuple(
        replace(line, delivery=delivery) if line.number == number else line for line in state.chat
    )
    return replace(state, chat=chat)


def add_barrage(state: ViewState, *texts: str, is_own: bool = False) -> ViewState:
    """Append barrage lines; only the newest are kept."""
    numbered = tuple(
        BarrageLine(number, text, is_own)
        for number, text in enumerate(texts, state.lines_so_far + 1)
    )
    kept = (state.barrage + numbered)[-BARRAGE_LINES_KEPT:]
    return replace(state, barrage=kept, lines_so_far=state.lines_so_far + len(numbered))


def add_outgoing(state: ViewState, channel: PublishChannel, source: CaptureSource) -> ViewState:
    """Show an own picture on ``channel``, in place of the one that was there."""
    others = tuple(item for item in state.outgoing if item.channel is not channel)
    return replace(state, outgoing=(*others, OutgoingStream(channel, source)))


def drop_outgoing(state: ViewState, channel: PublishChannel) -> ViewState:
    """Show no own picture on ``channel`` any more."""
    kept = tuple(item for item in state.outgoing if item.channel is not channel)
    return replace(state, outgoing=kept)


def change_outgoing(
    state: ViewState,
    channel: PublishChannel,
    change: Callable[[OutgoingStream], OutgoingStream],
) -> ViewState:
    """Change the own stream of ``channel``; the same state when there is none."""
    outgoing = tuple(change(item) if item.channel is channel else item for item in state.outgoing)
    return state if outgoing == state.outgoing else replace(state, outgoing=outgoing)


def change_incoming(
    state: ViewState, stream_id: str, change: Callable[[IncomingStream], IncomingStream]
) -> ViewState:
    """Change the stream ``stream_id`` of somebody else; the same state when there is none."""
    incoming = tuple(
        change(item) if item.stream.stream_id == stream_id else item for item in state.incoming
    )
    return state if incoming == state.incoming else replace(state, incoming=incoming)


def stamp_room(before: ViewState, after: ViewState, now_ms: int) -> ViewState:
    """Note the moment when the room came to its reason."""
    if after.room.reason is before.room.reason and after.room.since_ms:
        return after
    return replace(after, room=replace(after.room, since_ms=now_ms))


def stamp_live(state: ViewState, now_ms: int) -> ViewState:
    """Note the moment when the own broadcast began, once."""
    main = state.outgoing_on(PublishChannel.MAIN)
    if state.live_since_ms is not None or main is None:
        return state
    if not main.was_live or main.state is not PublisherState.PUBLISHING:
        return state
    return replace(state, live_since_ms=now_ms)


def failed_to_enter(state: ViewState, problem: Problem) -> ViewState:
    """Show why a broadcast could not be opened; its view stays, for another try."""
    if state.view is View.HOST and problem.code in _SERVER_IS_AWAY and not problem.detail:
        problem = replace(problem, hint=Phrase("problem.server_away.hint"))
    room = replace(state.room, reason=RoomStateReason.LOGIN_FAILED, error_code=problem.code)
    over = replace(state, activity=Activity.IDLE, room=room, incoming=(), live_since_ms=None)
    return replace(over, problem=problem)


def entered(state: ViewState) -> ViewState:
    """Note that the way into the room is done; the rest comes as events."""
    return replace(state, activity=Activity.IDLE)


def ended(state: ViewState) -> ViewState:
    """Take away what only a running session has; the last words stay."""
    return replace(
        state,
        outgoing=(),
        incoming=(),
        users=(),
        online_count=0,
        live_since_ms=None,
        sound_level=0.0,
        voices=Voices(),
    )
