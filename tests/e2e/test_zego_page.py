"""The page of the ZEGO account with nothing faked behind it: office, binding, stand-in SDK."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.bootstrap.preferences import remember
from app.bootstrap.workplace import Workplace
from app.bootstrap.zego_office import ZegoOffice
from app.bootstrap.zego_studio import ZegoStudio
from app.control.desks import Desks
from app.control.zego_desk import ZegoDesk
from app.control.zego_view import LibraryState, Outcome, StepKind
from app.model.engine import EngineKind
from app.services.secret_store import SessionStore
from app.services.zego_secrets import ZegoSecrets
from tests.instruments.zego_standin import (
    DeviceKind,
    StandIn,
    StandInError,
    StandInService,
    build_standin,
)
from tests.ui.conftest import RESOURCES, Desk, desk, loop, theme
from ui.kit import video_maker
from ui.main_window import MainWindow
from ui.zego_page import ZegoPage

__all__ = ["desk", "loop", "theme"]

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of no project


@pytest.fixture
def standin() -> StandIn:
    try:
        return build_standin()
    except StandInError as error:
        pytest.skip(str(error).splitlines()[0])


@pytest.fixture
def service(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInService]:
    with StandInService(standin) as made:
        made.plug(DeviceKind.MICROPHONE, "microphone")
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        yield made


class Stage:
    """A window on a fresh home, its account page open."""

    def __init__(self, desk: Desk) -> None:
        self.workplace = Workplace()
        self.remembered = remember(self.workplace)
        self.book = self.remembered.zego
        self.book.secrets = ZegoSecrets(SessionStore())
        office = ZegoOffice(
            self.book, ZegoStudio(self.workplace, self.book), self.workplace.redactor
        )
        self.zego = ZegoDesk(office, release_engine=desk.controller.engine_choice.release)
        self.qtbot = desk.qtbot
        self.window = MainWindow(
            desk.controller,
            make_video=video_maker(lambda: desk.canvases),
            theme=desk.theme,
            resources=RESOURCES,
            desks=Desks(zego=self.zego),
        )
        self.window.show()
        self.window.open_zego()

    @property
    def page(self) -> ZegoPage:
        page = self.window.page_over
        assert isinstance(page, ZegoPage)
        return page

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.zego._tasks._running, timeout=60_000)

    def enter(self, line: QLineEdit, text: str) -> None:
        line.setFocus()
        line.setText(text)
        QTest.keyClick(line, Qt.Key.Key_Return)
        self.settle()

    def enter_account(self, library: Path) -> None:
        self.page.engine.choices[EngineKind.ZEGO].click()
        self.enter(self.page.library.file.line, str(library))
        self.enter(self.page.project.app_id.line, "1234567")
        self.enter(self.page.credential.secret.line, SECRET)

    def test(self) -> dict[StepKind, Outcome]:
        self.page.test.button.click()
        self.settle()
        return {step.kind: step.outcome for step in self.zego.view.steps}


@pytest.fixture
def stage(
    desk: Desk,
    service: StandInService,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Stage]:
    assert service.environment
    monkeypatch.setenv("KLIEG_HOME", str(tmp_path))
    made = Stage(desk)
    yield made
    made.window._ended()
    made.window.deleteLater()
    made.qtbot.wait(1)


@pytest.mark.timeout(120)
def test_an_account_is_typed_in_and_passes_its_test(stage: Stage, standin: StandIn) -> None:
    stage.enter_account(standin.v2)
    assert stage.zego.view.library_state is LibraryState.GOOD
    assert "3.25" in stage.page.library.news.text()
    assert stage.zego.view.missing is None

    assert stage.test() == dict.fromkeys(StepKind, Outcome.GOOD), [
        line.text() for line in stage.page.test.lines.values()
    ]

    stage.remembered.finish()
    again = remember(stage.workplace).zego
    assert (again.engine, again.setup) == (EngineKind.ZEGO, stage.book.setup)
    assert SECRET not in stage.workplace.paths.settings_file.read_text(encoding="utf-8")


@pytest.mark.timeout(120)
def test_a_service_out_of_reach_is_explained(
    stage: Stage, standin: StandIn, service: StandInService
) -> None:
    stage.enter_account(standin.v2)
    service.network(reachable=False)

    outcomes = stage.test()

    assert outcomes[StepKind.TOKEN] is Outcome.GOOD
    assert outcomes[StepKind.LOGIN] is Outcome.FAILED
    said = stage.page.test.lines[StepKind.LOGIN].text()
    assert said.count(".") >= 2  # what happened, and what to do
