"""How each engine event changes the view state: pure functions, no Qt, no engine.

The error code is looked at before the reason or state it comes with. Events that change nothing
on the window return the same state, so that nothing is drawn again.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial, singledispatch

from app.control.changes import (
    add_barrage,
    add_chat,
    change_incoming,
    change_outgoing,
    with_problem,
    without_problem,
)
from app.control.problems import note, problem_of_code, problem_of_source
from app.control.room_news import after_room_news
from app.control.tiles import own_tile_id
from app.control.view_state import (
    ChatLine,
    IncomingStream,
    Scope,
    Severity,
    View,
    ViewState,
)
from app.control.voices import heard
from app.model import events
from app.model.errors import ErrorCode
from app.model.media import DeviceKind, PublishChannel
from app.model.session import (
    PlayerState,
    PublisherState,
    RemoteDeviceState,
    RoomStateReason,
    Stream,
    UpdateType,
)

LIVE_KEY = "live"
LIVE_ON = "on"
LIVE_ENDED = "ended"
"""The room's one attribute tells an audience that the host ended, and did not just vanish."""


@singledispatch
def reduce(event: events.EngineEvent, state: ViewState) -> ViewState:
    """Return the state after ``event``."""
    del event
    return state


reduce.register(events.RoomStateChanged, after_room_news)


@reduce.register
def _(event: events.RoomReconnectAttempted, state: ViewState) -> ViewState:
    if state.room.reason is not RoomStateReason.RECONNECTING:
        return state  # it was mended meanwhile
    return replace(state, room=replace(state.room, attempts=event.attempt))


@reduce.register
def _(event: events.RoomUserUpdate, state: ViewState) -> ViewState:
    gone_or_renewed = {user.user_id for user in event.users}
    users = tuple(user for user in state.users if user.user_id not in gone_or_renewed)
    if event.update_type is UpdateType.ADD:
        users += tuple({user.user_id: user for user in event.users}.values())
    return replace(state, users=users)


@reduce.register
def _(event: events.RoomOnlineUserCountUpdate, state: ViewState) -> ViewState:
    return replace(state, online_count=event.count)


@reduce.register
def _(event: events.RoomStreamUpdate, state: ViewState) -> ViewState:
    named = {stream.stream_id for stream in event.streams}
    if event.update_type is UpdateType.DELETE:
        kept = tuple(item for item in state.incoming if item.stream.stream_id not in named)
        return without_problem(replace(state, incoming=kept), Scope.PLAY)
    known = {item.stream.stream_id for item in state.incoming}
    fresh = {item.stream_id: item for item in event.streams if item.stream_id not in known}
    added = tuple(IncomingStream(stream) for stream in fresh.values())
    return replace(state, incoming=state.incoming + added, had_incoming=True, ended_by_host=False)


@reduce.register
def _(event: events.RoomStreamExtraInfoUpdate, state: ViewState) -> ViewState:
    for stream in event.streams:
        state = change_incoming(state, stream.stream_id, partial(_with_stream, stream))
    return state


@reduce.register
def _(event: events.RoomExtraInfoUpdate, state: ViewState) -> ViewState:
    if event.key != LIVE_KEY or state.view is not View.WATCH:
        return state
    is_news_of_this = state.had_incoming  # else left over from an earlier broadcast
    return replace(state, ended_by_host=event.value == LIVE_ENDED and is_news_of_this)


@reduce.register
def _(event: events.PublisherStateUpdate, state: ViewState) -> ViewState:
    own = next((item for item in state.outgoing if item.stream_id == event.stream_id), None)
    if own is None:
        return state
    code = event.error_code
    is_live = code is ErrorCode.OK and event.state is PublisherState.PUBLISHING
    if code is not ErrorCode.OK:
        state = with_problem(state, problem_of_code(code, Scope.PUBLISH))
    elif is_live:
        state = without_problem(state, Scope.PUBLISH)
    changed = replace(own, state=event.state, error_code=code, was_live=own.was_live or is_live)
    return change_outgoing(state, own.channel, lambda _: changed)


@reduce.register
def _(event: events.PublisherQualityUpdate, state: ViewState) -> ViewState:
    own = next((item for item in state.outgoing if item.stream_id == event.stream_id), None)
    if own is None:
        return state
    changed = replace(own, quality=event.quality)
    return change_outgoing(state, own.channel, lambda _: changed)


