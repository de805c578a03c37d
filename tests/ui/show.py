"""Puts a scene on a real window, with real frames in its pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.control.monitor_view import MonitorPhase, MonitorView
from app.control.stage import StageChoice
from app.control.words import Language, load_words
from app.media.frames import now_us
from app.model.frames import VideoFrame
from tests.ui.conftest import RESOURCES, Desk
from tests.ui.health_scenes import forget_health
from tests.ui.scenes import Scene
from tests.ui.start_scenes import forget_start
from ui.host_page import HostPage
from ui.main_window import MainWindow
from ui.monitor_panel import MonitorPanel
from ui.start_page import StartPage
from ui.tile import PictureTile
from ui.video_widget import VideoWidget
from ui.watch_page import WatchPage

_SIZE = (640, 360)


class _Nobody:
    """Hears what becomes of frames and does nothing with it."""

    def frame_shown(self, frame: VideoFrame, shown_at_us: int) -> None:
        del frame, shown_at_us

    def size_changed(self, width_px: int, height_px: int) -> None:
        del width_px, height_px


def gradient_frame(number: int) -> VideoFrame:
    """Return a soft picture, another for each number."""
    width, height = _SIZE
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    luma = 60 + 70 * (0.5 * across + 0.5 * down)
    small_across, small_down = across[::2, ::2], down[::2, ::2]
    blue = 150 - 40 * small_across + 8 * (number % 4)
    red = 110 + 50 * small_down - 12 * (number % 3)
    data = b"".join(plane.astype(np.uint8).tobytes() for plane in (luma, blue, red))
    return VideoFrame(width, height, memoryview(data), captured_at_us=now_us())


def show_scene(desk: Desk, window: MainWindow, scene: Scene, size: QSize) -> None:
    """Show ``scene`` in ``window`` at ``size``, settled and painted."""
    window.close_over()
    window._closing_bar.hide()
    desk.forget_hints()
    desk.stage.restore(StageChoice())
    desk.show_monitor(MonitorView())
    forget_health(desk)
    forget_start(desk)
    desk.show(scene.make())
    window.resize(size)
    window.show()
    page = window.page()
    if isinstance(page, WatchPage):
        page.small_window.end()
    if isinstance(page, HostPage):
        page.confirm.setVisible(False)
        if scene.asks:
            page.confirm.ask(desk.controller.state.audience_count)
    if not isinstance(page, StartPage):
        page.side.tabs.setCurrentIndex(scene.tab)
    desk.stage.restore(scene.choice)
    if scene.act is not None:
        scene.act(desk, window)
    QApplication.processEvents()
    feed_pictures(desk, window)
    for _ in range(3):
        QApplication.processEvents()


def feed_pictures(desk: Desk, window: MainWindow) -> None:
    """Give each picture that its scene says is there one frame."""
    state = desk.controller.state
    have = {item.stream.stream_id for item in state.incoming if item.has_picture}
    have |= {f"own:{item.channel.name.lower()}" for item in state.outgoing if item.has_picture}
    for number, tile in enumerate(window.findChildren(PictureTile)):
        if tile.tile.tile_id not in have or not tile.isVisible():
            continue
        _feed(desk, tile.video, number)
    if desk.monitor.view.phase is MonitorPhase.PLAYING:
        for panel in window.findChildren(MonitorPanel):
            _feed(desk, panel.video, 0)


def _feed(desk: Desk, video: VideoWidget, number: int) -> None:
    canvas = video.canvas()
    sink = desk.canvases.resolve(canvas.view)
    if sink is not None:
        sink.open(canvas, _Nobody())
        sink.put_frame(gradient_frame(number))


def speak(window: MainWindow, language: Language) -> None:
    """Let the window speak ``language``, as if it had been chosen in the settings."""
    controller = window.kit.controller
    controller.remember(replace(controller.preferences, language=language.value))
    if window.kit.words.language is not language:
        window.speak(load_words(RESOURCES / "i18n", language))
