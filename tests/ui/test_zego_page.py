"""The page of engine and ZEGO account: every state, both languages, both themes, the keyboard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.control.desks import Desks
from app.control.problems import problem_of_code, problem_of_error
from app.control.view_state import Phrase, Problem, Scope, View
from app.control.words import Language
from app.control.zego_desk import ZegoDesk
from app.control.zego_view import (
    NO_STEPS,
    Field,
    LibraryState,
    Outcome,
    SecretPlace,
    StepKind,
    TestStep,
    ZegoView,
)
from app.model.engine import EngineKind
from app.model.errors import ErrorCode, InvalidValueError
from app.model.zego import (
    AccountPart,
    Credential,
    MissingPartError,
    SecretKind,
    ZegoLibrary,
    ZegoSetup,
)
from tests.fakes.zego_office import GOOD_LIBRARY, RecordingOffice
from tests.ui.conftest import RESOURCES, Desk
from tests.ui.show import speak
from ui.kit import video_maker
from ui.main_window import MainWindow
from ui.theme import ThemeChoice
from ui.zego_button import ZegoButton
from ui.zego_page import ZegoPage

FOLDER = os.environ.get("KLIEG_SCREENSHOTS", "")
FILE = "/opt/zego/express/libZegoExpressEngine.so"
FULL = ZegoSetup(FILE, 1234567890, "wss://webliveroom1234567890-api.example.org/ws")
SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of no project


class Bench:
    """The page in its window, served by an office that answers as it is told."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.office = RecordingOffice()
        self.zego = ZegoDesk(self.office, release_engine=desk.controller.engine_choice.release)
        self.window = MainWindow(
            desk.controller,
            make_video=video_maker(lambda: desk.canvases),
            theme=desk.theme,
            resources=RESOURCES,
            desks=Desks(zego=self.zego),
        )

    def open(self) -> ZegoPage:
        self.window.resize(1280, 800)
        self.window.show()
        self.window.open_zego()
        self.settle()
        return self.page

    @property
    def page(self) -> ZegoPage:
        page = self.window.page_over
        assert isinstance(page, ZegoPage)
        return page

    def settle(self) -> None:
        self.desk.qtbot.waitUntil(lambda: not self.zego._tasks._running)

    def show(self, view: ZegoView) -> None:
        self.zego._put(view)
        for _ in range(20):  # sizes settle from the inside to the outside
            QApplication.processEvents()


