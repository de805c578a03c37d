"""``klieg doctor --zego``: a real broadcast on the user's ZEGO account, with verdicts."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable

from app.bootstrap.engines import open_book
from app.bootstrap.threads import on_thread
from app.bootstrap.workplace import Workplace
from app.bootstrap.zego_book import ZegoBook
from app.bootstrap.zego_office import look_at_library
from app.bootstrap.zego_peer import FarWatcher, PeerOrder
from app.checkup.evidence import Evidence
from app.checkup.host import HostCheck
from app.checkup.judges import FOREIGN_TOKEN, WRONG_TOKEN, Verdict
from app.checkup.link import Company
from app.checkup.rows import judge_all
from app.control.tasks import within
from app.control.words import Language, Words, load_words
from app.engine.create import create_engine
from app.engine.port import Engine
from app.media.sources import CaptureSources
from app.model.engine import EngineKind, EngineProfile, Scenario
from app.model.errors import KliegError
from app.model.ids import random_id
from app.model.session import RoomConfig, User
from app.model.zego import ZegoGiven, ZegoLibrary, ZegoUse
from app.paths import program_root
from app.services.zego_account import ZegoAccount, missing_parts
from app.services.zego_token_source import GivenToken, NoTokens
from app.services.zego_tokens import ZegoKey, trial_token
from app.terminal import say

EXIT_FAILED = 1
EXIT_NOT_READY = 3
"""Nothing was tried: the library or a part of the account is missing."""

START_LIMIT_S = 20.0
WHOLE_LIMIT_S = 300.0


def run_zego_doctor(given: ZegoGiven, *, user_id: str = "") -> int:
    """Say what is missing, or try the account; returns the exit status.

    Raises:
        InvalidValueError: What was given cannot be used.
    """
    with Workplace() as workplace:
        book = open_book(workplace, EngineKind.ZEGO, given, user_id=user_id)
        missing = missing_parts(book.setup, book.secrets)
        for error in missing:
            say(f"  missing  {error.sentence()}")
        if missing:
            return EXIT_NOT_READY
        try:
            account = book.account()
            library = asyncio.run(look_at_library(account.library))
        except KliegError as error:
            say(f"  missing  {error.sentence()}")
            return EXIT_NOT_READY
        _tell_account(book, library)
        for secret in (account.app_sign, account.key.server_secret if account.key else ""):
            workplace.redactor.add(secret)
        return asyncio.run(_try(account))


def _tell_account(book: ZegoBook, library: ZegoLibrary) -> None:
    version = library.version or "of unknown version"
    newer = ", newer than any that Klieg was tried with" if library.is_newer_than_tried else ""
    say(f"ZEGO Express SDK {version}, interface {library.variant}{newer}: {library.path}")
    say(f"AppID {book.setup.app_id}, rooms entered by: {book.setup.credential.value}")


async def _try(account: ZegoAccount) -> int:
    words = load_words(program_root() / "resources" / "i18n", Language.ENGLISH)
    try:
        engine = await within(START_LIMIT_S, on_thread(lambda: _new_engine(account)))
    except KliegError as error:
        say(f"  missing  {error.sentence()}")
        return EXIT_NOT_READY
    except TimeoutError:
        say(f"   FAILED  The SDK does not start within {START_LIMIT_S:.0f} s.")
        return EXIT_FAILED
    check = _host_check(account, engine)
    try:
        async with asyncio.timeout(WHOLE_LIMIT_S):
            evidence = await check.run()
    except TimeoutError:
        say(f"   FAILED  The broadcast is not over after {WHOLE_LIMIT_S:.0f} s.")
        return EXIT_FAILED
    return _report(evidence, words)


def _new_engine(account: ZegoAccount) -> Engine:
    profile = EngineProfile(
        Scenario.LIVE,
        app_id=account.app_id,
        app_sign=account.app_sign,
        library=account.library,
    )
    return create_engine(EngineKind.ZEGO, profile, captures=CaptureSources())


def _host_check(account: ZegoAccount, engine: Engine) -> HostCheck:
    host = User(account.user_id or random_id("doctor"))
    viewer = random_id("viewer")

    async def config_for(room_id: str) -> RoomConfig:
        token = await account.source.token_for(host.user_id, room_id=room_id, use=ZegoUse.HOST)
        return RoomConfig(token=token, login_time_s=15.0, retry_time_s=30.0)

    def order_for(user_id: str) -> Callable[[str], Awaitable[PeerOrder]]:
        async def order(room_id: str) -> PeerOrder:
            token = await account.source.token_for(user_id, room_id=room_id, use=ZegoUse.WATCH)
            return PeerOrder(
                library=str(account.library.absolute()),
                app_id=account.app_id,
                app_sign=account.app_sign,
                token=token,
                user_id=user_id,
                room_id=room_id,
            )

        return order

    is_for_one = isinstance(account.source, GivenToken)
    return HostCheck(
        engine,
        host,
        (random_id("klieg-doctor"), random_id("klieg-doctor")),
        config_for=config_for,
        wrong_configs=_wrong_configs(account, host),
        company=Company(
            watcher=None if is_for_one else FarWatcher(viewer, order_for(viewer)),
            double=FarWatcher(host.user_id, order_for(host.user_id)),
        ),
        tell=lambda step: say(f"      ...  {step}"),
    )


def _wrong_configs(account: ZegoAccount, user: User) -> dict[str, RoomConfig]:
    """Return tokens that must be refused; none where tokens do not matter."""
    if isinstance(account.source, NoTokens):
        return {}
    forged = ZegoKey(account.app_id, secrets.token_hex(16))
    wrong = {WRONG_TOKEN: trial_token(forged, user.user_id)}
    if account.key is not None:
        wrong[FOREIGN_TOKEN] = trial_token(account.key, random_id("other"))
    return {name: RoomConfig(token=token, login_time_s=15.0) for name, token in wrong.items()}


def _report(evidence: Evidence, words: Words) -> int:
    lines = judge_all(evidence)
    for line in lines:
        say(line.text())
    counts = dict.fromkeys(Verdict, 0)
    for line in lines:
        counts[line.judgement.verdict] += 1
    for code in sorted(evidence.error_codes()) if counts[Verdict.FAILED] else ():
        help_for_code = words.code_help(code)
        if help_for_code is not None:
            say(f"     code  {code}: {help_for_code.meaning} {help_for_code.action}")
    say(", ".join(f"{count} {verdict.value.lower()}" for verdict, count in counts.items()))
    return EXIT_FAILED if counts[Verdict.FAILED] else 0
