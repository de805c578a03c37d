"""Who is here: hosts first, a place that is kept, ten thousand counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.control.view_state import ViewState
from app.model.session import User
from tests.fakes.samples import HOST, VIEWER, live_host, watching
from tests.ui.conftest import Desk
from ui.people_list import PEOPLE_SHOWN, PeopleList


def crowded(count: int, state: ViewState | None = None) -> ViewState:
    users = tuple(User(f"user-{number}", f"Viewer {number}") for number in range(count))
    return replace(state or watching(), user=VIEWER, users=(*users, HOST))


def middle_row(people: PeopleList) -> int:
    return people.view.indexAt(people.view.viewport().rect().center()).row()


@pytest.fixture
def people(desk: Desk, qtbot: QtBot) -> PeopleList:
    made = PeopleList(desk.kit())
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_oneself_comes_first_then_the_hosts(people: PeopleList) -> None:
    people.render_state(crowded(2))
    assert people.names() == [
        "Viewer 1 (you)",
        "Studio A · host",
        "Viewer 0",
        "Viewer 1",
    ]


def test_a_host_is_told_so(people: PeopleList) -> None:
    people.render_state(live_host())
    assert people.names() == ["Studio A (you) · host"]


def test_who_comes_and_goes_moves_nobody_else(people: PeopleList, qtbot: QtBot) -> None:
    people.render_state(crowded(60))
    bar = people.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    first = middle_row(people)
    reset: list[bool] = []
    people.view.model().modelReset.connect(lambda: reset.append(True))
    people.render_state(crowded(61))
    assert bar.value() == place
    qtbot.waitUntil(lambda: middle_row(people) == first)
    assert not reset


def test_ten_thousand_are_counted_and_can_be_searched(people: PeopleList) -> None:
    people.render_state(crowded(10_000))
    assert len(people.names()) == PEOPLE_SHOWN
    assert people._more.text() == f"and {10_002 - PEOPLE_SHOWN} more"
    people.search.setText("viewer 9999")
    assert people.names() == ["Viewer 9999"]
    people.search.setText("nobody of that name")
    assert people.names() == []
    assert people._empty.text() == "Nobody here has that name."


def test_few_people_need_no_search(people: PeopleList) -> None:
    people.render_state(crowded(5))
    assert people.search.isHidden()
    people.render_state(crowded(20))
    assert people.search.isVisible()


def test_names_are_text_and_long_ones_are_cut(people: PeopleList) -> None:
    state = replace(watching(), users=(User("x", "<b>x</b>" * 10),))
    people.render_state(state)
    assert people.names()[-1].startswith("<b>x</b>")
    assert people.view.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert people.view.sizeHintForColumn(0) > people.view.width()
