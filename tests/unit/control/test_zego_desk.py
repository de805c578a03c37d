"""The intents of the ZEGO page, and what they make of the view."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from app.control.view_state import Phrase
from app.control.zego_desk import ZegoDesk
from app.control.zego_view import (
    Field,
    LibraryState,
    Outcome,
    SecretPlace,
    StepKind,
    TestStep,
    ZegoView,
)
from app.model.engine import EngineKind
from app.model.errors import InvalidValueError, SettingsError
from app.model.zego import Credential, SecretKind, ZegoLibrary, ZegoSetup
from tests.fakes.zego_office import GOOD_LIBRARY, RecordingOffice

FILE = "/opt/zego/libZegoExpressEngine.so"


class Bench:
    def __init__(self) -> None:
        self.office = RecordingOffice()
        self.releases = 0
        self.desk = ZegoDesk(self.office, release_engine=self.release)
        self.seen: list[ZegoView] = []
        self.desk.subscribe(self.seen.append)

    async def release(self) -> None:
        self.releases += 1

    def now(self) -> ZegoView:
        return self.desk.view


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_every_change_is_kept_at_once(bench: Bench) -> None:
    bench.desk.choose_engine(EngineKind.ZEGO)
    bench.desk.choose_library(f" {FILE} ")
    bench.desk.enter_app_id(" 1234567890 ")
    bench.desk.enter_server("wss://webliveroom.example.org/ws")
    bench.desk.choose_credential(Credential.TOKEN_SERVER)
    bench.desk.enter_tokens_url("https://live.example.org/t")
    await bench.desk.settle()

    expected = ZegoSetup(
        FILE,
        1234567890,
        "wss://webliveroom.example.org/ws",
        Credential.TOKEN_SERVER,
        "https://live.example.org/t",
    )
    assert bench.office.kept[-1] == (EngineKind.ZEGO, expected)
    assert (bench.now().engine, bench.now().setup) == (EngineKind.ZEGO, expected)
    assert bench.seen[-1] == bench.now()


async def test_what_cannot_be_used_is_shown_at_its_field_and_not_kept(bench: Bench) -> None:
    bench.desk.enter_app_id("seven")
    bench.desk.enter_tokens_url("http://live.example.org/t")
    await bench.desk.settle()

    assert bench.office.kept == []
    app_id, url = bench.now().fault(Field.APP_ID), bench.now().fault(Field.TOKENS_URL)
    assert app_id is not None
    assert "AppID" in app_id.detail
    assert url is not None

    bench.desk.enter_app_id("7")
    assert bench.now().fault(Field.APP_ID) is None
    assert bench.now().fault(Field.TOKENS_URL) is url
    await bench.desk.settle()


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (GOOD_LIBRARY, LibraryState.GOOD),
        (ZegoLibrary(Path(FILE), "v1", "3.22.0.1"), LibraryState.GOOD),
        (ZegoLibrary(Path(FILE), "v2", "3.31.0.1"), LibraryState.TOO_NEW),
        (InvalidValueError("cannot use it: it is not the ZEGO SDK"), LibraryState.REFUSED),
    ],
)
async def test_a_library_is_looked_at_when_it_is_chosen(
    bench: Bench, found: ZegoLibrary | InvalidValueError, state: LibraryState
) -> None:
    bench.office.libraries[FILE] = found
    bench.desk.choose_library(FILE)
    assert bench.now().library_state is LibraryState.LOOKING
    await bench.desk.settle()

    assert bench.now().library_state is state
    is_refused = state is LibraryState.REFUSED
    assert (bench.now().library is None, bench.now().library_problem is not None) == (
        is_refused,
        is_refused,
    )


async def test_of_two_libraries_the_one_chosen_last_is_shown(bench: Bench) -> None:
    slow = bench.office.gates["slow.so"] = asyncio.Event()
    bench.office.libraries["slow.so"] = InvalidValueError("cannot use it: it is slow")
    bench.desk.choose_library("slow.so")
    await asyncio.sleep(0)
    bench.desk.choose_library(FILE)
    slow.set()
    await bench.desk.settle()

    assert bench.now().library_state is LibraryState.GOOD
    assert bench.now().library_problem is None


async def test_a_secret_belongs_to_its_project_and_way(bench: Bench) -> None:
    bench.desk.enter_app_id("7")
    bench.desk.enter_secret(" 0123456789abcdef0123456789abcdef\n")
    await bench.desk.settle()
    assert bench.office.secrets == {
        (7, SecretKind.SERVER_SECRET): "0123456789abcdef0123456789abcdef"
    }
    assert bench.now().has_secret
    assert bench.now().secret_place is SecretPlace.KEYRING
    assert "0123456789abcdef" not in repr(bench.now())

    bench.desk.choose_credential(Credential.APP_SIGN)
    assert not bench.now().has_secret
    bench.desk.choose_credential(Credential.SERVER_SECRET)
    bench.desk.enter_app_id("8")
    await bench.desk.settle()
    assert not bench.now().has_secret


async def test_an_empty_secret_is_forgotten_and_a_wrong_one_told(bench: Bench) -> None:
    bench.desk.enter_app_id("7")
    bench.desk.enter_secret("right")
    await bench.desk.settle()
    bench.desk.enter_secret("wrong")
    await bench.desk.settle()
    assert bench.now().fault(Field.SECRET) is not None
    assert bench.now().has_secret

    bench.desk.enter_secret("")
    await bench.desk.settle()
    assert bench.now().fault(Field.SECRET) is None
    assert not bench.now().has_secret


async def test_opening_looks_at_everything_anew(bench: Bench) -> None:
    bench.office.setup = replace(bench.office.setup, library=FILE, app_id=7)
    bench.office.engine = EngineKind.ZEGO
    bench.office.place = SecretPlace.THIS_RUN
    bench.office.missing = SettingsError("cannot use the ZEGO engine: the AppSign is missing")
    bench.desk.open()
    await bench.desk.settle()

    assert bench.now().engine is EngineKind.ZEGO
    assert bench.now().library_state is LibraryState.GOOD
    assert bench.now().secret_place is SecretPlace.THIS_RUN
    missing = bench.now().missing
    assert missing is not None
    assert "AppSign" in missing.detail


async def test_the_test_reports_step_by_step_and_frees_the_engine_before(bench: Bench) -> None:
    good = TestStep(StepKind.ACCOUNT, Outcome.GOOD, Phrase("zego.said.account"))
    failed = TestStep(StepKind.LIBRARY, Outcome.FAILED)
    bench.office.steps = [TestStep(StepKind.ACCOUNT, Outcome.RUNNING), good, failed]
    bench.desk.test()
    bench.desk.test()
    assert bench.now().is_testing
    assert [step.kind for step in bench.now().steps] == list(StepKind)
    await bench.desk.settle()

    assert (bench.releases, bench.office.tests) == (1, 1)
    assert not bench.now().is_testing
    assert bench.now().steps[:2] == (good, failed)
    assert {step.outcome for step in bench.now().steps[2:]} == {Outcome.SKIPPED}


async def test_a_test_can_be_stopped(bench: Bench) -> None:
    bench.office.test_gate = asyncio.Event()
    bench.office.steps = [TestStep(StepKind.ACCOUNT, Outcome.RUNNING)]
    bench.desk.test()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    bench.desk.stop_test()
    await bench.desk.settle()

    assert not bench.now().is_testing
    assert {step.outcome for step in bench.now().steps} == {Outcome.SKIPPED}
    bench.desk.stop_test()


async def test_a_change_takes_the_results_of_the_last_test_away(bench: Bench) -> None:
    bench.desk.test()
    await bench.desk.settle()
    bench.desk.enter_app_id("7")
    assert bench.now().steps == ()
    await bench.desk.settle()


async def test_a_listener_that_left_hears_nothing(bench: Bench) -> None:
    seen: list[ZegoView] = []
    forget = bench.desk.subscribe(seen.append)
    forget()
    bench.desk.enter_app_id("7")
    await bench.desk.settle()
    assert seen == []
