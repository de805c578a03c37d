"""Takes events and pictures out of the binding's queues, each on a thread of its own.

Events go to the engine's loop, in order. Pictures go straight to where they are shown: a hop
through the loop would cost time and gain nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from app.engine.common.loop import EngineLoop
from app.engine.zego import _express as express
from app.engine.zego.router import EventRouter

_log = logging.getLogger(__name__)

_PATIENCE_S = 1.0
_JOIN_TIME_S = 2.0


class Pump:
    """Runs until stopped.

    Args:
        handle: Whose queues.
        loop: Where events go.
        router: What they are given to there.
        on_frame: Gets each picture, on a thread of the pump; must return soon.
        on_stamp: Gets each message beside pictures likewise: the pictures must not overtake it.
    """

    def __init__(
        self,
        handle: express.Handle,
        loop: EngineLoop,
        router: EventRouter,
        *,
        on_frame: Callable[[express.Frame], None],
        on_stamp: Callable[[express.OnPlayerRecvSei], None],
    ) -> None:
        self._handle = handle
        self._loop = loop
        self._router = router
        self._on_frame = on_frame
        self._on_stamp = on_stamp
        self._is_stopped = False
        self._threads = [
            threading.Thread(target=self._take_events, name="klieg-zego-events", daemon=True),
            threading.Thread(target=self._take_frames, name="klieg-zego-frames", daemon=True),
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End; nothing is handed on after it returns. Not from the pump's threads."""
        self._is_stopped = True
        self._handle.wake()
        for thread in self._threads:
            thread.join(_JOIN_TIME_S)
            if thread.is_alive():
                _log.warning("%s does not end", thread.name)

    def _take_events(self) -> None:
        while not self._is_stopped:
            try:
                events = self._handle.take_events(_PATIENCE_S)
            except express.ClosedError:
                return
            for event in events:
                if type(event) is express.OnPlayerRecvSei:
                    self._on_stamp(event)
            if events:
                self._loop.call(self._router.take, events)

    def _take_frames(self) -> None:
        while not self._is_stopped:
            try:
                frames = self._handle.take_frames(_PATIENCE_S)
            except express.ClosedError:
                return
            for frame in frames:
                self._give(frame)

    def _give(self, frame: express.Frame) -> None:
        try:
            self._on_frame(frame)
        except Exception:  # noqa: BLE001  (one picture must not end all that follow)
            _log.exception("a picture of %s could not be shown", frame.stream_id)
