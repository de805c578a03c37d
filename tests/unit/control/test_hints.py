"""Which hint for the first time is given when."""

from __future__ import annotations

from dataclasses import replace

from app.control.changes import add_chat, with_problem
from app.control.hints import learnt, next_hint, with_seen
from app.control.problems import problem_of_code
from app.control.view_state import Activity, ChatLine, Delivery, Scope, ViewState
from app.model.conduct import Hint
from app.model.errors import ErrorCode
from tests.fakes.samples import live_host, opening_host, waiting_watch, watching

LINK = "http://127.0.0.1:7070/watch/#invite"


def test_the_start_view_has_its_hints_one_after_the_other() -> None:
    assert next_hint(ViewState(), ()) is Hint.PREVIEW
    assert next_hint(ViewState(), (Hint.PREVIEW,)) is Hint.GO_LIVE
    assert next_hint(ViewState(), (Hint.PREVIEW, Hint.GO_LIVE)) is None


def test_a_dismissed_hint_never_comes_back() -> None:
    for state in (ViewState(), replace(live_host(), link=LINK), watching()):
        assert next_hint(state, tuple(Hint)) is None


def test_the_link_is_pointed_out_once_there_is_one() -> None:
    assert next_hint(replace(live_host(), link=""), ()) is None
    assert next_hint(replace(live_host(), link=LINK), ()) is Hint.COPY_LINK


def test_the_chat_is_pointed_out_when_there_is_somebody_to_talk_to() -> None:
    seen = (Hint.COPY_LINK,)
    assert next_hint(live_host(), seen) is None
    assert next_hint(replace(live_host(), online_count=2), seen) is Hint.CHAT
    assert next_hint(waiting_watch(), ()) is None
    assert next_hint(watching(), ()) is Hint.CHAT


def test_nobody_is_taught_while_something_is_wrong_or_under_way() -> None:
    problem = problem_of_code(ErrorCode.DEVICE_IN_USE, Scope.DEVICE)
    assert next_hint(with_problem(ViewState(), problem), ()) is None
    assert next_hint(ViewState(activity=Activity.GOING_LIVE), ()) is None
    assert next_hint(opening_host(), ()) is None


def test_what_a_person_did_needs_no_hint_any_more() -> None:
    assert learnt(ViewState()) == frozenset()
    assert learnt(live_host()) == {Hint.PREVIEW, Hint.GO_LIVE}
    said = ChatLine(1, "Ann", "hello", 0, delivery=Delivery.SENT)
    assert Hint.CHAT in learnt(add_chat(watching(), said))
    heard = replace(said, delivery=Delivery.RECEIVED)
    assert Hint.CHAT not in learnt(add_chat(watching(), heard))
    assert Hint.COPY_LINK in learnt(replace(live_host(), online_count=2))


def test_the_seen_ones_keep_the_order_of_the_hints() -> None:
    assert with_seen((Hint.CHAT,), frozenset({Hint.PREVIEW})) == (Hint.PREVIEW, Hint.CHAT)
    assert with_seen((Hint.CHAT,), frozenset({Hint.CHAT})) == (Hint.CHAT,)
