"""Where the audience view is: beside the stage in a wide window, in its corner in a narrow one."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.control.monitor_desk import MonitorDesk
from app.control.monitor_view import MonitorView
from ui.kit import Kit
from ui.monitor_panel import MonitorPanel

_WIDE_FROM_PX = 720
_GAP_PX = 8
_SHARE = 0.44
_CORNER_SHARE = 0.5
_CORNER_MIN_PX = 200
_CORNER_MAX_PX = 320


class _Place(QWidget):
    """Where the panel is: a native window, because pictures have one each and lie above all else.

    It is the only child of a plain widget: siblings of a native window become native, too.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window: QWidget | None = None
        self._inside = QVBoxLayout()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def open(self, kit: Kit, desk: MonitorDesk) -> MonitorPanel:
        """Show a new panel here, and return it."""
        self.show()
        if self._window is None:  # made late: it would make a page without a window native, too
            self._window = QWidget(self)
            self._window.setAttribute(Qt.WidgetAttribute.WA_NativeWindow)
            self._window.setAttribute(Qt.WidgetAttribute.WA_DontCreateNativeAncestors)
            self._inside = QVBoxLayout(self._window)
            self._inside.setContentsMargins(0, 0, 0, 0)
            self._layout.addWidget(self._window)
        panel = MonitorPanel(kit, desk, self._window)
        self._inside.addWidget(panel)
        return panel

    def to_front(self) -> None:
        """Lie above pictures that came later."""
        self.raise_()
        if self._window is not None:
            self._window.raise_()


class MonitorArea(QWidget):
    """Takes the stage's place and shares it between the stage and the panel.

    The panel exists while the audience view is open and can be seen.
    """

    def __init__(self, kit: Kit, desk: MonitorDesk, stage: QWidget) -> None:
        super().__init__()
        self._kit = kit
        self._desk = desk
        self._stage = stage
        self._panel: MonitorPanel | None = None
        self._panel_place = _Place(self)
        stage.setParent(self)
        self.setMinimumSize(stage.minimumSize())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._raise = QTimer(self)
        self._raise.setSingleShot(True)
        self._raise.setInterval(0)
        self._raise.timeout.connect(self._raise_panel)
        forget = desk.subscribe(self._show)
        self.destroyed.connect(forget)

    @staticmethod
    def around(kit: Kit, desk: MonitorDesk, stage: QWidget, box: QBoxLayout) -> MonitorArea:
        """Return an area that stands in ``box`` where ``stage`` stood."""
        place = box.indexOf(stage)
        box.removeWidget(stage)
        area = MonitorArea(kit, desk, stage)
        box.insertWidget(place, area)
        stage.show()
        return area

    @property
    def panel(self) -> MonitorPanel | None:
        """The audience view, while it is open."""
        return self._panel

    def pictures_changed(self) -> None:
        """Keep the panel above pictures that have come since."""
        if self._panel is not None:
            self._raise.start()

    def _show(self, view: MonitorView) -> None:
        is_wanted = view.is_open and self.isVisible()
        if self._panel is not None and not is_wanted:
            self._panel_place.hide()
            self._panel.release()
            self._panel = None
            self._place()
        elif self._panel is None and is_wanted:
            self._panel = self._panel_place.open(self._kit, self._desk)
            self._place()
        elif self._panel is not None:
            self._panel.show_view(view)

    def _place(self) -> None:
        whole = self.rect()
        panel = self._panel
        if panel is None:
            self._stage.setGeometry(whole)
        elif self.width() >= _WIDE_FROM_PX * self._kit.theme.text_scale:
            width = round(self.width() * _SHARE)
            height = min(panel.height_for(width), self.height())
            x = self.width() - width
            self._stage.setGeometry(0, 0, x - _GAP_PX, self.height())
            self._panel_place.setGeometry(x, (self.height() - height) // 2, width, height)
        else:
            self._stage.setGeometry(whole)
            self._panel_place.setGeometry(self._corner(panel))
            self._panel_place.to_front()

    def _corner(self, panel: MonitorPanel) -> QRect:
        """The corner where pictures have neither their name nor their buttons."""
        scale = self._kit.theme.text_scale
        wanted = max(_CORNER_MIN_PX * scale, self.width() * _CORNER_SHARE)
        room = QSize(self.width() - 2 * _GAP_PX, self.height() - 2 * _GAP_PX)
        width = min(round(min(wanted, _CORNER_MAX_PX * scale)), room.width())
        height = min(panel.height_for(width), room.height())
        return QRect(_GAP_PX, _GAP_PX, width, height)

    def _raise_panel(self) -> None:
        if self._panel is not None:
            self._panel_place.to_front()

    def minimumSizeHint(self) -> QSize:
        return self._stage.minimumSize()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show(self._desk.view)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._show(self._desk.view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
