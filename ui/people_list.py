"""Everybody in the room: oneself first, then the hosts, then those who watch."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QVBoxLayout, QWidget

from app.control.view_state import View, ViewState
from ui.chat_lines import one_line
from ui.kit import Kit
from ui.widgets import label, wrapped

PEOPLE_SHOWN = 200
_SEARCH_FROM = 15
_ICON_PX = 16


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list."""

    user_id: str
    name: str
    text: str
    icon: str


class PeopleList(QWidget):
    """Keeps its place while people come and go; long lists are counted, and can be searched."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._state: ViewState | None = None
        self._model = _PeopleModel(kit, self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(kit.words("watching.people_search"))
        self.search.setAccessibleName(kit.words("watching.people_search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        self.view = QListView()
        self.view.setAccessibleName(kit.words("side.people"))
        self.view.setModel(self._model)
        self.view.setUniformItemSizes(True)
        self.view.setIconSize(self._icon_size())
        self.view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._more = label("", "dim")
        self._more.setContentsMargins(14, 4, 14, 10)
        self._empty = wrapped(kit.words("people.empty"), "dim")
        self._empty.setContentsMargins(14, 8, 14, 10)
        kit.theme.changed.connect(self._model.repaint_icons)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(4)
        field = QVBoxLayout()
        field.setContentsMargins(12, 0, 12, 0)
        field.addWidget(self.search)
        layout.addLayout(field)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._more)
        layout.addWidget(self._empty)

    def render_state(self, state: ViewState) -> None:
        """Show the people of ``state``."""
        before = self._state
        self._state = state
        if before is not None and _same_people(before, state):
            return
        self._show()

    def names(self) -> list[str]:
        """Return the lines on show."""
        return [person.text for person in self._model.people]

    def _show(self) -> None:
        state, words = self._state, self._kit.words
        if state is None:
            return
        self.search.setVisible(len(state.users) >= _SEARCH_FROM or bool(self.search.text()))
        sought = self.search.text().strip().casefold()
        people = _people(state, self._kit)
        found = [person for person in people if sought in person.name.casefold()]
        self._model.show(found[:PEOPLE_SHOWN])
        more = len(found) - PEOPLE_SHOWN
        self._more.setText(words("people.more", count=max(0, more)))
        self._more.setVisible(more > 0)
        is_alone = not state.users
        self._empty.setVisible(is_alone or not found)
        self._empty.setText(words("people.empty") if is_alone else words("watching.people_nobody"))

    def _icon_size(self) -> QSize:
        size_px = round(_ICON_PX * self._kit.theme.text_scale)
        return QSize(size_px, size_px)


class _PeopleModel(QAbstractListModel):
    """Changes as little as it can: what stays is not drawn anew and does not move."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self.people: list[Person] = []

    def show(self, people: list[Person]) -> None:
        """Show exactly ``people``: what differs between an equal beginning and end changes."""
        old, shorter = self.people, min(len(self.people), len(people))
        if old == people:
            return
        start = 0
        while start < shorter and old[start] == people[start]:
            start += 1
        end = 0
        while end < shorter - start and old[-1 - end] == people[-1 - end]:
            end += 1
        root = QModelIndex()
        if (last := len(old) - end) > start:
            self.beginRemoveRows(root, start, last - 1)
            self.people = old[:start] + old[last:]
            self.endRemoveRows()
        if (last := len(people) - end) > start:
            self.beginInsertRows(root, start, last - 1)
            self.people = list(people)
            self.endInsertRows()

    def repaint_icons(self) -> None:
        """Draw all icons anew: the theme has changed."""
        if self.people:
            self.dataChanged.emit(self.index(0), self.index(len(self.people) - 1))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.people)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        person = self.people[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return person.text
        if role == Qt.ItemDataRole.DecorationRole:
            tokens = self._kit.theme.tokens
            size_px = round(_ICON_PX * self._kit.theme.text_scale)
            color = tokens.live if person.icon == "live" else tokens.dim
            return self._kit.icons.icon(person.icon, color, size_px=size_px)
        return None


def _people(state: ViewState, kit: Kit) -> list[Person]:
    words = kit.words
    hosts = {item.stream.user.user_id for item in state.incoming}
    people: list[Person] = []
    if state.user is not None:
        name, is_host = one_line(state.user.name), state.view is View.HOST
        key = "watching.people_you_host" if is_host else "people.you"
        icon = "live" if is_host else "people"
        people.append(Person(state.user.user_id, name, words(key, name=name), icon))
    others = sorted(state.users, key=lambda user: user.user_id not in hosts)
    for user in others:
        name = one_line(user.name)
        if user.user_id in hosts:
            text = words("watching.people_host", name=name)
            people.append(Person(user.user_id, name, text, "live"))
        else:
            people.append(Person(user.user_id, name, name, "people"))
    return people


def _same_people(one: ViewState, other: ViewState) -> bool:
    if one.users is not other.users or one.user is not other.user or one.view is not other.view:
        return False
    if one.incoming is other.incoming:
        return True
    return [item.stream for item in one.incoming] == [item.stream for item in other.incoming]
