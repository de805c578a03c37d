"""The one way a source runs on a thread of its own, stops, and reports its end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from app.engine.media_port import EndHandler
from app.model.errors import DeviceUnusableError, KliegError

_log = logging.getLogger(__name__)
_STOP_LIMIT_S = 1.0
_Item = TypeVar("_Item")


class Delivery:
    """Hands items to handlers until it is shut; nothing gets through afterwards."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._gate = threading.RLock()  # a handler may stop its own source

    def hand(self, handler: Callable[[_Item], None], item: _Item) -> None:
        """Call ``handler(item)`` unless the delivery is shut."""
        with self._gate:
            if not self.stopping.is_set():
                handler(item)

    def end(self, on_end: EndHandler, error: KliegError | None) -> None:
        """Report the end, once, unless the delivery was shut from outside."""
        with self._gate:
            if not self.stopping.is_set():
                self.stopping.set()
                on_end(error)

    def shut(self) -> None:
        """Let nothing more through; waits up to a second for a handler that is running."""
        self.stopping.set()
        if self._gate.acquire(timeout=_STOP_LIMIT_S):
            self._gate.release()


class ThreadedCapture:
    """A source that works on its own thread; implements ``Capture``.

    ``work`` gets the delivery, hands its frames through it, and returns at the natural end or
    when ``delivery.stopping`` is set. What it raises becomes the reason of the end.
    """

    def __init__(self, name: str, work: Callable[[Delivery], None], *, on_end: EndHandler) -> None:
        self._name = name
        self._work = work
        self._on_end = on_end
        self._delivery = Delivery()
        self._thread = threading.Thread(target=self._run, name=f"klieg-{name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Release the source; any thread, idempotent. No handler is called after it returns."""
        self._delivery.shut()
        if self._thread is not threading.current_thread():
            self._thread.join(_STOP_LIMIT_S)

    def _run(self) -> None:
        try:
            self._work(self._delivery)
        except KliegError as error:
            self._delivery.end(self._on_end, error)
        except Exception:  # noqa: BLE001 - a thread has nobody above it; reported as the end
            _log.exception("the source %s broke off", self._name)
            self._delivery.end(
                self._on_end,
                DeviceUnusableError(
                    f"cannot go on with the source {self._name}: an error inside Klieg",
                    hint="The log tells more; start the source again.",
                ),
            )
        else:
            self._delivery.end(self._on_end, None)
