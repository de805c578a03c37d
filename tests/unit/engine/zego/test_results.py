"""Results find their calls, however early they come."""

from __future__ import annotations

from app.engine.zego.results import CallResult, CallResults
from app.model.errors import ErrorCode


async def test_a_result_that_comes_before_its_call_returns_is_kept() -> None:
    results = CallResults()
    results.settle("broadcast", -4, CallResult(1009015))
    assert await results.answer("broadcast", -4, 1.0) == 1009015


async def test_results_of_other_calls_with_the_same_number_are_not_mixed_up() -> None:
    results = CallResults()
    waiting = results.expect("login", 3)
    results.settle("logout", 3, CallResult(1002002))
    assert not waiting.done()
    results.settle("login", 3, CallResult(0, "hello"))
    assert (await waiting).extended_data == "hello"


async def test_a_result_that_never_comes_is_a_time_out() -> None:
    assert await CallResults().answer("barrage", 1, 0.01) == ErrorCode.LOGIN_TIMED_OUT


async def test_answers_that_nobody_wants_do_not_pile_up() -> None:
    results = CallResults()
    for number in range(1000):
        results.settle("broadcast", number, CallResult(number))
    assert await results.answer("broadcast", 0, 0.01) == ErrorCode.LOGIN_TIMED_OUT
    assert await results.answer("broadcast", 999, 1.0) == 999


async def test_whoever_still_waits_is_told_that_it_is_in_vain() -> None:
    results = CallResults()
    waiting = results.expect("login", 1)
    results.give_up(CallResult(1002052))
    assert (await waiting).code == 1002052
