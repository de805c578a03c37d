"""Ctrl-C, SIGTERM and a closed terminal as a call on the running loop, be it asyncio or Qt.

Python handles a signal only between two of its own instructions, and Qt's loop may sit in C++ for
long. So the interpreter is told to write each signal into a socket which the loop watches; where
loops watch no sockets (Windows) the handler runs with the next Python code, which is soon.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator

from app.early_signals import heeded_signals, leave_at_once


@contextlib.contextmanager
def stop_signals(on_stop: Callable[[], None]) -> Iterator[None]:
    """Call ``on_stop`` on the running loop for each such signal while the block runs.

    Main thread only. A second signal does the same as the first: whoever wants out at once has
    SIGKILL, and the media server is gone even then. Afterwards signals do what they did before;
    those that would have left at once are ignored then: something is ending in order.
    """
    loop = asyncio.get_running_loop()
    reader, writer = socket.socketpair()
    reader.setblocking(False)  # noqa: FBT003 - the socket API
    writer.setblocking(False)  # noqa: FBT003 - the socket API

    def drain() -> None:
        with contextlib.suppress(BlockingIOError):
            reader.recv(64)

    def handle(_number: int, _frame: object) -> None:
        loop.call_soon_threadsafe(on_stop)

    previous_handlers = {number: signal.signal(number, handle) for number in heeded_signals()}
    previous_fd = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    with contextlib.suppress(NotImplementedError):
        loop.add_reader(reader.fileno(), drain)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_reader(reader.fileno())
        signal.set_wakeup_fd(previous_fd)
        for number, handler in previous_handlers.items():
            signal.signal(number, signal.SIG_IGN if handler is leave_at_once else handler)
        reader.close()
        writer.close()
