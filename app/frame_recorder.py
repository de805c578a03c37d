"""Saves the first pictures an audience receives as PNG files, for scripts that check them."""

from __future__ import annotations

import errno
import logging
import os
import queue
import threading
from fractions import Fraction
from pathlib import Path

import av

from app.media.frames import rgb_from_frame
from app.model.errors import InvalidValueError
from app.model.frames import VideoFrame

_log = logging.getLogger(__name__)

_QUEUE_MAX = 8


class FrameRecorder:
    """Writes up to ``count`` frames as ``00001.png`` … in ``folder``, on a thread of its own.

    When the disk is slower than the stream, frames are left out; numbers have no gaps.

    Raises:
        InvalidValueError: The folder cannot be made or written to.
    """

    def __init__(self, count: int, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _no_frames(folder, error.strerror) from error
        if not os.access(folder, os.W_OK | os.X_OK):
            raise _no_frames(folder, os.strerror(errno.EACCES))
        self._folder = folder
        self._left = count
        self._queue: queue.Queue[VideoFrame | None] = queue.Queue(_QUEUE_MAX)
        self._thread = threading.Thread(target=self._run, name="klieg-record-frames")
        self._thread.start()

    def take(self, _stream_id: str, frame: VideoFrame) -> None:
        """Take a frame; any one thread, never waits."""
        if self._left <= 0:
            return
        try:
            self._queue.put_nowait(frame)
        except queue.Full:
            return
        self._left -= 1

    def close(self) -> None:
        """Write what was taken, then end the thread."""
        self._left = 0
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        number = 0
        while (frame := self._queue.get()) is not None:
            number += 1
            try:
                (self._folder / f"{number:05}.png").write_bytes(encode_png(frame))
            except (OSError, ValueError, av.FFmpegError) as error:
                self._left = 0
                _log.warning("cannot save a picture: %s", error)


def _no_frames(folder: Path, problem: str | None) -> InvalidValueError:
    return InvalidValueError(
        f"cannot record frames in {str(folder)!r}: {problem}",
        hint="Name a folder that can be written to.",
    )


def encode_png(frame: VideoFrame) -> bytes:
    """Return ``frame`` as a PNG file's bytes."""
    picture = av.VideoFrame.from_ndarray(rgb_from_frame(frame), format="rgb24")
    encoder = av.CodecContext.create("png", "w")
    if not isinstance(encoder, av.VideoCodecContext):
        raise TypeError("the PNG encoder encodes no pictures")
    encoder.width, encoder.height = frame.width_px, frame.height_px
    encoder.pix_fmt = "rgb24"
    encoder.time_base = Fraction(1, 30)
    return b"".join(bytes(packet) for packet in [*encoder.encode(picture), *encoder.encode(None)])
