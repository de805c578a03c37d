"""The command line: what it accepts, what it refuses and how it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import bootstrap, cli, commands
from app.model.errors import KliegError
from app.model.media import CaptureSource, SourceKind, VideoCodec, VideoProfile
from app.options import Geometry, HostOptions, WatchOptions


@pytest.fixture
def hosted(monkeypatch: pytest.MonkeyPatch) -> list[HostOptions]:
    """Collect the options that would have gone live."""
    collected: list[HostOptions] = []

    def host(options: HostOptions) -> int:
        collected.append(options)
        return 0

    monkeypatch.setattr(bootstrap, "host", host)
    return collected


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[WatchOptions]:
    """Collect the options that would have watched."""
    collected: list[WatchOptions] = []

    def watch(options: WatchOptions) -> int:
        collected.append(options)
        return 0

    monkeypatch.setattr(bootstrap, "watch", watch)
    return collected


def test_every_host_option_reaches_bootstrap(hosted: list[HostOptions]) -> None:
    line = (
        "host --room r1 --user u1 --name Studio --source pattern --source screen:1 --sound tone "
        "--profile 1080p60 --codec vp8 --server http://127.0.0.1:7880 --token-file t --headless "
        "--link-file l --duration 2.5 --events - --geometry 800x600+10-20"
    )

    assert commands.run(line.split()) == 0

    assert hosted == [
        HostOptions(
            room_id="r1",
            user_id="u1",
            name="Studio",
            sources=(CaptureSource(SourceKind.PATTERN), CaptureSource(SourceKind.SCREEN, "1")),
            sound=CaptureSource(SourceKind.TONE),
            profile=VideoProfile.parse("1080p60"),
            codec=VideoCodec.VP8,
            server_url="ws://127.0.0.1:7880",
            token_file=Path("t"),
            is_headless=True,
            link_file=Path("l"),
            duration_s=2.5,
            events="-",
            geometry=Geometry(800, 600, 10, -20),
        )
    ]


def test_every_watch_option_reaches_bootstrap(watched: list[WatchOptions]) -> None:
    line = "watch LINK --user u --name N --fullscreen --record-frames 3 D --report R --events E"

    assert commands.run(line.split()) == 0

    assert watched == [
        WatchOptions(
            link="LINK",
            user_id="u",
            name="N",
            is_fullscreen=True,
            record_count=3,
            record_folder=Path("D"),
            events="E",
            report=Path("R"),
        )
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("dance", "invalid choice: 'dance'"),
        ("watch", "LINK"),
        ("host --room", "expected one argument"),
        ("host --source radio", "there is no such kind"),
        ("host --source window:", "names no window"),
        ("host --source screen:left", "a screen has a number"),
        ("host --sound camera", "there is no such kind"),
        ("host --source pattern --source pattern --source pattern", "at most two"),
        ("host --profile hd", "not of the form 720p30"),
        ("host --profile 721p30", "even"),
        ("host --room a%b", "not allowed"),
        ("host --user " + "u" * 64, "64 bytes"),
        ("host --duration -1", "no number of seconds"),
        ("host --duration soon", "no number of seconds"),
        ("host --server ftp://x", "Write for example ws://"),
        ("host --geometry big", "not of the form"),
        ("watch L --record-frames none D", "no number of pictures"),
        ("watch L --headless --fullscreen", "exclude each other"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_wrong(
    line: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        commands.run(line.split(" "))

    assert caught.value.code == commands.EXIT_USAGE
    assert complaint in capsys.readouterr().err


def test_an_empty_room_id_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as caught:
        commands.run(["host", "--room", ""])

    assert caught.value.code == commands.EXIT_USAGE


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        commands.run(["--version"])

    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("klieg ")


def test_a_failure_is_one_clear_line_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def devices() -> int:
        raise KliegError("cannot list devices: there are too many", hint="Unplug some.")

    monkeypatch.setattr(bootstrap, "devices", devices)

    assert cli.status_of(["devices"]) == cli.EXIT_FAILED

    error_lines = capsys.readouterr().err.splitlines()
    assert error_lines == ["klieg: Cannot list devices: there are too many. Unplug some."]


def test_what_nobody_foresaw_is_one_clear_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def devices() -> int:
        raise ZeroDivisionError("a secret may be in here")

    monkeypatch.setattr(bootstrap, "devices", devices)

    assert cli.status_of(["devices"]) == cli.EXIT_FAILED

    (line,) = capsys.readouterr().err.splitlines()
    assert line == "klieg: Something unforeseen went wrong (ZeroDivisionError). The log says more."


@pytest.mark.parametrize(
    "line",
    [
        "host --source camera:",
        "host --source pattern:3",
        "host --source screen:²",
        "host --sound none:1",
        "host --sound tone:440",
        "host --profile \uff17\uff12\uff10p30",
        "host --token-file token.txt",
        "host --server ws://user:secret@127.0.0.1:7880",
        "host --server ws://127.0.0.1:99999",
        "host --server ws://",
        "host --head",
        "host --link-file=",
        "host --events=",
        "watch LINK --report=",
        "watch LINK --record-frames ² FOLDER",
        "watch LINK --geometry 99999x99999+0+0",
    ],
)
def test_half_right_values_are_wrong_usage(
    line: str,
    hosted: list[HostOptions],
    watched: list[WatchOptions],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as caught:
        commands.run(line.split())

    assert caught.value.code == 2
    assert not hosted
    assert not watched
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 2
    assert "secret" not in said
