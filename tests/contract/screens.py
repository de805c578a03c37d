"""A canvas of a real registry without a window: takes and reports pictures as a widget does."""

from __future__ import annotations

import asyncio

from app.media.sinks import CanvasRegistry


class Screen:
    """One lent canvas whose paints happen on the test's loop."""

    def __init__(self, registry: CanvasRegistry, *, view: int, size_px: tuple[int, int]) -> None:
        self._registry = registry
        self._view = view
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self.pictures = 0
        self.is_blank = True
        self._sink = registry.new_sink(self._wake)
        registry.lend(view, self._sink)
        self._sink.set_size(*size_px)

    def resize(self, size_px: tuple[int, int]) -> None:
        """Give the canvas another size."""
        self._sink.set_size(*size_px)

    async def wait_for_picture(self, within_s: float = 15.0) -> None:
        """Wait until the canvas shows something."""
        await asyncio.wait_for(self._until(blank=False), within_s)

    async def wait_for_blank(self, within_s: float = 15.0) -> None:
        """Wait until the canvas shows nothing."""
        await asyncio.wait_for(self._until(blank=True), within_s)

    async def wait_for_pictures(self, count: int, within_s: float = 15.0) -> None:
        """Wait until so many pictures were painted."""

        async def enough() -> None:
            while self.pictures < count:
                self._changed.clear()
                await self._changed.wait()

        await asyncio.wait_for(enough(), within_s)

    def dispose(self) -> None:
        """Take the canvas back."""
        self._registry.take_back(self._view)
        self._sink.dispose()

    async def _until(self, *, blank: bool) -> None:
        while self.is_blank is not blank:
            self._changed.clear()
            await self._changed.wait()

    def _wake(self) -> None:
        self._loop.call_soon_threadsafe(self._paint)

    def _paint(self) -> None:
        picture = self._sink.take_picture()
        self.is_blank = picture is None
        if picture is not None:
            self.pictures += 1
            self._sink.painted(picture)
        self._changed.set()


class Screens:
    """The canvases of one test and the registry that lends them."""

    def __init__(self) -> None:
        self.registry = CanvasRegistry()
        self._screens: list[Screen] = []

    def add(self, view: int, size_px: tuple[int, int]) -> Screen:
        """Lend a canvas."""
        screen = Screen(self.registry, view=view, size_px=size_px)
        self._screens.append(screen)
        return screen

    def close(self) -> None:
        """Take all back."""
        for screen in self._screens:
            screen.dispose()
        self.registry.close()
