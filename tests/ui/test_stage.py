from dataclasses import replace
from unittest.mock import patch

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.control.tiles import TileKind
from app.model.events import RemoteSoundLevel
from app.model.stage import Corner, StageLayout
from tests.ui.conftest import Desk
from tests.ui.scenes import SCENES
from tests.ui.show import show_scene
from ui.live_page import LivePage
from ui.stage_menu import StageMenuButton
from ui.tile import PictureTile


def page_of(desk: Desk, name: str, size: QSize) -> LivePage:
    window = desk.window()
    show_scene(desk, window, next(scene for scene in SCENES if scene.name == name), size)
    page = window.page()
    assert isinstance(page, LivePage)
    return page


def test_tiles_that_stay_keep_their_widgets(desk: Desk) -> None:
    page = page_of(desk, "watch_nine", QSize(1280, 800))
    before = {tile.tile.tile_id: tile for tile in page.stage.tiles}
    state = desk.controller.state
    desk.show(replace(state, incoming=state.incoming[3:]))
    after = {tile.tile.tile_id: tile for tile in page.stage.tiles}
    assert len(after) == 6
    assert all(before[tile_id] is tile for tile_id, tile in after.items())


def test_a_shared_screen_comes_first_and_large(desk: Desk) -> None:
    page = page_of(desk, "watch_share", QSize(1280, 800))
    first, *others = page.stage.tiles
    assert first.tile.kind is TileKind.OTHER_SHARE
    assert all(first.width() > 2 * tile.width() for tile in others)


@pytest.mark.parametrize("size", [QSize(1280, 800), QSize(480, 800)])
def test_the_picture_is_the_largest_thing(desk: Desk, size: QSize) -> None:
    page = page_of(desk, "watch_playing", size)
    picture = page.stage.tiles[0]
    assert picture.width() * picture.height() > page.side.width() * page.side.height()


def test_the_red_button_keeps_its_corner(desk: Desk) -> None:
    for name in ("host_live_nobody", "watch_playing", "host_failed"):
        page = page_of(desk, name, QSize(1280, 800))
        danger = page.controls._danger
        assert danger is not None
        corner = danger.mapTo(page, danger.rect().bottomRight())
        assert page.width() - corner.x() < 24
        assert page.height() - corner.y() < 32


# ---------------------------------------------------------------------- what people do


def tile_called(page: LivePage, tile_id: str) -> PictureTile:
    return next(tile for tile in page.stage.tiles if tile.tile.tile_id == tile_id)


def shown(page: LivePage) -> list[str]:
    return [tile.tile.tile_id for tile in page.stage.tiles if tile.isVisible()]


def click(tile: PictureTile) -> None:
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)


def test_a_click_pins_and_another_one_unpins(desk: Desk) -> None:
    page = page_of(desk, "watch_nine", QSize(1280, 800))
    fourth = page.stage.tiles[3]
    canvas = fourth.video.canvas()
    click(fourth)
    assert page.stage.tiles[0] is fourth
    assert all(fourth.width() > 2 * tile.width() for tile in page.stage.tiles[1:])
    assert fourth.tools is not None
    assert fourth.tools.pin.isVisible()
    assert "Pinned" in fourth.accessibleName()
    assert fourth.video.canvas() == canvas  # moved, not made anew
    click(fourth)
    assert page.stage.tiles[3] is fourth
    assert not fourth.standing.is_pinned


def test_the_mark_of_a_pinned_picture_unpins_it(desk: Desk) -> None:
    page = page_of(desk, "watch_two", QSize(1280, 800))
    second = page.stage.tiles[1]
    click(second)
    assert second.tools is not None
    QTest.mouseClick(second.tools.pin, Qt.MouseButton.LeftButton)
    assert not second.standing.is_pinned


def test_the_only_picture_cannot_be_pinned(desk: Desk) -> None:
    page = page_of(desk, "watch_playing", QSize(1280, 800))
    click(page.stage.tiles[0])
    assert not page.stage.tiles[0].standing.is_pinned


def test_a_pinned_picture_that_ends_leaves_the_stage_as_it_was(desk: Desk) -> None:
    page = page_of(desk, "watch_nine", QSize(1280, 800))
    click(page.stage.tiles[3])
    state = desk.controller.state
    pinned = page.stage.tiles[0].tile.tile_id
    kept = tuple(item for item in state.incoming if item.stream.stream_id != pinned)
    desk.show(replace(state, incoming=kept))
    assert desk.stage.choice.pinned == ""
    assert len({tile.size().toTuple() for tile in page.stage.tiles}) == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_keyboard_pins_and_escape_goes_back(desk: Desk, key: Qt.Key) -> None:
    page = page_of(desk, "watch_nine", QSize(1280, 800))
    third = page.stage.tiles[2]
    third.setFocus()
    QTest.keyClick(third, key)
    assert page.stage.tiles[0] is third
    QTest.keyClick(third, Qt.Key.Key_Escape)
    assert page.stage.tiles[2] is third


