"""Tokens from business servers that are real servers on this machine, good and bad."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.model.errors import ErrorCode, InvalidValueError, RoomError
from app.model.media import SwitchState
from app.model.zego import ZegoUse
from app.services import zego_token_server, zego_token_source
from app.services.zego_token_format import open_token, seal_token
from app.services.zego_token_server import (
    TokenServer,
    TokenServerError,
    TokenServerProblem,
    check_token_url,
    fetch_token,
)
from app.services.zego_token_source import (
    GivenToken,
    NoTokens,
    ServerTokens,
    TokenSource,
    TrialTokens,
    check_app_sign,
)
from app.services.zego_tokens import Privileges, ZegoKey, trial_token

KEY = ZegoKey(1234567890, "0123456789abcdef0123456789ABCDEF")
TOKEN = trial_token(KEY, "ada")
ACCESS_KEY = "access-key-of-a-test"


def answer(status: int, values: object, *headers: str) -> bytes:
    body = json.dumps(values).encode()
    lines = [f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def business_server(
    *replies: bytes, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Give ``replies`` one after the other, the last one for ever; yields address and requests."""
    requests: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await reader.readuntil(b"}"))
        writer.write(replies[min(len(requests), len(replies)) - 1])
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    scheme = "https" if tls is not None else "http"
    async with server:
        yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/zego/token", requests


async def ask(server: TokenServer) -> str:
    return await fetch_token(
        server, app_id=KEY.app_id, user_id="ada", room_id="main", use=ZegoUse.HOST
    )


async def test_the_question_and_the_answer_are_as_documented() -> None:
    async with business_server(answer(200, {"token": TOKEN})) as (url, requests):
        assert await ask(TokenServer(url, access_key=ACCESS_KEY)) == TOKEN

    head, _, body = requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /zego/token HTTP/1.")
    assert f"Authorization: Bearer {ACCESS_KEY}".encode() in head.split(b"\r\n")
    assert json.loads(body) == {
        "app_id": KEY.app_id,
        "user_id": "ada",
        "room_id": "main",
        "use": "host",
    }


async def test_without_an_access_key_nothing_is_said_of_one() -> None:
    async with business_server(answer(200, {"token": TOKEN})) as (url, requests):
        await ask(TokenServer(url))
    assert b"Authorization" not in requests[0]


@pytest.mark.parametrize(
    ("reply", "problem", "said"),
    [
        (answer(403, {"error": "ada is\nblocked"}), TokenServerProblem.REFUSED, "ada is blocked"),
        (answer(404, "nothing here"), TokenServerProblem.REFUSED, "status 404"),
        (answer(500, {"error": "no disk"}), TokenServerProblem.BROKEN, "no disk"),
        (
            answer(302, {}, "Location: https://127.0.0.1:1/"),
            TokenServerProblem.REDIRECTS,
            "another address",
        ),
        (answer(200, {"token": ""}), TokenServerProblem.NOT_UNDERSTOOD, "holds none"),
        (answer(200, {"token": 7}), TokenServerProblem.NOT_UNDERSTOOD, "holds none"),
        (answer(200, [TOKEN]), TokenServerProblem.NOT_UNDERSTOOD, "holds none"),
        (b"HTTP/1.1 200 So\r\n\r\n<html>", TokenServerProblem.NOT_UNDERSTOOD, "holds none"),
        (b"SSH-2.0-OpenSSH\r\n", TokenServerProblem.NOT_UNDERSTOOD, "holds none"),
        (answer(200, {"token": "0" * 70_000}), TokenServerProblem.NOT_UNDERSTOOD, "holds none"),
    ],
)
async def test_each_bad_answer_has_its_own_sentence(
    reply: bytes, problem: TokenServerProblem, said: str
) -> None:
    async with business_server(reply) as (url, requests):
        with pytest.raises(TokenServerError, match=said) as caught:
            await ask(TokenServer(url, access_key=ACCESS_KEY))
        assert len(requests) == 1
    assert caught.value.problem is problem
    assert caught.value.hint
    assert ACCESS_KEY not in caught.value.sentence()


async def test_a_long_refusal_is_cut_short() -> None:
    async with business_server(answer(400, {"error": "x" * 5_000})) as (url, _):
        with pytest.raises(TokenServerError) as caught:
            await ask(TokenServer(url))
    assert len(caught.value.message) < 400


async def test_nobody_there_is_told() -> None:
    async with business_server(b"") as (url, _):
        pass
    with pytest.raises(TokenServerError, match="nobody answers") as caught:
        await ask(TokenServer(url))
    assert caught.value.code is ErrorCode.ROOM_UNREACHABLE


