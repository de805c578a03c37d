"""The picture of a media file, in real time."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import av

from app.engine.media_port import EndHandler
from app.media.convert import CaptureConverter
from app.media.file_clock import FileClocks
from app.media.file_reader import FileReader, open_picture
from app.media.frames import now_us
from app.media.pace import Thinner
from app.media.running import Delivery, ThreadedCapture
from app.model.frames import VideoFrame, VideoFrameHandler
from app.model.media import VideoProfile

_SECOND_US = 1_000_000
_REPEAT_US = 200_000
"""A picture that stays longer is handed over again, so that late viewers see one soon."""
_TOO_LATE_US = 100_000
_UNTOLD, _BT709, _HIGH_DEFINITION = 2, 1, 720


def start_file_picture(
    path: Path,
    profile: VideoProfile,
    clocks: FileClocks,
    *,
    on_frame: VideoFrameHandler,
    on_end: EndHandler,
) -> ThreadedCapture:
    """Play a video once, or show an image until stopped.

    Pictures come when their timestamps say, turned upright as the file's rotation asks, with
    square pixels, within the profile's size and rate. ``on_end`` gets None after the last one.

    Raises:
        DeviceUnusableError: There is no such file, it cannot be read, or it has no picture.
    """
    reader = open_picture(path)

    def work(delivery: Delivery) -> None:
        with reader, clocks.running(path) as origin_us:
            projector = _Projector(
                reader,
                profile,
                origin_us=origin_us,
                stopping=delivery.stopping,
                hand=lambda frame: delivery.hand(on_frame, frame),
            )
            projector.run()

    return ThreadedCapture("file-picture", work, on_end=on_end)


class _Projector:
    """Shows the pictures of one reader, each at its time."""

    def __init__(
        self,
        reader: FileReader,
        profile: VideoProfile,
        *,
        origin_us: int,
        stopping: threading.Event,
        hand: VideoFrameHandler,
    ) -> None:
        self._reader = reader
        self._converter = CaptureConverter(profile)
        self._step_us = _SECOND_US // profile.fps
        self._origin_us = origin_us
        self._stopping = stopping
        self._hand_over = hand
        self._shown: VideoFrame | None = None
        self._handed_us = 0
        self._thinner = Thinner(profile.fps)
        self._pixel_aspect = reader.pixel_aspect

    def run(self) -> None:
        self._reader.skip_to(now_us() - self._origin_us)
        last_media_us, count = 0, 0
        for picture in self._reader.pictures():
            media_us = self._reader.media_time_us(picture)
            last_media_us = last_media_us if media_us is None else media_us
            count += 1
            if not self._show(picture, self._origin_us + last_media_us):
                return
        if count == 1:
            self._hold(None)  # an image
        elif count:
            self._hold(self._origin_us + last_media_us + self._step_us)

    def _show(self, picture: av.VideoFrame, due_us: int) -> bool:
        """Show ``picture`` at its time; False when stopped meanwhile."""
        is_late = now_us() - due_us > _TOO_LATE_US and now_us() - self._handed_us < _SECOND_US
        if is_late or not self._thinner.accepts(due_us):
            return not self._stopping.is_set()
        frame = self._upright(picture, max(due_us, now_us()))
        if not self._hold(due_us):
            return False
        self._hand(frame)
        return True

    def _hold(self, until_us: int | None) -> bool:
        """Wait, repeating what is shown; False when stopped meanwhile."""
        while not self._stopping.is_set():
            present_us = now_us()
            if until_us is not None and present_us >= until_us:
                return True
            wakes_us = [] if until_us is None else [until_us]
            if self._shown is not None:
                wakes_us.append(self._handed_us + _REPEAT_US)
                if present_us >= wakes_us[-1]:
                    self._hand(replace(self._shown, captured_at_us=present_us))
                    continue
            self._stopping.wait((min(wakes_us) - present_us) / _SECOND_US)
        return False

    def _hand(self, frame: VideoFrame) -> None:
        self._shown = frame
        self._handed_us = now_us()
        self._hand_over(frame)

    def _upright(self, picture: av.VideoFrame, captured_at_us: int) -> VideoFrame:
        """Convert with square pixels and turned as the file asks."""
        if picture.colorspace == _UNTOLD and picture.height >= _HIGH_DEFINITION:
            picture.colorspace = _BT709  # as players take it; smaller ones are BT.601
        shape_px = (max(2, round(picture.width * self._pixel_aspect)), picture.height)
        return self._converter.convert(
            picture,
            captured_at_us=captured_at_us,
            shape_px=shape_px,
            turns=round(picture.rotation / 90) % 4,
        )
