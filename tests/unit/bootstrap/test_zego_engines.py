"""Which engine serves: chosen by settings, command line and link, told what is missing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap.engine_studio import EngineStudio, studio_of
from app.bootstrap.engines import checked_host, checked_link, engine_of_watch, open_book
from app.bootstrap.preferences import remember
from app.bootstrap.session import EngineMaker
from app.bootstrap.studio import LocalStudio
from app.bootstrap.workplace import Workplace
from app.bootstrap.zego_book import ZegoBook
from app.control.controller import Controller
from app.control.plans import HostPlan
from app.media.sources import CaptureSources
from app.model.engine import EngineKind
from app.model.errors import InvalidValueError, LinkError, RoomError, SettingsError
from app.model.events import RoomStateChanged, RoomTokenWillExpire
from app.model.media import CaptureSource, SourceKind, SwitchState
from app.model.session import RoomConfig, RoomStateReason, User
from app.model.zego import Credential, SecretKind, ZegoGiven, ZegoSetup
from app.options import HostOptions, WatchOptions
from app.services.secret_store import SessionStore
from app.services.settings_file import SettingsFile
from app.services.zego_links import ZegoLink
from app.services.zego_secrets import ZegoSecrets
from app.services.zego_token_format import open_token
from app.services.zego_tokens import Privileges, ZegoKey, trial_token
from tests.fakes.bridge import DirectBridge
from tests.fakes.engine import RecordingEngine

APP_ID = 1234567890
KEY = ZegoKey(APP_ID, "0123456789abcdef0123456789abcdef")
SETUP = ZegoSetup(library="/opt/zego/lib.so", app_id=APP_ID)
ADA = User("ada", "Ada Ö.")
LIVEKIT_LINK = "http://127.0.0.1:7070/watch/friday#invite-of-a-host"
ZEGO_LINK = ZegoLink(APP_ID, "friday").url


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    monkeypatch.setenv("KLIEG_HOME", str(tmp_path))
    return Workplace()


def book_of(
    setup: ZegoSetup = SETUP,
    engine: EngineKind = EngineKind.ZEGO,
    **secrets: str,
) -> ZegoBook:
    """Return the account with the secrets that are named by their kind."""
    store = ZegoSecrets(SessionStore())
    for name, secret in secrets.items():
        store.write(APP_ID, SecretKind[name.upper()], secret=secret)
    return ZegoBook(engine, setup, store)


def full_book(engine: EngineKind = EngineKind.ZEGO) -> ZegoBook:
    return book_of(engine=engine, server_secret=KEY.server_secret)


def studio_with(workplace: Workplace, book: ZegoBook) -> EngineStudio:
    return studio_of(workplace, LocalStudio(workplace), book)


async def test_a_host_gets_a_token_and_a_link_without_a_secret(workplace: Workplace) -> None:
    given: list[str] = []
    local = LocalStudio(workplace)
    studio = studio_of(workplace, local, full_book(), on_link=given.append)
    studio.choose_engine("")

    access = await studio.open_host("friday", ADA)
    await studio.broadcast_can_be_watched(SwitchState.ON)

    facts = open_token(access.config.token, KEY.server_secret)
    assert (facts.app_id, facts.user_id) == (APP_ID, "ada")
    assert Privileges.parse(facts.payload) == Privileges("friday")
    assert access.link == ZEGO_LINK
    assert given == [ZEGO_LINK]
    assert access.config.retry_time_s < 1200
    assert "[removed]" in workplace.redactor.clean(f"x {access.config.token} {KEY.server_secret}")
    assert KEY.server_secret not in workplace.redactor.clean(KEY.server_secret)


async def test_an_audience_gets_a_token_that_cannot_publish(workplace: Workplace) -> None:
    studio = studio_with(workplace, full_book(EngineKind.LIVEKIT))
    studio.choose_engine(ZEGO_LINK)

    access = await studio.open_watch(ZEGO_LINK, ADA, on_early=lambda: None)

    rights = Privileges.parse(open_token(access.config.token, KEY.server_secret).payload)
    assert (access.room_id, rights.room_id, rights.publish) == (
        "friday",
        "friday",
        SwitchState.OFF,
    )
    assert await studio.host_answers()


async def test_a_token_is_renewed_by_the_same_way(workplace: Workplace) -> None:
    studio = studio_with(workplace, full_book())
    studio.choose_engine("")
    first = (await studio.open_host("friday", ADA)).config.token
    second = await studio.fresh_token()

    assert second != first
    assert open_token(second, KEY.server_secret).user_id == "ada"
    await studio.close()
    with pytest.raises(Exception, match="no room is open"):
        await studio.fresh_token()


async def test_a_link_of_another_project_is_refused(workplace: Workplace) -> None:
    studio = studio_with(workplace, full_book())
    link = ZegoLink(7, "friday").url
    studio.choose_engine(link)
    with pytest.raises(InvalidValueError, match=f"AppID 7, and the settings have {APP_ID}"):
        await studio.open_watch(link, ADA, on_early=lambda: None)


async def test_a_ready_token_brings_its_own_user(workplace: Workplace) -> None:
    token = trial_token(KEY, "ada")
    setup = replace(SETUP, credential=Credential.TOKEN)
    book = book_of(setup, token=token, server_secret=KEY.server_secret)
    studio = studio_with(workplace, book)
    studio.choose_engine(ZEGO_LINK)

    watching = await studio.open_watch(ZEGO_LINK, User("viewer-1", "Bob"), on_early=lambda: None)
    hosting = await studio.open_host("friday", User("host-1", "Bob"))
    assert watching.user == hosting.user == User("ada", "Bob")

    book.change(EngineKind.ZEGO, replace(setup, user_id="bob"))
    with pytest.raises(RoomError, match="for user 'ada'"):
        await studio.open_host("friday", User("host-1"))


async def test_the_engine_follows_the_link_and_else_the_settings(workplace: Workplace) -> None:
    book = full_book(EngineKind.LIVEKIT)
    studio = studio_with(workplace, book)
    assert not studio.needs_other_engine("")

    studio.choose_engine("")
    assert (await studio.engine_request()).kind is EngineKind.LIVEKIT
    assert not studio.needs_other_engine(LIVEKIT_LINK)
    assert studio.needs_other_engine(ZEGO_LINK)

    studio.choose_engine(ZEGO_LINK)
    request = await studio.engine_request()
    assert request.kind is EngineKind.ZEGO
    assert (request.profile.app_id, request.profile.library) == (APP_ID, Path("/opt/zego/lib.so"))
    assert studio.needs_other_engine("")


async def test_another_account_makes_an_engine_out_of_date(workplace: Workplace) -> None:
    book = full_book()
    studio = studio_with(workplace, book)
    studio.choose_engine("")
    await studio.engine_request()
    assert not studio.needs_other_engine("")

    book.change(EngineKind.ZEGO, replace(SETUP, library="/other.so"))
    assert studio.needs_other_engine("")


async def test_what_is_missing_is_told_when_the_engine_is_wanted(workplace: Workplace) -> None:
    studio = studio_with(workplace, book_of(ZegoSetup()))
    studio.choose_engine("")
    maker = EngineMaker(studio.engine_request, captures=CaptureSources(), canvases=None)
    with pytest.raises(SettingsError, match="the library of the ZEGO Express SDK is missing"):
        await maker.make()


def test_engine_and_account_are_remembered_beside_the_preferences(workplace: Workplace) -> None:
    first = remember(workplace)
    first.zego.change(EngineKind.ZEGO, SETUP)
    first.save(replace(first.preferences, user_name="Ada"))
    first.finish()

    again = remember(workplace)
    assert (again.zego.engine, again.zego.setup) == (EngineKind.ZEGO, SETUP)
    assert again.preferences.user_name == "Ada"
    again.save(replace(again.preferences, volume=7))
    again.zego.change(EngineKind.LIVEKIT, SETUP)
    again.finish()
    settings = SettingsFile(workplace.paths.settings_file).load().settings
    assert (settings.volume, settings.engine) == (7, EngineKind.LIVEKIT)


def test_a_command_for_livekit_asks_neither_settings_nor_keyring(workplace: Workplace) -> None:
    book = open_book(workplace, EngineKind.LIVEKIT, ZegoGiven(secret_file=Path("nowhere")))
    assert book.engine is EngineKind.LIVEKIT
    assert book.setup == ZegoSetup()


def test_a_command_for_zego_takes_settings_and_what_is_given(
    workplace: Workplace, tmp_path: Path
) -> None:
    remembered = remember(workplace)
    remembered.zego.change(EngineKind.LIVEKIT, SETUP)
    remembered.finish()
    secret = tmp_path / "secret"
    secret.write_text(KEY.server_secret, encoding="utf-8")
    given = ZegoGiven(library=Path("/given.so"), secret_file=secret)

    account = open_book(workplace, EngineKind.ZEGO, given).account()

    assert (str(account.library), account.app_id, account.key) == ("/given.so", APP_ID, KEY)


def test_the_user_of_a_ready_token_is_read_from_it_or_asked_for() -> None:
    setup = replace(SETUP, credential=Credential.TOKEN)
    token = trial_token(KEY, "ada")
    options = HostOptions(engine=EngineKind.ZEGO)
    known = book_of(setup, token=token, server_secret=KEY.server_secret)
    unknown = book_of(setup, token=token)

    assert checked_host(options, known).user_id == "ada"
    named = book_of(replace(setup, user_id="ada"), token=token)
    assert checked_host(options, named).user_id == "ada"
    with pytest.raises(SettingsError, match="the user of the token is missing"):
        checked_host(options, unknown)


@pytest.mark.parametrize(
    ("link", "engine", "expected"),
    [
        (LIVEKIT_LINK, None, EngineKind.LIVEKIT),
        (LIVEKIT_LINK, EngineKind.LIVEKIT, EngineKind.LIVEKIT),
        (ZEGO_LINK, None, EngineKind.ZEGO),
        (ZEGO_LINK, EngineKind.ZEGO, EngineKind.ZEGO),
        ("friday", EngineKind.ZEGO, EngineKind.ZEGO),
    ],
)
def test_the_link_says_which_engine_it_is_for(
    link: str, engine: EngineKind | None, expected: EngineKind
) -> None:
    assert engine_of_watch(WatchOptions(link, engine)) is expected


@pytest.mark.parametrize(
    ("link", "engine"), [(LIVEKIT_LINK, EngineKind.ZEGO), (ZEGO_LINK, EngineKind.LIVEKIT)]
)
def test_an_engine_against_its_link_is_refused(link: str, engine: EngineKind) -> None:
    with pytest.raises(InvalidValueError, match="the link is for the engine"):
        engine_of_watch(WatchOptions(link, engine))


def test_options_of_zego_for_another_link_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="the link is for another engine"):
        engine_of_watch(WatchOptions(LIVEKIT_LINK, zego=ZegoGiven(app_id=7)))


def test_the_id_of_a_room_is_enough_for_zego() -> None:
    options = WatchOptions("friday", EngineKind.ZEGO)
    assert checked_link(options, full_book()) == ZEGO_LINK
    assert checked_link(WatchOptions(LIVEKIT_LINK), ZegoBook()) == LIVEKIT_LINK


async def test_a_broken_link_is_told(workplace: Workplace) -> None:
    studio = studio_with(workplace, full_book())
    link = "klieg://watch?engine=zego&room=friday"
    studio.choose_engine(link)
    with pytest.raises(LinkError, match="not a watch link for a ZEGO room"):
        await studio.open_watch(link, ADA, on_early=lambda: None)


class Stage:
    """A controller on a ZEGO account, with an engine that does as it is told."""

    def __init__(self, workplace: Workplace, book: ZegoBook) -> None:
        self.engine = RecordingEngine()
        self.studio = studio_with(workplace, book)
        self.controller = Controller(
            make_engine=self.make_engine, studio=self.studio, make_bridge=DirectBridge
        )

    async def make_engine(self) -> RecordingEngine:
        await self.studio.engine_request()
        return self.engine

    async def until(self, name: str) -> None:
        async with asyncio.timeout(10):
            while name not in self.engine.names():
                await asyncio.sleep(0.001)


async def test_a_token_that_will_end_is_renewed_in_the_room(workplace: Workplace) -> None:
    stage = Stage(workplace, full_book())
    stage.controller.go_live(HostPlan("friday", ADA, picture=CaptureSource(SourceKind.PATTERN)))
    await stage.until("start_publishing_stream")
    first = stage.engine.arguments("login_room")[0][2]
    stage.engine.emit(RoomStateChanged("friday", RoomStateReason.LOGINED))

    stage.engine.emit(RoomTokenWillExpire("friday", 30))
    await stage.until("renew_token")

    (renewed,) = stage.engine.arguments("renew_token")[0]
    assert isinstance(first, RoomConfig)
    assert renewed != first.token
    assert open_token(str(renewed), KEY.server_secret).user_id == "ada"
    await stage.controller.close()


async def test_a_preview_on_one_engine_gives_way_to_a_link_for_the_other(
    workplace: Workplace,
) -> None:
    stage = Stage(workplace, full_book(EngineKind.LIVEKIT))
    stage.controller.desk.preview(CaptureSource(SourceKind.PATTERN))
    await stage.until("start_preview")
    before, stage.engine = stage.engine, RecordingEngine()

    stage.controller.watch_link(ZEGO_LINK)
    await stage.until("login_room")

    assert before.names()[-1] == "destroy"
    await stage.controller.close()


async def test_another_engine_in_the_settings_ends_the_old_one_and_looks_anew(
    workplace: Workplace,
) -> None:
    book = full_book(EngineKind.LIVEKIT)
    stage = Stage(workplace, book)
    stage.controller.desk.preview(CaptureSource(SourceKind.PATTERN))
    await stage.until("start_preview")
    before, stage.engine = stage.engine, RecordingEngine()

    stage.controller.engine_choice.chosen()
    await stage.controller.settle()
    assert "destroy" not in before.names()  # nothing has changed

    book.change(EngineKind.ZEGO, SETUP)
    stage.controller.engine_choice.chosen()
    await stage.until("list_devices")
    assert before.names()[-1] == "destroy"
    assert not stage.controller.state.outgoing
    await stage.controller.close()


async def test_what_was_missing_is_told_no_more_once_it_is_there(workplace: Workplace) -> None:
    book = book_of(ZegoSetup(), server_secret=KEY.server_secret)
    stage = Stage(workplace, book)
    stage.controller.desk.look_for_devices()
    await stage.controller.settle()
    problem = stage.controller.state.problem
    assert problem is not None
    assert problem.cause.key == "zego.missing.library.cause"

    book.change(EngineKind.ZEGO, SETUP)
    stage.controller.engine_choice.chosen()
    await stage.controller.settle()
    assert stage.controller.state.problem is None
    assert stage.controller.state.devices.are_known
    await stage.controller.close()


def test_the_window_takes_the_account_from_the_environment_too(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLIEG_ZEGO_SDK", "/given.so")
    monkeypatch.setenv("KLIEG_ZEGO_APP_ID", str(APP_ID))
    monkeypatch.setenv("KLIEG_ZEGO_SERVER_SECRET", KEY.server_secret)
    account = remember(workplace).zego.account()
    assert (str(account.library), account.key) == ("/given.so", KEY)
    assert not workplace.paths.settings_file.exists()

    monkeypatch.setenv("KLIEG_ZEGO_APP_ID", "seven")
    assert "KLIEG_ZEGO_APP_ID" in remember(workplace).notice
