"""One's own server: what the studio is given, and what the settings page finds out."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap.preferences import remember
from app.bootstrap.server_book import ServerBook
from app.bootstrap.workplace import Workplace
from app.control.server_office import ServerVerdict
from app.model.errors import InvalidValueError
from app.model.media import LatencyMode
from app.model.server import ServerAccess, ServerPlace, ServerSetup
from app.model.session import User
from app.redaction import Redactor
from app.services.secret_store import SessionStore
from app.services.server_secrets import ServerSecrets
from app.services.server_target import KeyedServer, TokenServer
from app.services.tokens import ServerKey, host_token, watch_token
from tests.unit.services.servers import running_server

ADA = User("ada", "Ada")
KEY = ServerKey("main", "0123456789abcdef0123456789abcdef")
OWN = ServerSetup(ServerPlace.OWN, "ws://127.0.0.1:9", api_key=KEY.api_key)
TOKEN = replace(OWN, access=ServerAccess.TOKEN)


def book_of(setup: ServerSetup, secret: str = "") -> tuple[ServerBook, Redactor]:
    redactor, secrets = Redactor(), ServerSecrets(SessionStore())
    if secret:
        secrets.write(setup, secret=secret)
    return ServerBook(setup, redactor, secrets), redactor


async def test_the_embedded_server_needs_nothing() -> None:
    book, _ = book_of(ServerSetup())

    assert await book.target() is None


async def test_a_server_with_a_key_can_invite() -> None:
    book, redactor = book_of(OWN, KEY.api_secret)

    target = await book.target()

    assert isinstance(target, KeyedServer)
    assert target.signal_url == OWN.url
    assert KEY.api_secret not in redactor.clean(f"secret {KEY.api_secret}")


async def test_a_server_with_a_token_lets_its_holder_in() -> None:
    book, _ = book_of(TOKEN, host_token(KEY, room_id="friday", user=ADA))

    target = await book.target()

    assert isinstance(target, TokenServer)
    assert target.facts.identity == "ada"


@pytest.mark.parametrize("setup", [OWN, TOKEN, replace(OWN, url="")], ids=str)
async def test_what_is_missing_is_told_before_going_live(setup: ServerSetup) -> None:
    book, _ = book_of(setup)

    with pytest.raises(InvalidValueError, match="is missing") as caught:
        await book.target()
    assert "settings" in caught.value.hint


async def test_secrets_are_kept_and_forgotten() -> None:
    book, _ = book_of(OWN)
    assert not await book.has_secret(OWN)

    await book.keep_secret(OWN, KEY.api_secret)
    assert await book.has_secret(OWN)
    await book.keep_secret(OWN, "")
    assert not await book.has_secret(OWN)


@pytest.mark.parametrize("secret", ["two words", "x" * 9000])
async def test_what_cannot_be_a_secret_is_refused(secret: str) -> None:
    book, _ = book_of(OWN)

    with pytest.raises(InvalidValueError, match="cannot keep the secret"):
        await book.keep_secret(OWN, secret)


async def test_what_is_no_token_is_refused() -> None:
    book, _ = book_of(TOKEN)

    with pytest.raises(InvalidValueError):
        await book.keep_secret(TOKEN, "no-token")


@pytest.mark.parametrize(
    ("setup", "verdict"),
    [
        (replace(OWN, url=""), ServerVerdict.NO_ADDRESS),
        (OWN, ServerVerdict.NO_SECRET),
        (TOKEN, ServerVerdict.NO_SECRET),
    ],
)
async def test_half_a_server_is_not_tried(setup: ServerSetup, verdict: ServerVerdict) -> None:
    book, _ = book_of(setup)

    assert (await book.test(setup)).verdict is verdict


async def test_the_real_server_gives_real_verdicts(tmp_path: Path) -> None:
    async with running_server(tmp_path, latency_mode=LatencyMode.LOWEST) as server:
        token = server.mint_host("friday", ADA)
        seeing = server.mint_watcher("friday", ADA)
        key = server._key
        setup = replace(OWN, url=server.signal_url, api_key=key.api_key)
        with_token = replace(setup, access=ServerAccess.TOKEN)
        cases = (
            (setup, key.api_secret, ServerVerdict.GOOD),
            (setup, "another-secret-of-sufficient-length", ServerVerdict.WRONG_KEY),
            (with_token, token, ServerVerdict.GOOD),
            (with_token, seeing, ServerVerdict.TOKEN_CANNOT_SEND),
            (
                with_token,
                host_token(KEY, room_id="friday", user=ADA),
                ServerVerdict.WRONG_TOKEN,
            ),
            (
                with_token,
                host_token(KEY, room_id="friday", user=ADA, ttl_s=-1000),
                ServerVerdict.TOKEN_ENDED,
            ),
        )
        for made, secret, verdict in cases:
            book, _ = book_of(made, secret)
            finding = await book.test(made)
            assert finding.verdict is verdict, finding
        book, _ = book_of(setup, key.api_secret)
        good = await book.test(setup)
    assert good.took_ms > 0
    assert (await book.test(setup)).verdict is ServerVerdict.REFUSED
    assert watch_token(KEY, room_id="friday", user=ADA) != seeing


async def test_the_secret_is_in_no_settings_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLIEG_HOME", str(tmp_path))
    workplace = Workplace()
    remembered = remember(workplace)
    book, _ = book_of(OWN)
    await book.keep_secret(OWN, KEY.api_secret)

    remembered.save(replace(remembered.preferences, server=OWN))
    remembered.finish()

    text = workplace.paths.settings_file.read_text(encoding="utf-8")
    assert OWN.url in text
    assert KEY.api_secret not in text
