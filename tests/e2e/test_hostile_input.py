"""Whatever is typed or lies about: one clear sentence, the right status, nothing left behind."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.hostile_lab import HOST, INVITE, Case, Lab, Outcome, Trials
from tests.instruments.media_server import find_media_server
from tests.instruments.program import klieg_command, program_environment

pytestmark = pytest.mark.timeout(115)
"""Now and then a test waits for its neighbours, too: some seconds, many more on a busy machine."""

NO_TEXT = os.fsdecode(b"\xff\xfe")


def on(at: str, token_file: str, *more: str) -> list[str]:
    return [*HOST, "--server", f"ws://{at}", "--token-file", token_file, *more]


def watch(link: str, *more: str) -> list[str]:
    return ["watch", link, "--headless", *more]


def showing(source: str) -> list[str]:
    return ["host", "--headless", "--source", source, "--sound", "none"]


TOKENS = [
    Case("no token file", lambda lab: on(lab.nobody, "/nowhere/token"), "No such file"),
    Case("a folder as token file", lambda lab: on(lab.nobody, str(lab.folder)), "directory"),
    Case("an empty token", lambda lab: on(lab.nobody, lab.file("empty")), "there is no token"),
    Case(
        "a binary token",
        lambda lab: on(lab.nobody, lab.file("binary", bytes(range(256)))),
        "it is no text",
    ),
    Case(
        "a token that is none",
        lambda lab: on(lab.nobody, lab.file("text", b"open sesame")),
        "not the form of one",
    ),
    Case(
        "an endless token",
        lambda lab: on(lab.nobody, lab.file("long", b"a.b." * 100_000)),
        "not the form of one",
    ),
    Case("an expired token", lambda lab: on(lab.nobody, lab.token_file("old", exp=1)), "ended"),
    Case(
        "the token of another user",
        lambda lab: on(lab.nobody, lab.token_file("user"), "--user", "eve"),
        "for user 'ada'",
    ),
    Case(
        "the token of another room",
        lambda lab: on(lab.nobody, lab.token_file("room"), "--room", "cellar"),
        "for room 'main'",
    ),
    Case(
        "a token to watch only",
        lambda lab: on(
            lab.nobody,
            lab.token_file("watch", video={"room": "main", "roomJoin": True, "canPublish": False}),
        ),
        "does not allow it",
    ),
    Case(
        "half a key",
        lambda lab: [*HOST, "--server", f"ws://{lab.nobody}"],
        "KLIEG_API_SECRET",
        environment={"KLIEG_API_KEY": "key"},
    ),
    Case("no key", lambda lab: [*HOST, "--server", f"ws://{lab.nobody}"], "neither"),
]

NAMES = [
    Case("an empty user", lambda _: [*HOST, "--user", ""], "empty user ID", 2),
    Case("an empty room", lambda _: [*HOST, "--room", ""], "empty room ID", 2),
    Case("a long user", lambda _: [*HOST, "--user", "x" * 64], "64 bytes", 2),
    Case("a long room", lambda _: [*HOST, "--room", "x" * 5000], "5000 bytes", 2),
    Case("a user in another script", lambda _: [*HOST, "--user", "主播"], "not allowed", 2),
    Case("a room in bytes", lambda _: [*HOST, "--room", NO_TEXT], "not allowed", 2),
    Case("a name in bytes", lambda _: [*HOST, "--name", NO_TEXT], "not readable as text", 2),
    Case("a long name", lambda _: [*HOST, "--name", "名" * 100], "too long", 2),
    Case(
        "a watcher in bytes", lambda lab: watch(lab.link(lab.nobody), "--name", NO_TEXT), "text", 2
    ),
]

NUMBERS = [
    Case(f"{value} seconds", lambda _, value=value: [*HOST, "--duration", value], "seconds", 2)  # type: ignore[misc]
    for value in ("-1", "0", "nan", "inf", "1e99", "soon")
] + [
    Case("8K", lambda _: [*HOST, "--profile", "4320p30"], "no encoder", 2),
    Case("no frames", lambda _: [*HOST, "--profile", "720p0"], "frames/s", 2),
    Case(
        "less than no pictures",
        lambda lab: watch(lab.link(lab.nobody), "--record-frames", "-3", str(lab.folder)),
        "no number of pictures",
        2,
    ),
]

SOURCES = [
    Case("no film", lambda _: showing("file:/nowhere/film.mp4"), "no such file"),
    Case("a film in bytes", lambda _: showing(f"file:/{NO_TEXT}"), "no such file"),
    Case("a folder as film", lambda lab: showing(f"file:{lab.folder}"), "it is a folder"),
    Case("an empty film", lambda lab: showing(f"file:{lab.file('empty.mp4')}"), "no media file"),
    Case(
        "a cut film",
        lambda lab: showing(
            "file:" + lab.file("cut.mp4", bytes.fromhex("00000020667479706d703432") + bytes(300))
        ),
        "no media file",
    ),
    Case("a text as film", lambda lab: showing(f"file:{lab.file('a.mp4', b'text')}"), "media file"),
    Case("no such camera", lambda _: showing("camera:nowhere"), "camera"),
    Case("a screen without a display", lambda _: showing("screen:0"), "there is no display"),
    Case(
        "a window without a display",
        lambda lab: ["watch", lab.link(lab.nobody)],
        "cannot open a window",
    ),
    Case(
        "a microphone that is not there",
        lambda _: ["host", "--headless", "--source", "pattern", "--sound", "microphone:nowhere"],
        "microphone",
        environment={"PULSE_SERVER": "unix:/nowhere/pulse"},
    ),
    Case(
        "no sound file",
        lambda _: ["host", "--headless", "--source", "pattern", "--sound", "file:/nowhere/a.wav"],
        "no such file",
    ),
    Case(
        "a broken second source",
        lambda _: [*HOST, "--source", "file:/nowhere/film.mp4"],
        "no such file",
    ),
    Case("three sources", lambda _: [*HOST, *(["--source", "pattern"] * 2)], "at most two", 2),
]

PLACES = [
    Case("no folder for the link", lambda _: [*HOST, "--link-file", "/nowhere/l"], "No such file"),
    Case("no folder for events", lambda _: [*HOST, "--events", "/nowhere/e"], "No such file"),
    Case("a folder for events", lambda lab: [*HOST, "--events", str(lab.folder)], "directory"),
    Case(
        "no folder for the report",
        lambda lab: watch(lab.link(lab.nobody), "--report", "/nowhere/r"),
        "cannot write the report",
    ),
    Case(
        "a file for the pictures",
        lambda lab: watch(lab.link(lab.nobody), "--record-frames", "3", lab.file("pictures")),
        "cannot record frames",
    ),
    Case(
        "no place for the pictures",
        lambda lab: watch(lab.link(lab.nobody), "--record-frames", "3", "/proc/pictures"),
        "cannot record frames",
    ),
]

LINKS = [
    Case("no link at all", lambda _: watch("good evening"), "not a watch link"),
    Case("a link without an invite", lambda lab: watch(f"http://{lab.nobody}/watch/main"), "link"),
    Case("a cut invite", lambda lab: watch(f"http://{lab.nobody}/watch/main#abc"), "cut off"),
    Case(
        "an endless invite",
        lambda lab: watch(f"http://{lab.nobody}/watch/main#{INVITE * 4000}"),
        "invite",
    ),
    Case("another kind of link", lambda lab: watch(f"ftp://{lab.nobody}/watch/m#{INVITE}"), "link"),
    Case("no such port", lambda _: watch(f"http://127.0.0.1:99999/watch/m#{INVITE}"), "link"),
    Case("a link in bytes", lambda _: watch(f"http://x:1/watch/{NO_TEXT}#{INVITE}"), "link"),
    Case("nobody behind the link", lambda lab: watch(lab.link(lab.nobody)), "nobody answers"),
    Case("silence behind the link", lambda lab: watch(lab.link(lab.silent)), "did not answer"),
]

SERVERS = [
    Case("nobody at the server", lambda lab: on(lab.nobody, lab.token_file("a")), "be reached"),
    Case("silence at the server", lambda lab: on(lab.silent, lab.token_file("b")), "in time"),
    Case("half an address", lambda _: [*HOST, "--server", "ws://"], "not complete", 2),
    Case(
        "no media server",
        lambda _: HOST,
        "no program file",
        environment={"KLIEG_MEDIA_SERVER": "/nowhere/livekit-server"},
    ),
    Case(
        "a media server that ends at once",
        lambda _: HOST,
        "it ended with exit code",
        environment={"KLIEG_MEDIA_SERVER": shutil.which("false") or "/bin/false"},
    ),
    Case(
        "a media server that is a text",
        lambda _: HOST,
        "no program file",
        environment={"KLIEG_MEDIA_SERVER": str(Path(__file__))},
    ),
]

CASES = [*TOKENS, *NAMES, *NUMBERS, *SOURCES, *PLACES, *LINKS, *SERVERS]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    made = Lab(tmp_path_factory.mktemp("hostile"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def trials(lab: Lab, request: pytest.FixtureRequest) -> Trials:
    """Try the cases that were asked for, neighbours together."""
    chosen = [case for item in request.session.items if (case := _case_of(item)) is not None]
    return Trials(lab, chosen)


def _case_of(item: pytest.Item) -> Case | None:
    callspec = getattr(item, "callspec", None)
    case = callspec.params.get("case") if callspec is not None else None
    return case if isinstance(case, Case) else None


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_sentence_says_what_is_wrong_and_what_to_do(
    case: Case, trials: Trials, lab: Lab
) -> None:
    outcome = trials.of(case)
    assert outcome.status == case.status, outcome
    check_manners(outcome, lab)
    (sentence,) = outcome.sentences
    assert re.fullmatch(r"klieg( host| watch)?: .*", sentence)
    assert case.says.lower() in sentence.lower()
    if case.status == 2:
        assert "--help" in outcome.told
    else:
        assert re.search(r"\. [A-Z].+\.$", sentence), "it says no next step"
    assert not outcome.printed


def check_manners(outcome: Outcome, lab: Lab) -> None:
    """Nothing is left behind, no fault of ours is told, no secret either."""
    everything = outcome.told + outcome.printed + outcome.written
    assert "Traceback" not in everything
    assert "unforeseen" not in everything
    assert not outcome.left_over
    for secret in lab.secrets:
        assert secret not in everything


HOMELESS = [
    Case(
        "a home that cannot be written",
        lambda _: [*HOST, "--duration", "0.5"],
        "cannot write the log",
        0,
        environment={"KLIEG_HOME": "/proc/nowhere"},
    ),
    Case(
        "no home",
        lambda _: [*HOST, "--duration", "0.5"],
        "cannot write the log",
        0,
        environment={"KLIEG_HOME": None, "HOME": "/proc/nowhere"},
    ),
]


@pytest.mark.parametrize("case", HOMELESS, ids=str)
def test_without_a_home_a_broadcast_goes_on_and_says_once_what_it_misses(
    case: Case, trials: Trials, lab: Lab
) -> None:
    outcome = trials.of(case)
    assert outcome.status == case.status, outcome
    check_manners(outcome, lab)
    assert len(outcome.sentences) == len(set(outcome.sentences))
    for sentence in outcome.sentences:
        assert case.says in sentence
        assert "Going on without it" in sentence


def test_a_reader_who_leaves_does_not_end_the_broadcast(tmp_path: Path) -> None:
    command = [*klieg_command(), *HOST, "--duration", "2", "--events", "-"]
    with subprocess.Popen(
        command,
        env=program_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as host:
        assert host.stdout is not None
        assert host.stderr is not None
        assert json.loads(host.stdout.readline())["event"]
        host.stdout.close()
        told = host.stderr.read().decode()
        assert host.wait(30) == 0
    assert not told.strip()


def test_a_user_with_few_rights_can_go_live(tmp_path: Path) -> None:
    """The place for all files is the user's own; nothing else can be written."""
    setpriv = shutil.which("setpriv")
    if setpriv is None or os.geteuid() != 0:
        pytest.skip("only root becomes somebody else")
    nobody = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
    folders = Path(sys.executable).resolve().parents
    if not all(folder.stat().st_mode & stat.S_IXOTH for folder in folders):
        pytest.skip("that user may not enter the folder of Python")
    with tempfile.TemporaryDirectory(prefix="klieg") as home:
        os.chown(home, 65534, 65534)
        server = shutil.copy(find_media_server(), home)
        Path(server).chmod(0o755)
        done = subprocess.run(
            [*nobody, *klieg_command(), *HOST, "--duration", "0.5"],
            env=program_environment(tmp_path)
            | {"HOME": "/nonexistent", "KLIEG_HOME": home, "KLIEG_MEDIA_SERVER": server},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        logs = [file.name for file in (Path(home) / "logs").iterdir()]
    assert (done.returncode, done.stderr) == (0, "")
    assert "klieg.log" in logs
