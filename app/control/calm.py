"""Keeps the words steady while a connection breaks for a moment.

Most breaks are mended within a second: nobody needs to read of them, and a window whose words jump
looks broken itself. The truth stays in the store, where all decisions look; what the views are
told keeps the connection as it was until the break has lasted :data:`BREAK_TOLD_AFTER_S`. A return
is told at once, and so is every end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from app.control.problems import RECOVERING_CODES
from app.control.store import Listener, ViewStore
from app.control.view_state import IncomingStream, OutgoingStream, ViewState
from app.model.errors import ErrorCode
from app.model.session import (
    CONNECTED_REASONS,
    PlayerState,
    PublisherState,
    RoomStateReason,
)

BREAK_TOLD_AFTER_S = 1.0


class Timer(Protocol):
    """A call that waits for its time."""

    def cancel(self) -> None:
        """Do not call."""


class Clock(Protocol):
    """Tells the time and calls later."""

    def time(self) -> float:
        """Return a time in seconds that only grows."""

    def call_later(self, delay_s: float, call: Callable[[], None], /) -> Timer:
        """Call ``call`` once, after ``delay_s``, unless it is cancelled."""


class CalmView:
    """Follows a store and tells its own listeners a calmer version of it. Qt thread only.

    Args:
        truth: The store to follow.
        told_after_s: Breaks shorter than this are not told.
        clock: The running loop's when not given.
    """

    def __init__(
        self,
        truth: ViewStore,
        *,
        told_after_s: float = BREAK_TOLD_AFTER_S,
        clock: Clock | None = None,
    ) -> None:
        self._shown = ViewStore(truth.state)
        self._steady = self._truth = truth.state
        self._told_after_s = told_after_s
        self._given_clock = clock
        self._timer: Timer | None = None
        self._is_told = False
        self._broke_at_s: float | None = None
        self._returned_at_s: float | None = None
        self._forget = truth.subscribe(self._take)

    @property
    def state(self) -> ViewState:
        """What the views are told now."""
        return self._shown.state

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each new state; the returned call ends that."""
        return self._shown.subscribe(listener)

    def stop(self) -> None:
        """Wait for nothing any more; from now on the truth is told at once."""
        self._told_after_s = 0.0
        self._cancel()
        self._shown.put(self._truth)

    def _take(self, truth: ViewState) -> None:
        self._truth = truth
        if self._told_after_s <= 0:
            self._shown.put(truth)
        elif not is_broken(truth):
            self._flows(truth)
        elif self._is_told or not _can_hold(truth, self._steady):
            self._shown.put(truth)
        else:
            self._hold(truth)

    def _flows(self, truth: ViewState) -> None:
        if self._timer is not None or self._is_told:
            self._returned_at_s = self._clock().time()
        self._cancel()
        self._is_told = False
        self._steady = truth
        self._shown.put(truth)

    def _hold(self, truth: ViewState) -> None:
        if self._timer is None:
            now_s = self._clock().time()
            if self._broke_at_s is None or not self._is_same_break(now_s):
                self._broke_at_s = now_s
            delay_s = max(0.0, self._broke_at_s + self._told_after_s - now_s)
            self._timer = self._clock().call_later(delay_s, self._tell_break)
        self._shown.put(held(truth, self._steady))

    def _is_same_break(self, now_s: float) -> bool:
        """Whether it flowed for a moment only: a connection that flaps is broken."""
        return self._returned_at_s is not None and now_s - self._returned_at_s < self._told_after_s

    def _tell_break(self) -> None:
        self._timer = None
        self._is_told = True
        self._shown.put(self._truth)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _clock(self) -> Clock:
        return self._given_clock or asyncio.get_running_loop()


def is_broken(state: ViewState) -> bool:
    """Whether something that flowed before does not flow now, and the engine is mending it."""
    return (
        state.room.reason is RoomStateReason.RECONNECTING
        or any(_is_interrupted_own(item) for item in state.outgoing)
        or any(_is_interrupted(item) for item in state.incoming)
    )


def held(truth: ViewState, steady: ViewState) -> ViewState:
    """Return ``truth`` with the connection as it was in ``steady``; all else is of now."""
    is_room_broken = truth.room.reason is RoomStateReason.RECONNECTING
    is_about_break = truth.problem is not None and truth.problem.code in RECOVERING_CODES
    own = {item.stream_id: item for item in steady.outgoing}
    others = {item.stream.stream_id: item for item in steady.incoming}
    return replace(
        truth,
        room=steady.room if is_room_broken else truth.room,
        problem=steady.problem if is_about_break else truth.problem,
        outgoing=tuple(_held_own(item, own.get(item.stream_id)) for item in truth.outgoing),
        incoming=tuple(_held(item, others.get(item.stream.stream_id)) for item in truth.incoming),
    )


def _can_hold(truth: ViewState, steady: ViewState) -> bool:
    """Whether ``steady`` is of the same stay in the same room."""
    is_same_room = truth.room.room_id == steady.room.room_id and truth.view is steady.view
    return is_same_room and steady.room.reason in CONNECTED_REASONS


def _is_interrupted_own(item: OutgoingStream) -> bool:
    if item.state is PublisherState.NO_PUBLISH or not item.was_live:
        return False
    is_waiting = item.state is PublisherState.PUBLISH_REQUESTING
    return is_waiting or item.error_code is not ErrorCode.OK


def _is_interrupted(item: IncomingStream) -> bool:
    if item.state is PlayerState.NO_PLAY or not item.has_picture:
        return False
    is_waiting = item.state is PlayerState.PLAY_REQUESTING
    return is_waiting or item.error_code is not ErrorCode.OK


def _held_own(item: OutgoingStream, before: OutgoingStream | None) -> OutgoingStream:
    if before is None or not _is_interrupted_own(item):
        return item
    return replace(item, state=before.state, error_code=before.error_code)


def _held(item: IncomingStream, before: IncomingStream | None) -> IncomingStream:
    if before is None or not _is_interrupted(item):
        return item
    return replace(item, state=before.state, error_code=before.error_code)
