"""Rooms one was in lately: one press leads back, one forgets."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.control.recent import OwnRoom, RecentRooms, WatchedRoom
from app.control.recent_desk import RecentDesk
from app.control.words import Language, Words
from ui.kit import Kit
from ui.widgets import ElidedLabel, IconLabel, PushButton, clear, label, wrapped


class RecentList(QWidget):
    """Own rooms fill the field, watched broadcasts are watched again."""

    room_wanted = Signal(str)

    def __init__(self, kit: Kit, desk: RecentDesk) -> None:
        super().__init__()
        self._kit = kit
        self._desk = desk
        words = kit.words
        self.forget_all_button = PushButton(kit, words("start.forget_all"), kind="quiet")
        self.forget_all_button.clicked.connect(desk.forget_all)
        self._empty = wrapped(words("start.recent_empty"), "dim")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(words("start.recent"), "heading"), 1)
        head.addWidget(self.forget_all_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._empty)
        layout.addLayout(self._rows)
        self.destroyed.connect(desk.subscribe(self._render))
        self._render(desk.rooms)

    def rows(self) -> tuple[RecentRow, ...]:
        """Return what is on show, from top to bottom."""
        found = (self._rows.itemAt(number) for number in range(self._rows.count()))
        widgets = (item.widget() for item in found if item is not None)
        return tuple(widget for widget in widgets if isinstance(widget, RecentRow))

    def _render(self, rooms: RecentRooms) -> None:
        had_focus = any(button.hasFocus() for button in self.findChildren(PushButton))
        clear(self._rows)
        for watched in rooms.watched:
            self._rows.addWidget(self._watched_row(watched))
        for own in rooms.own:
            self._rows.addWidget(self._own_row(own))
        self._empty.setVisible(rooms.is_empty)
        self.forget_all_button.setVisible(not rooms.is_empty)
        if had_focus and not rooms.is_empty:
            self.forget_all_button.setFocus()  # the one that was pressed is gone

    def _watched_row(self, room: WatchedRoom) -> RecentRow:
        words = self._kit.words
        detail = self._when(room.at_ms)
        if room.is_broken:
            detail = words("start.recent_broken")
        elif not room.is_lasting:
            detail = words("start.this_run", when=detail)
        row = RecentRow(
            self._kit,
            icon="warning" if room.is_broken else "play",
            title=room.title,
            detail=detail,
            act_tip=words("start.watch_again", title=room.title),
            forget_tip=words("start.forget", title=room.title),
        )
        row.act_button.clicked.connect(lambda: self._desk.watch_again(room.key))
        row.forget_button.clicked.connect(lambda: self._desk.forget_watched(room.key))
        return row

    def _own_row(self, room: OwnRoom) -> RecentRow:
        words = self._kit.words
        row = RecentRow(
            self._kit,
            icon="record",
            title=room.room_id,
            detail=words("start.own_room", when=self._when(room.at_ms)),
            act_tip=words("start.use_room", title=room.room_id),
            forget_tip=words("start.forget", title=room.room_id),
        )
        row.act_button.clicked.connect(lambda: self.room_wanted.emit(room.room_id))
        row.forget_button.clicked.connect(lambda: self._desk.forget_own(room.room_id))
        return row

    def _when(self, at_ms: int) -> str:
        return when_text(self._kit.words, at_ms, self._kit.controller.now_ms())


class RecentRow(QWidget):
    """One room: a wide button with two lines, and a small one that forgets it."""

    def __init__(
        self, kit: Kit, *, icon: str, title: str, detail: str, act_tip: str, forget_tip: str
    ) -> None:
        super().__init__()
        is_broken = icon == "warning"
        self.title = title
        self.detail = detail
        self.act_button = PushButton(kit, "", kind="row")
        self.act_button.setAccessibleName(f"{act_tip}. {detail}")
        self.act_button.setToolTip(kit.tip(act_tip))
        inside = QHBoxLayout(self.act_button)
        inside.setContentsMargins(12, 6, 12, 6)
        inside.setSpacing(10)
        inside.addWidget(IconLabel(kit, icon, color="warning_text" if is_broken else "dim"))
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addStretch()
        lines.addWidget(ElidedLabel(title))
        lines.addWidget(ElidedLabel(detail, "caption"))
        lines.addStretch()
        inside.addLayout(lines, 1)
        for part in self.act_button.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.forget_button = PushButton(
            kit,
            kit.words("start.forget_word") if is_broken else "",
            kind="quiet",
            icon="" if is_broken else "close",
            tip=forget_tip,
        )
        self.forget_button.setAccessibleName(forget_tip)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.act_button, 1)
        layout.addWidget(self.forget_button)


def when_text(words: Words, at_ms: int, now_ms: int) -> str:
    """Return when something was, as people say it: today, yesterday, or the date."""
    then, now = QDateTime.fromMSecsSinceEpoch(at_ms), QDateTime.fromMSecsSinceEpoch(now_ms)
    is_english = words.language is Language.ENGLISH
    language = QLocale.Language.English if is_english else QLocale.Language.Chinese
    locale = QLocale(language) if QLocale.system().language() is not language else QLocale.system()
    days = then.daysTo(now)
    clock = locale.toString(then.time(), QLocale.FormatType.ShortFormat)
    if days == 0:
        return words("start.today", clock=clock)
    if days == 1:
        return words("start.yesterday", clock=clock)
    return locale.toString(then.date(), "d MMM yyyy" if is_english else "yyyy年M月d日")
