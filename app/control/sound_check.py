"""The test tone on the start view: is this the speaker I mean, and does it work? Qt thread only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from app.control.controller import Controller
from app.control.problems import problem_of_error, unexpected_problem
from app.control.view_state import Problem, Scope, ViewState
from app.model.errors import KliegError
from app.model.media import DeviceInfo

_logger = logging.getLogger(__name__)

Listener = Callable[["SoundCheckView"], None]


class TonePlayer(Protocol):
    """Plays the test tone."""

    async def play(self, speaker: DeviceInfo | None) -> None:
        """Play it once on ``speaker``, None for the default; returns when it has sounded.

        May be cancelled: it is silent then.

        Raises:
            DeviceUnusableError: The speaker cannot be used.
        """


@dataclass(frozen=True, slots=True)
class SoundCheckView:
    """The test at one moment; ``problem`` says why nothing was heard."""

    is_playing: bool = False
    problem: Problem | None = None


class SoundCheckDesk:
    """Plays the tone on the chosen speaker, one at a time.

    Args:
        controller: Knows the chosen speaker.
        player: Plays.
    """

    def __init__(self, controller: Controller, player: TonePlayer) -> None:
        self._controller = controller
        self._player = player
        self._view = SoundCheckView()
        self._listeners: list[Listener] = []
        self._playing: asyncio.Task[None] | None = None
        self._speaker_id = controller.state.speaker_id
        controller.subscribe(self._follow_state)

    @property
    def view(self) -> SoundCheckView:
        """What is on the start view now."""
        return self._view

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each new view; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def toggle(self) -> None:
        """Play the tone on the chosen speaker, or be silent."""
        if self._playing is not None:
            self._playing.cancel()
            return
        self._put(SoundCheckView(is_playing=True))
        speaker = chosen_speaker(self._controller.state)
        self._playing = self._controller.parts.tasks.spawn("play a tone", self._play(speaker))
        self._playing.add_done_callback(self._tone_is_over)

    async def _play(self, speaker: DeviceInfo | None) -> None:
        problem: Problem | None = None
        try:
            await self._player.play(speaker)
        except KliegError as error:
            _logger.warning("cannot play a test tone: %s", error.message)
            problem = problem_of_error(error, Scope.DEVICE)
        except Exception:
            _logger.exception("cannot play a test tone")
            problem = unexpected_problem("play a test tone")
        finally:
            self._playing = None
            self._put(SoundCheckView(problem=problem))

    def _tone_is_over(self, playing: asyncio.Task[None]) -> None:
        """Tidy up, too, after a tone that was stopped before its first step."""
        if self._playing is playing:
            self._playing = None
            self._put(SoundCheckView())

    def _follow_state(self, state: ViewState) -> None:
        if state.speaker_id != self._speaker_id:
            self._speaker_id = state.speaker_id
            self._put(replace(self._view, problem=None))

    def _put(self, view: SoundCheckView) -> None:
        if view == self._view:
            return
        self._view = view
        for listener in tuple(self._listeners):
            listener(view)


def chosen_speaker(state: ViewState) -> DeviceInfo | None:
    """Return the speaker that was chosen; None for the default, or when it is not there."""
    wanted = state.speaker_id
    found = (item for item in state.devices.speakers if wanted in {item.device_id, item.name})
    return next(found, None) if wanted else None
