"""The words of the command line for the ZEGO engine."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from app import bootstrap, commands
from app.bootstrap import zego_doctor, zego_peer
from app.model.engine import EngineKind
from app.model.errors import InvalidValueError
from app.model.zego import ZegoGiven
from app.options import HostOptions, WatchOptions
from app.redaction import Redactor

ALL = (
    "--zego-library lib.so --zego-app-id 1234567890 --zego-secret-file s --zego-app-sign-file a "
    "--zego-tokens-url https://live.example.org/t --token-file t"
)
GIVEN = ZegoGiven(
    library=Path("lib.so"),
    app_id=1234567890,
    secret_file=Path("s"),
    app_sign_file=Path("a"),
    token_file=Path("t"),
    tokens_url="https://live.example.org/t",
)


@pytest.fixture
def hosted(monkeypatch: pytest.MonkeyPatch) -> list[HostOptions]:
    seen: list[HostOptions] = []

    def host(options: HostOptions) -> int:
        seen.append(options)
        return 0

    monkeypatch.setattr(bootstrap, "host", host)
    return seen


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[WatchOptions]:
    seen: list[WatchOptions] = []

    def watch(options: WatchOptions) -> int:
        seen.append(options)
        return 0

    monkeypatch.setattr(bootstrap, "watch", watch)
    return seen


def test_every_option_of_zego_reaches_the_host(hosted: list[HostOptions]) -> None:
    assert commands.run(f"host --engine zego {ALL}".split()) == 0
    assert [(options.engine, options.zego) for options in hosted] == [(EngineKind.ZEGO, GIVEN)]


def test_every_option_of_zego_reaches_the_audience(watched: list[WatchOptions]) -> None:
    link = "klieg://watch?engine=zego&app_id=7&room=friday"
    assert commands.run(f"watch {link} {ALL}".split()) == 0
    assert commands.run(f"watch friday --engine zego {ALL}".split()) == 0
    assert [(options.engine, options.zego) for options in watched] == [
        (None, GIVEN),
        (EngineKind.ZEGO, GIVEN),
    ]


def test_without_a_word_of_it_zego_is_left_alone(
    hosted: list[HostOptions], watched: list[WatchOptions]
) -> None:
    commands.run(["host", "--server", "http://127.0.0.1:7880", "--token-file", "t"])
    commands.run(["watch", "http://127.0.0.1:7070/watch/a#invite"])
    assert (hosted[0].engine, hosted[0].zego) == (EngineKind.LIVEKIT, ZegoGiven())
    assert hosted[0].token_file == Path("t")
    assert (watched[0].engine, watched[0].zego) == (None, ZegoGiven())


@pytest.mark.parametrize(
    "line",
    [
        "host --zego-app-id 7",
        "host --engine livekit --zego-library lib.so",
        "host --engine zego --server http://127.0.0.1:7880",
        "host --engine zego --zego-app-id 0",
        "host --engine zego --zego-app-id seven",
        "host --engine zego --zego-tokens-url http://live.example.org/t",
        "host --engine zego --zego-tokens-url https://live.example.org/t?key=1",
        "host --engine other",
        "host --engine zego --zego-secret 0123456789abcdef0123456789abcdef",
        "watch friday --engine livekit --zego-app-id 7",
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(line: str) -> None:
    with pytest.raises(SystemExit) as left:
        commands.run(line.split())
    assert left.value.code == 2


def test_tokens_of_zego_stay_out_of_the_logs() -> None:
    made = "04AAAAAGVT/xAAEGFiY2RlZmdoaWowMTIzNDUAgFRkej1W+A=="
    said = Redactor().clean(f"logging in with {made} now; pick 04AAAAA")
    assert said == "logging in with [removed] now; pick 04AAAAA"


@pytest.mark.parametrize(
    "line", ["doctor --zego-app-id 7", "doctor --token-file t", "doctor --zego --zego-app-id x"]
)
def test_options_of_zego_mean_nothing_to_the_plain_doctor(line: str) -> None:
    with pytest.raises(SystemExit) as left:
        commands.run(line.split())
    assert left.value.code == 2


def test_the_doctor_gets_what_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[ZegoGiven, str]] = []

    def run(given: ZegoGiven, *, user_id: str) -> int:
        seen.append((given, user_id))
        return 3

    monkeypatch.setattr(zego_doctor, "run_zego_doctor", run)
    assert commands.run(f"doctor --zego {ALL} --user ada".split()) == 3
    assert seen == [(GIVEN, "ada")]


def test_the_second_user_needs_an_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("no order\n"))
    with pytest.raises(InvalidValueError, match="not understood"):
        commands.run(["doctor", "--zego-peer"])
    order = zego_peer.PeerOrder("lib.so", 7, "ab" * 32, "04AAAA", "ada", "friday")
    assert "ab" not in repr(order)
    assert "04" not in repr(order)


async def test_a_second_user_whose_process_ends_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zego_peer, "_own_command", lambda: [sys.executable, "-c", "pass"])

    async def order(room_id: str) -> zego_peer.PeerOrder:
        return zego_peer.PeerOrder("lib.so", 7, "", "", "ada", room_id)

    peer = zego_peer.FarWatcher("ada", order)
    await peer.start("friday")
    with pytest.raises(InvalidValueError, match="its process ended"):
        await peer.until(lambda news: news.get("event") == "RoomStateChanged", within_s=20)
    await peer.end()
