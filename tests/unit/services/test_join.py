import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from livekit import rtc

from app.model.access_token import read_token
from app.model.errors import InvalidValueError, MediaServerError, WrongStateError
from app.model.session import User
from app.redaction import Redactor
from app.services import join as module
from app.services.join import JoinService
from app.services.join_desk import BroadcastState
from app.services.links import LinkProblem, WatchLink, WatchLinkError, host_answers, redeem
from app.services.ports import bind_free_port
from app.services.server_target import KeyedServer
from app.services.tokens import ServerKey
from tests.unit.services.programs import line_of, python_process
from tests.unit.services.servers import WAIT_S, running_server

KEY = ServerKey("APIkey", api_secret="s" * 40)
HOST = User("host", "Grace & <co>")
ADA = User("ada", "Ada Ö.")
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def join() -> AsyncIterator[JoinService]:
    service = JoinService(
        "main/room?1", host=HOST, server=KeyedServer("ws://h:1", key=KEY), title="<b>News</b>"
    )
    await service.start()
    yield service
    await service.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def origin_of(join: JoinService) -> str:
    return WatchLink.parse(join.link).origin


def api_of(join: JoinService) -> str:
    return f"{origin_of(join)}/api/v1/join"


def question(join: JoinService, **changes: object) -> dict[str, object]:
    invite = WatchLink.parse(join.link).invite
    return {"invite": invite, "user_id": "ada", "name": "Ada"} | changes


async def error_code(reply: aiohttp.ClientResponse) -> str:
    error = (await reply.json())["error"]
    assert set(error) == {"code", "message", "hint"}
    assert error["message"]
    return str(error["code"])