@pytest.fixture
def bench(desk: Desk, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(desk)
    yield made
    made.window._ended()
    made.window.deleteLater()
    qtbot.wait(1)


def lacking(part: AccountPart) -> Problem:
    return problem_of_error(MissingPartError(part, "cannot use it: a part is missing", hint="?"))


REFUSED = problem_of_error(
    InvalidValueError(
        f"cannot use {FILE}: it is not the ZEGO Express SDK, or one older than version 3",
        hint="Download ZEGO Express for this system and choose its library file.",
    )
)
WRONG_MACHINE = problem_of_error(
    InvalidValueError(
        f"cannot use {FILE}: it was built for another kind of processor (arm64)",
        hint="Download ZEGO Express for this system and choose its library file.",
    )
)
READY = ZegoView(
    EngineKind.ZEGO,
    FULL,
    LibraryState.GOOD,
    GOOD_LIBRARY,
    secrets=frozenset(SecretKind),
    secret_place=SecretPlace.KEYRING,
)


def with_setup(credential: Credential, **changes: str) -> ZegoSetup:
    return replace(FULL, credential=credential, **changes)  # type: ignore[arg-type]


def said(key: str, **values: str) -> Phrase:
    return Phrase(f"zego.said.{key}", tuple(values.items()))


PASSED = (
    TestStep(StepKind.ACCOUNT, Outcome.GOOD, said("account", app_id="1234567890")),
    TestStep(StepKind.LIBRARY, Outcome.GOOD, said("library", version="3.25.0.51516", variant="v2")),
    TestStep(StepKind.INIT, Outcome.GOOD, said("init")),
    TestStep(StepKind.TOKEN, Outcome.GOOD, said("token")),
    TestStep(
        StepKind.SPEED,
        Outcome.GOOD,
        said("speed", up_ms="31", down_ms="30", up_lost="0.0%", down_lost="0.4%"),
    ),
    TestStep(StepKind.LOGIN, Outcome.GOOD, said("login", room="klieg-test-0123456789")),
)
FAILED = (
    *PASSED[:4],
    TestStep(
        StepKind.SPEED, Outcome.FAILED, problem=problem_of_code(ErrorCode(1015003), Scope.APP)
    ),
    TestStep(
        StepKind.LOGIN,
        Outcome.FAILED,
        problem=problem_of_code(ErrorCode.TOKEN_OF_OTHER_USER, Scope.ROOM),
    ),
)
RUNNING = (*PASSED[:2], TestStep(StepKind.INIT, Outcome.RUNNING), *NO_STEPS[3:])

SCENES: dict[str, ZegoView] = {
    "empty": ZegoView(
        secret_place=SecretPlace.KEYRING,
        missing=lacking(AccountPart.LIBRARY),
    ),
    "looking": ZegoView(EngineKind.ZEGO, FULL, LibraryState.LOOKING),
    "not_the_sdk": replace(
        READY, library_state=LibraryState.REFUSED, library=None, library_problem=REFUSED
    ),
    "wrong_machine": replace(
        READY, library_state=LibraryState.REFUSED, library=None, library_problem=WRONG_MACHINE
    ),
    "too_new": replace(
        READY,
        library_state=LibraryState.TOO_NEW,
        library=ZegoLibrary(Path(FILE), "v2", "3.31.0.60000"),
    ),
    "older_interface": replace(READY, library=ZegoLibrary(Path(FILE), "v1")),
    "no_app_id": replace(
        READY,
        setup=replace(FULL, app_id=0),
        secrets=frozenset(),
        missing=lacking(AccountPart.APP_ID),
    ),
    "wrong_app_id": replace(
        READY,
        faults=(
            (
                Field.APP_ID,
                problem_of_error(
                    InvalidValueError(
                        "cannot use the AppID: it is no number of a project",
                        hint="Copy the AppID of the project; it is a whole number above 0.",
                    )
                ),
            ),
        ),
    ),
    "ready": READY,
    "no_keyring": replace(READY, secret_place=SecretPlace.THIS_RUN),
    "token_server": replace(
        READY,
        setup=with_setup(Credential.TOKEN_SERVER, tokens_url="https://live.example.org/token"),
        secrets=frozenset(),
    ),
    "app_sign": replace(READY, setup=with_setup(Credential.APP_SIGN)),
    "ready_token": replace(READY, setup=with_setup(Credential.TOKEN, user_id="ada")),
    "testing": replace(READY, steps=RUNNING, is_testing=True),
    "passed": replace(READY, steps=PASSED),
    "failed": replace(READY, steps=FAILED),
}
LOOKS = (
    (ThemeChoice.DARK, Language.ENGLISH, QSize(1100, 1500)),
    (ThemeChoice.LIGHT, Language.ENGLISH, QSize(1100, 1500)),
    (ThemeChoice.DARK, Language.CHINESE, QSize(480, 1700)),
    (ThemeChoice.LIGHT, Language.CHINESE, QSize(1100, 1500)),
)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0].value}-{look[1].value}")
def test_every_state_can_be_drawn(bench: Bench, look: tuple[ThemeChoice, Language, QSize]) -> None:
    choice, language, size = look
    bench.desk.theme.choose(choice)
    speak(bench.window, language)
    bench.open()
    bench.window.resize(size)
    drawn: dict[str, QImage] = {}
    cut: list[tuple[str, str]] = []
    for name, view in SCENES.items():
        bench.show(view)
        drawn[name] = bench.window.grab().toImage()
        assert drawn[name].size() == size
        cut.extend((name, text) for text in cut_texts(bench.page))
        if FOLDER:
            Path(FOLDER).mkdir(parents=True, exist_ok=True)
            file = f"zego-{name}-{choice.value}-{language.value}.png"
            assert drawn[name].save(str(Path(FOLDER) / file))
    different = {image.constBits().tobytes() for image in drawn.values()}  # type: ignore[union-attr]
    assert len(different) == len(SCENES)
    assert cut == []


def test_everything_is_readable_at_double_text_size(bench: Bench) -> None:
    bench.desk.theme.choose(ThemeChoice.DARK, text_scale=2.0)
    bench.open()
    bench.window.resize(QSize(1280, 2600))
    cut: list[tuple[str, str]] = []
    for name, view in SCENES.items():
        bench.show(view)
        cut.extend((name, text) for text in cut_texts(bench.page))
        if FOLDER:
            assert bench.window.grab().save(str(Path(FOLDER) / f"zego-{name}-double.png"))
    assert cut == []


def cut_texts(page: ZegoPage) -> list[str]:
    """The sentences on show that have less height than their width asks for."""
    return [
        shown.text()
        for shown in page.findChildren(QLabel)
        if shown.isVisible()
        and shown.wordWrap()
        and shown.height() < shown.heightForWidth(shown.width())
    ]


def test_no_secret_is_ever_on_show(bench: Bench) -> None:
    page = bench.open()
    page.project.app_id.line.setFocus()
    QTest.keyClicks(page.project.app_id.line, "1234567890")
    QTest.keyClick(page.project.app_id.line, Qt.Key.Key_Return)
    bench.settle()
    line = page.credential.secret.line
    line.setFocus()
    QTest.keyClicks(line, SECRET)
    assert SECRET not in line.displayText()
    QTest.keyClick(line, Qt.Key.Key_Return)
    bench.settle()

    assert bench.office.secrets == {(1234567890, SecretKind.SERVER_SECRET): SECRET}
    assert line.text() == ""
    shown = " ".join(label.text() for label in page.findChildren(QLabel))
    assert SECRET not in shown
    assert "keyring" in page.credential.kept.text()
    assert page.credential.forget_button.isVisible()

    page.credential.forget_button.click()
    bench.settle()
    assert bench.office.secrets == {}
    assert not page.credential.forget_button.isVisible()


