"""Gives the hints for the first time: one at a time, where there is space, until dismissed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSlider, QWidget

from app.control.hints import learnt, next_hint, with_seen
from app.model.conduct import Hint
from ui.herald import announce
from ui.hint_bubble import HintBubble
from ui.hint_place import Spot, find_spot
from ui.host_page import HostPage
from ui.start_page import StartPage
from ui.video_widget import VideoWidget

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_LOOK_AGAIN_MS = 400
_EDGE_PX = 4
_CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QSlider)


class Hints(QObject):
    """Looks now and then which hint helps, for as long as one was not seen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._bubble: HintBubble | None = None
        self._hint: Hint | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self.look)
        self._forget = window.kit.controller.follow_preferences(lambda _old, _new: self._begin())
        window.closed.connect(self.stop)
        self._begin()

    @property
    def bubble(self) -> HintBubble | None:
        """The hint on show, if one is."""
        return self._bubble

    def stop(self) -> None:
        """Give none any more."""
        self._timer.stop()
        self._take_away()
        self._forget()

    def look(self) -> None:
        """Show the hint that helps now, at its place; none where it would cover something."""
        controller = self._window.kit.controller
        state, seen = controller.shown, controller.preferences.hints_seen
        if known := learnt(state) - set(seen):
            self._remember(frozenset(known))
            return
        hint = None if self._is_disturbing() else next_hint(state, seen)
        anchor = self._anchor(hint) if hint is not None else None
        if hint is None or anchor is None:
            self._take_away()
            return
        if hint is not self._hint or self._says_other_words(hint):
            self._take_away()
            self._make(hint)
        self._place(anchor)

    def _begin(self) -> None:
        is_over = len(self._window.kit.controller.preferences.hints_seen) == len(Hint)
        if is_over:
            self._timer.stop()
            self._take_away()
        elif not self._timer.isActive():
            self._timer.start()

    def _is_disturbing(self) -> bool:
        window = self._window
        return window.page_over is not None or window.closing.is_asking or window.isFullScreen()

    def _says_other_words(self, hint: Hint) -> bool:
        text = self._window.kit.words(f"hints.{hint.value}")
        return self._bubble is not None and self._bubble.text() != text

    def _make(self, hint: Hint) -> None:
        kit = self._window.kit
        text = kit.words(f"hints.{hint.value}")
        self._hint = hint
        self._bubble = HintBubble(kit, self._window)
        self._bubble.say(text)
        self._bubble.dismissed.connect(self._dismiss)
        announce(self._window, text)

    def _place(self, anchor: QWidget) -> None:
        bubble = self._bubble
        if bubble is None:
            return
        about = self._rect(anchor)
        spot = self._spot(bubble, about)
        if spot is None:
            bubble.hide()
        elif bubble.isHidden() or bubble.geometry() != spot.rect:
            bubble.show_at(spot, about)

    def _spot(self, bubble: HintBubble, about: QRect) -> Spot | None:
        """Beside all controls if that can be; never on a picture or a red button."""
        window = self._window
        area = window.rect().adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX, -_EDGE_PX)
        if not area.contains(about):
            return None
        size = bubble.wanted_size()
        hard = [self._rect(item) for item in self._never_covered()]
        soft = [self._rect(item) for item in self._shown(*_CONTROLS) if item is not bubble.done]
        spot = find_spot(size, about, area, kept_free=[*hard, *soft])
        return spot or find_spot(size, about, area, kept_free=hard)

    def _never_covered(self) -> Iterator[QWidget]:
        yield from self._shown(VideoWidget)
        page = self._window.page()
        if isinstance(page, StartPage):
            yield page.preview
        for button in self._shown(QAbstractButton):
            if button.property("kind") == "danger":
                yield button

    def _shown(self, *kinds: type[QWidget]) -> Iterator[QWidget]:
        for kind in kinds:
            yield from (item for item in self._window.findChildren(kind) if item.isVisible())

    def _rect(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self._window, widget.rect().topLeft()), widget.size())

    def _anchor(self, hint: Hint) -> QWidget | None:
        page = self._window.page()
        found: QWidget | None = None
        if isinstance(page, StartPage):
            starts = {Hint.PREVIEW: page.preview, Hint.GO_LIVE: page.host_form.go_live_button}
            found = starts.get(hint)
        elif isinstance(page, HostPage) and hint is Hint.COPY_LINK:
            found = page.copy_button
        elif hint is Hint.CHAT:
            field = page.side.chat.field
            found = field if field.isVisible() else page.chat_button
        if found is None or found.visibleRegion().isEmpty():
            return None
        return found

    def _dismiss(self) -> None:
        if self._hint is not None:
            had_focus = self._bubble is not None and self._bubble.done.hasFocus()
            self._remember(frozenset({self._hint}))
            if had_focus:
                self._window.page().setFocus()

    def _remember(self, more: frozenset[Hint]) -> None:
        controller = self._window.kit.controller
        seen = with_seen(controller.preferences.hints_seen, more)
        self._take_away()
        controller.remember(replace(controller.preferences, hints_seen=seen))

    def _take_away(self) -> None:
        bubble, self._bubble, self._hint = self._bubble, None, None
        if bubble is not None:
            bubble.hide()
            bubble.deleteLater()
