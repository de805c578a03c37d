"""The intents of the stage: choose a layout, pin a picture, let one fill the screen.

Qt thread only. Layout and corner are remembered for the next start; pins end with their pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.control.controller import Controller
from app.control.live_session import LiveSession
from app.control.session_flow import SOUND_LEVEL_PERIOD_MS
from app.control.stage import StageChoice, filled, pinned, settled
from app.control.tiles import tiles
from app.control.view_state import View, ViewState
from app.model.errors import KliegError
from app.model.stage import Corner, StageLayout, StageStyle

ChoiceListener = Callable[[StageChoice], None]


class StageDesk:
    """Holds the choice for the window's stage, whichever page shows it.

    Make it before the pages: it hears of a new state before they do.
    """

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._choice = StageChoice(controller.preferences.stage)
        self._listeners: list[ChoiceListener] = []
        self._listened: LiveSession | None = None
        controller.subscribe(self._follow)

    @property
    def choice(self) -> StageChoice:
        """What the person decided."""
        return self._choice

    def subscribe(self, listener: ChoiceListener) -> Callable[[], None]:
        """Call ``listener`` with each new choice; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # ------------------------------------------------------------------ intents

    def choose_layout(self, layout: StageLayout) -> None:
        """Let the pictures share the stage so from now on; a pin would hide that, so it goes."""
        self._style(replace(self._choice.style, layout=layout), pinned="")

    def move_inset(self, corner: Corner) -> None:
        """Put the small picture into ``corner``."""
        self._style(replace(self._choice.style, corner=corner), pinned=self._choice.pinned)

    def pin(self, tile_id: str) -> None:
        """Keep a picture large, or no longer when it is pinned already."""
        self._put(settled(pinned(self._choice, tile_id), tiles(self._controller.shown)))

    def unpin(self) -> None:
        """Keep no picture large any more."""
        self._put(replace(self._choice, pinned=""))

    def restore(self, choice: StageChoice) -> None:
        """Go back to an earlier choice, as far as its pictures are still there."""
        self._put(settled(choice, tiles(self._controller.shown)))

    def fill(self, tile_id: str) -> None:
        """Give a picture the whole stage, or take it back when it has it already."""
        self._put(settled(filled(self._choice, tile_id), tiles(self._controller.shown)))

    def step_back(self) -> bool:
        """Undo the last step to more size; false when there was none to undo."""
        if self._choice.filling:
            self._put(replace(self._choice, filling=""))
        elif self._choice.pinned:
            self._put(replace(self._choice, pinned=""))
        else:
            return False
        return True

    # ------------------------------------------------------------------ inside

    def _follow(self, state: ViewState) -> None:
        self._put(settled(self._choice, tiles(state)))
        self._listen(state)

    def _listen(self, state: ViewState) -> None:
        """Hear who speaks, where an audience sees several; hosts have a meter and hear anyway."""
        session = self._controller.parts.flow.session
        is_wanted = state.view is View.WATCH and len(state.incoming) > 1
        if not is_wanted or session is None or session is self._listened:
            return
        self._listened = session
        try:
            session.engine.start_sound_level_monitor(SOUND_LEVEL_PERIOD_MS)
        except KliegError as error:
            self._controller.show_error(error)

    def _style(self, style: StageStyle, *, pinned: str) -> None:
        self._put(StageChoice(style, pinned=pinned))
        self._controller.remember(replace(self._controller.preferences, stage=style))

    def _put(self, choice: StageChoice) -> None:
        if choice == self._choice:
            return
        self._choice = choice
        for listener in tuple(self._listeners):
            listener(choice)
