from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app.control.tiles import TileKind
from tests.ui.conftest import Desk
from tests.ui.scenes import SCENES
from tests.ui.show import show_scene
from ui.live_page import LivePage


def page_of(desk: Desk, name: str, qtbot: QtBot, size: QSize) -> LivePage:
    window = desk.window()
    qtbot.addWidget(window, before_close_func=lambda _: window._ended())
    show_scene(desk, window, next(scene for scene in SCENES if scene.name == name), size)
    page = window.page()
    assert isinstance(page, LivePage)
    return page


def test_tiles_that_stay_keep_their_widgets(desk: Desk, qtbot: QtBot) -> None:
    page = page_of(desk, "watch_nine", qtbot, QSize(1280, 800))
    before = {tile.tile.tile_id: tile for tile in page.stage.tiles}
    state = desk.controller.state
    desk.show(replace(state, incoming=state.incoming[3:]))
    after = {tile.tile.tile_id: tile for tile in page.stage.tiles}
    assert len(after) == 6
    assert all(before[tile_id] is tile for tile_id, tile in after.items())


def test_a_shared_screen_comes_first_and_large(desk: Desk, qtbot: QtBot) -> None:
    page = page_of(desk, "watch_share", qtbot, QSize(1280, 800))
    first, *others = page.stage.tiles
    assert first.tile.kind is TileKind.OTHER_SHARE
    assert all(first.width() > 2 * tile.width() for tile in others)


@pytest.mark.parametrize("size", [QSize(1280, 800), QSize(480, 800)])
def test_the_picture_is_the_largest_thing(desk: Desk, qtbot: QtBot, size: QSize) -> None:
    page = page_of(desk, "watch_playing", qtbot, size)
    picture = page.stage.tiles[0]
    assert picture.width() * picture.height() > page.side.width() * page.side.height()


def test_the_red_button_keeps_its_corner(desk: Desk, qtbot: QtBot) -> None:
    for name in ("host_live_nobody", "watch_playing", "host_failed"):
        page = page_of(desk, name, qtbot, QSize(1280, 800))
        danger = page.controls._danger
        assert danger is not None
        corner = danger.mapTo(page, danger.rect().bottomRight())
        assert page.width() - corner.x() < 24
        assert page.height() - corner.y() < 32
