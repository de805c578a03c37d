"""One camera, screen or window that Qt Multimedia captures."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtMultimedia import QMediaCaptureSession, QVideoFrame, QVideoSink

from app.engine.media_port import EndHandler
from app.media.convert import CaptureConverter
from app.media.frames import now_us
from app.media.pace import Thinner
from app.media.qt_frames import QtPictureReader, counterclockwise_turns
from app.media.qt_host import QtHost
from app.media.running import Delivery, ThreadedCapture
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.frames import VideoFrame, VideoFrameHandler
from app.model.media import VideoProfile

_log = logging.getLogger(__name__)
_ASK_LIMIT_S = 0.5
_REPEAT_S = 0.2
_SILENT_S = 8.0
_STALLED_S = 5.0  # a camera that gave pictures and gives no more is as good as gone


@dataclass(frozen=True, slots=True)
class OpenedDevice:
    """A device set up on the Qt thread.

    Attributes:
        attach: Joins the device to a session and switches it on.
        release: Switches it off and lets go of it; it is not used again.
        repeats: Whether a picture that does not change comes only once and is to be repeated.
    """

    attach: Callable[[QMediaCaptureSession], None]
    release: Callable[[], None]
    repeats: bool


Opener = Callable[[Callable[[KliegError], None]], OpenedDevice]
"""Opens the device on the Qt thread; is given whom to tell of later trouble, on any thread."""


class QtCapture:
    """Captures through Qt; implements ``Capture``.

    Frames are taken on Qt's capturing thread, thinned there, and converted on a thread of their
    own: the Qt thread has nothing to do with them.
    """

    def __init__(
        self,
        name: str,
        host: QtHost,
        opener: Opener,
        *,
        profile: VideoProfile,
        on_frame: VideoFrameHandler,
        on_end: EndHandler,
    ) -> None:
        self._name = name
        self._host = host
        self._opener = opener
        self._mailbox = _Mailbox(profile.fps)
        self._profile = profile
        self._on_frame = on_frame
        self._on_end = on_end
        self._device: OpenedDevice | None = None
        self._session: QMediaCaptureSession | None = None
        self._sink: QVideoSink | None = None
        self._worker: ThreadedCapture | None = None
        self._is_stopped = False
        self._was_opened = threading.Event()
        self._was_released = threading.Event()

    def start(self) -> QtCapture:
        """Open the device; what shows within half a second is raised, the rest goes to on_end.

        Raises:
            DeviceUnusableError: The device is not there or not usable.
        """
        self._worker = ThreadedCapture(self._name, self._work, on_end=self._on_end)
        opening = self._host.submit(self._open)
        try:
            opening.result(_ASK_LIMIT_S)
        except FutureTimeoutError:  # the Qt thread is busy and will open it when it is free
            opening.add_done_callback(self._opened_late)
        except KliegError:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Release the device; any thread, idempotent, waits at most about a second."""
        self._is_stopped = True
        self._mailbox.close(None)
        self._was_opened.set()
        if self._worker is not None:
            self._worker.stop()
        self._host.post(self._release)
        if not self._host.is_current():
            self._was_released.wait(_ASK_LIMIT_S)

    def _open(self) -> None:
        """Open on the Qt thread."""
        if self._is_stopped:
            return
        self._device = self._opener(self._mailbox.close)
        self._sink = QVideoSink()
        self._sink.videoFrameChanged.connect(self._mailbox.put, Qt.ConnectionType.DirectConnection)
        self._session = QMediaCaptureSession()
        self._session.setVideoSink(self._sink)
        self._mailbox.repeats = self._device.repeats
        self._host.closing.connect(self._release)
        self._device.attach(self._session)
        self._was_opened.set()

    def _opened_late(self, opening: Future[None]) -> None:
        """Leave trouble that nobody waits for any more to the worker, which reports it."""
        error = opening.exception()
        if error is not None:
            _log.warning("the %s could not be opened: %s", self._name, error)
            self._mailbox.close(error if isinstance(error, KliegError) else _unopened(self._name))
            self._was_opened.set()

    def _release(self) -> None:
        """Let go of all Qt objects on the Qt thread."""
        device, self._device = self._device, None
        session, self._session = self._session, None
        if device is not None:
            self._host.closing.disconnect(self._release)
            device.release()
        if session is not None:
            session.deleteLater()
        if self._sink is not None:
            self._sink.deleteLater()
            self._sink = None
        self._was_released.set()
        self._mailbox.close(None)  # when the application ends

    def _work(self, delivery: Delivery) -> None:
        """Convert what comes, on the worker's thread."""
        self._was_opened.wait()
        try:
            self._convert(delivery)
        except _ClosedError:
            return
        finally:
            self._host.post(self._release)

    def _convert(self, delivery: Delivery) -> None:
        converter, reader = CaptureConverter(self._profile), QtPictureReader()
        shown: VideoFrame | None = None
        while True:
            taken = self._mailbox.take(self._patience_s(shown))
            if taken is not None:
                shown = _converted(taken, reader, converter)
            elif shown is None or not self._mailbox.repeats:
                raise _silent(self._name)
            else:
                shown = replace(shown, captured_at_us=now_us())
            delivery.hand(self._on_frame, shown)

    def _patience_s(self, shown: VideoFrame | None) -> float:
        """Return how long to wait for the next picture."""
        if shown is None:
            return _SILENT_S
        return _REPEAT_S if self._mailbox.repeats else _STALLED_S


