"""Calls of the SDK: in order, on one thread, none longer than its time."""

from __future__ import annotations

import asyncio
import threading

import pytest

from app.engine.zego import _express as express
from app.engine.zego.sdk import FeatureMissingError, HungCallError
from app.model.errors import InvalidValueError
from tests.unit.engine.zego.fake_sdk import Bench


async def test_calls_are_made_in_the_order_they_were_asked_for(bench: Bench) -> None:
    def ask() -> None:
        for number in range(20):
            bench.sdk.send(f"call-{number}", lambda sdk, n=number: sdk.set_capture_volume(n))  # type: ignore[misc]

    await bench.do(ask)
    assert [args for _, args, _ in bench.fake.calls] == [(number,) for number in range(20)]


async def test_a_refused_call_is_told_with_its_code(bench: Bench) -> None:
    bench.fake.answers["stop_preview"] = 1003023
    told: list[int] = []
    await bench.do(
        lambda: bench.sdk.send("stop_preview", lambda s: s.stop_preview(), on_refused=told.append)
    )
    await bench.settle()
    assert told == [1003023]


async def test_a_function_that_the_sdk_lacks_is_a_missing_feature(bench: Bench) -> None:
    def lack() -> int:
        raise express.MissingFunctionError("the SDK has no such function")

    bench.fake.answers["enable_aec"] = lack
    told: list[int] = []
    await bench.do(
        lambda: bench.sdk.send("x", lambda s: s.enable_aec(enable=True), on_refused=told.append)
    )
    await bench.settle()
    assert told == [FeatureMissingError.default_code]


async def test_a_call_that_hangs_is_named_and_those_behind_it_do_not_wait(bench: Bench) -> None:
    gate = bench.fake.gates["start_preview"] = threading.Event()
    hung: list[str] = []
    bench.sdk.on_hang = hung.append
    loop = asyncio.get_running_loop()

    async def ask(name: str) -> None:
        await bench.sdk.run(name, lambda s: s.start_preview(), within_s=0.05)

    with pytest.raises(HungCallError) as first:
        await bench.loop.submit(ask("start_preview"))
    assert first.value.call == "start_preview"
    asked_s = loop.time()
    with pytest.raises(HungCallError) as second:
        await bench.loop.submit(ask("stop_preview"))
    assert loop.time() - asked_s < 1.0
    assert second.value.call == "start_preview"
    assert hung == ["start_preview"]
    gate.set()


async def test_an_sdk_that_returns_after_all_is_used_again(bench: Bench) -> None:
    gate = bench.fake.gates["start_preview"] = threading.Event()

    async def ask() -> None:
        await bench.sdk.run("start_preview", lambda s: s.start_preview(), within_s=0.05)

    with pytest.raises(HungCallError):
        await bench.loop.submit(ask())
    gate.set()
    while bench.sdk.hung_in:
        await asyncio.sleep(0.01)
    await bench.loop.submit(ask())
    assert bench.fake.names == ["start_preview", "start_preview"]


async def test_a_text_that_does_not_fit_is_an_invalid_value(bench: Bench) -> None:
    def refuse() -> int:
        raise ValueError("token: has 3000 bytes")

    bench.fake.answers["renew_token"] = refuse

    async def renew() -> None:
        await bench.sdk.run("renew_token", lambda s: s.renew_token("r", "x"))

    with pytest.raises(InvalidValueError, match="3000 bytes"):
        await bench.loop.submit(renew())
