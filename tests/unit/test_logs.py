import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import log_files
from app.log_files import LogFileHandler
from app.logs import LogSession
from app.redaction import REMOVED, Redactor
from tests.unit.services.programs import line_of, python_process

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJob3N0In0.c2lnbmF0dXJlLW9mLWEtdG9rZW4"  # noqa: S105 - made up
INVITE = "k3Jd8sLq0pWmZx7Tn2Vb5A"


@pytest.fixture
def redactor() -> Redactor:
    return Redactor()


@pytest.fixture
def session(tmp_path: Path, redactor: Redactor) -> Iterator[LogSession]:
    with LogSession(tmp_path / "logs", redactor=redactor, level=logging.DEBUG) as session:
        yield session


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"token is {TOKEN}.", f"token is {REMOVED}."),
        (f"cut {TOKEN[:30]} short", f"cut {REMOVED} short"),
        (
            f"ws://h:1/rtc?access_token={TOKEN}&sdk=py",
            f"ws://h:1/rtc?access_token={REMOVED}&sdk=py",
        ),
        ("GET /rtc?access_token=abcdefgh&x=1", f"GET /rtc?access_token={REMOVED}&x=1"),
        (f"http://127.0.0.1:2/watch/r#{INVITE}", f"http://127.0.0.1:2/watch/r#{REMOVED}"),
        (f"see <https://h/watch/r#{INVITE}>!", f"see <https://h/watch/r#{REMOVED}>!"),
        (f'{{"invite": "{INVITE}", "name": "Ada"}}', f'{{"invite": "{REMOVED}", "name": "Ada"}}'),
        (f"{{'token': '{INVITE}'}}", f"{{'token': '{REMOVED}'}}"),
        ("Authorization: Bearer abc.def-123", f"Authorization: Bearer {REMOVED}"),
        ("wss://ada:pa55word@h/x", f"wss://ada:{REMOVED}@h/x"),
        ("the token is new, the room is main", "the token is new, the room is main"),
        ("http://127.0.0.1:7880/watch/room", "http://127.0.0.1:7880/watch/room"),
    ],
)
def test_secrets_go_by_their_shape(redactor: Redactor, text: str, clean: str) -> None:
    assert redactor.clean(text) == clean


@given(secret=st.text(min_size=6, max_size=60), before=st.text(), after=st.text())
def test_a_registered_secret_is_never_left(secret: str, before: str, after: str) -> None:
    redactor = Redactor()
    redactor.add(secret)

    clean = redactor.clean(f"{before}{secret}{after}")

    assert not any(secret in part for part in clean.split(REMOVED))


def test_a_registered_secret_goes_in_its_quoted_forms_too(redactor: Redactor) -> None:
    redactor.add('se/cr"et+1')

    assert redactor.clean('a=se%2Fcr%22et%2B1 b="se/cr\\"et+1"') == f'a={REMOVED} b="{REMOVED}"'


def test_short_text_is_no_secret(redactor: Redactor) -> None:
    redactor.add("")
    redactor.add("room")

    assert redactor.clean("a room") == "a room"


def test_messages_arguments_exceptions_and_stacks_are_written_without_secrets(
    session: LogSession, redactor: Redactor
) -> None:
    redactor.add("the-api-secret")
    logger = logging.getLogger("app.somewhere")

    logger.info("joined with %s", TOKEN)
    try:
        raise ValueError(f"bad secret the-api-secret and {TOKEN}")
    except ValueError:
        logger.exception("joining went wrong", stack_info=True)
    logging.getLogger("livekit").warning("connect ws://h/rtc?access_token=%s", "abcdefghi")

    text = session.path.read_text(encoding="utf-8")
    assert "joined with" in text
    assert "ValueError: bad secret" in text
    assert "test_logs.py" in text
    assert "livekit: connect" in text
    for secret in ("the-api-secret", TOKEN, "abcdefghi"):
        assert secret not in text


def test_handlers_of_others_get_the_records_without_secrets(
    tmp_path: Path, redactor: Redactor, caplog: pytest.LogCaptureFixture
) -> None:
    with LogSession(tmp_path, redactor=redactor):
        logging.getLogger("app").warning("here is %s", TOKEN)

    assert caplog.messages == [f"here is {REMOVED}"]


