"""The switch for the second picture: opens the picker, and says what is shared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu

from app.control.share_desk import ShareDesk
from app.control.view_state import ViewState
from app.control.words import Words
from app.model.hotkeys import Hotkey
from app.model.media import CaptureSource, PublishChannel, SourceKind
from ui.control_bar import menu_anchor
from ui.kit import Kit
from ui.over_page import OverPage
from ui.widgets import ControlButton

_NAME_MAX = 14


class ShareButton(ControlButton):
    """Emits ``picker_wanted`` with the page that lets people choose.

    While something is shared it opens a menu instead: what it is, another one, the end of it.
    """

    picker_wanted = Signal(object)

    def __init__(self, kit: Kit, desk: ShareDesk | None) -> None:
        super().__init__(kit, shortcut=Hotkey.SHARE)
        self._desk = desk
        self._source: CaptureSource | None = None
        self.menu_of_share = QMenu(self)
        self._headline = self.menu_of_share.addAction("")
        self._headline.setEnabled(False)
        self.change = self.menu_of_share.addAction(kit.words("share.change"))
        self.stop = self.menu_of_share.addAction(kit.words("share.stop"))
        self.change.triggered.connect(self.open_picker)
        self.stop.triggered.connect(kit.controller.desk.stop_share)
        self.setCheckable(True)
        self.clicked.connect(self._press)
        self._say("")

    def render_state(self, state: ViewState) -> None:
        """Say what is shared now."""
        shared = state.outgoing_on(PublishChannel.AUX)
        self._source = shared.source if shared is not None else None
        self._say(shared_name(self._source, state, self._kit.words) if self._source else "")
        self.setChecked(self._source is not None)

    def open_picker(self) -> None:
        """Let the person choose what to share."""
        if self._desk is None:
            return
        from ui.share_picker import SharePicker  # not needed before somebody shares

        words, now = self._kit.words, self._source
        page: OverPage = SharePicker(
            self._kit,
            self._desk,
            self._share,
            title=words("share.change_title") if now is not None else "",
            now=now,
        )
        self.picker_wanted.emit(page)

    def _share(self, source: CaptureSource) -> None:
        desk = self._kit.controller.desk
        share: Callable[[CaptureSource], None] = (
            desk.change_share if self._kit.controller.state.is_sharing else desk.start_share
        )
        share(source)

    def _press(self) -> None:
        self.setChecked(self._source is not None)
        if self._source is None:
            self.open_picker()
            return
        corner = menu_anchor(self).mapToGlobal(QPoint(0, 0))
        height = self.menu_of_share.sizeHint().height()
        self.menu_of_share.popup(QPoint(corner.x(), max(0, corner.y() - height - 4)))

    def _say(self, name: str) -> None:
        words = self._kit.words
        if not name:
            self.say(words("host.share"), "share", tip=words("host.share_tip"))
            return
        short = name if len(name) <= _NAME_MAX else f"{name[: _NAME_MAX - 1].rstrip()}…"
        text = words("share.on", name=short)
        self.say(text, "share", tip=words("share.on_tip", name=name))
        self._headline.setText(words("share.now", name=name.replace("&", "&&")))


def shared_name(source: CaptureSource, state: ViewState, words: Words) -> str:
    """Return what ``source`` is, as people know it."""
    match source.kind:
        case SourceKind.WINDOW:
            return " ".join(source.target.split())
        case SourceKind.FILE:
            return Path(source.target).name or words("share.a_file")
        case SourceKind.PATTERN:
            return words("source.pattern")
        case _:
            screens = state.devices.screens
            found = [item.name for item in screens if item.device_id == (source.target or "0")]
            return found[0] if found and len(screens) > 1 else words("share.screen")
