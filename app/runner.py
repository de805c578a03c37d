"""One ``klieg host`` or ``klieg watch`` from its first intent to its exit status.

The same controller as in the window drives it; this module only decides when it is over: the time
is up, a signal came, the broadcast ended, or something failed that nobody can mend from here.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from app.control.controller import Controller
from app.control.phases import (
    FINAL_HOST_PHASES,
    FINAL_WATCH_PHASES,
    HostPhase,
    WatchPhase,
    host_phase,
    watch_phase,
)
from app.control.problems import host_gone
from app.control.view_state import Activity, Problem, Severity, View, ViewState
from app.control.words import Words
from app.model.errors import ErrorCode, InvalidValueError, KliegError
from app.model.events import EngineEvent, PublisherSourceEnded
from app.model.media import CaptureSource, PublishChannel
from app.model.session import CONNECTED_REASONS
from app.output_files import why_unwritable
from app.start_faults import StartFaults
from app.stop_signals import stop_signals
from app.terminal import say
from app.watcher_news import WatcherNews

AWAY_LIMIT_S = 120.0
"""As long as a watcher's engine tries to come back to a server that lives on."""

_log = logging.getLogger(__name__)


class SessionRun:
    """Waits for the end of one session; used on the controller's loop.

    Args:
        controller: Drives the session.
        words: Say what went wrong.
        close: Ends everything; the controller's own way unless a window has a better one.
        duration_s: How long; None for as long as it lasts.
        ends_itself: End when the broadcast ends or fails, since nobody sits before a window.
        tell: Gets, in words, what a person without a window would miss.
        sound: The sound that was asked for, if one was.

    Attributes:
        away_limit_s: How long to wait for a host who left the room without a word.
    """

    def __init__(
        self,
        controller: Controller,
        words: Words,
        *,
        close: Callable[[], Awaitable[None]] | None = None,
        duration_s: float | None = None,
        ends_itself: bool = True,
        tell: Callable[[str], None] | None = None,
        sound: CaptureSource | None = None,
    ) -> None:
        self._controller = controller
        self._close = close or controller.close
        self._words = words
        self._duration_s = duration_s
        self._ends_itself = ends_itself
        self._tell = tell
        self._watcher_news = WatcherNews(words, tell)
        self.away_limit_s = AWAY_LIMIT_S
        self._start_faults = StartFaults(sound)
        self._patience: asyncio.TimerHandle | None = None
        self._seen: Problem | None = None
        self._untold: list[Problem] = []
        self._over = asyncio.Event()
        self._error: KliegError | None = None

    def stop(self) -> None:
        """End the session cleanly."""
        self._over.set()

    def take(self, event: EngineEvent) -> None:
        """Look at an event (controller's loop): a source that ended may end the broadcast."""
        fault = self._start_faults.of(event)
        if fault is not None and self._ends_itself:
            self._error = fault
            self._controller.leave()  # at once: what is under way must not open the door any more
            self.stop()
            return
        if not isinstance(event, PublisherSourceEnded):
            return
        if event.channel is not PublishChannel.MAIN:
            if event.message and self._tell is not None:
                error = KliegError(event.message, hint=event.hint)
                self._tell(f"The second stream ended. {error.sentence()}")
            return
        if event.message:
            self._error = KliegError(event.message, hint=event.hint, code=event.error_code)
        if self._ends_itself:
            self.stop()

    async def run(self, begin: Callable[[], None]) -> None:
        """Start the session with ``begin`` and see it to its end.

        Raises:
            KliegError: It could not be opened, or was in a state of failure when it ended.
        """
        forget = self._controller.subscribe(self._on_state)
        with stop_signals(self.stop):
            try:
                begin()
                await self._wait()
            finally:
                forget()
                self._be_patient(is_away=False)
                await self._close()
        if self._error is not None:
            raise self._error

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._over.wait(), self._duration_s)
        except TimeoutError:
            _log.info("the time is up")

    def _on_state(self, state: ViewState) -> None:
        self._watcher_news.take(state)
        if state.activity is not Activity.IDLE:
            return
        has_failed = _has_failed(state)
        if state.view is View.WATCH:
            is_in = state.room.reason in CONNECTED_REASONS
            self._be_patient(is_away=is_in and watch_phase(state) is WatchPhase.HOST_AWAY)
        elif not has_failed:
            self._tell_of(state)
        if has_failed:
            self._error = self._error_of(state)
        elif state.view is View.HOST and host_phase(state) is HostPhase.LIVE:
            self._error = None  # somebody tried again, with success
        has_ended = state.view is View.WATCH and watch_phase(state) is WatchPhase.ENDED
        if self._ends_itself and (has_failed or has_ended):
            self.stop()

    def _tell_of(self, state: ViewState) -> None:
        """Tell, once live, what a host without a window would miss; a failure speaks for itself."""
        seen, self._seen = self._seen, state.problem
        is_in = state.view is View.HOST and state.room.reason in CONNECTED_REASONS
        news = self._seen if self._seen != seen else None
        if is_in and news is not None and news.severity > Severity.NOTE:
            self._untold.append(news)
        if is_in and host_phase(state) is HostPhase.LIVE and self._tell is not None:
            for problem in self._untold:
                self._tell(" ".join(self._words.problem(problem)).strip())
            self._untold.clear()

    def _be_patient(self, *, is_away: bool) -> None:
        """Wait for a host who left the room, but not for ever when nobody sits before a window."""
        if is_away and self._patience is None and self._ends_itself:
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(self.away_limit_s, self._lose_patience)
        elif not is_away and self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _lose_patience(self) -> None:
        what, remedy = self._words.problem(host_gone())
        self._error = KliegError(what, hint=remedy, code=ErrorCode.RETRY_TIMED_OUT)
        self.stop()

    def _error_of(self, state: ViewState) -> KliegError:
        problem = state.problem
        if problem is None:
            return KliegError("the session ended for an unknown reason")
        what, remedy = self._words.problem(problem)
        return KliegError(what, hint=remedy, code=problem.code)


