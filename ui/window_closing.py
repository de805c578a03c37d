"""What happens when a window is closed: at once, after a question, or out of sight in the tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.control.closing import ClosingStep, closing_step, is_on_air, remembered
from app.model.conduct import WhenClosed
from ui.closing_bar import ClosingBar
from ui.tray import Tray

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class WindowClosing:
    """Decides for ``window``; asks at most once, closing again while it asks ends."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._tray: Tray | None = None
        self._bar: ClosingBar | None = None

    def new_bar(self) -> ClosingBar:
        """Return the question in the window's words of now."""
        self._bar = ClosingBar(self._window.kit)
        self._bar.chosen.connect(self._choose)
        if self._tray is not None:
            self._tray.say()
        return self._bar

    def stand_in_tray(self) -> None:
        """Put an icon into the system's tray."""
        self._tray = Tray(self._window)

    @property
    def tray(self) -> Tray | None:
        """The icon, once there is one."""
        return self._tray

    @property
    def is_asking(self) -> bool:
        """Whether the question is on show."""
        return self._bar is not None and self._bar.isVisible()

    @property
    def is_out_of_sight(self) -> bool:
        """Whether nobody can see what the window shows."""
        return not self._window.isVisible() or self._window.isMinimized()

    def bring_back(self) -> None:
        """Show the window before all others, wherever it was."""
        window = self._window
        if window.isMinimized():
            window.showNormal()
        window.show()
        window.raise_()
        window.activateWindow()

    def ask_to_end(self) -> None:
        """End the broadcast, after the question that its view asks."""
        from ui.host_page import HostPage  # not needed for the first paint

        self.bring_back()
        self._window.close_over()
        page = self._window.page()
        if isinstance(page, HostPage):
            page.ask_to_end()

    def wanted(self) -> None:
        """Do what closing means now."""
        controller = self._window.kit.controller
        has_tray = self._tray is not None and self._tray.is_there
        step = closing_step(controller.state, controller.preferences, has_tray=has_tray)
        if step is ClosingStep.TRAY:
            self._window.hide()
        elif step is ClosingStep.ASK and not self.is_asking and self._bar is not None:
            self.bring_back()
            self._bar.ask(controller.state.audience_count, has_tray=has_tray)
        else:
            self._window.finish()

    def refresh(self) -> None:
        """Take the question away when nothing is live any more."""
        if self._bar is not None and not is_on_air(self._window.kit.controller.state):
            self._bar.hide()

    def stop(self) -> None:
        """Take the icon away, for good."""
        if self._tray is not None:
            self._tray.stop()
            self._tray = None

    def _choose(self, choice: WhenClosed) -> None:
        controller = self._window.kit.controller
        if self._bar is not None and self._bar.is_always:
            controller.remember(remembered(controller.preferences, choice))
        if choice is WhenClosed.TRAY:
            self._window.hide()
        else:
            self._window.finish()