def test_a_double_click_shows_that_picture_alone_and_escape_brings_all_back(desk: Desk) -> None:
    page = page_of(desk, "watch_nine", QSize(1280, 800))
    window = page.window()
    third = page.stage.tiles[2]
    QTest.mouseDClick(third, Qt.MouseButton.LeftButton)
    assert window.isFullScreen()
    assert shown(page) == [third.tile.tile_id]
    assert third.size() == page.stage.size()
    QTest.keyClick(third, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert len(shown(page)) == 9
    assert desk.stage.choice.pinned == ""


def test_two_clicks_are_a_double_click_though_the_picture_moves_away_between_them(
    desk: Desk,
) -> None:
    page = page_of(desk, "watch_nine", QSize(1280, 800))
    first, third = page.stage.tiles[0], page.stage.tiles[2]
    at, later, much_later = QPoint(900, 200), 1_000_100, 1_009_000
    third.clicked.emit(third.tile.tile_id, at, 1_000_000)
    assert third.standing.is_pinned
    first.clicked.emit(first.tile.tile_id, at, later)  # what lies there now
    assert shown(page) == [third.tile.tile_id]
    desk.stage.step_back()
    assert desk.stage.choice.pinned == ""
    third.clicked.emit(third.tile.tile_id, at, later)
    first.clicked.emit(first.tile.tile_id, at, much_later)
    assert first.standing.is_pinned


def test_f_shows_the_picture_with_the_focus_and_f_again_leaves(desk: Desk) -> None:
    page = page_of(desk, "host_with_hosts", QSize(1280, 800))
    second = page.stage.tiles[1]
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_F)
    assert page.window().isFullScreen()
    assert shown(page) == [second.tile.tile_id]
    QTest.keyClick(second, Qt.Key.Key_F)
    assert not page.window().isFullScreen()
    assert len(shown(page)) == 4


def test_a_picture_that_ends_in_full_screen_brings_the_window_back(desk: Desk) -> None:
    page = page_of(desk, "watch_two", QSize(1280, 800))
    desk.stage.fill(page.stage.tiles[1].tile.tile_id)
    assert page.window().isFullScreen()
    state = desk.controller.state
    desk.show(replace(state, incoming=state.incoming[:1]))
    assert not page.window().isFullScreen()


def test_forty_pictures_come_in_pages_that_the_keyboard_turns(desk: Desk) -> None:
    page = page_of(desk, "watch_forty", QSize(1280, 800))
    first = shown(page)
    assert len(first) == 16 or len(first) >= 9
    assert page.stage.pager.isVisible()
    assert all(tile.width() >= 160 for tile in page.stage.tiles if tile.isVisible())
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert not set(first) & set(shown(page))
    QTest.mouseClick(page.stage.pager.previous, Qt.MouseButton.LeftButton)
    assert shown(page) == first
    assert f"1 to {len(first)} of 40" in page.stage.pager.text


def test_the_small_picture_is_dragged_into_another_corner(desk: Desk) -> None:
    page = page_of(desk, "watch_two", QSize(1280, 800))
    desk.stage.choose_layout(StageLayout.PICTURE_IN_PICTURE)
    large, small = page.stage.tiles
    assert large.size() == page.stage.size()
    assert small.geometry().right() > page.stage.width() * 0.9
    canvas = small.video.canvas()
    start = small.rect().center()
    left, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    QTest.mousePress(small, button, left, start)
    for share in (0.3, 0.6, 1.0):
        aim = page.stage.rect().topLeft() - small.pos()
        QTest.mouseMove(small, start + aim * share)
    QTest.mouseRelease(small, button, left, small.rect().center())
    assert small.x() < 40
    assert small.y() < 40
    assert small.video.canvas() == canvas
    QTest.keyClick(small, Qt.Key.Key_Right)
    corners = [preferences.stage.corner for preferences in desk.saved]
    assert corners[-2:] == [Corner.TOP_LEFT, Corner.TOP_RIGHT]
    assert not small.standing.is_pinned


def test_the_native_windows_of_pictures_go_where_the_pictures_go(desk: Desk) -> None:
    page = page_of(desk, "watch_nine", QSize(1280, 800))

    def strays() -> list[str]:
        return [
            tile.tile.tile_id
            for tile in page.stage.tiles
            if tile.isVisible()
            and tile.video.windowHandle().position()
            != tile.video.mapTo(page.window(), QPoint(0, 0))
        ]

    assert strays() == []
    state = desk.controller.state
    desk.show(replace(state, incoming=(*state.incoming[3:], *state.incoming[:3])))
    assert strays() == []
    desk.stage.choose_layout(StageLayout.PICTURE_IN_PICTURE)
    for corner in Corner:
        desk.stage.move_inset(corner)
        assert strays() == []
    page.window().resize(1280, 760)
    assert strays() == []


def test_who_speaks_has_a_ring_an_icon_and_a_word_and_nothing_moves(desk: Desk) -> None:
    page = page_of(desk, "watch_nine", QSize(1280, 800))
    stream_id = page.stage.tiles[4].tile.tile_id
    desk.controller.handle_event(RemoteSoundLevel(((stream_id, 40.0),)))
    speaker = tile_called(page, stream_id)
    assert speaker.ring.color == desk.theme.tokens.good
    assert speaker._tag._voice.isVisible()
    assert "is speaking" in speaker.accessibleName()
    with patch.object(page.stage, "_place") as place:
        for level in range(20):
            desk.controller.handle_event(RemoteSoundLevel(((stream_id, 30.0 + level),)))
        for _ in range(10):
            desk.controller.handle_event(RemoteSoundLevel(((stream_id, 0.0),)))
    place.assert_not_called()
    assert speaker.ring.color == ""


def test_the_layout_menu_changes_the_stage_and_is_remembered(desk: Desk, qtbot: QtBot) -> None:
    page = page_of(desk, "watch_nine", QSize(1280, 800))
    button = StageMenuButton(desk.kit(), desk.stage)
    qtbot.addWidget(button)
    for action in button.menu_of_layouts.actions():
        if action.data() is StageLayout.SPEAKER:
            action.trigger()
    first, *others = page.stage.tiles
    assert all(first.width() > 2 * tile.width() for tile in others if tile.isVisible())
    assert desk.saved[-1].stage.layout is StageLayout.SPEAKER
    assert "Speaker" in button.toolTip()
    assert "Ctrl+L" in button.toolTip()
