"""What the icon in the tray says of each state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.control.changes import ended
from app.control.tray import TrayMark, TrayView, notice_between, tray_view
from app.control.view_state import ViewState
from app.model.events import PlayerStateUpdate
from app.model.media import SwitchState
from app.model.session import PlayerState, RoomStateReason, UpdateType
from tests.fakes.samples import (
    STREAM,
    after,
    live_host,
    opening_host,
    room,
    streams,
    waiting_watch,
    watching,
)

BROKEN = after(live_host(), room(RoomStateReason.RECONNECTING))
LOST = ended(after(live_host(), room(RoomStateReason.RECONNECT_FAILED)))


@pytest.mark.parametrize(
    ("state", "mark"),
    [
        (ViewState(), TrayMark.NONE),
        (opening_host(), TrayMark.WAIT),
        (live_host(), TrayMark.LIVE),
        (BROKEN, TrayMark.TROUBLE),
        (LOST, TrayMark.TROUBLE),
        (waiting_watch(), TrayMark.WAIT),
        (watching(), TrayMark.WATCHING),
        (after(watching(), room(RoomStateReason.RECONNECTING)), TrayMark.TROUBLE),
        (ended(replace(watching(), ended_by_host=True)), TrayMark.NONE),
    ],
)
def test_each_state_has_its_sign(state: ViewState, mark: TrayMark) -> None:
    assert tray_view(state).mark is mark


def test_a_live_host_can_do_the_urgent_things_from_there() -> None:
    state = replace(live_host(), link="http://127.0.0.1/watch/#x", microphone=SwitchState.OFF)
    view = tray_view(state)
    assert view.can_switch
    assert view.can_end
    assert not view.is_heard
    assert view.link == state.link


def test_nothing_can_be_switched_while_nothing_is_live() -> None:
    assert tray_view(ViewState()) == TrayView()
    for state in (opening_host(), LOST, watching()):
        view = tray_view(state)
        assert not view.can_switch
        assert not view.can_end
        assert view.link == ""


def test_a_break_its_end_and_a_loss_are_news() -> None:
    assert notice_between(live_host(), BROKEN) == "host_phase.reconnecting"
    assert notice_between(BROKEN, live_host()) == "host_phase.live"
    assert notice_between(BROKEN, LOST) == "host_phase.lost"


def test_the_first_moment_live_and_a_change_of_view_are_no_news() -> None:
    assert notice_between(opening_host(), live_host()) == ""
    assert notice_between(live_host(), live_host()) == ""
    assert notice_between(live_host(), ViewState()) == ""


def test_an_audience_hears_of_the_end_and_of_a_host_who_went_away() -> None:
    over = ended(replace(watching(), ended_by_host=True))
    assert notice_between(watching(), over) == "watch_phase.ended"
    away = after(watching(), streams(UpdateType.DELETE, STREAM))
    assert notice_between(watching(), away) == "watch_phase.host_away"
    back = after(
        away,
        streams(UpdateType.ADD, STREAM),
        PlayerStateUpdate(STREAM.stream_id, PlayerState.PLAYING),
    )
    assert notice_between(away, back) in {"", "watch_phase.watching"}