async def test_silence_ends_in_a_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zego_token_server, "TIMEOUT_S", 0.2)
    released = asyncio.Event()

    async def be_silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await released.wait()
        writer.close()

    server = await asyncio.start_server(be_silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(TokenServerError, match="no answer") as caught:
            await ask(TokenServer(f"http://127.0.0.1:{port}/"))
        released.set()
    assert caught.value.problem is TokenServerProblem.TIMED_OUT


def self_made_certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "nobody")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    tls = self_made_certificate(tmp_path)
    async with business_server(answer(200, {"token": TOKEN}), tls=tls) as (url, requests):
        with pytest.raises(TokenServerError, match="not secure") as caught:
            await ask(TokenServer(url, access_key=ACCESS_KEY))
    assert caught.value.problem is TokenServerProblem.NOT_TRUSTED
    assert requests == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "live.example.org/token",
        "ftp://live.example.org/token",
        "http://live.example.org/token",
        "http://192.168.1.20/token",
        "http://localhost.example.org/token",
        "https://live.example.org/token?key=1",
        "https://live.example.org/token#key",
        "https://ada:word@live.example.org/token",
        "https://live.example.org:0/token",
        "https://live.example.org:99999/token",
        "https://live.example.org/to ken",
        "https://live.example.org/token\r\nX: y",
        "https://",
    ],
)
def test_addresses_that_are_not_safe_are_refused(url: str) -> None:
    with pytest.raises(InvalidValueError, match="token server"):
        check_token_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://live.example.org/zego/token",
        "https://live.example.org:8443",
        "http://127.0.0.1:8080/token",
        "http://[::1]:8080/token",
        "http://localhost:8080/token",
    ],
)
def test_secure_addresses_and_this_machine_are_taken(url: str) -> None:
    assert check_token_url(url) == url


@pytest.mark.parametrize("access_key", ["two words", "line\r\nX: y", "schlüssel"])
def test_an_access_key_that_breaks_the_header_is_refused(access_key: str) -> None:
    with pytest.raises(InvalidValueError, match="access key") as caught:
        TokenServer("https://live.example.org/", access_key=access_key)
    assert access_key not in str(caught.value)
    assert ACCESS_KEY not in repr(TokenServer("https://live.example.org/", access_key=ACCESS_KEY))


async def token_of(source: TokenSource, user_id: str = "ada") -> str:
    return await source.token_for(user_id, room_id="main", use=ZegoUse.HOST)


async def test_a_server_that_stumbles_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zego_token_source, "RETRY_PAUSES_S", (0.0, 0.0))
    replies = (answer(503, {}), b"HTTP/1.1 502 So\r\n\r\n", answer(200, {"token": TOKEN}))
    async with business_server(*replies) as (url, requests):
        assert await token_of(ServerTokens(KEY.app_id, TokenServer(url))) == TOKEN
    assert len(requests) == 3


async def test_a_server_that_refuses_is_not_asked_again() -> None:
    async with business_server(answer(403, {})) as (url, requests):
        with pytest.raises(TokenServerError):
            await token_of(ServerTokens(KEY.app_id, TokenServer(url)))
    assert len(requests) == 1


async def test_a_token_of_somebody_else_is_noticed_where_the_secret_is_known() -> None:
    async with business_server(answer(200, {"token": TOKEN})) as (url, _):
        source = ServerTokens(KEY.app_id, TokenServer(url), KEY)
        assert await token_of(source) == TOKEN
        with pytest.raises(RoomError, match="for user 'ada'"):
            await token_of(source, "bob")


async def test_an_old_token_from_a_server_is_noticed_without_a_secret() -> None:
    facts = replace(open_token(TOKEN, KEY.server_secret), expires_at_s=1_700_000_000)
    old = seal_token(facts, KEY.server_secret, vector=b"0123456789abcdef")
    async with business_server(answer(200, {"token": old})) as (url, _):
        with pytest.raises(RoomError, match="has expired"):
            await token_of(ServerTokens(KEY.app_id, TokenServer(url)))


async def test_trial_tokens_open_one_room_and_let_only_hosts_publish() -> None:
    source = TrialTokens(KEY)
    host = await source.token_for("ada", room_id="main", use=ZegoUse.HOST)
    viewer = await source.token_for("bob", room_id="main", use=ZegoUse.WATCH)

    rights = [
        Privileges.parse(open_token(token, KEY.server_secret).payload) for token in (host, viewer)
    ]
    assert [(item.room_id, item.publish) for item in rights] == [
        ("main", SwitchState.ON),
        ("main", SwitchState.OFF),
    ]


async def test_a_given_token_serves_its_user_alone() -> None:
    assert await token_of(GivenToken(f" {TOKEN}\n", KEY)) == TOKEN
    with pytest.raises(RoomError, match="for user 'ada'"):
        await token_of(GivenToken(TOKEN, KEY), "bob")
    assert TOKEN not in repr(GivenToken(TOKEN))


async def test_the_app_sign_needs_no_token() -> None:
    assert await token_of(NoTokens()) == ""


@pytest.mark.parametrize("app_sign", ["", "a" * 63, "a" * 65, "g" * 64, "0123456789abcdef" * 2])
def test_an_app_sign_of_another_form_is_refused_and_not_told(app_sign: str) -> None:
    with pytest.raises(InvalidValueError, match="64 hexadecimal") as caught:
        check_app_sign(app_sign)
    assert not app_sign or app_sign not in str(caught.value)
    assert check_app_sign("aF" * 32) == "aF" * 32
