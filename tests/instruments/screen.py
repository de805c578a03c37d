"""A private X screen whose pixels can be read without asking X.

``Xvfb -fbdir`` keeps its framebuffer in a file of XWD format; the file is mapped, so a
look costs some microseconds, takes no lock of the server and can be repeated at any rate.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from tests.instruments.children import Child, ChildFailedError, find_program

Pixels = npt.NDArray[np.uint8]

_HEADER_WORDS = 25
_COLOUR_ENTRY_BYTES = 12
_START_TIMEOUT_S = 15.0


@dataclass(frozen=True, slots=True)
class Rectangle:
    """An area of the screen in pixels."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int


class VirtualScreen:
    """An Xvfb on a display number of its own; a context manager that ends it."""

    def __init__(self, width_px: int = 1280, height_px: int = 720) -> None:
        """Start the server and map its picture; returns when both can be used."""
        self.area = Rectangle(0, 0, width_px, height_px)
        in_memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
        self._folder = tempfile.TemporaryDirectory(prefix="klieg-screen-", dir=in_memory)
        folder = Path(self._folder.name)
        try:
            self._server, self.display = _start_server(folder, width_px, height_px)
        except BaseException:
            self._folder.cleanup()
            raise
        self._map, self.pixels = _map_framebuffer(folder / "Xvfb_screen0")

    @property
    def pid(self) -> int:
        """Process ID of the X server."""
        return self._server.pid

    def environment(self) -> dict[str, str]:
        """The environment for programs that shall draw on this screen."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "QT_QPA_PLATFORM"}
        }
        return kept | {"DISPLAY": self.display}

    def grab(self, area: Rectangle | None = None) -> Pixels:
        """Return a copy of what is shown now: rows, columns, (red, green, blue)."""
        a = area or self.area
        rows = slice(a.top_px, a.top_px + a.height_px)
        columns = slice(a.left_px, a.left_px + a.width_px)
        return self.pixels[rows, columns, 2::-1].copy()

    def stop(self) -> None:
        """End the server and let go of its memory."""
        self.pixels = np.zeros((0, 0, 4), dtype=np.uint8)
        with contextlib.suppress(BufferError):  # somebody holds a view; the file goes all the same
            self._map.close()
        self._server.stop()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _start_server(folder: Path, width_px: int, height_px: int) -> tuple[Child, str]:
    read_end, write_end = os.pipe()
    os.set_blocking(read_end, False)
    command: list[str | Path] = [
        find_program("Xvfb"),
        *("-displayfd", str(write_end), "-screen", "0", f"{width_px}x{height_px}x24"),
        *("-fbdir", folder, "-nolisten", "tcp", "-noreset"),
    ]
    server = Child(command, output=folder / "xvfb.log", pass_descriptors=(write_end,))
    os.close(write_end)
    number = b""

    def told_its_number() -> bool:
        nonlocal number
        try:
            number += os.read(read_end, 16)
        except BlockingIOError:
            return False
        return number.endswith(b"\n")

    try:
        server.wait_until(told_its_number, timeout_s=_START_TIMEOUT_S, what="display number")
    except ChildFailedError:
        server.stop()
        raise
    finally:
        os.close(read_end)
    return server, f":{int(number)}"


def _map_framebuffer(path: Path) -> tuple[mmap.mmap, Pixels]:
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    words = struct.unpack(f">{_HEADER_WORDS}I", mapped[: 4 * _HEADER_WORDS])
    header_bytes, width, height = words[0], words[4], words[5]
    bits_per_pixel, bytes_per_line, colours = words[11], words[12], words[19]
    if bits_per_pixel != 32:
        raise ChildFailedError(f"cannot read the screen: it has {bits_per_pixel} bits a pixel")
    flat = np.frombuffer(
        mapped,
        dtype=np.uint8,
        count=height * bytes_per_line,
        offset=header_bytes + colours * _COLOUR_ENTRY_BYTES,
    )
    return mapped, flat.reshape(height, bytes_per_line // 4, 4)[:, :width]


def picture_moves(screen: VirtualScreen, area: Rectangle, *, within_s: float = 2.0) -> bool:
    """Whether the picture below the time strip changes; the strip itself does not count."""
    below = Rectangle(
        area.left_px,
        area.top_px + area.height_px // 9,
        area.width_px,
        area.height_px - area.height_px // 9,
    )
    first = screen.grab(below)[::8, ::8].astype(np.int16)
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        time.sleep(0.05)
        change = np.abs(screen.grab(below)[::8, ::8].astype(np.int16) - first)
        if np.mean(change.max(axis=2) > 24) > 0.002:
            return True
    return False
