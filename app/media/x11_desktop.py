"""What an X server shows: its monitors, its windows, and word of their changes.

Speaks the X protocol by itself: it needs no Qt, so that a program without a window can show a
screen, and no error of the X server can end the program, as Xlib's would.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.error import CatchError, ConnectionClosedError, DisplayError, XError
from Xlib.ext import composite, randr
from Xlib.protocol.rq import Event
from Xlib.xobject.drawable import Window

from app.media.geometry import Rectangle
from app.model.errors import DeviceUnusableError

_HINT = "Log in to a graphical session, or set DISPLAY to one that this user may use."
_MONITOR_EVENTS = (
    randr.RRScreenChangeNotifyMask | randr.RRCrtcChangeNotifyMask | randr.RROutputChangeNotifyMask
)
_TITLE_LIMIT = 1024
_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")
_LIST_LIMIT = 65536


@dataclass(frozen=True, slots=True)
class Monitor:
    """One screen, in device pixels of the whole desktop."""

    name: str
    area: Rectangle


@dataclass(frozen=True, slots=True)
class DesktopWindow:
    """A window of a program, as the window manager lists it."""

    window_id: int
    title: str


def _while_connected(ask: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """Tell the end of the X server in our words, at whatever question it is noticed."""

    @functools.wraps(ask)
    def asked(*args: _Asked.args, **options: _Asked.kwargs) -> _Answer:
        try:
            return ask(*args, **options)
        except (ConnectionClosedError, OSError) as error:
            raise DeviceUnusableError(
                "cannot go on capturing the desktop: its X server has ended", hint=_HINT
            ) from error

    return asked


class X11Desktop:
    """One connection to the X server of ``DISPLAY``; for one thread at a time.

    Every question raises ``DeviceUnusableError`` when the server has ended meanwhile.
    """

    def __init__(self) -> None:
        """Connect.

        Raises:
            DeviceUnusableError: The X server does not answer or does not let us in.
        """
        try:
            self._display = Display()
        except (DisplayError, ConnectionClosedError, OSError, OverflowError) as error:
            raise DeviceUnusableError(
                "cannot capture the desktop: its X server cannot be reached", hint=_HINT
            ) from error
        self.address = str(self._display.get_display_name())
        self._root = self._display.screen().root
        self._size_px = (0, 0)  # of what is watched, as last told

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Disconnect; windows kept with ``keep_drawn`` are as before. Idempotent."""
        try:
            self._display.close()
        except (ConnectionClosedError, OSError):
            return

    @_while_connected
    def monitors(self) -> tuple[Monitor, ...]:
        """Return the screens, the primary one first."""
        if not self._display.has_extension("RANDR"):
            return (Monitor("screen", self._whole()),)
        listed = self._root.xrandr_get_monitors().monitors
        ordered = sorted(listed, key=lambda monitor: not monitor.primary)
        found = tuple(
            Monitor(
                str(self._display.get_atom_name(monitor.name)),
                Rectangle(monitor.x, monitor.y, monitor.width_in_pixels, monitor.height_in_pixels),
            )
            for monitor in ordered
        )
        return found or (Monitor("screen", self._whole()),)

    @_while_connected
    def windows(self) -> tuple[DesktopWindow, ...]:
        """Return the windows with a title, the oldest first; none without a window manager."""
        listed = self._numbers(self._root, "_NET_CLIENT_LIST", limit=_LIST_LIMIT)
        titled = [DesktopWindow(number, self._title(self._window(number))) for number in listed]
        return tuple(window for window in titled if window.title)

    @_while_connected
    def window_size_px(self, window_id: int) -> tuple[int, int] | None:
        """Return the size of a window; None when it is gone."""
        try:
            geometry = self._window(window_id).get_geometry()
        except XError:
            return None
        return int(geometry.width), int(geometry.height)

    @_while_connected
    def is_shown(self, window_id: int) -> bool:
        """Return whether a window is on the desktop, perhaps behind others: not minimised."""
        try:
            attributes = self._window(window_id).get_attributes()
        except XError:
            return False
        return bool(attributes.map_state == X.IsViewable)

    @_while_connected
    def keep_drawn(self, window_id: int) -> None:
        """Let the server draw a window into memory of its own until we disconnect.

        What covers the window is then no part of its picture: nobody is shown what they did not
        choose.

        Raises:
            DeviceUnusableError: The server cannot do that.
        """
        if not self._display.has_extension("Composite"):
            raise DeviceUnusableError(
                "cannot capture a single window: this X server cannot part it from the others",
                hint="Turn on the server's Composite extension, or choose the whole screen.",
            )
        composite.query_version(self._display)
        composite.redirect_window(
            self._window(window_id),
            composite.RedirectAutomatic,  # type: ignore[arg-type]  # the stub asks for a function
            onerror=CatchError(),
        )
        self._display.sync()

    @_while_connected
    def watch(self, window_id: int | None) -> None:
        """Have changes of one window, or of the monitors, told by ``has_changed``."""
        window = self._root if window_id is None else self._window(window_id)
        window.change_attributes(event_mask=X.StructureNotifyMask, onerror=CatchError())
        if window_id is None and self._display.has_extension("RANDR"):
            self._root.xrandr_select_input(_MONITOR_EVENTS)
        self._display.sync()

    @_while_connected
    def has_changed(self) -> bool:
        """Return whether what is watched was resized, hidden, shown or closed since last asked.

        A window that was only moved is as before.

        Raises:
            DeviceUnusableError: The X server is gone.
        """
        changed = False
        while self._display.pending_events():
            changed = self._is_news(self._display.next_event()) or changed
        return changed

    def _is_news(self, event: Event) -> bool:
        if event.type != X.ConfigureNotify:
            return True
        size_px = (event.width, event.height)
        is_new = size_px != self._size_px
        self._size_px = size_px
        return is_new

    def _whole(self) -> Rectangle:
        geometry = self._root.get_geometry()
        return Rectangle(0, 0, geometry.width, geometry.height)

    def _window(self, window_id: int) -> Window:
        return self._display.create_resource_object("window", window_id)

    def _title(self, window: Window) -> str:
        for name in ("_NET_WM_NAME", "WM_NAME"):
            try:
                found = window.get_property(
                    self._display.get_atom(name), X.AnyPropertyType, 0, _TITLE_LIMIT
                )
            except XError:  # closed meanwhile
                return ""
            if found is not None and isinstance(found.value, bytes):
                is_latin = found.property_type == Xatom.STRING
                return found.value.decode("latin-1" if is_latin else "utf-8", "replace").strip()
        return ""

    def _numbers(self, window: Window, name: str, *, limit: int) -> list[int]:
        found = window.get_property(self._display.get_atom(name), X.AnyPropertyType, 0, limit)
        if found is None or isinstance(found.value, bytes):
            return []
        return [int(number) for number in found.value]
