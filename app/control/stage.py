"""How the pictures share the stage: the person's choice, and what follows from it. Pure.

A choice says which layout is wanted, which picture is pinned, which one fills everything.
:func:`staged` makes of it, and of the pictures there are, who is large and in which order all come.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from app.control.tiles import Tile, TileKind
from app.model.stage import StageLayout, StageStyle

FOCUS_MAX = 5
"""Without a choice, more pictures than this are shown alike."""


class Arrangement(Enum):
    """How several pictures share the stage.

    GRID: all alike. FOCUS: the first large, the others in a strip. INSET: the first large, another
    small in one of its corners. ALONE: the first, and no other.
    """

    GRID = "grid"
    FOCUS = "focus"
    INSET = "inset"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class StageChoice:
    """What the person decided; empty IDs mean none.

    Attributes:
        style: What is remembered: the layout, and the corner of the small picture.
        pinned: The tile that is large until it is unpinned or ends.
        filling: The tile that has the whole stage, over everything else.
    """

    style: StageStyle = field(default_factory=StageStyle)
    pinned: str = ""
    filling: str = ""


@dataclass(frozen=True, slots=True)
class Staged:
    """What follows: ``tiles`` in order, the large one first where there is one."""

    arrangement: Arrangement
    tiles: tuple[Tile, ...]


def pinned(choice: StageChoice, tile_id: str) -> StageChoice:
    """Pin ``tile_id``, or unpin it when it is pinned already."""
    return replace(choice, pinned="" if choice.pinned == tile_id else tile_id)


def filled(choice: StageChoice, tile_id: str) -> StageChoice:
    """Let ``tile_id`` fill the stage, or give it back when it does already."""
    return replace(choice, filling="" if choice.filling == tile_id else tile_id)


def settled(choice: StageChoice, tiles: tuple[Tile, ...]) -> StageChoice:
    """Forget what was decided about pictures that are gone."""
    there = {tile.tile_id for tile in tiles}
    kept_pin = choice.pinned if choice.pinned in there else ""
    kept_filling = choice.filling if choice.filling in there else ""
    if (kept_pin, kept_filling) == (choice.pinned, choice.filling):
        return choice
    return replace(choice, pinned=kept_pin, filling=kept_filling)


def staged(choice: StageChoice, tiles: tuple[Tile, ...], speaker: str = "") -> Staged:
    """Return who is where.

    Args:
        choice: What the person decided.
        tiles: The pictures there are, the most important first.
        speaker: The stream of who spoke last; empty while nobody did.
    """
    large = _large(choice, tiles, speaker)
    ordered = _with_first(_shares_first(tiles), large)
    if choice.filling and large is not None and large.tile_id == choice.filling:
        return Staged(Arrangement.ALONE, ordered)
    if len(tiles) < 2:
        return Staged(Arrangement.GRID, ordered)
    if choice.style.layout is StageLayout.PICTURE_IN_PICTURE:
        return Staged(Arrangement.INSET, ordered)
    is_pinned = large is not None and large.tile_id == choice.pinned
    if is_pinned or choice.style.layout is StageLayout.SPEAKER:
        return Staged(Arrangement.FOCUS, ordered)
    if choice.style.layout is StageLayout.GRID:
        return Staged(Arrangement.GRID, ordered)
    is_focused = ordered[0].kind in {TileKind.OWN, TileKind.OTHER_SHARE}
    is_strip = is_focused and len(tiles) <= FOCUS_MAX
    return Staged(Arrangement.FOCUS if is_strip else Arrangement.GRID, ordered)


def _large(choice: StageChoice, tiles: tuple[Tile, ...], speaker: str) -> Tile | None:
    by_id = {tile.tile_id: tile for tile in tiles}
    for decided in (choice.filling, choice.pinned):
        if decided in by_id:
            return by_id[decided]
    shares = [tile for tile in tiles if tile.kind is TileKind.OTHER_SHARE]
    if shares:
        return shares[-1]  # the newest
    if choice.style.layout in {StageLayout.SPEAKER, StageLayout.PICTURE_IN_PICTURE}:
        others = [tile for tile in tiles if tile.kind is TileKind.OTHER]
        is_followed = choice.style.layout is StageLayout.SPEAKER
        return (by_id.get(speaker) if is_followed else None) or (others[0] if others else None)
    return None


def _shares_first(tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """Others' screens are what people come for; the own one would show itself in itself."""
    return tuple(sorted(tiles, key=lambda tile: tile.kind is not TileKind.OTHER_SHARE))


def _with_first(tiles: tuple[Tile, ...], first: Tile | None) -> tuple[Tile, ...]:
    if first is None:
        return tiles
    return (first, *(tile for tile in tiles if tile.tile_id != first.tile_id))
