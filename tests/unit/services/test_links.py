import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.errors import ErrorCode
from app.model.session import User
from app.services import links
from app.services.links import LinkProblem, WatchLink, WatchLinkError, redeem
from app.services.tokens import ServerKey, watch_token

INVITE = "k3Jd8sLq0pWmZx7Tn2Vb5A"
ADA = User("ada")


@asynccontextmanager
async def answering(reply: bytes) -> AsyncIterator[WatchLink]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(reply)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield WatchLink(f"http://127.0.0.1:{port}", "main", INVITE)


def test_a_link_is_read_as_people_paste_it() -> None:
    text = f" <http://127.0.0.1:2345/watch/\n main#{INVITE}>. "

    link = WatchLink.parse(text)

    assert link == WatchLink("http://127.0.0.1:2345", "main", INVITE)
    assert link.url == f"http://127.0.0.1:2345/watch/main#{INVITE}"


@given(
    st.text(
        st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="%"),
        min_size=1,
        max_size=60,
    )
)
def test_every_room_survives_its_link(room_id: str) -> None:
    link = WatchLink("https://live.example.org", room_id, INVITE)

    assert WatchLink.parse(link.url) == link


def test_only_the_url_shows_the_invite() -> None:
    link = WatchLink("http://h:1", "main", INVITE)

    assert INVITE in link.url
    assert INVITE not in repr(link)
    assert str(link) == "http://h:1/watch/main#..."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hello",
        f"http://#{INVITE}",
        f"http://h:99999/watch/main#{INVITE}",
        f"http://h:0/watch/main#{INVITE}",
        f"http://h:port/watch/main#{INVITE}",
        f"http://[::1/watch/main#{INVITE}",
        f"ftp://h/watch/main#{INVITE}",
        f"file:///watch/main#{INVITE}",
        f"http://h/watch/#{INVITE}",
        f"http://h/main#{INVITE}",
        f"http://h/watch/{'r' * 200}#{INVITE}",
        f"http://h/watch/a%20b#{INVITE}",
        f"http://user:pass@h/watch/main#{INVITE}",
        f"http://h/watch/main?x=1#{INVITE}",
        "http://h/watch/main",
        "http://h/watch/main#",
        "http://h/watch/main#short",
        f"http://h/watch/main#{INVITE}%41",
    ],
)
def test_what_is_no_link_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(WatchLinkError) as caught:
        WatchLink.parse(text)

    assert caught.value.problem is LinkProblem.NOT_A_LINK
    assert caught.value.code is ErrorCode.ILLEGAL_PARAMETER
    assert caught.value.hint
    assert INVITE not in caught.value.sentence()
    assert caught.value.__cause__ is None


@given(st.text())
def test_any_text_that_is_no_link_ends_in_one_clear_error(text: str) -> None:
    with pytest.raises(WatchLinkError) as caught:
        WatchLink.parse(text)

    assert caught.value.problem is LinkProblem.NOT_A_LINK


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"SSH-2.0-x\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n<html>",
        b"HTTP/1.1 200 OK\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\n\r\n{}",
        b'HTTP/1.1 200 OK\r\n\r\n{"host": 5}',
        b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 50_000,
        b"HTTP/1.1 404 Not Found\r\n\r\nno",
        b'HTTP/1.1 500 Oh\r\n\r\n{"error": {"code": "new_in_later_versions"}}',
    ],
)
async def test_an_answer_that_is_not_of_klieg_is_told(reply: bytes) -> None:
    async with answering(reply) as link:
        with pytest.raises(WatchLinkError) as caught:
            await redeem(link, ADA)

    assert caught.value.problem is LinkProblem.NOT_KLIEG
    assert INVITE not in caught.value.sentence()


async def test_a_grant_with_a_token_that_is_none_is_not_taken() -> None:
    body = {
        "server_url": "ws://127.0.0.1:1",
        "token": "no token",
        "room_id": "main",
        "user_id": "ada",
        "name": "Ada",
        "expires_in_s": 5,
        "title": "",
        "host": {"user_id": "h", "name": "H"},
    }
    async with answering(b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps(body).encode()) as link:
        with pytest.raises(WatchLinkError) as caught:
            await redeem(link, ADA)

    assert caught.value.problem is LinkProblem.NOT_KLIEG


async def test_a_grant_for_another_room_than_the_link_s_is_not_taken() -> None:
    body = {
        "server_url": "ws://127.0.0.1:1",
        "token": watch_token(ServerKey.random(), room_id="elsewhere", user=ADA),
        "room_id": "elsewhere",
        "user_id": "ada",
        "name": "Ada",
        "expires_in_s": 5,
        "title": "",
        "host": {"user_id": "h", "name": "H"},
    }
    async with answering(b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps(body).encode()) as link:
        with pytest.raises(WatchLinkError, match="is not the room of this broadcast"):
            await redeem(link, ADA)


async def test_nobody_behind_the_link_is_told() -> None:
    async with answering(b"") as link:
        pass

    with pytest.raises(WatchLinkError, match="nobody answers at http://127") as caught:
        await redeem(link, ADA)

    assert caught.value.problem is LinkProblem.UNREACHABLE
    assert caught.value.code is ErrorCode.ROOM_UNREACHABLE


async def test_a_silent_host_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "REPLY_TIMEOUT_S", 0.1)
    released = asyncio.Event()

    async def be_silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await released.wait()
        writer.close()

    server = await asyncio.start_server(be_silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(WatchLinkError) as caught:
            await redeem(f"http://127.0.0.1:{port}/watch/main#{INVITE}", ADA)
        released.set()

    assert caught.value.problem is LinkProblem.TIMED_OUT
    assert caught.value.code is ErrorCode.LOGIN_TIMED_OUT


async def test_who_is_early_is_told_at_once_and_then_waits() -> None:
    asked: list[float] = []
    told = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        question = await reader.readuntil(b"}")
        asked.append(json.loads(question[question.index(b"{") :])["wait_s"])
        refusal = "not_live" if len(asked) == 1 else "ended"
        writer.write(b"HTTP/1.1 409 x\r\n\r\n")
        writer.write(json.dumps({"error": {"code": refusal}}).encode())
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        link = WatchLink(f"http://127.0.0.1:{port}", "main", INVITE)
        with pytest.raises(WatchLinkError) as caught:
            await redeem(link, ADA, wait_s=60.0, on_early=told.set)

    assert caught.value.problem is LinkProblem.ENDED
    assert told.is_set()
    assert asked[0] == 0
    assert asked[1] > 20
