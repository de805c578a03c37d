"""The test of an account, step by step, with an engine that does as it is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.bootstrap import zego_trial
from app.bootstrap.workplace import Workplace
from app.bootstrap.zego_book import ZegoBook
from app.bootstrap.zego_office import ZegoOffice
from app.bootstrap.zego_studio import ZegoStudio
from app.bootstrap.zego_trial import ZegoTrial
from app.control.words import Language, load_words
from app.control.zego_view import Outcome, SecretPlace, StepKind, TestStep
from app.engine.port import Engine
from app.engine.zego_port import NetworkSpeed, SpeedReport
from app.model.engine import EngineKind, EngineProfile
from app.model.errors import ErrorCode, InvalidValueError, RoomError
from app.model.zego import SecretKind, ZegoLibrary, ZegoSetup
from app.paths import program_root
from app.services.secret_store import SessionStore
from app.services.zego_secrets import ZegoSecrets
from app.services.zego_token_format import open_token
from tests.fakes.engine import RecordingEngine
from tests.fakes.zego_office import GOOD_LIBRARY

APP_ID = 1234567890
SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of no project
FILE = "/opt/zego/libZegoExpressEngine.so"


class MeasuringEngine(RecordingEngine):
    """An engine that knows how fast the way to its service is."""

    report = SpeedReport(NetworkSpeed(round_trip_ms=20.0), NetworkSpeed(lost_ratio=0.01))

    async def measure_network_speed(self, *, duration_s: float, bitrate_kbps: int) -> SpeedReport:
        await self._note_and_wait("measure_network_speed", duration_s, bitrate_kbps)
        return self.report


class Bench:
    def __init__(self) -> None:
        self.steps: list[TestStep] = []
        self.engine: RecordingEngine = MeasuringEngine()
        self.profiles: list[EngineProfile] = []
        self.library: ZegoLibrary | Exception = GOOD_LIBRARY
        self.no_engine: Exception | None = None
        secrets = ZegoSecrets(SessionStore())
        secrets.write(APP_ID, SecretKind.SERVER_SECRET, secret=SECRET)
        self.book = ZegoBook(EngineKind.ZEGO, ZegoSetup(FILE, APP_ID), secrets)
        self.workplace = Workplace()
        self.studio = ZegoStudio(self.workplace, self.book)

    def look_at(self, file: Path) -> ZegoLibrary:
        assert file == Path(FILE)
        if isinstance(self.library, Exception):
            raise self.library
        return self.library

    def make_engine(self, profile: EngineProfile) -> Engine:
        if self.no_engine is not None:
            raise self.no_engine
        self.profiles.append(profile)
        return self.engine

    async def run(self) -> dict[StepKind, Outcome]:
        trial = ZegoTrial(
            self.studio, self.steps.append, look_at=self.look_at, make_engine=self.make_engine
        )
        await trial.run()
        return {step.kind: step.outcome for step in self.steps}

    def failure(self) -> tuple[str, str]:
        """What the page says of the step that failed."""
        words = load_words(program_root() / "resources" / "i18n", Language.ENGLISH)
        (problem,) = [step.problem for step in self.steps if step.problem is not None]
        return words.problem(problem)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("KLIEG_HOME", str(tmp_path))
    return Bench()


async def test_a_good_account_passes_every_step_and_leaves_no_engine(bench: Bench) -> None:
    assert await bench.run() == dict.fromkeys(StepKind, Outcome.GOOD)

    assert bench.profiles[0].app_id == APP_ID
    assert bench.profiles[0].library == Path(FILE)
    names = bench.engine.names()
    assert names[-2:] == ["logout_room", "destroy"]
    assert names.index("measure_network_speed") < names.index("login_room")
    (room_id, user, config) = bench.engine.arguments("login_room")[0]
    facts = open_token(getattr(config, "token", ""), SECRET)
    assert facts.user_id == getattr(user, "user_id", "")
    assert str(room_id) in facts.payload


async def test_every_step_is_said_to_run_before_it_ends(bench: Bench) -> None:
    await bench.run()
    for kind in (StepKind.LIBRARY, StepKind.INIT, StepKind.SPEED, StepKind.LOGIN):
        assert [step.outcome for step in bench.steps if step.kind is kind] == [
            Outcome.RUNNING,
            Outcome.GOOD,
        ]


async def test_an_account_that_is_not_complete_ends_the_test(bench: Bench) -> None:
    bench.book.setup = ZegoSetup(FILE)
    assert await bench.run() == {StepKind.ACCOUNT: Outcome.FAILED}
    assert bench.failure()[0] == "The AppID is missing."


async def test_a_library_that_is_none_ends_the_test(bench: Bench) -> None:
    bench.library = InvalidValueError("cannot use it: it is not the ZEGO SDK", hint="Choose.")
    outcomes = await bench.run()
    assert outcomes[StepKind.LIBRARY] is Outcome.FAILED
    assert StepKind.INIT not in outcomes
    assert bench.failure() == ("Cannot use it: it is not the ZEGO SDK.", "Choose.")


async def test_a_library_newer_than_any_tried_is_a_warning(bench: Bench) -> None:
    bench.library = ZegoLibrary(Path(FILE), "v2", "3.31.0.1")
    outcomes = await bench.run()
    assert outcomes[StepKind.LIBRARY] is Outcome.WARNING
    assert outcomes[StepKind.LOGIN] is Outcome.GOOD


async def test_an_engine_that_cannot_be_made_is_told_at_its_step(bench: Bench) -> None:
    bench.no_engine = InvalidValueError("cannot create the engine 'zego': not in this build")
    outcomes = await bench.run()
    assert outcomes[StepKind.INIT] is Outcome.FAILED
    assert StepKind.TOKEN not in outcomes


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (1001004, StepKind.INIT, "The AppID is unknown"),
        (1002033, StepKind.LOGIN, ""),
        (1002078, StepKind.LOGIN, "The token has expired."),
    ],
)
async def test_a_refused_login_is_explained_by_its_code(
    bench: Bench, code: int, kind: StepKind, said: str
) -> None:
    bench.engine.fail("login_room", RoomError("refused", code=ErrorCode(code)))
    outcomes = await bench.run()
    assert outcomes[kind] is Outcome.FAILED
    cause, action = bench.failure()
    assert said in cause
    assert action
    assert bench.engine.names()[-1] == "destroy"


async def test_a_service_that_never_answers_is_given_up(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zego_trial, "LOGIN_LIMIT_S", 0.05)
    bench.engine.hold("login_room")
    outcomes = await bench.run()
    assert outcomes[StepKind.LOGIN] is Outcome.FAILED
    assert "no answer in time" in bench.failure()[0]


async def test_an_engine_that_cannot_measure_is_no_failure(bench: Bench) -> None:
    bench.engine = RecordingEngine()
    outcomes = await bench.run()
    assert outcomes[StepKind.SPEED] is Outcome.SKIPPED
    assert outcomes[StepKind.LOGIN] is Outcome.GOOD


async def test_a_way_that_cannot_be_measured_does_not_end_the_test(bench: Bench) -> None:
    engine = MeasuringEngine()
    engine.report = SpeedReport(NetworkSpeed(ErrorCode(1015003)), NetworkSpeed())
    bench.engine = engine
    outcomes = await bench.run()
    assert outcomes[StepKind.SPEED] is Outcome.FAILED
    assert outcomes[StepKind.LOGIN] is Outcome.GOOD
    assert "UDP" in bench.failure()[1]


async def test_a_test_that_is_stopped_destroys_its_engine(bench: Bench) -> None:
    bench.engine.hold("login_room")
    running = asyncio.ensure_future(bench.run())
    while "login_room" not in bench.engine.names():
        await asyncio.sleep(0.001)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert bench.engine.names()[-1] == "destroy"


async def test_the_office_keeps_checks_and_hides_secrets(bench: Bench) -> None:
    office = ZegoOffice(bench.book, bench.studio, bench.workplace.redactor)
    await office.keep_secret(APP_ID, SecretKind.APP_SIGN, secret="ab" * 32)
    assert await office.secrets_there(APP_ID) == {SecretKind.SERVER_SECRET, SecretKind.APP_SIGN}
    assert await office.secret_place() is SecretPlace.KEYRING
    assert "ab" * 32 not in bench.workplace.redactor.clean("ab" * 32)
    before, wrong = bench.book.revision, "never right\n"
    for kind in SecretKind:
        with pytest.raises(InvalidValueError):
            await office.keep_secret(APP_ID, kind, secret=wrong)
    with pytest.raises(InvalidValueError, match="it belongs to an AppID"):
        await office.keep_secret(0, SecretKind.TOKEN, secret=wrong)
    assert bench.book.revision == before
    assert await office.what_is_missing() is None

    office.keep(EngineKind.LIVEKIT, ZegoSetup())
    missing = await office.what_is_missing()
    assert missing is not None
    assert "library" in missing.message
    with pytest.raises(InvalidValueError):
        office.keep(EngineKind.ZEGO, ZegoSetup(app_id=-1))
    assert office.engine is EngineKind.LIVEKIT


async def test_the_office_says_why_a_file_is_no_library(bench: Bench, tmp_path: Path) -> None:
    office = ZegoOffice(bench.book, bench.studio, bench.workplace.redactor)
    file = tmp_path / "lib.so"
    file.write_bytes(b"no library")
    for path in (file, tmp_path / "missing.so"):
        with pytest.raises(InvalidValueError) as caught:
            await office.look_at(str(path))
        assert caught.value.hint