async def test_a_link_leads_into_the_real_room_to_watch_and_not_to_publish(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server:
        join = JoinService("main", host=HOST, server=server, title="News")
        await join.start()
        await join.set_state(BroadcastState.LIVE)

        grant = await redeem(join.link, ADA)

        assert (grant.room_id, grant.user, grant.host) == ("main", ADA, HOST)
        assert (grant.title, grant.server_url) == ("News", server.signal_url)
        assert 0 < grant.expires_in_s <= 15 * 60
        assert grant.token not in repr(grant)
        room = rtc.Room()
        await room.connect(grant.server_url, grant.token)
        assert (room.name, room.local_participant.identity) == ("main", "ada")
        assert room.local_participant.name == "Ada Ö."
        rights = room.local_participant.permissions
        assert (rights.can_subscribe, rights.can_publish_data) == (True, True)
        assert (rights.can_publish, rights.can_update_metadata) == (False, False)
        await room.disconnect()
        await join.stop()


async def test_a_token_is_renewed_by_asking_again(join: JoinService) -> None:
    await join.set_state(BroadcastState.LIVE)
    link = WatchLink.parse(join.link)

    first, second = await redeem(link, ADA), await redeem(link, ADA)

    assert read_token(second.token).identity == read_token(first.token).identity == "ada"
    assert read_token(second.token).expires_at_s >= read_token(first.token).expires_at_s


async def test_the_watcher_is_told_what_is_wrong_with_the_link_or_the_moment(
    join: JoinService,
) -> None:
    link = WatchLink.parse(join.link)
    problems = []
    for state, asked in (
        (BroadcastState.NOT_LIVE, link),
        (BroadcastState.LIVE, WatchLink(link.origin, link.room_id, "x" * 22)),
        (BroadcastState.ENDED, link),
    ):
        await join.set_state(state)
        with pytest.raises(WatchLinkError) as caught:
            await redeem(asked, ADA)
        problems.append(caught.value.problem)
        assert link.invite not in caught.value.sentence()

    assert problems == [LinkProblem.NOT_LIVE, LinkProblem.WRONG_INVITE, LinkProblem.ENDED]


async def test_a_watcher_who_is_early_can_wait(join: JoinService) -> None:
    waiting = asyncio.create_task(redeem(join.link, ADA, wait_s=20.0))
    while not join._desk._waiting:
        await asyncio.sleep(0)

    await join.set_state(BroadcastState.LIVE)

    async with asyncio.timeout(WAIT_S):
        assert (await waiting).user == ADA


async def test_those_who_wait_do_not_hold_up_the_end(join: JoinService) -> None:
    waiting = asyncio.create_task(redeem(join.link, ADA, wait_s=20.0))
    while not join._desk._waiting:
        await asyncio.sleep(0)

    async with asyncio.timeout(2.0):
        await join.stop()
        with pytest.raises(WatchLinkError) as caught:
            await waiting

    assert caught.value.problem is LinkProblem.ENDED


async def test_a_user_id_of_the_host_is_refused_with_a_way_on(join: JoinService) -> None:
    await join.set_state(BroadcastState.LIVE)

    with pytest.raises(InvalidValueError, match="the host has this user ID"):
        await redeem(join.link, User("host"))


async def test_who_tries_invites_is_slowed_down_and_the_audience_is_not(
    join: JoinService, http: aiohttp.ClientSession
) -> None:
    await join.set_state(BroadcastState.LIVE)
    wrong = question(join, invite="x" * 22)
    for _ in range(10):
        async with http.post(api_of(join), json=wrong) as reply:
            assert await error_code(reply) == "wrong_invite"

    async with http.post(api_of(join), json=wrong) as reply:
        assert reply.status == 429
        assert int(reply.headers["Retry-After"]) > 50
        assert await error_code(reply) == "too_many_requests"
    with pytest.raises(WatchLinkError) as caught:
        await redeem(join.link.rpartition("#")[0] + "#" + "x" * 22, ADA)
    assert caught.value.problem is LinkProblem.TOO_MANY

    assert (await redeem(join.link, ADA)).token


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", JSON, 400),
        (b"hello", JSON, 400),
        (b"[]", JSON, 400),
        (b'{"invite": "k3Jd8sLq0pWmZx7Tn2Vb5A"}', JSON, 400),
        (b'{"invite": 5, "user_id": "ada"}', JSON, 400),
        (b'{"invite": "k3Jd8sLq0pWmZx7Tn2Vb5A", "user_id": "a", "more": 1}', JSON, 400),
        (b'{"invite": "k3Jd8sLq0pWmZx7Tn2Vb5A", "user_id": "a", "wait_s": 1e9}', JSON, 400),
        (b'{"invite": "k3Jd8sLq0pWmZx7Tn2Vb5A", "user_id": "a", "wait_s": NaN}', JSON, 400),
        (b'{"invite": "' + b"x" * 200 + b'", "user_id": "a"}', JSON, 400),
        (b"{" + b" " * 4000 + b"}", JSON, 413),
        (b"invite=x", {"Content-Type": "application/x-www-form-urlencoded"}, 400),
        (b'{"invite": "x", "user_id": "a"}', {"Content-Type": "text/plain"}, 400),
    ],
)
async def test_a_request_that_is_not_right_is_refused_and_not_quoted(
    join: JoinService, body: bytes, headers: dict[str, str], status: int
) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.post(api_of(join), data=body, headers=headers) as reply,
    ):
        assert reply.status == status
        assert await error_code(reply) == "not_understood"
        assert "k3Jd8sLq" not in await reply.text()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_pages_of_other_sites_and_other_names_find_nothing(
    join: JoinService, http: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    await join.set_state(BroadcastState.LIVE)

    async with http.post(api_of(join), json=question(join), headers=headers) as reply:
        assert reply.status == 421
        assert await error_code(reply) == "wrong_host"
    async with http.get(origin_of(join) + "/healthz", headers=headers) as reply:
        assert reply.status == 421


async def test_no_other_site_is_ever_allowed_in(
    join: JoinService, http: aiohttp.ClientSession
) -> None:
    asking = {"Access-Control-Request-Method": "POST", "Origin": "http://evil.example"}
    async with http.options(api_of(join), headers=asking) as reply:
        assert reply.status == 421
        assert not [name for name in reply.headers if name.lower().startswith("access-control")]
    async with http.get(api_of(join)) as reply:
        assert reply.status == 405


async def test_the_page_behind_the_link_explains_itself_and_needs_nothing_else(
    join: JoinService, http: aiohttp.ClientSession
) -> None:
    async with http.get(join.link) as reply:
        page = await reply.text()

    assert reply.status == 200
    assert "&lt;b&gt;News&lt;/b&gt;" in page
    assert "Grace &amp; &lt;co&gt;" in page
    assert "klieg watch" in page
    assert WatchLink.parse(join.link).invite not in page
    for outside in ("http:", "https:", "src=", "href=", "url(", "<script"):
        assert outside not in page
    policy = reply.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["X-Frame-Options"] == "DENY"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Server"] == "Klieg"


async def test_other_addresses_lead_nowhere(join: JoinService, http: aiohttp.ClientSession) -> None:
    for path in ("/", "/watch/other", "/watch/", "/api", "/watch/../etc/passwd"):
        async with http.get(origin_of(join) + path) as reply:
            assert reply.status == 404, path
            assert "no broadcast at this address" in await reply.text()
            assert reply.headers["Referrer-Policy"] == "no-referrer"


async def test_it_tells_its_health(join: JoinService, http: aiohttp.ClientSession) -> None:
    async with http.get(origin_of(join) + "/healthz") as reply:
        assert json.loads(await reply.text()) == {"service": "klieg-join"}


async def test_neither_invite_nor_token_is_logged(
    join: JoinService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await join.set_state(BroadcastState.LIVE)
    link = WatchLink.parse(join.link)

    grant = await redeem(link, ADA)
    with pytest.raises(WatchLinkError):
        await redeem(WatchLink(link.origin, link.room_id, "y" * 22), ADA)

    assert link.invite not in caplog.text
    assert grant.token not in caplog.text
    assert "y" * 22 not in caplog.text


async def test_the_redactor_knows_the_invite() -> None:
    redactor = Redactor()
    server = KeyedServer("ws://h:1", key=KEY)
    join = JoinService("main", host=HOST, server=server, redactor=redactor)
    await join.start()

    assert redactor.clean(WatchLink.parse(join.link).invite) == "[removed]"
    await join.stop()


async def test_it_starts_once_and_stops_in_any_state() -> None:
    join = JoinService("main", host=HOST, server=KeyedServer("ws://h:1", key=KEY))
    await join.stop()
    with pytest.raises(WrongStateError):
        _ = join.link
    await join.start()
    with pytest.raises(WrongStateError, match="it runs already"):
        await join.start()

    await join.stop()
    await join.stop()

    with pytest.raises(WrongStateError):
        _ = join.link


async def test_a_port_that_cannot_be_used_costs_another_choice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen: list[socket.socket] = []

    def choose_and_spoil_the_first(kind: socket.SocketKind) -> socket.socket:
        chosen.append(bind_free_port(kind))
        if len(chosen) == 1:
            chosen[0].close()  # listening will fail
        return chosen[-1]

    monkeypatch.setattr(module, "bind_free_port", choose_and_spoil_the_first)
    join = JoinService("main", host=HOST, server=KeyedServer("ws://h:1", key=KEY))
    await join.start()

    assert len(chosen) == 2
    await join.stop()


async def test_a_machine_without_a_usable_port_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed_socket(kind: socket.SocketKind) -> socket.socket:
        item = bind_free_port(kind)
        item.close()
        return item

    monkeypatch.setattr(module, "bind_free_port", closed_socket)
    join = JoinService("main", host=HOST, server=KeyedServer("ws://h:1", key=KEY))

    with pytest.raises(MediaServerError, match="cannot start the join service"):
        await join.start()

    await join.stop()


async def test_a_host_answers_from_start_to_end_whatever_the_broadcast_does() -> None:
    server = KeyedServer("ws://h:1", key=KEY)
    join = JoinService("main", host=HOST, server=server)
    await join.start()
    link = WatchLink.parse(join.link)
    for state in BroadcastState:
        await join.set_state(state)
        assert await host_answers(link)
    await join.stop()
    assert not await host_answers(link)


async def test_a_watcher_learns_whether_the_server_outlives_the_host(tmp_path: Path) -> None:
    foreign = KeyedServer("ws://h:1", key=KEY)
    async with running_server(tmp_path) as own:
        for server, lifetime in ((foreign, "own"), (own, "with_host")):
            join = JoinService("main", host=HOST, server=server)
            await join.start()
            await join.set_state(BroadcastState.LIVE)
            assert (await redeem(join.link, ADA)).server_lifetime.value == lifetime
            await join.stop()


async def test_a_stopped_service_is_not_reachable(join: JoinService) -> None:
    link = join.link
    await join.stop()

    with pytest.raises(WatchLinkError) as caught:
        await redeem(link, ADA)

    assert caught.value.problem is LinkProblem.UNREACHABLE


def test_both_sides_run_on_the_event_loop_of_qt() -> None:
    script = (
        "import qasync\nfrom PySide6.QtCore import QCoreApplication\n"
        "from app.model.session import User\n"
        "from app.services.join import JoinService\n"
        "from app.services.join_desk import BroadcastState\n"
        "from app.services.links import redeem\n"
        "from app.services.server_target import KeyedServer\n"
        "from app.services.tokens import ServerKey\n"
        "async def main():\n"
        "    server = KeyedServer('ws://h:1', key=ServerKey.random())\n"
        "    join = JoinService('main', host=User('host'), server=server)\n"
        "    await join.start()\n"
        "    await join.set_state(BroadcastState.LIVE)\n"
        "    print((await redeem(join.link, User('ada'))).user.user_id, flush=True)\n"
        "    await join.stop()\n"
        "    print('stopped', flush=True)\n"
        "app = QCoreApplication([])\n"
        "with qasync.QEventLoop(app) as loop:\n"
        "    loop.run_until_complete(main())\n"
    )
    with python_process(script) as app:
        assert (line_of(app), line_of(app)) == ("ada", "stopped")


def test_watching_does_not_import_the_hosts_libraries() -> None:
    script = (
        "import sys\nimport app.services.links, app.services.media_server, app.services.join\n"
        "heavy = {'aiohttp', 'pydantic', 'livekit', 'jwt', 'keyring', 'platformdirs', 'psutil'}\n"
        "print(sorted(heavy & set(sys.modules)), flush=True)"
    )
    with python_process(script) as process:
        assert line_of(process) == "[]"
