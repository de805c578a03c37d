"""What the start view stands on in the program."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap.permissions import QtPermissions
from app.bootstrap.start_desks import system_name
from app.control.permissions import EverythingAllowed, Permission
from app.model.media import DeviceKind

KINDS = (DeviceKind.CAMERA, DeviceKind.MICROPHONE)


def test_the_systems_name_is_a_name_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "mira")
    assert system_name()

    def nobody() -> str:
        raise OSError("no such user")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert system_name().isprintable()


@pytest.mark.parametrize("kind", KINDS)
def test_qt_knows_what_the_system_allows(qapp: QApplication, kind: DeviceKind) -> None:
    permissions = QtPermissions(qapp)
    answers: list[Permission] = []
    assert permissions.state(kind) in Permission
    permissions.ask(kind, answers.append)
    for _ in range(100):
        if answers:
            break
        qapp.processEvents()
    assert answers == [permissions.state(kind)]


@pytest.mark.parametrize("kind", KINDS)
def test_where_nobody_is_asked_everything_is_allowed(kind: DeviceKind) -> None:
    answers: list[Permission] = []
    EverythingAllowed().ask(kind, answers.append)
    assert answers == [Permission.GRANTED]
