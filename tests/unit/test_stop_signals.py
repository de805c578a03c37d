"""Ctrl-C and SIGTERM end a session instead of killing it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys

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


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot send such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_before_anything_began_is_a_clean_end(number: signal.Signals) -> None:
    program = (
        "import os, sys\n"
        "from app.early_signals import leave_at_once_on_signals\n"
        "leave_at_once_on_signals()\n"
        "os.kill(os.getpid(), int(sys.argv[1]))\n"
        "raise AssertionError('still here')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(int(number))],
        check=False,
        capture_output=True,
        timeout=20,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot send such signals")
def test_a_signal_after_the_session_does_not_cut_its_end_short() -> None:
    program = (
        "import asyncio, os, signal\n"
        "from app.early_signals import leave_at_once_on_signals\n"
        "from app.stop_signals import stop_signals\n"
        "async def main():\n"
        "    with stop_signals(lambda: None):\n"
        "        pass\n"
        "leave_at_once_on_signals()\n"
        "asyncio.run(main())\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
        "print('the report is written')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, timeout=20
    )
    assert (done.returncode, done.stdout) == (0, b"the report is written\n")
