"""Events as JSON lines, and the audience's report."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from app.event_log import EventLog, WatchReport
from app.model.errors import ErrorCode, InvalidValueError
from app.model.events import DeviceError, PlayerQualityUpdate, RoomStateChanged, RoomStreamUpdate
from app.model.media import DeviceKind
from app.model.quality import PlayerQuality, PlayerTotals
from app.model.session import RoomStateReason, Stream, UpdateType, User


def test_each_event_is_one_line_that_can_be_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    log = EventLog(str(path))
    before = time.time()

    log.write(
        RoomStateChanged(
            "r",
            RoomStateReason.KICK_OUT,
            error_code=ErrorCode.KICKED_BY_SAME_USER,
            extended_data="x",
        )
    )
    first = json.loads(path.read_text(encoding="utf-8"))  # not closed yet: flushed at once
    log.write(RoomStreamUpdate("r", UpdateType.ADD, (Stream("s", User("u", "Ü")),)))
    log.close()

    assert before <= first.pop("time") <= time.time()
    assert first == {
        "event": "RoomStateChanged",
        "room_id": "r",
        "reason": "KICK_OUT",
        "error_code": 1002050,
        "error": "KICKED_BY_SAME_USER",
        "extended_data": "x",
    }
    second = json.loads(path.read_text(encoding="utf-8").splitlines()[1])
    assert second["streams"] == [
        {"stream_id": "s", "user": {"user_id": "u", "name": "Ü"}, "extra_info": ""}
    ]


def test_events_go_to_standard_output_for_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
    log = EventLog("-")

    log.write(RoomStateChanged("r", RoomStateReason.LOGINED))
    log.close()

    assert json.loads(capsys.readouterr().out)["reason"] == "LOGINED"


def test_a_folder_that_is_not_there_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="No such file"):
        EventLog(str(tmp_path / "none" / "events"))


def test_names_that_are_no_text_do_not_end_the_log(tmp_path: Path) -> None:
    log = EventLog(str(tmp_path / "events"))
    log.write(DeviceError(DeviceKind.CAMERA, "/film\udcff", ErrorCode.DEVICE_FAILED, "é"))
    log.close()
    line = (tmp_path / "events").read_text(encoding="utf-8")
    assert json.loads(line)["device_id"] == "/film\udcff"
    assert "é" in line


def test_a_full_disk_ends_the_log_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    log = EventLog("/dev/full")

    log.write(RoomStateChanged("r", RoomStateReason.LOGINED))
    log.write(RoomStateChanged("r", RoomStateReason.LOGOUT))
    log.close()

    assert [r.getMessage() for r in caplog.records] == [
        "cannot write events any more: [Errno 28] No space left on device"
    ]


def test_the_report_tells_of_the_stream_that_was_shown_most(tmp_path: Path) -> None:
    report = WatchReport()
    camera = PlayerTotals(
        first_picture_ms=212.34567,
        end_to_end_p50_ms=11.5,
        end_to_end_p95_ms=14.25,
        frames_received=300,
        frames_shown=299,
        freezes=1,
    )
    report.take(PlayerQualityUpdate("screen", PlayerQuality()))
    report.take(PlayerQualityUpdate("camera", PlayerQuality(since_start=camera)))

    report.write(tmp_path / "report.json")

    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    streams = written.pop("streams")
    assert written == {
        "first_picture_ms": 212.346,
        "latency_p50_ms": 11.5,
        "latency_p95_ms": 14.25,
        "frames_received": 300,
        "frames_shown": 299,
        "freezes": 1,
    }
    assert streams["screen"]["first_picture_ms"] is None


def test_a_report_without_any_stream_has_every_figure() -> None:
    report = WatchReport().to_dict()

    assert report["frames_shown"] == 0
    assert report["first_picture_ms"] is None


def test_the_report_goes_on_counting_after_a_reconnection() -> None:
    report = WatchReport()
    for received, p50_ms in [(100, 8.0), (300, 9.0), (20, 30.0), (40, 31.0), (5, 50.0)]:
        totals = PlayerTotals(
            first_picture_ms=200.0 if received > 90 else 50.0,
            end_to_end_p50_ms=p50_ms,
            frames_received=received,
            frames_shown=received - 1,
            freezes=1,
        )
        report.take(PlayerQualityUpdate("camera", PlayerQuality(since_start=totals)))

    written = report.to_dict()

    assert written["first_picture_ms"] == 200.0
    assert written["latency_p50_ms"] == 9.0
    assert written["frames_received"] == 300 + 40 + 5
    assert written["frames_shown"] == 299 + 39 + 4
    assert written["freezes"] == 3 + 2
