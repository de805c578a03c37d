"""Which layer of a simulcast stream is asked for: the one that its canvas can show."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from livekit import rtc

from app.engine.common.layers import needed_size, simulcast_layers
from app.engine.common.loop import EngineLoop
from app.engine.livekit import native
from app.model.media import Canvas, SimulcastLayer

_LAYER_QUALITY = {
    SimulcastLayer.LOW: rtc.VideoQuality.VIDEO_QUALITY_LOW,
    SimulcastLayer.MEDIUM: rtc.VideoQuality.VIDEO_QUALITY_MEDIUM,
    SimulcastLayer.HIGH: rtc.VideoQuality.VIDEO_QUALITY_HIGH,
}
_RESIZE_REST_S = 0.15

Place = tuple[tuple[int, int], Canvas]
"""Where pictures are drawn: the size in device pixels, and how they fill it."""


class LayerChoice:
    """Tells the server one wish and each change of it; used on the engine's loop alone.

    Args:
        loop: The engine's loop.
        publication: Returns the picture that arrives now.
        place: Returns where it is drawn.
    """

    def __init__(
        self,
        loop: EngineLoop,
        publication: Callable[[], rtc.RemoteTrackPublication | None],
        place: Callable[[], Place | None],
    ) -> None:
        self.preferred = SimulcastLayer.AUTOMATIC
        self._loop = loop
        self._publication = publication
        self._place = place
        self._wish: tuple[int, int] | SimulcastLayer | None = None
        self._resize_timer: asyncio.TimerHandle | None = None

    def forget(self) -> None:
        """The server knows of no wish any more."""
        self._wish = None

    def look_soon(self) -> None:
        """Choose in a moment: a window being dragged changes a hundred times a second."""
        if self._resize_timer is None:
            self._resize_timer = self._loop.call_later(_RESIZE_REST_S, self.look)

    def look(self) -> None:
        """Ask for another layer where another one is needed."""
        if self._resize_timer is not None:
            self._resize_timer.cancel()
            self._resize_timer = None
        publication = self._publication()
        if publication is None or not publication.simulcasted:
            return
        wish = self._wished((publication.width, publication.height))
        if wish is None or wish == self._wish:
            return
        self._wish = wish
        if isinstance(wish, SimulcastLayer):
            publication.set_video_quality(_LAYER_QUALITY[wish])
        else:
            native.ask_for_size(publication, *wish)

    def _wished(self, video_px: tuple[int, int]) -> tuple[int, int] | SimulcastLayer | None:
        if self.preferred is not SimulcastLayer.AUTOMATIC:
            return self.preferred
        place = self._place()
        return SimulcastLayer.HIGH if place is None else needed_size(video_px, *place)


def layers_of(publication: rtc.RemoteTrackPublication | None) -> tuple[SimulcastLayer, ...]:
    """Return the layers that a picture has, if there is a choice."""
    if publication is None or not publication.simulcasted:
        return ()
    return simulcast_layers((publication.width, publication.height))
