"""What signals do before anything has begun. Imported first, so it imports little itself."""

from __future__ import annotations

import os
import signal
import sys


def heeded_signals() -> list[signal.Signals]:
    """Return the signals that end Klieg in order.

    A closed terminal is one of them unless that is ignored already, as ``nohup`` has it.
    """
    numbers = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    return numbers


def leave_at_once_on_signals() -> None:
    """Have signals end the process with status 0 as long as nothing has begun.

    Main thread only. An exception out of a signal would strike anywhere, also in an import of
    native code, which aborts the process then.
    """
    for number in heeded_signals():
        signal.signal(number, leave_at_once)


def leave_at_once(_number: int, _frame: object) -> None:
    """End this process."""
    os._exit(0)