def test_a_message_that_cannot_be_formatted_harms_nobody(session: LogSession) -> None:
    class Rude:
        def __str__(self) -> str:
            raise RuntimeError("no")

    logging.getLogger("app").info("%d %s", "x")  # noqa: PLE1206 - the fault is the point
    logging.getLogger("app").info("%s", Rude())

    text = session.path.read_text(encoding="utf-8")
    assert "'%d %s' could not be formatted: TypeError" in text
    assert "'%s' could not be formatted: RuntimeError" in text


def test_closing_puts_logging_back(tmp_path: Path, redactor: Redactor) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), [list(item.filters) for item in root.handlers])

    LogSession(tmp_path, redactor=redactor, level=logging.DEBUG).close()

    after = (root.level, list(root.handlers), [list(item.filters) for item in root.handlers])
    assert after == before


def test_files_are_limited_in_size_and_number(
    tmp_path: Path, redactor: Redactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_files, "FILE_MAX_BYTES", 1000)
    with LogSession(tmp_path, redactor=redactor):
        for number in range(200):
            logging.getLogger("app").info("line %d", number)

    files = sorted(tmp_path.glob("klieg.log*"))
    assert len(files) == log_files.FILES_KEPT
    assert all(file.stat().st_size <= 1000 for file in files)
    assert "line 199" in (tmp_path / "klieg.log").read_text(encoding="utf-8")


def test_two_processes_never_share_a_file_and_a_name_becomes_free_again(
    tmp_path: Path, redactor: Redactor
) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom app.logs import LogSession\n"
        "from app.redaction import Redactor\n"
        f"session = LogSession(Path({str(tmp_path)!r}), redactor=Redactor())\n"
        "print(session.path.name, flush=True)\nsys.stdin.read()"
    )
    with python_process(script) as other:
        assert line_of(other) == "klieg.log"
        with LogSession(tmp_path, redactor=redactor) as session:
            assert session.path.name == "klieg-2.log"

    with LogSession(tmp_path, redactor=redactor) as session:
        assert session.path.name == "klieg.log"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_costs_one_warning_and_the_log_resumes_when_there_is_room(
    tmp_path: Path, redactor: Redactor, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "klieg.log").symlink_to("/dev/full")
    with LogSession(tmp_path, redactor=redactor) as session:
        logging.getLogger("app").info("lost %s", TOKEN)
        logging.getLogger("app").info("lost, too")

        assert capfd.readouterr().err == (
            f"klieg: cannot write the log {session.path}: No space left on device. "
            "Going on without it.\n"
        )

        session.path.unlink()
        session._handler._silent_until_s = 0.0  # the minute is over
        logging.getLogger("app").info("written")
        assert session.path.read_text(encoding="utf-8").endswith("app: written\n")
    assert capfd.readouterr().err == ""


def test_a_folder_that_cannot_be_made_costs_one_warning(
    tmp_path: Path, redactor: Redactor, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    with LogSession(tmp_path / "file" / "logs", redactor=redactor):
        logging.getLogger("app").error("nowhere to go")

    error = capfd.readouterr().err
    assert error.startswith("klieg: cannot write the log ")
    assert error.count("\n") == 1


def test_a_program_without_error_output_survives_a_full_disk(
    tmp_path: Path, redactor: Redactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr(sys, "stderr", None)

    with LogSession(tmp_path / "file", redactor=redactor):
        logging.getLogger("app").error("nowhere to go")


def test_a_handler_serves_without_a_session(redactor: Redactor, tmp_path: Path) -> None:
    handler = LogFileHandler(tmp_path, stem="server", redactor=redactor, line_format="%(message)s")
    record = logging.LogRecord("server", logging.INFO, "", 0, "hello %s", (TOKEN,), None)

    handler.handle(record)
    handler.close()

    assert handler.path == tmp_path / "server.log"
    assert handler.path.read_text(encoding="utf-8") == f"hello {REMOVED}{os.linesep}"
