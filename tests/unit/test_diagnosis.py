"""What a diagnosis holds, what it must not hold, and what happens when it cannot be written."""

from __future__ import annotations

import errno
import math
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.diagnosis import Private, Section, diagnosis_text, mask_addresses, table, time_line
from app.diagnosis_file import write_diagnosis
from app.diagnosis_logs import FILES_MAX, TAIL_BYTES, log_sections, tail_of
from app.model.errors import KliegError
from app.redaction import Redactor

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJob3N0In0.c2lnbmF0dXJl"
KEY = "planted-api-key-4711"
APP_SIGN = "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90"
INVITE = "planted-invite-fragment"


def redactor() -> Redactor:
    made = Redactor()
    made.add(KEY)
    made.add(APP_SIGN)
    return made


def test_planted_secrets_are_in_no_byte_of_the_file(tmp_path: Path) -> None:
    poison = (
        f"token={JWT} key {KEY} sign {APP_SIGN}",
        f"link http://192.168.1.20:7070/watch/friday#{INVITE}",
        "ws://klieg:planted-password@10.0.0.7:7880/rtc",
        "Authorization: Bearer planted-bearer-value",
        'api_secret="planted-api-secret-value"',
        "peer 2001:db8::17 and [fe80::1%eth0]:5000 said hello to Grace Hopper in friday-demo",
    )
    private = Private((("Grace Hopper", "name"), ("friday-demo", "room")))
    sections = [Section(f"part {number}", poison) for number in range(3)]
    file = tmp_path / "diagnosis.txt"
    write_diagnosis(file, diagnosis_text(sections, redactor(), private))
    data = file.read_bytes()
    for secret in (
        *(JWT, KEY, APP_SIGN, INVITE, "planted-password", "planted-bearer", "planted-api-secret"),
        *("192.168.1.20", "10.0.0.7", "2001:db8::17", "fe80::1", "Grace Hopper", "friday-demo"),
    ):
        assert secret.encode() not in data, secret
    assert b"[name]" in data
    assert b"[room]" in data


def test_addresses_get_numbers_and_the_own_loop_stays() -> None:
    text = "10.1.2.3 spoke to 10.1.2.4:7880, then 10.1.2.3 to 127.0.0.1:7880 and ::1 and 0.0.0.0"
    assert mask_addresses(text) == (
        "[address 1] spoke to [address 2]:7880, then [address 1] to 127.0.0.1:7880 and ::1 and "
        "0.0.0.0"
    )
    assert mask_addresses("eth0 12:34:56:78:9a:bc up") == "eth0 [hardware address] up"


@pytest.mark.parametrize(
    "harmless",
    [
        "18:04:05 INFO",
        "2026-11-21 18:04:05.123Z",
        "took 1.25 ms",
        "6.11.2",
        "std::x",
        "1.2.3",
        "x:y",
    ],
)
def test_times_and_versions_are_no_addresses(harmless: str) -> None:
    assert mask_addresses(harmless) == harmless


@given(st.ip_addresses())
def test_no_address_of_another_computer_gets_through(address: object) -> None:
    shown = str(address)
    masked = mask_addresses(f"from {shown} to it")
    is_own = getattr(address, "is_loopback", False) or getattr(address, "is_unspecified", False)
    assert (shown in masked.split()) == is_own


def test_short_words_are_not_cut_out_of_longer_ones() -> None:
    text = diagnosis_text([Section("a", ("adam in room x",))], Redactor(), Private((("ada", "n"),)))
    assert "adam in room x" in text


def test_every_section_is_there_even_when_it_is_empty() -> None:
    text = diagnosis_text([Section("Timeline", ())], Redactor(), Private())
    assert "Timeline" in text
    assert "nothing" in text


def test_figures_are_a_table_with_gaps() -> None:
    nan = math.nan
    lines = table(("delay", "fps"), 100, [[nan, 12.0, nan, nan, 13.0], [nan, 30.0, nan, nan, nan]])
    assert [line.split() for line in lines] == [
        ["second", "delay", "fps"],
        ["-3", "12.0", "30.0"],
        ["(nothing", "measured)"],
        ["0", "13.0", "-"],
    ]
    assert "nothing measured" in table(("delay",), 100, [[nan]])[0]


def test_a_moment_is_told_in_universal_time() -> None:
    assert time_line(1_700_000_000_123, "room: LOGINED") == (
        "2023-11-14 22:13:20.123Z  room: LOGINED"
    )


def test_only_the_end_of_a_long_log_is_taken_from_a_whole_line_on(tmp_path: Path) -> None:
    log = tmp_path / "klieg.log"
    log.write_text("".join(f"line {number:06}\n" for number in range(20_000)), encoding="utf-8")
    lines = tail_of(log)
    assert lines[0] == "..."
    assert lines[1].startswith("line ")
    assert lines[-1] == "line 019999"
    assert sum(len(line) + 1 for line in lines) <= TAIL_BYTES + len(lines[0]) + 1


def test_old_logs_and_too_many_are_left_out(tmp_path: Path) -> None:
    for number in range(FILES_MAX + 3):
        path = tmp_path / f"{number}.log"
        path.write_text(f"log {number}\n", encoding="utf-8")
        os.utime(path, (1_000_000 - number, 1_000_000 - number))
    (tmp_path / "other.txt").write_text("no log", encoding="utf-8")
    assert len(log_sections(tmp_path, now_s=1_000_000)) == FILES_MAX
    assert log_sections(tmp_path, now_s=9_000_000)[0].lines == ("there are none",)
    assert log_sections(tmp_path / "nowhere")[0].lines == ("there are none",)


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "diagnosis.txt"
    write_diagnosis(file, "text 文字 \udcff")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "文字" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "hint"), [(errno.ENOSPC, "room"), (errno.EACCES, "folder of your own")]
)
def test_what_cannot_be_written_leaves_nothing_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, hint: str
) -> None:
    def refuse(_file: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(KliegError) as caught:
        write_diagnosis(tmp_path / "diagnosis.txt", "text")
    assert hint in caught.value.hint
    assert os.strerror(code) in caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(KliegError, match="cannot save the diagnosis"):
        write_diagnosis(tmp_path / "gone" / "diagnosis.txt", "text")


def test_rooms_and_people_of_earlier_runs_are_left_out_of_the_logs() -> None:
    lines = (
        '{"msg":"error","room":"yesterdays-room","roomID":"RM_1","participant":"viewer-7"}',
        "INFO app.engine.livekit.room: entering room yesterdays-room as viewer-7",
        "INFO app.engine.livekit.room: room yesterdays-room: LOGINED OK",
        "INFO app.engine.livekit.room: the room is gone: no answer",
    )
    text = diagnosis_text([Section("Log", lines)], Redactor(), Private())
    assert "yesterdays-room" not in text
    assert "viewer-7" not in text
    assert "room [room]: LOGINED OK" in text
    assert "the room is gone: no answer" in text
