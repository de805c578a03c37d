"""What closing the window does to a broadcast."""

from __future__ import annotations

import pytest

from app.control.changes import ended
from app.control.closing import ClosingStep, closing_step, is_on_air, remembered
from app.control.plans import Preferences
from app.control.view_state import ViewState
from app.model.conduct import WhenClosed
from app.model.media import SwitchState
from app.model.session import RoomStateReason
from tests.fakes.samples import after, live_host, opening_host, room, watching

ASKING = Preferences()
ENDING = remembered(ASKING, WhenClosed.END)
HIDING = remembered(ASKING, WhenClosed.TRAY)


def test_a_live_broadcast_is_asked_about_even_while_nobody_watches() -> None:
    assert live_host().audience_count == 0
    assert closing_step(live_host(), ASKING, has_tray=True) is ClosingStep.ASK


def test_a_broken_connection_is_still_live() -> None:
    state = after(live_host(), room(RoomStateReason.RECONNECTING))
    assert closing_step(state, ASKING, has_tray=False) is ClosingStep.ASK


@pytest.mark.parametrize(
    "state",
    [
        ViewState(),
        opening_host(),
        watching(),
        ended(after(live_host(), room(RoomStateReason.RECONNECT_FAILED))),
    ],
)
def test_where_nothing_is_live_nothing_is_asked(state: ViewState) -> None:
    assert not is_on_air(state)
    assert closing_step(state, ASKING, has_tray=True) is ClosingStep.END


def test_what_is_remembered_is_done_without_a_question() -> None:
    assert closing_step(live_host(), ENDING, has_tray=True) is ClosingStep.END
    assert closing_step(live_host(), HIDING, has_tray=True) is ClosingStep.TRAY


def test_nothing_is_hidden_where_no_tray_leads_back() -> None:
    assert closing_step(live_host(), HIDING, has_tray=False) is ClosingStep.ASK


def test_a_remembered_choice_can_be_asked_again_in_the_settings() -> None:
    assert HIDING.ask_before_closing is SwitchState.OFF
    assert HIDING.when_closed is WhenClosed.TRAY
