"""The icon in the system's tray: the state at a glance, and the few things one wants from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.control.tray import TrayMark, TrayView, notice_between, tray_view
from app.control.view_state import ViewState
from ui.icons import Icons

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_ICON_PX = 64
_MARK_PX = 34
_NOTICE_MS = 8_000
_LOOKS = {
    TrayMark.WAIT: ("wait", "#4a5160"),
    TrayMark.LIVE: ("record", "#d9363b"),
    TrayMark.WATCHING: ("play", "#2f6fe4"),
    TrayMark.TROUBLE: ("warning", "#8a5a00"),
}


class Tray(QObject):
    """Follows the view state of ``window``; call :meth:`stop` before the program ends.

    Args:
        window: What the icon stands for.
        is_available: Whether the system has a tray now.
    """

    def __init__(
        self,
        window: MainWindow,
        *,
        is_available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._is_available = is_available
        self._state = window.kit.controller.shown
        self._view: TrayView | None = None
        self.menu = QMenu()
        self.status = self._action(None)
        self.menu.addSeparator()
        self.show_window = self._action(window.closing.bring_back)
        self.menu.addSeparator()
        desk = window.kit.controller.desk
        self.microphone = self._action(desk.toggle_microphone)
        self.camera = self._action(desk.toggle_camera)
        self.copy_link = self._action(self._copy_link)
        self.menu.addSeparator()
        self.end_live = self._action(window.closing.ask_to_end)
        self.quit = self._action(window.closing.wanted)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(window.closing.bring_back)
        self._forget = window.kit.controller.subscribe(self.render_state)
        self.render_state(self._state)
        self.icon.show()

    @property
    def is_there(self) -> bool:
        """Whether a person can see the icon."""
        return self._is_available()

    def render_state(self, state: ViewState) -> None:
        """Show ``state``, and tell what a person who does not look would miss."""
        before, self._state = self._state, state
        notice = notice_between(before, state)
        if notice and self._window.closing.is_out_of_sight and self.is_there:
            words = self._window.kit.words
            title, hint = words(f"{notice}.title"), words(f"{notice}.hint")
            self.icon.showMessage(title, hint, self.icon.icon(), _NOTICE_MS)
        view = tray_view(state)
        if view != self._view:
            self._view = view
            self.say()

    def say(self) -> None:
        """Say everything again, in the words of now."""
        view, words = self._view or TrayView(), self._window.kit.words
        parts = [words(view.status)]
        if view.audience_count is not None:
            parts.append(words("host.watching", count=view.audience_count))
        if view.can_switch and not view.is_heard:
            parts.append(words("tray.muted"))
        status = " \N{MIDDLE DOT} ".join(parts)
        self.icon.setToolTip(f"Klieg \N{EN DASH} {status}")
        self.icon.setIcon(tray_icon(self._window.kit.icons, view.mark))
        texts = (
            (self.status, status),
            (self.show_window, words("tray.show")),
            (self.microphone, words("host.mute") if view.is_heard else words("host.unmute")),
            (self.camera, words("host.picture_off" if view.is_seen else "host.picture_on")),
            (self.copy_link, words("host.copy_link")),
            (self.end_live, words("tray.end_live")),
            (self.quit, words("tray.quit")),
        )
        for action, text in texts:
            action.setText(text.replace("&", "&&"))
        self.status.setEnabled(False)
        for action in (self.microphone, self.camera):
            action.setVisible(view.can_switch)
        self.copy_link.setVisible(bool(view.link))
        self.end_live.setVisible(view.can_end)

    def stop(self) -> None:
        """Take the icon away."""
        self._forget()
        self.icon.hide()
        self.icon.setContextMenu(None)  # type: ignore[arg-type]  # Qt takes none
        self.menu.deleteLater()

    def _action(self, act: Callable[[], object] | None) -> QAction:
        made = QAction(self.menu)
        if act is not None:
            made.triggered.connect(lambda _is_checked=False: act())
        self.menu.addAction(made)
        return made

    def _copy_link(self) -> None:
        if self._view is not None:
            QGuiApplication.clipboard().setText(self._view.link)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        wanted = {
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        }
        if reason in wanted:
            self._window.closing.bring_back()


def tray_icon(icons: Icons, mark: TrayMark) -> QIcon:
    """Return Klieg's icon with ``mark`` in its corner: a sign in a disc, told by shape as well."""
    pixmap = QPixmap(icons.pixmap("klieg", "", size_px=_ICON_PX, density=1.0))
    if mark is TrayMark.NONE:
        return QIcon(pixmap)
    name, colour = _LOOKS[mark]
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    corner = _ICON_PX - _MARK_PX
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#ffffff"))
    painter.drawEllipse(corner - 2, corner - 2, _MARK_PX + 4, _MARK_PX + 4)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(corner, corner, _MARK_PX, _MARK_PX)
    sign_px = _MARK_PX * 2 // 3
    sign = icons.pixmap(name, "#ffffff", size_px=sign_px, density=1.0)
    inset = corner + (_MARK_PX - sign_px) // 2
    painter.drawPixmap(inset, inset, sign)
    painter.end()
    return QIcon(pixmap)
