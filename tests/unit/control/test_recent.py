"""Rooms of before: the newest first, eight of each, links apart and forgotten with them."""

from __future__ import annotations

import pytest

from app.control.recent import (
    KEPT,
    OwnRoom,
    RecentRooms,
    WatchedRoom,
    broken,
    fallen_out,
    lasting,
    with_own,
    with_watched,
    without_own,
    without_watched,
)
from app.control.recent_desk import RecentDesk
from app.model.errors import ErrorCode, LinkError
from app.model.session import RoomStateReason
from tests.fakes.samples import LINK, room
from tests.fakes.start import FakeRecentOffice
from tests.unit.control.bench import Bench

KEY = FakeRecentOffice().key_of(LINK)


def watched(key: str, at_ms: int = 0) -> WatchedRoom:
    return WatchedRoom(key, f"Show {key}", at_ms)


def test_the_newest_is_first_and_eight_are_kept() -> None:
    rooms = RecentRooms()
    for number in range(KEPT + 2):
        rooms = with_own(rooms, f"room-{number}", number)
        rooms = with_watched(rooms, watched(str(number), number))
    assert [item.room_id for item in rooms.own] == [f"room-{n}" for n in range(9, 1, -1)]
    assert len(rooms.watched) == KEPT
    again = with_watched(with_own(rooms, "room-5", 99), watched("5", 99))
    assert again.own[0] == OwnRoom("room-5", 99)
    assert [item.key for item in again.watched].count("5") == 1
    assert again.watched[0].key == "5"


def test_what_falls_out_names_links_to_forget() -> None:
    before = RecentRooms(watched=tuple(watched(str(number)) for number in range(KEPT)))
    after = with_watched(before, watched("new"))
    assert fallen_out(before, after) == ("7",)


def test_rooms_can_be_forgotten_one_by_one() -> None:
    rooms = with_watched(with_own(RecentRooms(), "a", 1), watched("b"))
    assert without_own(without_watched(rooms, "b"), "a").is_empty


def test_a_title_is_one_line_of_bounded_length() -> None:
    rooms = with_watched(RecentRooms(), WatchedRoom("k", "two\nlines " + "x" * 500, 1))
    assert rooms.watched[0].title.startswith("two lines x")
    assert len(rooms.watched[0].title) <= 120


def test_only_what_lasts_is_written_down() -> None:
    rooms = RecentRooms(watched=(watched("a"), WatchedRoom("b", "B", 1, is_lasting=False)))
    assert [item.key for item in lasting(rooms).watched] == ["a"]
    assert broken(rooms, "a", is_broken=True).watched[0].is_broken


class Memory:
    def __init__(self) -> None:
        self.bench = Bench()
        self.office = FakeRecentOffice()
        self.desk = RecentDesk(self.bench.controller, self.office)


@pytest.fixture
async def memory() -> Memory:
    return Memory()


async def test_a_broadcast_of_ones_own_is_remembered_when_it_was_live(memory: Memory) -> None:
    await memory.bench.go_live()
    assert memory.desk.rooms.own == (OwnRoom("friday", 5_000),)
    assert memory.office.saved[-1] == memory.desk.rooms


async def test_a_watched_broadcast_is_remembered_with_its_link_apart(memory: Memory) -> None:
    await memory.bench.watch()
    await memory.bench.controller.settle()
    assert memory.desk.rooms.watched == (WatchedRoom(KEY, "Studio A", 5_000),)
    assert memory.office.links == {KEY: LINK}
    assert LINK not in str(memory.office.saved)


async def test_a_link_that_cannot_be_kept_lives_as_long_as_the_program(memory: Memory) -> None:
    memory.office.is_lasting = False
    await memory.bench.watch()
    await memory.bench.controller.settle()
    assert not memory.desk.rooms.watched[0].is_lasting


async def test_one_press_watches_again(memory: Memory) -> None:
    await memory.bench.watch()
    await memory.bench.controller.settle()
    memory.bench.controller.leave()
    await memory.bench.controller.settle()
    memory.desk.watch_again(KEY)
    await memory.bench.controller.settle()
    assert memory.bench.studio.links == [LINK, LINK]


async def test_a_link_that_is_not_there_any_more_says_so(memory: Memory) -> None:
    await memory.bench.watch()
    await memory.bench.controller.settle()
    memory.bench.controller.leave()
    await memory.bench.controller.settle()
    memory.office.links.clear()
    memory.desk.watch_again(KEY)
    await memory.bench.controller.settle()
    assert memory.desk.rooms.watched[0].is_broken
    assert memory.bench.studio.links == [LINK]


@pytest.mark.parametrize(
    ("code", "is_broken"),
    [(ErrorCode.LOGIN_TOKEN_REFUSED, True), (ErrorCode.LOGIN_TIMED_OUT, False)],
)
async def test_a_link_that_leads_nowhere_is_marked_and_a_slow_network_is_not(
    memory: Memory, code: ErrorCode, *, is_broken: bool
) -> None:
    await memory.bench.watch()
    await memory.bench.controller.settle()
    memory.bench.controller.leave()
    await memory.bench.controller.settle()
    memory.bench.studio.failures["open_watch"] = LinkError("cannot watch: no", code=code)
    memory.desk.watch_again(KEY)
    await memory.bench.controller.settle()
    assert memory.desk.rooms.watched[0].is_broken is is_broken
    if is_broken:  # and when it works again after all, the mark goes
        del memory.bench.studio.failures["open_watch"]
        memory.bench.controller.retry()
        await memory.bench.controller.settle()
        memory.bench.engine.emit(room(RoomStateReason.LOGINING), room(RoomStateReason.LOGINED))
        await memory.bench.controller.settle()
        assert not memory.desk.rooms.watched[0].is_broken


async def test_forgetting_forgets_the_links_for_good(memory: Memory) -> None:
    await memory.bench.watch()
    await memory.bench.controller.settle()
    memory.desk.forget_watched(KEY)
    await memory.bench.controller.settle()
    assert memory.office.links == {}
    assert memory.desk.rooms.is_empty
    memory.desk.forget_own("nothing of that name")
    memory.desk.forget_all()
    assert memory.desk.rooms.is_empty
