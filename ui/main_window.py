"""The one window: start, host and watch view, made when first needed, and the ordered end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.control.controller import Controller
from app.control.desks import Desks
from app.control.view_state import Activity, View, ViewState
from app.control.words import Language, Words, load_words
from ui.herald import Herald
from ui.hotkeys import HotkeyBook
from ui.icons import Icons
from ui.keep_place import Place, place_on, take_place
from ui.kit import Kit, VideoMaker
from ui.over_page import OverPage
from ui.problem_bar import ProblemBar
from ui.start_page import StartPage
from ui.theme import Theme
from ui.ways import Way
from ui.window_closing import WindowClosing
from ui.window_settings import WindowSettings, wanted_language
from ui.window_ways import WindowWays

if TYPE_CHECKING:
    from ui.host_page import HostPage
    from ui.watch_page import WatchPage

Page: TypeAlias = "StartPage | HostPage | WatchPage"
_START_SIZE = QSize(1120, 760)
_FRAME_SIZE = QSize(16, 48)  # title bar and borders, where they are largest


class MainWindow(QWidget):
    """Shows the page that the view state names.

    Closing it ends everything in order first; ``closed`` comes when that is done and the window
    is gone. While the own broadcast is live, closing asks once.

    Args:
        controller: Takes the intents.
        make_video: Makes picture widgets, called with the first one that is needed.
        theme: Already applied to the application.
        resources: The folder of words and icons.
        desks: What there is beside the controller; without a desk there is no way to its page.
    """

    closed = Signal()

    def __init__(
        self,
        controller: Controller,
        *,
        make_video: VideoMaker,
        theme: Theme,
        resources: Path,
        desks: Desks | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icons = Icons(resources / "icons")
        self._words_folder = resources / "i18n"
        words = load_words(self._words_folder, wanted_language(controller.preferences))
        hotkeys = HotkeyBook(controller.preferences.hotkeys)
        self._kit = Kit(
            controller, words, self._icons, theme, make_video, desks or Desks(), hotkeys
        )
        self._controller = controller
        self._pages: dict[View, Page] = {}
        self._host_page: HostPage | None = None
        self._watch_page: WatchPage | None = None
        self._over: OverPage | None = None
        self._over_closed: Callable[[], None] | None = None
        self._focus_before: QWidget | None = None
        self._view: View | None = None
        self._is_ended = False
        self._herald = Herald(self)
        self._ways = WindowWays(self)
        self.closing = WindowClosing(self)
        self._settings = WindowSettings(self)
        self._dress()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._fill()
        self._unsubscribe: Callable[[], None] = controller.subscribe(self._render)
        self._render(controller.shown)

    def _fill(self) -> None:
        self._problem_bar = ProblemBar(self._kit)
        self._stack = QStackedWidget()
        self._layout.addWidget(self._problem_bar)
        self._closing_bar = self.closing.new_bar()
        self._layout.addWidget(self._stack, 1)
        self._layout.addWidget(self._closing_bar)

    def _dress(self) -> None:
        self.setWindowTitle("Klieg")
        self.setWindowIcon(self._icons.icon("klieg", "", size_px=64))
        room = self.screen().availableGeometry().size()  # for the window with its frame
        self.resize(_START_SIZE.boundedTo(room - _FRAME_SIZE))
        self.setMinimumSize(320, 400)

    def page(self) -> Page:
        """Return the page on show."""
        return self._pages[self._view or View.START]

    def speak(self, words: Words) -> None:
        """Say everything in other words from now on; what is live stays live."""
        over, over_closed = self._over, self._over_closed
        over_place = place_on(over) if over is not None else Place()
        self.close_over()
        self._kit = replace(self._kit, words=words)
        places = {view: place_on(page) for view, page in self._pages.items()}
        for page in self._pages.values():
            page.leave()
        self._pages.clear()
        self._host_page = self._watch_page = None
        self._view = None
        for old in (self._problem_bar, self._stack, self._closing_bar):
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._fill()
        self._render(self._controller.shown)
        for view, page in self._pages.items():
            take_place(page, places.get(view, Place()))
        again = over.again(self._kit) if over is not None else None
        if again is not None:
            self.open_over(again, on_closed=over_closed)
            take_place(again, over_place)

    def _render(self, state: ViewState) -> None:
        page = self._pages.get(state.view) or self._new_page(state.view)
        if state.view is not self._view:
            former = self._pages.get(self._view) if self._view else None
            self._view = state.view
            self._stack.setCurrentWidget(page)
            page.render_state(state)
            page.setFocus()  # no button is one key press away by chance
            if former is not None:
                former.leave()  # after the new one has its canvases: no picture goes dark
        else:
            page.render_state(state)
        self._problem_bar.render_state(state)
        self.closing.refresh()
        self._herald.render_state(state, self._kit.words)
        self.setWindowTitle(_title_of(state))

    def _new_page(self, view: View) -> Page:
        page: Page
        if view is View.START:
            page = StartPage(self._kit, language_button=self._ways.header_tools())
        elif view is View.HOST:
            page = self._host_page = self._new_host_page()
        else:
            page = self._watch_page = self._new_watch_page()
        self._pages[view] = page
        self._stack.addWidget(page)
        return page

    def _new_host_page(self) -> HostPage:
        from ui.host_page import HostPage  # not needed for the first paint

        page = HostPage(self._kit)
        page.full_screen_wanted.connect(self._set_full_screen)
        page.over_wanted.connect(self.open_over)
        return page

    def _new_watch_page(self) -> WatchPage:
        from ui.watch_page import WatchPage  # not needed for the first paint

        page = WatchPage(self._kit)
        page.full_screen_wanted.connect(self._set_full_screen)
        return page

    @property
    def page_over(self) -> OverPage | None:
        """The page that lies over the view, if one does."""
        return self._over

    def open_over(self, page: OverPage, *, on_closed: Callable[[], None] | None = None) -> None:
        """Show ``page`` over the view; what is live goes on below. Another one there is closed.

        Args:
            page: Nobody has shown it yet; it goes for good when it is closed.
            on_closed: Called after the person closed it, not when it had to go.
        """
        before = self.focusWidget() if self._over is None else None
        self.close_over()
        self._over = page
        self._over_closed = on_closed
        self._focus_before = before

        def close() -> None:
            self.close_over()
            if on_closed is not None:
                on_closed()

        page.closed.connect(close)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.setFocus()

    def close_over(self) -> None:
        """Go back to the view; nothing when no page lies over it."""
        page, self._over = self._over, None
        if page is None:
            return
        page.leave()
        self._stack.setCurrentWidget(self.page())
        self._stack.removeWidget(page)
        page.hide()
        page.deleteLater()
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)  # on, where it was left
        else:
            self.page().setFocus()

    def open_zego(self) -> None:
        """Show the page of engine and ZEGO account."""
        self._ways.open_zego()

    def open_settings(self) -> None:
        """Show the settings; nothing in a window without them."""
        self._settings.open()

    def ways(self) -> tuple[Way, ...]:
        """Return the ways that every view has to settings, help and the like."""
        return self._ways.all()

    def take_way(self, key: str) -> None:
        """Go where the way called ``key`` leads; nothing when there is none."""
        for way in self.ways():
            if way.key == key:
                way.go()

    @property
    def kit(self) -> Kit:
        """The tools of the pages, in the language of now."""
        return self._kit

    def speak_language(self, language: Language) -> None:
        """Say everything in ``language`` from now on."""
        self.speak(load_words(self._words_folder, language))

    def _set_full_screen(self, is_on: bool) -> None:  # noqa: FBT001 - the slot of a bool signal
        self._problem_bar.setMaximumHeight(0 if is_on else 16_777_215)
        if is_on:
            self.showFullScreen()
        else:
            self.showNormal()

    def finish(self) -> None:
        """End everything in order and close, without asking; nothing when that is under way."""
        if not self._is_ended and self._controller.state.activity is not Activity.CLOSING:
            self._controller.shut_down(self._ended)

    def _ended(self) -> None:
        if self._is_ended:
            return
        self._is_ended = True
        self._unsubscribe()
        self._settings.leave()
        self._herald.stop()
        self.closing.stop()
        self.close_over()
        for page in self._pages.values():
            page.leave()
        self.close()
        self.closed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_ended:
            event.accept()
            return
        event.ignore()
        self.closing.wanted()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = self._host_page if self._view is View.HOST else self._watch_page
        is_reached = page is not None and self._over is None and self._view is not View.START
        if not (is_reached and page is not None and page.handle_key(event.key())):
            super().keyPressEvent(event)


def _title_of(state: ViewState) -> str:
    room = state.room.room_id if state.view is not View.START else ""
    return f"{room} - Klieg" if room else "Klieg"
