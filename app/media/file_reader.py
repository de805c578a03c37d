"""Opens media files and reads one of their streams, with sentences a person can use."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from app.model.errors import DeviceUnusableError, ErrorCode

_SECOND_US = 1_000_000
_BROKEN_LIMIT = 50
_MISSING_LIMIT_US = 1_500_000
_SEEK_FROM_US = 1_000_000


class FileReader:
    """One stream of an open file; a context manager that closes it."""

    def __init__(
        self, path: Path, container: InputContainer, stream: VideoStream | AudioStream
    ) -> None:
        self._path = path
        self._container = container
        self._zero_us = container.start_time or 0
        self.stream = stream
        self.stream.codec_context.thread_type = "AUTO"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._container.close()

    def media_time_us(self, frame: av.VideoFrame | av.AudioFrame) -> int | None:
        """Return where in the file ``frame`` belongs, in microseconds from its beginning."""
        if frame.pts is None or frame.time_base is None:
            return None
        return int(frame.pts * frame.time_base * _SECOND_US) - self._zero_us

    @property
    def length_us(self) -> int | None:
        """Length of the stream as the file's header tells it; None when it does not."""
        stream = self.stream
        told_us = [_length_from_tag(stream.metadata.get("DURATION", ""))]
        if stream.duration and stream.time_base:
            told_us.append(int(stream.duration * stream.time_base * _SECOND_US))
        if isinstance(stream, VideoStream) and stream.frames and stream.average_rate:
            told_us.append(int(stream.frames / stream.average_rate * _SECOND_US))
        return max(told_us) or None

    @property
    def pixel_aspect(self) -> Fraction:
        """Width of a pixel by its height."""
        stream = self.stream
        told = stream.sample_aspect_ratio if isinstance(stream, VideoStream) else None
        return told or Fraction(1)

    def skip_to(self, media_us: int) -> None:
        """Go to a point at or before ``media_us``; nothing when that is near the beginning."""
        if media_us < _SEEK_FROM_US:
            return
        try:
            self._container.seek(media_us + self._zero_us)
        except av.FFmpegError:
            return  # not seekable: what comes too late is left out instead

    def pictures(self) -> Iterator[av.VideoFrame]:
        """Yield the decoded pictures; damaged ones are left out.

        Raises:
            DeviceUnusableError: The file cannot be read further, is damaged throughout, or breaks
                off long before the length its header tells.
        """
        return (frame for frame in self._decoded() if isinstance(frame, av.VideoFrame))

    def sounds(self) -> Iterator[av.AudioFrame]:
        """Yield the decoded stretches of sound, as :meth:`pictures` does."""
        return (frame for frame in self._decoded() if isinstance(frame, av.AudioFrame))

    def _decoded(self) -> Iterator[av.VideoFrame | av.AudioFrame]:
        damaged_in_a_row = 0
        reached_us = 0
        for packet in self._packets():
            try:
                frames = packet.decode()
            except av.FFmpegError as error:
                damaged_in_a_row += 1
                if damaged_in_a_row > _BROKEN_LIMIT:
                    raise self._broken("its data is damaged") from error
                continue
            for frame in frames:
                if not isinstance(frame, (av.VideoFrame, av.AudioFrame)):
                    continue
                damaged_in_a_row = 0
                reached_us = max(reached_us, self.media_time_us(frame) or 0)
                yield frame
        length_us = self.length_us
        if length_us is not None and length_us - reached_us > _MISSING_LIMIT_US:
            raise self._broken(
                f"it breaks off after {reached_us / _SECOND_US:.0f} of "
                f"{length_us / _SECOND_US:.0f} seconds"
            )

    def _packets(self) -> Iterator[av.Packet[Stream]]:
        """Yield the stream's packets; the last is empty and flushes the decoder."""
        try:
            yield from self._container.demux(self.stream)
        except (av.FFmpegError, OSError) as error:
            raise self._broken(_reason(error)) from error

    def _broken(self, reason: str) -> DeviceUnusableError:
        """Return the error for a file that cannot be played further."""
        return DeviceUnusableError(
            f"cannot play {self._path.name!r} to its end: {reason}",
            hint="Copy or download the file again.",
        )


def open_picture(path: Path) -> FileReader:
    """Open a file for its picture; the cover of a sound file is not taken for one.

    Raises:
        DeviceUnusableError: There is no such file, it cannot be read, or it has no picture.
    """
    container = _open(path)
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            return FileReader(path, container, stream)
    container.close()
    raise DeviceUnusableError(
        f"cannot show {path.name!r}: the file has no picture",
        hint="Choose a video or an image, or use this file as the sound.",
    )


def open_sound(path: Path) -> FileReader:
    """Open a file for its sound.

    Raises:
        DeviceUnusableError: There is no such file, it cannot be read, or it has no sound.
    """
    container = _open(path)
    if container.streams.audio:
        return FileReader(path, container, container.streams.audio[0])
    container.close()
    raise DeviceUnusableError(
        f"cannot play {path.name!r}: the file has no sound",
        hint="Choose another file or another sound, for example none.",
    )


def _open(path: Path) -> InputContainer:
    if not path.is_file():
        reason = "it is a folder" if path.is_dir() else "there is no such file"
        raise DeviceUnusableError(
            f"cannot open {path.name!r}: {reason}",
            hint="Check the path; write the whole path if in doubt.",
            code=ErrorCode.DEVICE_UNKNOWN,
        )
    try:
        container = av.open(str(path), mode="r")
    except (av.FFmpegError, OSError) as error:
        raise DeviceUnusableError(
            f"cannot open {path.name!r}: {_reason(error)}",
            hint="Choose a file that a media player can play.",
            code=ErrorCode.DEVICE_NOT_ALLOWED if isinstance(error, PermissionError) else None,
        ) from error
    if not container.streams.video and not container.streams.audio:
        container.close()
        raise DeviceUnusableError(
            f"cannot open {path.name!r}: it holds neither picture nor sound",
            hint="Choose a file that a media player can play.",
        )
    return container


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "reading it is not allowed"
    if isinstance(error, av.error.InvalidDataError):
        return "it is no media file, or it is damaged"
    if isinstance(error, av.error.DecoderNotFoundError):
        return "there is no decoder for its format"
    return (getattr(error, "strerror", None) or "it cannot be read").lower()


def _length_from_tag(text: str) -> int:
    """Read the length that Matroska files carry as a tag, ``00:01:30.500000000``; 0 for none."""
    try:
        hours, minutes, seconds = text.split(":")
        return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * _SECOND_US)
    except ValueError:
        return 0
