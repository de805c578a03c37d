"""What clicks on pictures mean: one makes a picture large, two give it the whole screen."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from app.control.stage import StageChoice
from app.control.stage_desk import StageDesk


@dataclass(frozen=True, slots=True)
class _Click:
    """A click on a picture, and what was chosen before it."""

    tile_id: str
    at: QPoint
    when_ms: int
    before: StageChoice

    def is_followed_by(self, at: QPoint, when_ms: int) -> bool:
        """Whether a click there and then makes a double click of both."""
        distance: int = (at - self.at).manhattanLength()
        is_soon: bool = when_ms - self.when_ms <= QApplication.doubleClickInterval()
        return is_soon and distance < QApplication.startDragDistance()


class StageClicks:
    """Remembers the last click on the pictures of one stage.

    Args:
        desk: What pins and fills.
        present: Says which pictures are on the stage.
    """

    def __init__(self, desk: StageDesk, present: Callable[[], Collection[str]]) -> None:
        self._desk = desk
        self._present = present
        self._last: _Click | None = None

    def click(self, tile_id: str, at: QPoint, when_ms: int) -> None:
        """Pin at once; a second click soon after meant the whole screen instead.

        The picture has moved away under the pointer by then, so that Qt sees two single clicks.
        """
        last, self._last = self._last, None
        if last is not None and last.is_followed_by(at, when_ms):
            self._fill_instead(last)
            return
        self._last = _Click(tile_id, at, when_ms, self._desk.choice)
        self.pin(tile_id)

    def double_click(self, tile_id: str) -> None:
        """Give the picture of the first of the two clicks the whole screen."""
        last, self._last = self._last, None
        self._fill_instead(last or _Click(tile_id, QPoint(), 0, self._desk.choice))

    def pin(self, tile_id: str) -> None:
        """Make the picture large, where there are others and none has the whole screen."""
        if len(self._present()) > 1 and not self._desk.choice.filling:
            self._desk.pin(tile_id)

    def fill(self, tile_id: str) -> None:
        """Give the picture the whole screen, or take it away again."""
        self._desk.fill(tile_id)

    def _fill_instead(self, click: _Click) -> None:
        """Undo what ``click`` did and give its picture the whole screen."""
        if click.tile_id in self._present():
            self._desk.restore(click.before)
            self._desk.fill(click.tile_id)
