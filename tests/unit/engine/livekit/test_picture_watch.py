"""A picture that stands still while the connection lives."""

from __future__ import annotations

import pytest

from app.engine.livekit.picture_watch import PictureWatch

LOOK_S = 0.2


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def time(self) -> float:
        return self.now_s


class Picture:
    """A player whose pictures and sound come when the test says so."""

    def __init__(self) -> None:
        self.pictures_received = 0
        self.expects_pictures = True
        self.sound = 0
        self.told: list[str] = []

    async def sound_packets(self) -> int:
        return self.sound

    def picture_stands(self) -> None:
        self.told.append("stands")

    def picture_moves(self) -> None:
        self.told.append("moves")

    def refresh_picture(self) -> None:
        self.told.append("refresh")


class Room:
    """Picture, watch and time together."""

    def __init__(self) -> None:
        self.picture = Picture()
        self.clock = Clock()
        self.watch = PictureWatch(self.picture, self.clock)

    async def passes(self, seconds: float, *, pictures: int = 0, sound: int = 0) -> None:
        """Let time pass with so many pictures and sounds in each look's time."""
        for _ in range(round(seconds / LOOK_S)):
            self.clock.now_s += LOOK_S
            self.picture.pictures_received += pictures
            self.picture.sound += sound
            await self.watch.look(LOOK_S)


@pytest.fixture
async def room() -> Room:
    room = Room()
    await room.passes(4, pictures=6)
    return room


async def test_a_picture_that_stands_is_told_once_and_asked_to_begin_anew(room: Room) -> None:
    await room.passes(0.8)
    assert room.picture.told == []
    await room.passes(0.2)
    assert room.picture.told == ["stands"]
    await room.passes(8.0)
    assert room.picture.told == ["stands"] + ["refresh"] * 4, "after 0.2, 1, 3 and 7 s"
    await room.passes(0.2, pictures=1)
    assert room.picture.told[-1] == "moves"
    await room.passes(2.0, pictures=6)
    assert room.picture.told.count("moves") == 1


async def test_a_still_picture_that_is_repeated_now_and_then_is_no_interruption() -> None:
    room = Room()
    for _ in range(12):
        await room.passes(0.2, pictures=1)
        await room.passes(0.8)
    await room.passes(0.4)
    assert room.picture.told == []


async def test_a_stream_whose_sound_goes_on_flows(room: Room) -> None:
    await room.passes(5.0, sound=10)
    assert room.picture.told == []
    await room.passes(2.6)
    assert room.picture.told[0] == "stands"


async def test_what_is_not_expected_is_not_missed(room: Room) -> None:
    room.picture.expects_pictures = False
    await room.passes(5.0)
    room.picture.expects_pictures = True
    await room.passes(0.8)
    assert room.picture.told == []
    await room.passes(0.2)
    assert room.picture.told == ["stands"]


async def test_before_the_first_picture_nothing_stands() -> None:
    room = Room()
    await room.passes(10.0)
    assert room.picture.told == []
