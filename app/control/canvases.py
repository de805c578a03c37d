"""Which canvas each tile has: views lend them while they are on the screen."""

from __future__ import annotations

from app.control.session_flow import SessionFlow
from app.control.tasks import ErrorReporter
from app.model.errors import KliegError
from app.model.media import Canvas


class TileCanvases:
    """Brings canvases to the session that draws on them. Qt thread only."""

    def __init__(self, flow: SessionFlow, *, report: ErrorReporter) -> None:
        self._flow = flow
        self._report = report

    def lend(self, tile_id: str, canvas: Canvas) -> None:
        """Draw the picture of ``tile_id`` on ``canvas``, from its exposure on."""
        if self._flow.canvases.get(tile_id) != canvas:
            self._flow.canvases[tile_id] = canvas
            self._changed(tile_id)

    def take_back(self, tile_id: str, canvas: Canvas) -> None:
        """Draw nothing on ``canvas`` any more; nothing when another took its place."""
        present = self._flow.canvases.get(tile_id)
        if present is not None and present.view == canvas.view:
            del self._flow.canvases[tile_id]
            self._changed(tile_id)

    def _changed(self, tile_id: str) -> None:
        if self._flow.session is None:
            return
        try:
            self._flow.session.canvas_changed(tile_id)
        except KliegError as error:
            self._report("draw a picture", error)
