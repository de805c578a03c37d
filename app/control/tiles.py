"""Which pictures are on the stage, in which order: a pure function of the view state.

The own pictures are shown to hosts only; an audience sees nothing but the hosts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.control.view_state import IncomingStream, OutgoingStream, View, ViewState
from app.model.errors import ErrorCode
from app.model.media import PublishChannel, SourceKind, SwitchState
from app.model.session import PlayerState, RemoteDeviceState

SHARE_INFO = "share"
"""Extra info of a stream that is a second picture, such as a shared screen."""


class TileKind(Enum):
    """Whose picture a tile shows."""

    OWN = "own"
    OWN_SHARE = "own_share"
    OTHER = "other"
    OTHER_SHARE = "other_share"


class TileCover(Enum):
    """What lies over a tile that has no moving picture."""

    NONE = "none"
    WAITING = "waiting"
    PICTURE_OFF = "picture_off"
    SOURCE_ENDED = "source_ended"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture on the stage.

    Attributes:
        microphone: OFF when whoever is shown is known to be muted.
        voice: ON while whoever is shown is heard.
    """

    tile_id: str
    kind: TileKind
    name: str
    cover: TileCover = TileCover.NONE
    mirror: SwitchState = SwitchState.OFF
    width_px: int = 0
    height_px: int = 0
    microphone: SwitchState = SwitchState.ON
    voice: SwitchState = SwitchState.OFF


def own_tile_id(channel: PublishChannel) -> str:
    """Return the tile of an own channel; the colon keeps it apart from every stream ID."""
    return f"own:{channel.name.lower()}"


def own_channel(tile_id: str) -> PublishChannel | None:
    """Return the channel whose own tile this is; None for somebody else's."""
    prefix, _, name = tile_id.partition(":")
    return PublishChannel[name.upper()] if prefix == "own" and name else None


def tiles(state: ViewState) -> tuple[Tile, ...]:
    """Return the tiles of the stage, the most important first."""
    own = () if state.view is View.WATCH else tuple(_own(state, item) for item in state.outgoing)
    others = tuple(_other(state, item) for item in state.incoming)
    return own + others


def _own(state: ViewState, item: OutgoingStream) -> Tile:
    cover = TileCover.NONE
    if item.picture is SwitchState.OFF:
        cover = TileCover.PICTURE_OFF
    elif item.has_ended:
        cover = TileCover.SOURCE_ENDED
    elif not item.has_picture:
        cover = TileCover.WAITING
    is_camera = item.source.kind is SourceKind.CAMERA
    is_main = item.channel is PublishChannel.MAIN
    tile_id = own_tile_id(item.channel)
    is_heard = state.microphone is SwitchState.ON and tile_id in state.voices.speaking
    return Tile(
        tile_id,
        TileKind.OWN if is_main else TileKind.OWN_SHARE,
        name=state.user.name if state.user else "",
        cover=cover,
        mirror=SwitchState.ON if is_camera else SwitchState.OFF,
        width_px=item.width_px,
        height_px=item.height_px,
        microphone=state.microphone if is_main else SwitchState.ON,
        voice=SwitchState.ON if is_heard else SwitchState.OFF,
    )


def _other(state: ViewState, item: IncomingStream) -> Tile:
    cover = TileCover.NONE
    if item.error_code is not ErrorCode.OK:
        cover = TileCover.INTERRUPTED
    elif not item.has_picture:
        cover = TileCover.WAITING
    elif item.state is not PlayerState.PLAYING:
        cover = TileCover.INTERRUPTED
    is_share = item.stream.extra_info == SHARE_INFO
    # Nobody expects a shared screen to talk.
    is_muted = not is_share and item.microphone is not RemoteDeviceState.OPEN
    is_heard = not is_muted and item.stream.stream_id in state.voices.speaking
    return Tile(
        item.stream.stream_id,
        TileKind.OTHER_SHARE if is_share else TileKind.OTHER,
        name=item.stream.user.name,
        cover=cover,
        width_px=item.width_px,
        height_px=item.height_px,
        microphone=SwitchState.OFF if is_muted else SwitchState.ON,
        voice=SwitchState.ON if is_heard else SwitchState.OFF,
    )
