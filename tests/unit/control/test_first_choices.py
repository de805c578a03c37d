"""What is chosen for somebody who has chosen nothing."""

from __future__ import annotations

from datetime import date

import pytest

from app.control.first_choices import suggested_name, suggested_room
from app.model.ids import check_room_id

FRIDAY = date(2026, 11, 20)


def test_a_room_can_be_said_aloud() -> None:
    assert suggested_room(FRIDAY, choose=lambda places: places[-1]) == "friday-workshop"
    assert check_room_id(suggested_room(FRIDAY)).startswith("friday-")


@pytest.mark.parametrize(
    ("full_name", "login", "name"),
    [
        ("Ann Lee,,,", "ann", "Ann Lee"),
        ("", "ann", "Ann"),
        ("", "root", ""),
        ("Ubuntu", "ubuntu", ""),
        ("", "12345", ""),
        ("x" * 80, "mira", "Mira"),
        ("王小明", "wang", "王小明"),
        ("bad\x07name", "mira", "Mira"),
        ("half \ud800", "mira", "Mira"),
        ("", "", ""),
    ],
)
def test_the_name_is_the_systems_when_it_names_a_person(
    full_name: str, login: str, name: str
) -> None:
    assert suggested_name(full_name, login) == name