_FAILED_WATCH_PHASES = FINAL_WATCH_PHASES - {WatchPhase.ENDED}


def _has_failed(state: ViewState) -> bool:
    if state.view is View.WATCH:
        return watch_phase(state) in _FAILED_WATCH_PHASES
    if state.view is View.HOST:
        return host_phase(state) in FINAL_HOST_PHASES
    return state.problem is not None  # refused before anything began


class LinkGiver:
    """Hands out the watch link once the broadcast can be watched."""

    def __init__(self, path: Path | None, *, is_quiet: bool) -> None:
        self._path = path
        self._is_quiet = is_quiet

    def check(self) -> None:
        """See, before anything begins, whether the file can be written.

        Raises:
            InvalidValueError: It cannot.
        """
        if self._path is None:
            return
        problem = why_unwritable(self._path)
        if problem:
            raise self._unwritable(problem)

    def _unwritable(self, problem: str | None) -> InvalidValueError:
        return InvalidValueError(
            f"cannot write the link to {str(self._path)!r}: {problem}",
            hint="Name a file in a folder that exists and can be written to.",
        )

    def give(self, link: str) -> None:
        """Write the link to its file, whole or not at all, and tell it on the terminal.

        Who can read the file can watch, so nobody else than its owner can.

        Raises:
            InvalidValueError: The file cannot be written.
        """
        if not self._is_quiet:
            say(f"Watch link: {link}")
        if self._path is not None:
            try:
                _write_private(self._path, link + "\n")
            except OSError as error:
                raise self._unwritable(error.strerror) from error


def _write_private(path: Path, text: str) -> None:
    if path.exists() and not path.is_file():  # a pipe or a device is written to, not replaced
        path.write_text(text, encoding="utf-8")
        return
    partial = path.with_name(path.name + ".part")
    try:
        with open(partial, "w", encoding="utf-8", opener=_open_private) as file:
            file.write(text)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
