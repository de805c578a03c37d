"""Watch by link: a field that says at once what is wrong, and offers what lies in the clipboard.

A link in the clipboard is offered, never taken: it is a secret, and may be meant for another
place.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.control.links import clean_link
from app.control.problems import problem_of_error
from app.control.view_state import Activity, ViewState
from app.model.errors import KliegError
from ui.kit import Kit
from ui.widgets import IconLabel, PushButton, frame, label, wrapped

_LINK_MAX = 2048
_GUESTS = range(100, 1000)
"""Numbers that tell people without a name apart."""


class WatchForm(QWidget):
    """A field for the link, with paste and watch beside it.

    Args:
        kit: The tools of the pages.
        own_name: Says the name that the person goes by, as far as it was typed or is known.
    """

    def __init__(self, kit: Kit, *, own_name: Callable[[], str]) -> None:
        super().__init__()
        self._kit = kit
        self._own_name = own_name
        words = kit.words
        self._offered = ""
        self._refused = ""
        self.link = QLineEdit()
        self.link.setMaxLength(_LINK_MAX)
        self.link.setPlaceholderText(words("start.link_hint"))
        self.link.setAccessibleName(words("start.link"))
        self.link.setClearButtonEnabled(True)
        self.trouble = wrapped("", "error")
        self.trouble.hide()
        self.paste_button = PushButton(kit, words("start.paste"), icon="paste")
        self.watch_button = PushButton(kit, words("start.watch"), kind="primary", icon="play")
        self.offer = frame("panel")
        self.offer_text = wrapped("", "dim")
        self.take_button = PushButton(kit, words("start.offer_take"), kind="small")
        self.refuse_button = PushButton(kit, words("start.offer_refuse"), kind="small")
        self.offer.hide()
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        self.paste_button.clicked.connect(self._paste)
        self.watch_button.clicked.connect(self._watch)
        self.link.returnPressed.connect(self._watch)
        self.link.textChanged.connect(self._link_changed)
        self.take_button.clicked.connect(self._take_offer)
        self.refuse_button.clicked.connect(self._refuse_offer)
        QGuiApplication.clipboard().dataChanged.connect(self.look_into_clipboard)

    def _lay_out(self) -> None:
        words = self._kit.words
        caption = label(words("start.link"), "caption")
        caption.setBuddy(self.link)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.watch_button)
        buttons.addWidget(self.paste_button)
        buttons.addStretch()
        self._lay_out_offer()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label(words("start.watch_title"), "title"))
        layout.addWidget(wrapped(words("start.watch_subtitle"), "dim"))
        layout.addSpacing(4)
        layout.addWidget(caption)
        layout.addWidget(self.link)
        layout.addWidget(self.trouble)
        layout.addLayout(buttons)
        layout.addWidget(self.offer)

    def _lay_out_offer(self) -> None:
        offer_head = QHBoxLayout()
        offer_head.setSpacing(8)
        offer_head.addWidget(IconLabel(self._kit, "link", color="dim"))
        offer_head.addWidget(self.offer_text, 1)
        answers = QHBoxLayout()
        answers.setSpacing(8)
        answers.addWidget(self.take_button)
        answers.addWidget(self.refuse_button)
        answers.addStretch()
        inside = QVBoxLayout(self.offer)
        inside.setContentsMargins(12, 10, 12, 10)
        inside.setSpacing(6)
        inside.addLayout(offer_head)
        inside.addLayout(answers)

    def render_state(self, state: ViewState) -> None:
        """Take links only while nothing else is under way."""
        self.setEnabled(state.activity is Activity.IDLE)

    def look_into_clipboard(self) -> None:
        """Offer the link in the clipboard, if there is one that is not in the field already."""
        link = "" if not self.isVisible() else _link_in(QGuiApplication.clipboard().text())
        if link in {self._refused, self.link.text()}:
            link = ""
        self._offered = link
        if link:
            host = urlsplit(link).hostname or ""
            self.offer_text.setText(self._kit.words("start.offer", host=host))
        self.offer.setVisible(bool(link))

    def _paste(self) -> None:
        self.link.setText("".join(QGuiApplication.clipboard().text().split()))
        self.link.setFocus()

    def _take_offer(self) -> None:
        self.link.setText(self._offered)
        self._watch()

    def _refuse_offer(self) -> None:
        self._refused = self._offered
        self.offer.hide()
        self.link.setFocus()

    def _link_changed(self) -> None:
        self._tell("")
        if self._offered and self.link.text() == self._offered:
            self.offer.hide()

    def _watch(self) -> None:
        text = self.link.text()
        try:
            clean_link(text)
        except KliegError as error:
            cause, hint = self._kit.words.problem(problem_of_error(error))
            self._tell(f"{cause} {hint}")
            self.link.setFocus()
            return
        name = self._own_name()
        controller = self._kit.controller
        if name:
            controller.remember(replace(controller.preferences, user_name=name))
        number = _GUESTS.start + secrets.randbelow(len(_GUESTS))
        controller.watch_link(text, name or self._kit.words("start.guest", number=number))

    def _tell(self, trouble: str) -> None:
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        self.link.setAccessibleDescription(trouble)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange:
            self.look_into_clipboard()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_into_clipboard()


def _link_in(text: str) -> str:
    """Return the watch link that ``text`` is; empty when it is anything else."""
    if not text or len(text) > _LINK_MAX or ("#" not in text and "klieg:" not in text):
        return ""
    try:
        link = clean_link("".join(text.split()))
    except KliegError:
        return ""
    parts = urlsplit(link)
    is_ours = parts.scheme == "klieg" or "/watch/" in parts.path
    return link if is_ours else ""
