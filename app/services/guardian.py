"""A tiny process that starts a program and ends it when its own parent is gone.

Runs as ``python -I -S guardian.py PROGRAM ARGUMENTS...`` or inside the installed program behind
its hidden first argument; Linux and macOS only. Standard library only and few imports: it lies
on the way of a start.

Its standard input is a pipe whose other end the parent holds. The end of that pipe means that the
parent is gone, however it went: the kernel closes it. Single bytes ask for a signal to the
program: ``t`` to end in order, ``k`` to end at once. The guardian leads the process group of the
program, takes over its exit status (128 + n for signal n), and ends when the program ends.
"""

import os
import select
import signal
import sys

GRACEFUL = b"t"
FORCED = b"k"
NOT_EXECUTABLE = 126
NOT_FOUND = 127
PARENT_CHECK_S = 0.5

_PR_SET_PDEATHSIG = 1

if sys.platform != "win32":
    _HANDLED = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def guard(command: list[str]) -> int:
        """Run ``command`` until it ends or the parent is gone; return its exit status."""
        parent = os.getppid()
        if os.getpgrp() != os.getpid():
            os.setsid()
        woken = _wake_on_signals()
        program = os.fork()
        if program == 0:
            _become(command)
        while True:
            done, status = os.waitpid(program, os.WNOHANG)
            if done:
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code
            ready, _, _ = select.select([0, woken], [], [], PARENT_CHECK_S)
            if 0 in ready:
                _obey(os.read(0, 64), program)
            # A forked sibling may hold the pipe open; a new parent betrays the death all the same.
            if os.getppid() != parent or (woken in ready and _is_to_end(woken)):
                _end_group(program)

    def _wake_on_signals() -> int:
        woken, waker = os.pipe()
        os.set_blocking(woken, False)
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        for number in _HANDLED:
            signal.signal(number, _only_wake)
        return woken

    def _only_wake(_number: int, _frame: object) -> None:
        """Exist, so that the signal reaches the wake-up pipe."""

    def _is_to_end(woken: int) -> bool:
        return any(number != signal.SIGCHLD for number in os.read(woken, 64))

    def _obey(orders: bytes, program: int) -> None:
        if not orders:
            _end_group(program)
        for order in orders:
            _signal(program, signal.SIGTERM if order == GRACEFUL[0] else signal.SIGKILL)

    def _end_group(program: int) -> None:
        _signal(program, signal.SIGKILL)
        os.waitpid(program, 0)  # the process that inherits us may be slow to do it
        os.killpg(0, signal.SIGKILL)  # and whatever it started, and this process

    def _signal(program: int, number: signal.Signals) -> None:
        try:
            os.kill(program, number)  # the number is still its own: it has not been waited for
        except OSError:
            return  # it has just ended; some systems refuse to signal what waits to be reaped

    def _become(command: list[str]) -> None:
        try:
            _die_with_the_guardian()
            signal.set_wakeup_fd(-1)
            for number in (*_HANDLED, signal.SIGPIPE):
                signal.signal(number, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.execv(command[0], command)  # noqa: S606 - the program that we are here for
        except OSError as error:
            os.write(2, f"cannot start {command[0]}: {error.strerror}\n".encode())
            os._exit(NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_EXECUTABLE)
        finally:
            os._exit(NOT_EXECUTABLE)

    def _die_with_the_guardian() -> None:
        """Second line where the kernel offers it: the guardian itself may be killed.

        The kernel binds this to the forking thread; the guardian has only one.
        """
        if sys.platform == "linux":
            guardian = os.getpgrp()
            import ctypes

            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != guardian:  # it died before the line above
                os._exit(NOT_EXECUTABLE)


if __name__ == "__main__" and sys.platform != "win32":
    sys.exit(guard(sys.argv[1:]))
