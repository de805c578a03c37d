"""Values that many tests need: people, streams, plans and states."""

from __future__ import annotations

from dataclasses import replace

from app.control.changes import began_hosting, began_watching, entered
from app.control.plans import HostPlan
from app.control.reduce import reduce
from app.control.view_state import ViewState
from app.model.errors import ErrorCode
from app.model.events import (
    EngineEvent,
    PlayerStateUpdate,
    PublisherStateUpdate,
    RoomStateChanged,
    RoomStreamUpdate,
)
from app.model.media import CaptureSource, PublishChannel, SourceKind
from app.model.session import (
    PlayerState,
    PublisherState,
    RoomStateReason,
    Stream,
    UpdateType,
    User,
)

ROOM = "friday"
HOST = User("host-1", "Studio A")
VIEWER = User("viewer-1", "Viewer 1")
CAMERA = CaptureSource(SourceKind.CAMERA)
PATTERN = CaptureSource(SourceKind.PATTERN)
SCREEN = CaptureSource(SourceKind.SCREEN, "0")
PLAN = HostPlan(ROOM, HOST, picture=PATTERN)
STREAM = Stream("host-1-main", HOST)
OTHER_STREAM = Stream("host-2-main", User("host-2", "Studio B"))
LINK = "http://127.0.0.1:7070/watch/#invite"


def after(state: ViewState, *events: EngineEvent) -> ViewState:
    """Return ``state`` after ``events``."""
    for event in events:
        state = reduce(event, state)
    return state


def room(reason: RoomStateReason, code: ErrorCode = ErrorCode.OK) -> RoomStateChanged:
    """Return news of the room."""
    return RoomStateChanged(ROOM, reason, code)


def streams(update: UpdateType, *of: Stream) -> RoomStreamUpdate:
    """Return news of others' streams."""
    return RoomStreamUpdate(ROOM, update, of)


def opening_host(plan: HostPlan = PLAN) -> ViewState:
    """A host who pressed the red button a moment ago."""
    return began_hosting(ViewState(), plan)


def live_host(plan: HostPlan = PLAN) -> ViewState:
    """A host on air."""
    state = opening_host(plan)
    own = tuple(
        replace(item, stream_id=f"own-{item.channel.name.lower()}", has_picture=True)
        for item in state.outgoing
    )
    state = entered(replace(state, outgoing=own, link=LINK))
    events: list[EngineEvent] = [room(RoomStateReason.LOGINING), room(RoomStateReason.LOGINED)]
    events += [PublisherStateUpdate(item.stream_id, PublisherState.PUBLISHING) for item in own]
    return replace(after(state, *events), live_since_ms=1_000)


def opening_watch() -> ViewState:
    """Somebody who follows a link."""
    return began_watching(ViewState(), LINK)


def waiting_watch() -> ViewState:
    """Somebody in a room where no host is yet."""
    state = replace(entered(opening_watch()), user=VIEWER, title="Studio A")
    return after(state, room(RoomStateReason.LOGINING), room(RoomStateReason.LOGINED))


def watching() -> ViewState:
    """Somebody who sees one host."""
    state = after(
        waiting_watch(),
        streams(UpdateType.ADD, STREAM),
        PlayerStateUpdate(STREAM.stream_id, PlayerState.PLAYING),
    )
    shown = replace(state.incoming[0], has_picture=True, width_px=1280, height_px=720)
    return replace(state, incoming=(shown,))


def own_stream_id(channel: PublishChannel = PublishChannel.MAIN) -> str:
    """Return the stream ID of a channel of :func:`live_host`."""
    return f"own-{channel.name.lower()}"
