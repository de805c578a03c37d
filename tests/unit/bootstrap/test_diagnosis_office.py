"""A whole diagnosis from the facts of a window, with secrets planted wherever there is room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap.diagnosis_office import DiagnosisOffice, save_without_window
from app.bootstrap.workplace import Workplace
from app.control.diagnosis_desk import RunFacts
from app.control.health_history import StreamHistory
from app.control.health_timeline import Moment
from app.control.health_view import Advice, AdviceKind, Break, HealthView, ProcessorLoad
from app.control.plans import Preferences
from app.control.view_state import ChatLine, DeviceLists, ViewState
from app.model.about import About
from app.model.errors import KliegError
from app.model.media import CaptureSource, DeviceInfo, DeviceKind, SourceKind
from app.model.quality import PlayerQuality
from app.model.session import User
from tests.fakes.samples import STREAM, watching

NOW_MS = 1_700_000_000_000
SECRETS = (
    "planted-invite",
    "planted-room-name",
    "planted-person",
    "planted-user-id",
    "planted words of the chat",
    "planted-file-name",
    "planted-key-of-the-server",
    "192.168.77.4",
)


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    monkeypatch.setenv("KLIEG_HOME", str(tmp_path / "home"))
    with Workplace() as made:
        made.redactor.add("planted-key-of-the-server")
        yield made


def poisoned_state() -> ViewState:
    state = watching()
    lists = DeviceLists(
        cameras=(DeviceInfo(DeviceKind.CAMERA, "0", "HD camera", is_default=True),), are_known=True
    )
    return replace(
        state,
        link="http://192.168.77.4:7070/watch/planted-room-name#planted-invite",
        title="planted-person",
        user=User("planted-user-id", "planted-person"),
        users=(User("planted-user-id", "planted-person"),),
        room=replace(state.room, room_id="planted-room-name"),
        chat=(ChatLine(1, "planted-person", "planted words of the chat", 0),),
        devices=lists,
    )


def facts() -> RunFacts:
    history = StreamHistory()
    for second in range(10):
        quality = PlayerQuality(shown_fps=30.0, end_to_end_p50_ms=21.0, end_to_end_p95_ms=30.0)
        history.add(NOW_MS // 1000 - 9 + second, quality)
    load = ProcessorLoad(12.0, 3.0, 40.0, 8)
    return RunFacts(
        NOW_MS,
        poisoned_state(),
        Preferences(
            room_id="planted-room-name",
            user_name="planted-person",
            picture=CaptureSource(SourceKind.FILE, "/films/planted-file-name.mp4"),
        ),
        health=HealthView(NOW_MS // 1000, load, (Advice(AdviceKind.LOSS_IN),)),
        timeline=(Moment(NOW_MS - 5000, "room: LOGINED planted-room-name by planted-person"),),
        breaks=(Break(NOW_MS // 1000 - 60, NOW_MS // 1000 - 55),),
        histories=((STREAM.stream_id, history),),
    )


async def test_a_diagnosis_holds_what_helps_and_nothing_that_is_secret(
    workplace: Workplace, tmp_path: Path
) -> None:
    logs = workplace.paths.logs
    logs.mkdir(parents=True, exist_ok=True)
    poison = " ".join(SECRETS)
    (logs / "livekit-server.log").write_text(
        f"room planted-room-name {poison} http://x/#planted-invite invite=planted-invite\n",
        encoding="utf-8",
    )
    file = tmp_path / "diagnosis.txt"
    await DiagnosisOffice(workplace).write(file, facts())
    data = file.read_bytes()
    text = data.decode("utf-8")
    for secret in SECRETS:
        if secret in {"planted-invite", "planted words of the chat", "planted-file-name"}:
            continue  # checked below: a bare word in a log is no invite
        assert secret.encode() not in data, secret
    own_words = text[: text.index("Log: livekit-server.log")]
    for secret in SECRETS:
        assert secret not in own_words, secret
    assert "http://x/#planted-invite" not in text
    for needed in (
        *("Klieg: ", "Python: ", "Qt: ", "LiveKit SDK: ", "system: ", "memory: ", "cores"),
        *("camera: HD camera (default)", "WARNING: loss_in", "load: Klieg 12 %", "21.0"),
        *(
            "room: LOGINED [room] by [name]",
            "view: WATCH",
            "Log: livekit-server.log",
            "Media server",
        ),
    ):
        assert needed in text, needed


def test_the_text_of_nothing_is_still_a_diagnosis(workplace: Workplace) -> None:
    text = DiagnosisOffice(workplace).text(RunFacts(NOW_MS, ViewState(), Preferences()), About())
    assert "not looked up yet" in text
    assert "view: START" in text


def test_without_a_window_the_devices_and_settings_are_told(
    workplace: Workplace, tmp_path: Path
) -> None:
    camera = DeviceInfo(DeviceKind.CAMERA, "0", "HD camera", is_default=True)
    file = tmp_path / "diagnosis.txt"
    save_without_window(workplace, file, {DeviceKind.CAMERA: (camera,)})
    text = file.read_text(encoding="utf-8")
    assert "camera: HD camera (default)" in text
    assert "view: START" in text
    with pytest.raises(KliegError, match="cannot save the diagnosis"):
        save_without_window(workplace, tmp_path / "gone" / "diagnosis.txt", {})