class _ClosedError(Exception):
    """The device was released."""


class _Mailbox:
    """The newest frame of a device, or the news that there will be no more.

    ``repeats`` tells the worker whether to hand a picture over again that does not change.
    """

    def __init__(self, fps: int) -> None:
        self.repeats = False
        self._thinner = Thinner(fps)
        self._changed = threading.Condition()
        self._newest: tuple[QVideoFrame, int] | None = None
        self._is_closed = False
        self._error: KliegError | None = None

    def put(self, frame: QVideoFrame) -> None:
        """Take a frame, on the device's thread."""
        captured_at_us = now_us()
        with self._changed:
            if frame.isValid() and not self._is_closed and self._thinner.accepts(captured_at_us):
                self._newest = (frame, captured_at_us)
                self._changed.notify()

    def take(self, timeout_s: float) -> tuple[QVideoFrame, int] | None:
        """Wait for a frame; None when none came in time.

        Raises:
            KliegError: Why there will be no more.
            _ClosedError: There will be no more, without a reason.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._newest or self._is_closed, timeout_s)
            if self._error is not None:
                raise self._error
            if self._is_closed:
                raise _ClosedError
            taken, self._newest = self._newest, None
            return taken

    def close(self, error: KliegError | None) -> None:
        """Let nothing more in; ``error`` is raised to whoever takes."""
        with self._changed:
            self._is_closed = True
            self._error = self._error or error
            self._newest = None
            self._changed.notify()


def _converted(
    taken: tuple[QVideoFrame, int], reader: QtPictureReader, converter: CaptureConverter
) -> VideoFrame:
    frame, captured_at_us = taken
    picture = reader.read(frame)
    turns = counterclockwise_turns(frame)
    converted = converter.convert(picture, captured_at_us=captured_at_us, turns=turns)
    del picture  # it may lie over the frame's memory
    frame.unmap()
    return converted


def _unopened(name: str) -> DeviceUnusableError:
    return DeviceUnusableError(
        f"cannot open the {name}: an error inside Klieg",
        hint="The log tells more; choose the source again.",
    )


def _silent(name: str) -> DeviceUnusableError:
    return DeviceUnusableError(
        f"cannot capture from the {name}: it is open but gives no picture",
        hint="Another program may use it; close that, or plug the device in again.",
        code=ErrorCode.DEVICE_SILENT,
    )
