"""Small pieces of the settings page: a row with its control, a switch, choices with words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui.kit import Kit
from ui.widgets import frame, wrapped

T = TypeVar("T")

_ROW_PX = 520
_CONTROL_PX = 220
_CONTROL_MOST_PX = 320
_FRAME_PX = 60
"""What a choice has around its text: edges and the arrow."""


class Panel(QFrame):
    """A titled panel whose rows have a line between them."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(20, 16, 20, 16)
        self._layout.setSpacing(12)
        self._has_rows = False
        if title:
            self._layout.addWidget(wrapped(title, "heading"))

    def add(self, widget: QWidget, *, is_apart: bool = False) -> None:
        """Append ``widget``; with a line before it when it stands apart from what is above."""
        if is_apart and self._has_rows:
            line = frame("divider")
            line.setFixedHeight(1)
            self._layout.addWidget(line)
        self._layout.addWidget(widget)
        self._has_rows = True


class SideBySide(QWidget):
    """Widgets in a row, or one below the other where the row has no room.

    ``first_share`` is how much of the free space the first one takes; 0 leaves it at the end.
    """

    def __init__(self, *widgets: QWidget, first_share: int = 1) -> None:
        super().__init__()
        self._widgets = widgets
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._box.addWidget(widgets[0], first_share)
        for widget in widgets[1:]:
            self._box.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        if not first_share:
            self._box.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        widths = [widget.minimumSizeHint().width() for widget in self._widgets]
        return QSize(max(widths, default=0), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown = [widget for widget in self._widgets if not widget.isHidden()]
        needed = sum(_least_width(widget) for widget in shown)
        needed += self._box.spacing() * max(0, len(shown) - 1)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(below if needed > self.width() else beside)


def _least_width(widget: QWidget) -> int:
    """Return how wide ``widget`` must be to look well: a label of several lines may be narrow."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return min(widget.sizeHint().width(), widget.fontMetrics().averageCharWidth() * 20)
    return widget.sizeHint().width()


class Row(QWidget):
    """What it is and what it does on the left, the control on the right or, if narrow, below."""

    def __init__(self, kit: Kit, title: str, control: QWidget, *, help_text: str = "") -> None:
        super().__init__()
        self._kit = kit
        self.control = control
        self._title = wrapped(title)
        self._help = wrapped(help_text, "caption")
        self._help.setVisible(bool(help_text))
        if not control.accessibleName():
            control.setAccessibleName(title)
        control.setAccessibleDescription(help_text)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._title)
        texts.addWidget(self._help)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addLayout(texts, 1)
        self._layout.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)

    def say_help(self, text: str) -> None:
        """Explain it in other words."""
        self._help.setText(text)
        self._help.setVisible(bool(text))
        self.control.setAccessibleDescription(text)

    def help_text(self) -> str:
        """Return the explanation."""
        return self._help.text()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(self.control.minimumSizeHint().width(), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _ROW_PX * self._kit.theme.text_scale
        is_small = isinstance(self.control, QCheckBox)
        if isinstance(self.control, QComboBox):
            self.control.setMinimumWidth(0 if is_narrow else self._control_width_px(self.control))
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._layout.setDirection(below if is_narrow and not is_small else beside)

    def _control_width_px(self, choice: QComboBox) -> int:
        """Return a width that the longest entry has room in, within reason."""
        texts = (choice.itemText(number) for number in range(choice.count()))
        longest_px = max(
            (choice.fontMetrics().horizontalAdvance(text) for text in texts), default=0
        )
        scale = self._kit.theme.text_scale
        least_px, most_px = round(_CONTROL_PX * scale), round(_CONTROL_MOST_PX * scale)
        return min(most_px, max(least_px, longest_px + _FRAME_PX))


class CalmComboBox(QComboBox):
    """A choice that the wheel changes only once somebody went into it: pages are scrolled."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(policy)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One of several values, in words."""

    value: T
    title: str
    help_text: str = ""


class Picker(CalmComboBox, Generic[T]):
    """A choice of values in a closed list; ``chosen`` is called with what a person chose."""

    def __init__(self, options: Iterable[Option[T]], *, chosen: Callable[[T], None]) -> None:
        super().__init__()
        self._options = tuple(options)
        for option in self._options:
            self.addItem(option.title)
        self.activated.connect(lambda index: chosen(self._options[index].value))

    def show_value(self, value: T) -> None:
        """Show ``value``, without telling that it was chosen."""
        index = next((n for n, item in enumerate(self._options) if item.value == value), -1)
        if index != self.currentIndex():
            with QSignalBlocker(self):
                self.setCurrentIndex(index)


class Switch(QCheckBox):
    """On or off; ``chosen`` is called with what a person chose."""

    def __init__(self, *, chosen: Callable[[bool], None]) -> None:
        super().__init__()
        self.clicked.connect(chosen)

    def show_value(self, is_on: bool) -> None:  # noqa: FBT001 - the state of one box
        """Show it, without telling that it was chosen."""
        with QSignalBlocker(self):
            self.setChecked(is_on)


class OptionList(QWidget, Generic[T]):
    """All values with their words below each other; ``chosen`` is called with a person's choice."""

    def __init__(self, options: Iterable[Option[T]], *, chosen: Callable[[T], None]) -> None:
        super().__init__()
        self.buttons: dict[T, QRadioButton] = {}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for option in options:
            button = QRadioButton(option.title)
            button.setAccessibleName(option.title)
            button.setAccessibleDescription(option.help_text)
            button.clicked.connect(_Teller(self, chosen, option.value).tell)
            self.buttons[option.value] = button
            self._group.addButton(button)
            entry = QVBoxLayout()
            entry.setSpacing(0)
            entry.addWidget(button)
            if option.help_text:
                entry.addWidget(_Words(option.help_text, button))
            layout.addLayout(entry)

    def show_value(self, value: T) -> None:
        """Show ``value``, without telling that it was chosen."""
        chosen = self.buttons.get(value)
        if chosen is None:
            return
        with QSignalBlocker(chosen):
            chosen.setChecked(True)
        for button in self.buttons.values():  # Tab stops at the chosen one, arrows reach the others
            is_stop = button is chosen
            policy = Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)


class _Teller(QObject, Generic[T]):
    """Lives as long as its list, so that the signal has somebody to call."""

    def __init__(self, parent: QObject, chosen: Callable[[T], None], value: T) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self._value = value

    def tell(self) -> None:
        """Tell the choice."""
        self._chosen(self._value)


class _Words(QWidget):
    """The words below a choice: a press on them chooses it, too."""

    def __init__(self, text: str, button: QRadioButton) -> None:
        super().__init__()
        self._button = button
        words = wrapped(text, "caption")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(26, 0, 0, 0)
        layout.addWidget(words)

    def mouseReleaseEvent(self, event: object) -> None:  # noqa: ARG002 - where does not matter
        self._button.click()
