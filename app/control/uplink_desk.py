"""The uplink check of the start view: can the chosen quality be sent from here? Qt thread only.

It sends what the preview shows, ends by itself, when it is stopped, and before a broadcast.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from app.control.controller import Controller
from app.control.preview_desk import PreviewDesk, PreviewPhase
from app.control.problems import problem_of_error, unexpected_problem
from app.control.uplink import AudiencePlace, UplinkVerdict, figures_of, judge_uplink
from app.control.uplink_room import UplinkRoom
from app.control.view_state import Activity, Problem, Scope, View, ViewState
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError, RoomError
from app.model.events import EngineEvent, NetworkQuality
from app.model.media import VideoConfig, VideoProfile

_logger = logging.getLogger(__name__)

ENOUGH_SAMPLES = 2
_OPENED = 0.2
"""How much of the whole is done when the room is open."""

Listener = Callable[["UplinkView"], None]


class UplinkPhase(Enum):
    """How far the check is."""

    IDLE = "idle"
    OPENING = "opening"
    MEASURING = "measuring"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class UplinkView:
    """The check at one moment.

    Attributes:
        phase: How far it is.
        progress: 0.0 to 1.0.
        profile: What is or was checked.
        place: Where the audience would be.
        verdict: What came out, when DONE.
        problem: Why it FAILED.
    """

    phase: UplinkPhase = UplinkPhase.IDLE
    progress: float = 0.0
    profile: VideoProfile | None = None
    place: AudiencePlace = AudiencePlace.ELSEWHERE
    verdict: UplinkVerdict | None = None
    problem: Problem | None = None

    @property
    def is_running(self) -> bool:
        """Whether something is under way."""
        return self.phase in {UplinkPhase.OPENING, UplinkPhase.MEASURING}


class UplinkDesk:
    """Runs one check at a time.

    Args:
        controller: Whose start view it is.
        preview: Captures for the check.
        room: Where it is sent.
    """

    def __init__(self, controller: Controller, preview: PreviewDesk, room: UplinkRoom) -> None:
        self._controller = controller
        self._preview = preview
        self._room = room
        self._view = UplinkView()
        self._listeners: list[Listener] = []
        self._check: asyncio.Task[None] | None = None
        controller.parts.flow.accompany(self.end)
        controller.take_events_first(self._take)
        controller.subscribe(self._follow_state)

    @property
    def view(self) -> UplinkView:
        """What is on the start view now."""
        return self._view

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each new view; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def start(self, config: VideoConfig) -> None:
        """Check whether ``config`` can be sent; nothing while a check or a session is under way."""
        state = self._controller.state
        is_free = state.view is View.START and state.activity is Activity.IDLE
        if self._check is not None or not is_free:
            return
        self._put(UplinkView(UplinkPhase.OPENING, profile=config.profile))
        self._check = self._controller.parts.tasks.spawn("check the uplink", self._run(config))
        self._check.add_done_callback(self._check_is_over)

    def stop(self) -> None:
        """End the check early; there is no verdict then."""
        if self._check is not None:
            self._check.cancel()

    def dismiss(self) -> None:
        """Take the verdict away."""
        if not self._view.is_running:
            self._put(UplinkView())

    async def end(self) -> None:
        """Stop, and wait until nothing of the check is left."""
        self.stop()
        if self._check is not None:
            await asyncio.wait({self._check})

    # ------------------------------------------------------------------ inside

    async def _run(self, config: VideoConfig) -> None:
        was_off = self._preview.lend()
        try:
            problem = await self._measure(config)
        except asyncio.CancelledError:
            _logger.info("the check of the uplink was stopped")
            self._put(UplinkView())
        else:
            self._conclude(config.profile, problem)
        finally:
            self._check = None
            if was_off:
                self._preview.end_loan()

    async def _measure(self, config: VideoConfig) -> Problem | None:
        """Return why there is nothing to judge; None when there is."""
        try:
            _check_permission(self._preview.view.phase)
            await self._room.measure(
                config, on_place=self._room_is_open, on_progress=self._measured
            )
        except KliegError as error:
            _logger.warning("cannot check the uplink: %s", error.message)
            return problem_of_error(error, Scope.APP)
        except TimeoutError:
            is_enough = len(self._room.samples) >= ENOUGH_SAMPLES
            return None if is_enough else problem_of_error(_too_long(), Scope.APP)
        except Exception:
            _logger.exception("cannot check the uplink")
            return unexpected_problem("check the uplink")
        return None

    def _conclude(self, profile: VideoProfile, problem: Problem | None) -> None:
        if problem is not None:
            self._put(replace(self._view, phase=UplinkPhase.FAILED, problem=problem))
            return
        figures = figures_of(self._room.samples)
        verdict = judge_uplink(figures, profile, self._view.place)
        _logger.info("the uplink check says %s to %s: %s", verdict.fit.value, profile, figures)
        self._put(replace(self._view, phase=UplinkPhase.DONE, progress=1.0, verdict=verdict))

    def _check_is_over(self, check: asyncio.Task[None]) -> None:
        """Tidy up, too, after a check that was stopped before its first step."""
        if self._check is check:
            self._check = None
            self._put(UplinkView())

    def _room_is_open(self, place: AudiencePlace) -> None:
        phase = UplinkPhase.MEASURING
        self._put(replace(self._view, phase=phase, place=place, progress=_OPENED))

    def _measured(self, share: float) -> None:
        self._put(replace(self._view, progress=_OPENED + (0.95 - _OPENED) * share))

    def _take(self, event: EngineEvent) -> bool:
        if isinstance(event, NetworkQuality):
            return self._view.is_running
        return self._room.take(event)

    def _follow_state(self, state: ViewState) -> None:
        """A verdict is of the moment: after a broadcast it is stale."""
        if state.view is not View.START:
            self.stop()
            self.dismiss()

    def _put(self, view: UplinkView) -> None:
        if view == self._view:
            return
        self._view = view
        for listener in tuple(self._listeners):
            listener(view)


def _check_permission(phase: PreviewPhase) -> None:
    if phase in {PreviewPhase.DENIED, PreviewPhase.ASKING}:
        raise DeviceUnusableError(
            "cannot check the way up: the system does not let Klieg use the camera",
            hint="Allow it in the system's settings, or choose another picture.",
            code=ErrorCode.DEVICE_NOT_ALLOWED,
        )


def _too_long() -> RoomError:
    return RoomError(
        "cannot check the way up: it took too long",
        hint="Check the network and whether the picture comes, then try again.",
        code=ErrorCode.LOGIN_TIMED_OUT,
    )
