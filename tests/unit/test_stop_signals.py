"""Ctrl-C and SIGTERM end a session instead of killing it."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from app.stop_signals import stop_signals


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot send itself SIGTERM without dying")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_calls_back_on_the_loop_and_is_then_forgotten(
    number: signal.Signals,
) -> None:
    before = signal.getsignal(number)
    stopped = asyncio.Event()

    with stop_signals(stopped.set):
        os.kill(os.getpid(), number)
        await asyncio.wait_for(stopped.wait(), 5)

    assert signal.getsignal(number) is before