@reduce.register
def _(event: events.PublisherVideoSizeChanged, state: ViewState) -> ViewState:
    return change_outgoing(
        state,
        event.channel,
        lambda own: replace(own, width_px=event.width_px, height_px=event.height_px),
    )


@reduce.register
def _(event: events.PublisherCapturedVideoFirstFrame, state: ViewState) -> ViewState:
    state = without_problem(state, Scope.DEVICE)
    return change_outgoing(
        state, event.channel, lambda own: replace(own, has_picture=True, has_ended=False)
    )


@reduce.register
def _(event: events.PublisherSourceEnded, state: ViewState) -> ViewState:
    state = change_outgoing(
        state, event.channel, lambda own: replace(own, has_picture=False, has_ended=True)
    )
    if event.error_code is ErrorCode.OK:
        return with_problem(state, note("source_ended", Scope.DEVICE))
    own = state.outgoing_on(event.channel)
    return with_problem(state, problem_of_source(event, own.source if own is not None else None))


@reduce.register
def _(event: events.PlayerStateUpdate, state: ViewState) -> ViewState:
    if event.stream_id not in {item.stream.stream_id for item in state.incoming}:
        return state
    code = event.error_code
    if code is ErrorCode.OK:
        state = without_problem(state, Scope.PLAY)
    else:
        state = with_problem(state, problem_of_code(code, Scope.PLAY))
    is_over = event.state is PlayerState.NO_PLAY
    return change_incoming(
        state,
        event.stream_id,
        lambda item: replace(
            item,
            state=event.state,
            error_code=code,
            microphone=RemoteDeviceState.OPEN if is_over else item.microphone,
        ),
    )


@reduce.register
def _(event: events.RemoteMicStateUpdate, state: ViewState) -> ViewState:
    return change_incoming(
        state, event.stream_id, lambda item: replace(item, microphone=event.state)
    )


@reduce.register
def _(event: events.PlayerQualityUpdate, state: ViewState) -> ViewState:
    return change_incoming(
        state, event.stream_id, lambda item: replace(item, quality=event.quality)
    )


@reduce.register
def _(event: events.PlayerVideoSizeChanged, state: ViewState) -> ViewState:
    return change_incoming(
        state,
        event.stream_id,
        lambda item: replace(item, width_px=event.width_px, height_px=event.height_px),
    )


@reduce.register
def _(event: events.PlayerRenderedVideoFirstFrame, state: ViewState) -> ViewState:
    return change_incoming(state, event.stream_id, lambda item: replace(item, has_picture=True))


@reduce.register
def _(event: events.IMBroadcastMessageReceived, state: ViewState) -> ViewState:
    first = state.lines_so_far + 1
    lines = tuple(
        ChatLine(number, message.user.name, message.text, message.sent_at_ms)
        for number, message in enumerate(event.messages, first)
    )
    return add_chat(state, *lines)


@reduce.register
def _(event: events.IMBarrageMessageReceived, state: ViewState) -> ViewState:
    return add_barrage(state, *(message.text for message in event.messages))


@reduce.register
def _(event: events.DeviceError, state: ViewState) -> ViewState:
    sources = (state.sound_source, *(own.source for own in state.outgoing))
    source = next((item for item in sources if item and item.target == event.device_id), None)
    problem = problem_of_source(event, source)
    # A host is heard without a speaker; it is a watcher who misses something.
    is_minor = event.kind is DeviceKind.SPEAKER and state.view is View.HOST
    severity = Severity.NOTE if is_minor else Severity.WARNING
    return with_problem(state, replace(problem, severity=severity))


@reduce.register
def _(event: events.CapturedSoundLevel, state: ViewState) -> ViewState:
    own = ((own_tile_id(PublishChannel.MAIN), event.level),)
    voices = heard(state.voices, own, is_own=True)
    if event.level == state.sound_level and voices is state.voices:
        return state
    return replace(state, sound_level=event.level, voices=voices)


@reduce.register
def _(event: events.RemoteSoundLevel, state: ViewState) -> ViewState:
    voices = heard(state.voices, event.levels, is_own=False)
    return state if voices is state.voices else replace(state, voices=voices)


@reduce.register
def _(event: events.NetworkQuality, state: ViewState) -> ViewState:
    if event.user_id:
        return state
    is_host = state.view is View.HOST
    level = event.upstream if is_host else event.downstream
    return state if level is state.network else replace(state, network=level)


def _with_stream(stream: Stream, item: IncomingStream) -> IncomingStream:
    return replace(item, stream=stream)
