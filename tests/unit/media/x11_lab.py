"""A desktop of its own: windows of one colour, drawn and managed without Qt."""

import queue
import time
from collections.abc import Callable

import numpy as np
from Xlib import X
from Xlib.display import Display

from app.media.frames import planes_of
from app.model.errors import KliegError
from app.model.frames import VideoFrame

RED, GREEN, BLUE, WHITE = 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFFFF
YUV = {RED: (63, 102, 240), GREEN: (173, 42, 26), BLUE: (32, 240, 118), WHITE: (235, 128, 128)}
"""Colours in BT.709 with limited range."""


class Painter:
    """Draws windows on an X server as any program would."""

    def __init__(self, display: str) -> None:
        self._display = Display(display)
        self.root = self._display.screen().root
        self.root.change_attributes(event_mask=X.PropertyChangeMask)

    def paint_desktop(self, colour: int) -> None:
        self.root.change_attributes(background_pixel=colour)
        self.root.clear_area()
        self._display.sync()

    def open_window(
        self, title: str, colour: int, area: tuple[int, int, int, int] = (40, 40, 320, 240)
    ) -> "PaintedWindow":
        return PaintedWindow(self._display, title, colour, area)

    def wait_until_listed(self, window: "PaintedWindow") -> None:
        """Wait until the window manager tells of the window."""
        atom = self._display.get_atom("_NET_CLIENT_LIST")
        while True:
            listed = self.root.get_full_property(atom, X.AnyPropertyType)
            if listed is not None and window.number in listed.value:
                return
            self._display.next_event()

    def close(self) -> None:
        self._display.close()


class PaintedWindow:
    def __init__(
        self, display: Display, title: str, colour: int, area: tuple[int, int, int, int]
    ) -> None:
        screen = display.screen()
        self._display = display
        self._window = screen.root.create_window(
            *area,
            0,
            screen.root_depth,
            background_pixel=colour,
            event_mask=X.StructureNotifyMask | X.ExposureMask,
        )
        self.number = self._window.id
        name = display.get_atom("_NET_WM_NAME")
        text = display.get_atom("UTF8_STRING")
        self._window.change_property(name, text, 8, title.encode())
        self.show()

    def show(self) -> None:
        self._window.map()
        self._wait_for(X.Expose)

    def minimise(self) -> None:
        self._window.unmap()
        self._wait_for(X.UnmapNotify)

    def resize(self, width: int, height: int) -> None:
        self._window.configure(width=width, height=height)
        self._display.sync()

    def move(self, x: int, y: int) -> None:
        self._window.configure(x=x, y=y)
        self._display.sync()

    def close(self) -> None:
        self._window.destroy()
        self._display.sync()

    def _wait_for(self, kind: int) -> None:
        while self._display.next_event().type != kind:
            pass


class Caught:
    """Takes frames and the end of a capture, on its thread, for the test to look at."""

    def __init__(self) -> None:
        self._frames: queue.SimpleQueue[VideoFrame] = queue.SimpleQueue()
        self._ends: queue.SimpleQueue[KliegError | None] = queue.SimpleQueue()
        self.count = 0

    def on_frame(self, frame: VideoFrame) -> None:
        self.count += 1
        self._frames.put(frame)

    def on_end(self, error: KliegError | None) -> None:
        self._ends.put(error)

    def frame(
        self, meets: Callable[[VideoFrame], bool] = lambda _: True, *, within_s: float = 20.0
    ) -> VideoFrame:
        """Return the first frame from now on that meets the condition."""
        deadline = time.monotonic() + within_s
        while True:
            frame = self._frames.get(timeout=max(0.0, deadline - time.monotonic()))
            if meets(frame):
                return frame

    def end(self, *, within_s: float = 20.0) -> KliegError | None:
        return self._ends.get(timeout=within_s)


def shows(colour: int, *, at: tuple[float, float] = (0.5, 0.5)) -> Callable[[VideoFrame], bool]:
    """A condition: the frame has ``colour`` at this share of its width and height."""

    def look(frame: VideoFrame) -> bool:
        planes = planes_of(frame.data, frame.width_px, frame.height_px)
        x, y = int(frame.width_px * at[0]), int(frame.height_px * at[1])
        seen = planes.y[y, x], planes.u[y // 2, x // 2], planes.v[y // 2, x // 2]
        return bool(np.abs(np.subtract(seen, YUV[colour], dtype=np.int16)).max() <= 3)

    return look
