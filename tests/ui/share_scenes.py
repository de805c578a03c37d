"""The picker of screens and windows in each of its states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.control.share_desk import Shareable, ShareView
from app.model.media import DeviceInfo, DeviceKind
from app.model.thumbnails import Preview, PreviewState
from tests.fakes.thumbnails import plain_thumbnail
from ui.host_page import HostPage
from ui.share_picker import SharePicker

if TYPE_CHECKING:
    from tests.ui.conftest import Desk
    from ui.main_window import MainWindow

LONG = "A window whose title goes on and on because nobody told its owner to stop 名字很长很长"
WINDOWS = ("Notes", LONG, "slides.odp - Impress", "影片", "Terminal", "Browser", "Mail", "Code")
SCREENS = tuple(
    DeviceInfo(DeviceKind.SCREEN, str(number), f"DP-{number + 1} (2560x1440)") for number in (0, 1)
)
SHARED_NAMES = (*WINDOWS, *(screen.name for screen in SCREENS))


def open_share(desk: Desk, window: MainWindow, view: ShareView, tab: int) -> None:
    desk.eye.is_blind = True
    page = window.page()
    assert isinstance(page, HostPage)
    page.share_button.open_picker()
    picker = window.page_over
    assert isinstance(picker, SharePicker)
    picker._desk._put(view)
    picker.tabs.setCurrentIndex(tab)


def share_loading(desk: Desk, window: MainWindow) -> None:
    open_share(desk, window, ShareView(), 1)


def share_empty(desk: Desk, window: MainWindow) -> None:
    open_share(desk, window, ShareView(are_known=True), 1)


def share_denied(desk: Desk, window: MainWindow) -> None:
    denied = Preview(PreviewState.DENIED)
    items = tuple(Shareable(screen, denied) for screen in SCREENS)
    open_share(desk, window, ShareView(items, are_known=True), 0)


def share_items() -> ShareView:
    colours = ((90, 60, 40), (60, 110, 50), (50, 70, 120), (110, 90, 60))
    previews = [Preview(PreviewState.READY, plain_thumbnail(*colour)) for colour in colours]
    previews += [Preview(state) for state in PreviewState if state is not PreviewState.DENIED]
    windows = [DeviceInfo(DeviceKind.WINDOW, name, name) for name in WINDOWS]
    everything = (*zip(SCREENS, previews, strict=False), *zip(windows, previews, strict=True))
    return ShareView(tuple(Shareable(*item) for item in everything), are_known=True)


def share_screens(desk: Desk, window: MainWindow) -> None:
    open_share(desk, window, share_items(), 0)


def share_windows(desk: Desk, window: MainWindow) -> None:
    open_share(desk, window, share_items(), 1)


def share_others(desk: Desk, window: MainWindow) -> None:
    open_share(desk, window, share_items(), 2)
