from pathlib import Path

import pytest

from app.model.access_token import read_token
from app.model.errors import ErrorCode, InvalidValueError, RoomError
from app.model.session import User
from app.services.server_target import (
    KeyedServer,
    ServerTarget,
    TokenServer,
    check_server_url,
    key_from_environment,
    read_token_file,
)
from app.services.tokens import ServerKey, host_token, watch_token

KEY = ServerKey("APIkey", api_secret="s" * 40)
ADA = User("ada")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("ws://127.0.0.1:7880", "ws://127.0.0.1:7880"),
        (" wss://live.example.org/ ", "wss://live.example.org"),
        ("https://live.example.org/sfu/", "wss://live.example.org/sfu"),
        ("http://[::1]:7880", "ws://[::1]:7880"),
    ],
)
def test_the_address_of_a_server_is_tidied(text: str, url: str) -> None:
    assert check_server_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "live.example.org",
        "ws://",
        "ws://h:0",
        "ws://h:70000",
        "ws://[::1",
        "rtmp://h/x",
        "ws://me:pass@h",
        "ws://h/?access_token=abc",
        "ws://h/#x",
    ],
)
def test_what_is_no_address_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        check_server_url(text)

    assert "pass" not in caught.value.sentence()
    assert "abc" not in caught.value.sentence()


def test_with_a_key_everybody_can_be_given_a_token() -> None:
    server: ServerTarget = KeyedServer("https://h", key=KEY)

    assert server.signal_url == "wss://h"
    assert read_token(server.mint_host("main", ADA)).can_publish
    assert not read_token(server.mint_watcher("main", ADA)).can_publish
    assert not read_token(server.mint_hidden("main", ADA)).can_publish
    assert KEY.api_secret not in repr(server)


def test_a_ready_token_serves_its_owner_in_its_room() -> None:
    token = host_token(KEY, room_id="main", user=ADA)
    server: ServerTarget = TokenServer("ws://h", token=f"{token}\n")

    assert server.mint_host("main", ADA) == token
    assert server.mint_watcher("main", ADA) == token


def test_a_ready_token_serves_nobody_else() -> None:
    server = TokenServer("ws://h", token=watch_token(KEY, room_id="main", user=ADA))

    with pytest.raises(InvalidValueError, match="given with a token only"):
        server.mint_watcher("main", User("bob"))
    with pytest.raises(InvalidValueError, match="given with a token only"):
        server.mint_hidden("main", ADA)
    with pytest.raises(RoomError) as caught:
        server.mint_host("main", ADA)
    assert caught.value.code is ErrorCode.STREAM_AUTHORISATION_REFUSED
    with pytest.raises(RoomError, match="for room 'main'"):
        server.mint_watcher("other", ADA)


def test_a_server_is_not_made_with_a_broken_token() -> None:
    with pytest.raises(InvalidValueError):
        TokenServer("ws://h", token="broken")  # noqa: S106 - it is none


def test_the_key_is_read_from_the_environment() -> None:
    environment = {"KLIEG_API_KEY": "APIkey", "KLIEG_API_SECRET": " " + "s" * 40}

    assert key_from_environment(environment) == KEY
    assert key_from_environment({}) is None


@pytest.mark.parametrize(
    ("present", "missing"),
    [("KLIEG_API_KEY", "KLIEG_API_SECRET"), ("KLIEG_API_SECRET", "KLIEG_API_KEY")],
)
def test_half_a_key_is_told(present: str, missing: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        key_from_environment({present: "private-value"})

    assert missing in caught.value.hint
    assert "private-value" not in caught.value.sentence()


def test_a_token_is_read_from_a_file(tmp_path: Path) -> None:
    token = host_token(KEY, room_id="main", user=ADA)
    (tmp_path / "token").write_text(f"\n{token}\n", encoding="utf-8")

    assert read_token_file(tmp_path / "token") == token


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ErrorCode.TOKEN_MISSING),
        (b"not a token", ErrorCode.TOKEN_MALFORMED),
        (b"\xff\xfe\x00", ErrorCode.ILLEGAL_PARAMETER),
        (b"x" * 100_000, ErrorCode.TOKEN_MALFORMED),
    ],
)
def test_a_file_without_a_token_is_told(tmp_path: Path, content: bytes, code: ErrorCode) -> None:
    (tmp_path / "token").write_bytes(content)

    with pytest.raises(InvalidValueError) as caught:
        read_token_file(tmp_path / "token")

    assert caught.value.code is code


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="No such file"):
        read_token_file(tmp_path / "token")