def test_leaving_the_empty_secret_field_forgets_nothing(bench: Bench) -> None:
    bench.office.setup = FULL
    bench.office.secrets[1234567890, SecretKind.SERVER_SECRET] = SECRET
    page = bench.open()
    page.credential.secret.line.setFocus()
    page.test.button.setFocus()
    bench.settle()
    assert (1234567890, SecretKind.SERVER_SECRET) in bench.office.secrets


def test_without_a_keyring_the_page_says_so(bench: Bench) -> None:
    bench.office.setup = FULL
    bench.office.place = SecretPlace.THIS_RUN
    page = bench.open()
    assert "no keyring" in page.credential.kept.text()


def test_the_engine_is_chosen_and_the_start_view_names_it(bench: Bench) -> None:
    page = bench.open()
    page.engine.choices[EngineKind.ZEGO].click()
    bench.settle()
    assert bench.office.kept[-1][0] is EngineKind.ZEGO

    page.back_button.click()
    bench.desk.settle()
    assert bench.window.page_over is None
    button = bench.window.findChild(ZegoButton)
    assert button is not None
    assert "ZEGO" in button.text()


def test_a_wrong_app_id_is_told_at_its_field(bench: Bench) -> None:
    page = bench.open()
    line = page.project.app_id.line
    line.setFocus()
    QTest.keyClicks(line, "seven")
    QTest.keyClick(line, Qt.Key.Key_Return)
    bench.settle()
    assert "AppID" in page.project.app_id.fault.text()
    assert line.text() == "seven"
    assert bench.office.kept == []


def test_a_file_is_chosen_in_a_dialog(bench: Bench) -> None:
    page = bench.open()
    page.library.choose_button.click()
    dialog = bench.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(FILE)
    dialog.reject()
    bench.settle()
    assert page.library.file.line.text() == FILE
    assert "3.25.0.51516" in page.library.news.text()


def test_the_test_shows_each_step_and_can_be_stopped(bench: Bench) -> None:
    bench.office.steps = list(FAILED)
    page = bench.open()
    page.test.button.click()
    bench.settle()
    assert "UDP" in page.test.lines[StepKind.SPEED].text()
    assert page.test.lines[StepKind.LOGIN].text().startswith("failed")
    assert page.test.button.isEnabled()
    assert not page.test.stop_button.isVisible()

    bench.show(replace(bench.zego.view, is_testing=True))
    assert not page.test.button.isEnabled()
    assert page.test.stop_button.isVisible()


def test_everything_can_be_reached_by_the_keyboard_and_has_a_name(bench: Bench) -> None:
    page = bench.open()
    bench.show(replace(READY, setup=with_setup(Credential.TOKEN_SERVER)))
    bench.window.activateWindow()
    bench.desk.qtbot.waitUntil(bench.window.isActiveWindow)
    wanted: set[QWidget] = {
        *page.engine.choices.values(),
        page.library.file.line,
        page.library.choose_button,
        page.project.app_id.line,
        page.project.server.line,
        page.credential.choice,
        page.credential.tokens_url.line,
        page.credential.secret.line,
        page.credential.forget_button,
        page.test.button,
        page.back_button,
    }
    met: set[QWidget] = set()
    page.back_button.setFocus()
    for _ in range(40):
        focused = QApplication.focusWidget()
        if focused is not None:
            met.add(focused)
        QTest.keyClick(focused or page, Qt.Key.Key_Tab)
    group = set(page.engine.choices.values())
    assert wanted - met <= group  # of a group of choices the chosen one is stepped to
    assert met & group
    assert all(widget.accessibleName() for widget in wanted)


def test_escape_leads_back_to_the_start_view(bench: Bench) -> None:
    page = bench.open()
    bench.window.activateWindow()
    bench.desk.qtbot.waitUntil(bench.window.isActiveWindow)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    bench.desk.qtbot.waitUntil(lambda: bench.window.page_over is None)
    bench.desk.settle()
    assert bench.desk.controller.state.devices.are_known  # looked up on the way back
    assert bench.desk.controller.state.view is View.START
    assert bench.window._stack.currentWidget() is bench.window.page()


def test_a_window_without_the_desk_has_no_way_there(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window()
    window.open_zego()
    assert window.findChild(ZegoButton) is None
    assert window.page_over is None
    window._ended()
    window.deleteLater()
    qtbot.wait(1)
