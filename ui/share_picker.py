"""Chooses a screen or a window by its picture; a test picture or a file, too."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.control.share_desk import ShareDesk, ShareView
from app.control.view_state import View, ViewState
from app.model.media import CaptureSource, DeviceKind, SourceKind
from app.model.thumbnails import Preview
from ui.device_menus import ask_for_file
from ui.kit import Kit
from ui.message_card import MessageCard
from ui.over_page import OverPage
from ui.share_list import ShareList
from ui.widgets import ElidedLabel, PushButton, frame, label, wrapped

_TABS = ("screens", "windows", "others")
_KINDS = (DeviceKind.SCREEN, DeviceKind.WINDOW)


class SharePicker(OverPage):
    """Lies over the view while somebody chooses; pictures are alive for so long.

    Args:
        kit: The tools of the pages.
        desk: Knows what there is.
        chosen: Takes the choice, after the page has closed.
        title: What is being chosen.
        action: The word on the button.
        now: What is chosen at the moment, if anything.
    """

    def __init__(
        self,
        kit: Kit,
        desk: ShareDesk,
        chosen: Callable[[CaptureSource], None],
        *,
        title: str = "",
        action: str = "",
        now: CaptureSource | None = None,
    ) -> None:
        super().__init__()
        words = kit.words
        self._kit = kit
        self._desk = desk
        self._chosen = chosen
        self._title = title or words("share.title")
        self._action = action or words("share.action")
        self._now = now
        self._waits_for_list = False
        self._view_before: View = kit.controller.shown.view
        self.setAccessibleName(self._title)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(self._title)
        self.lists = tuple(ShareList(kit, name=words(f"share.{name}")) for name in _TABS)
        self.notice = wrapped("", "warning")
        self.notice.hide()
        self.selected = ElidedLabel("", "dim")
        self.cancel = PushButton(kit, words("share.cancel"))
        self.confirm = PushButton(kit, self._action, kind="primary", icon="share")
        self._cards = tuple(self._card() for _ in _KINDS)
        self._lay_out()
        self._connect()
        self._offer_others()
        self._forget = [desk.subscribe(self._show), kit.controller.subscribe(self._follow)]
        desk.open()
        self._show(desk.view)
        if now is not None and now.kind is SourceKind.WINDOW:
            self.tabs.setCurrentIndex(1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to what is on the page

    @property
    def current(self) -> ShareList:
        """The list on show."""
        return self.lists[max(0, self.tabs.currentIndex())]

    def again(self, kit: Kit) -> OverPage | None:
        """Return the picker in other words or sizes."""
        return SharePicker(kit, self._desk, self._chosen, now=self._now)

    def leave(self) -> None:
        """Look no more."""
        while self._forget:
            self._forget.pop()()
        self._desk.close()

    # ------------------------------------------------------------------ inside

    def _card(self) -> MessageCard:
        card = MessageCard(self._kit, retry_text="", back_text="")
        card.retry.hide()
        card.back.hide()
        return card

    def _lay_out(self) -> None:
        words = self._kit.words
        header = frame("bar")
        line = QHBoxLayout(header)
        line.setContentsMargins(16, 10, 12, 10)
        line.addWidget(label(self._title, "heading"))
        line.addStretch()
        self.pages = QStackedWidget()
        for number, name in enumerate(_TABS):
            self.tabs.addTab(words(f"share.{name}"))
            self.pages.addWidget(self._page(number))
        footer = frame("controls")
        answers = QHBoxLayout(footer)
        answers.setContentsMargins(16, 10, 16, 10)
        answers.setSpacing(12)
        answers.addWidget(self.selected, 1)
        answers.addWidget(self.cancel)
        answers.addWidget(self.confirm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self.tabs)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 8, 12, 8)
        inner.addWidget(self.notice)
        inner.addWidget(self.pages, 1)
        layout.addLayout(inner, 1)
        layout.addWidget(footer)

    def _page(self, number: int) -> QWidget:
        """A list, and the card that stands in its place while there is nothing to list."""
        page = QStackedWidget()
        page.addWidget(self.lists[number])
        if number < len(self._cards):
            page.addWidget(self._cards[number])
        return page

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        self.cancel.clicked.connect(self.closed)
        self.confirm.clicked.connect(self._confirm)
        for made in self.lists:
            made.chosen.connect(self._choose)
            made.itemSelectionChanged.connect(self._say_selected)

    def _offer_others(self) -> None:
        words = self._kit.words
        self.lists[-1].show_items(
            (
                (CaptureSource(SourceKind.PATTERN), words("source.pattern"), Preview()),
                (None, words("source.file"), Preview()),
            )
        )

    def _show(self, view: ShareView) -> None:
        words = self._kit.words
        for number, kind in enumerate(_KINDS):
            items = view.of(kind)
            self.lists[number].show_items(
                tuple((item.source, _name_of(item.device.name), item.preview) for item in items)
            )
            page = self.pages.widget(number)
            assert isinstance(page, QStackedWidget)  # noqa: S101 - made above
            has_come = bool(items) and page.currentIndex() == 1
            page.setCurrentIndex(0 if items else 1)
            if has_come and self._waits_for_list and number == self.tabs.currentIndex():
                self._waits_for_list = False
                self.lists[number].setFocus()
            state = "none" if view.are_known else "loading"
            self._cards[number].say(
                "wait" if state == "loading" else "info",
                words(f"share.{state}.{kind.value}.title"),
                words(f"share.{state}.{kind.value}.hint"),
            )
            count = f" {len(items)}" if items else ""
            self.tabs.setTabText(number, words(f"share.{_TABS[number]}") + count)
        self.notice.setText(words("share.denied") if view.is_denied else "")
        self.notice.setVisible(view.is_denied)
        self._say_selected()

    def _follow(self, state: ViewState) -> None:
        """What was to be shared into may have ended meanwhile."""
        if state.view is not self._view_before or (state.view is View.HOST and not state.outgoing):
            self.closed.emit()

    def _turn(self, number: int) -> None:
        self._waits_for_list = False
        self.pages.setCurrentIndex(number)
        self._say_selected()

    def _say_selected(self) -> None:
        made = self.current
        item = made.currentItem()
        has_choice = made.has_selection and item is not None
        self.selected.set_text(item.text() if has_choice else "")
        self.confirm.setEnabled(has_choice)

    def _confirm(self) -> None:
        if self.current.has_selection:
            self._choose(self.current.source)

    def _choose(self, source: object) -> None:
        if isinstance(source, CaptureSource):
            chosen = self._chosen
            self.closed.emit()
            chosen(source)
        else:
            ask_for_file(self._kit, self, self._choose)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._waits_for_list = not self.current.isVisible()
        (self.tabs if self._waits_for_list else self.current).setFocus()


def _name_of(name: str) -> str:
    return " ".join(name.split())
