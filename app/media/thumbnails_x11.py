"""Small pictures of the screens and windows of an X server. Needs no Qt."""

from __future__ import annotations

import av
from av.video.reformatter import Interpolation, VideoReformatter

from app.media.geometry import fit_even
from app.media.thumbnails import BOUND_PX, rows
from app.media.window_titles import index_of_title
from app.media.x11_desktop import DesktopWindow, Monitor, X11Desktop
from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.media import DeviceInfo, DeviceKind
from app.model.thumbnails import Preview, PreviewState, Thumbnail

_SIDE_MIN_PX = 2


class X11Thumbnails:
    """Keeps one connection: windows stay drawn apart, so that nothing flickers between looks."""

    rest_s = 1.0

    def __init__(self) -> None:
        self._desktop: X11Desktop | None = None
        self._monitors: tuple[Monitor, ...] = ()
        self._windows: tuple[DesktopWindow, ...] = ()
        self._drawn: set[int] = set()
        self._reformatter = VideoReformatter()

    def sources(self) -> tuple[DeviceInfo, ...] | None:
        """Return the screens, the primary first, and the windows by their titles."""
        desktop = self._connected()
        self._monitors, self._windows = desktop.monitors(), desktop.windows()
        screens = tuple(
            DeviceInfo(
                DeviceKind.SCREEN,
                str(number),
                f"{monitor.name} ({monitor.area.width_px}x{monitor.area.height_px})",
                is_default=number == 0,
            )
            for number, monitor in enumerate(self._monitors)
        )
        titles = dict.fromkeys(window.title for window in self._windows)
        return screens + tuple(DeviceInfo(DeviceKind.WINDOW, title, title) for title in titles)

    def look(self, device: DeviceInfo) -> Preview:
        """Return how ``device`` looks now; windows also while others cover them."""
        if device.kind is DeviceKind.SCREEN:
            return self._look_at_screen(int(device.device_id))
        return self._look_at_window(device.name)

    def close(self) -> None:
        """Disconnect."""
        desktop, self._desktop = self._desktop, None
        self._drawn.clear()
        if desktop is not None:
            desktop.close()

    def _connected(self) -> X11Desktop:
        if self._desktop is None:
            self._desktop = X11Desktop()
        return self._desktop

    def _look_at_screen(self, number: int) -> Preview:
        if number >= len(self._monitors):
            return Preview(PreviewState.NONE)
        area = self._monitors[number].area
        place = {"grab_x": str(area.x_px), "grab_y": str(area.y_px)}
        return self._grab(place, area.size_px)

    def _look_at_window(self, title: str) -> Preview:
        desktop = self._connected()
        titles = [window.title for window in self._windows]
        window = self._windows[index_of_title(titles, title)]
        size_px = desktop.window_size_px(window.window_id)
        if size_px is None or min(size_px) < _SIDE_MIN_PX:
            return Preview(PreviewState.NONE)
        if not desktop.is_shown(window.window_id):
            return Preview(PreviewState.HIDDEN)
        if window.window_id not in self._drawn:
            desktop.keep_drawn(window.window_id)
            self._drawn.add(window.window_id)
        return self._grab({"window_id": str(window.window_id)}, size_px)

    def _grab(self, place: dict[str, str], size_px: tuple[int, int]) -> Preview:
        options = place | {
            "video_size": f"{size_px[0]}x{size_px[1]}",
            "framerate": "30",
            "draw_mouse": "0",
        }
        try:
            with av.open(self._connected().address, format="x11grab", options=options) as grab:
                picture = next(grab.decode(video=0))
                return Preview(PreviewState.READY, self._small(picture))
        except (av.FFmpegError, OSError, StopIteration) as error:  # closed or resized meanwhile
            raise DeviceUnusableError(
                "cannot look at the desktop: the X server gives no picture of it",
                hint="Choose another source, or log in again.",
                code=ErrorCode.DEVICE_FAILED,
            ) from error

    def _small(self, picture: av.VideoFrame) -> Thumbnail:
        width, height = fit_even((picture.width, picture.height), BOUND_PX)
        small = self._reformatter.reformat(
            picture, width, height, format="bgra", interpolation=Interpolation.AREA, threads=1
        )
        plane = small.planes[0]
        return Thumbnail(width, height, rows(memoryview(plane), plane.line_size, (width, height)))
