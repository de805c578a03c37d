"""How a session from the command line ends: time, signal, the host's word, a fault."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from app.control.controller import Controller
from app.control.timing import Timing
from app.control.words import Language, load_words
from app.engine.port import Engine
from app.model.errors import ErrorCode, InvalidValueError, KliegError, LinkError
from app.model.events import (
    DeviceError,
    EngineEvent,
    PlayerStateUpdate,
    PublisherCapturedVideoFirstFrame,
    PublisherSourceEnded,
    PublisherStateUpdate,
)
from app.model.media import CaptureSource, DeviceKind, PublishChannel, SourceKind
from app.model.session import PlayerState, PublisherState, RoomStateReason, UpdateType
from app.paths import program_root
from app.runner import LinkGiver, SessionRun
from app.start_faults import StartFaults
from tests.fakes.bridge import DirectBridge
from tests.fakes.engine import RecordingEngine
from tests.fakes.samples import PLAN, STREAM, room, streams
from tests.fakes.studio import LINK, RecordingStudio

WORDS = load_words(program_root() / "resources" / "i18n", Language.ENGLISH)
LIMIT_S = 10.0


class Rig:
    """A controller on fakes, and the run of one session."""

    def __init__(
        self,
        duration_s: float | None = None,
        away_limit_s: float = LIMIT_S,
        sound: CaptureSource | None = None,
    ) -> None:
        self.engine = RecordingEngine()
        self.studio = RecordingStudio()
        self.session: SessionRun | None = None

        def tap(event: EngineEvent) -> None:
            if self.session is not None:
                self.session.take(event)

        async def make_engine() -> Engine:
            return self.engine

        self.controller = Controller(
            make_engine=make_engine,
            studio=self.studio,
            make_bridge=DirectBridge,
            event_tap=tap,
            timing=Timing(break_told_after_s=0.0),
        )
        self.told: list[str] = []
        self.session = SessionRun(
            self.controller,
            WORDS,
            duration_s=duration_s,
            ends_itself=True,
            tell=self.told.append,
            sound=sound,
        )
        self.session.away_limit_s = away_limit_s

    async def watch_until(self, then: Callable[[], None]) -> None:
        """Watch; once the room was entered do ``then``; return at the end of the session."""
        await self._run(lambda: self.controller.watch_link(LINK), then)

    async def host_until(self, then: Callable[[], None]) -> None:
        """Go live; once the room was entered do ``then``; return at the end of the session."""
        await self._run(lambda: self.controller.go_live(PLAN), then)

    async def _run(self, begin: Callable[[], None], then: Callable[[], None]) -> None:
        if self.session is None:
            raise AssertionError("no session was made")
        gate = self.engine.hold("login_room")

        def entered() -> None:
            self.engine.emit(room(RoomStateReason.LOGINING), room(RoomStateReason.LOGINED))
            gate.set()

        loop = asyncio.get_running_loop()

        async def act() -> None:
            while "login_room" not in self.engine.names():
                await asyncio.sleep(0)
            entered()
            await self.controller.settle()
            then()

        acting = loop.create_task(act())
        await asyncio.wait_for(self.session.run(begin), LIMIT_S)
        await acting


async def test_a_session_ends_when_its_time_is_up() -> None:
    rig = Rig(duration_s=0.05)

    await rig.watch_until(lambda: None)

    assert rig.engine.names()[-2:] == ["logout_room", "destroy"]
    assert rig.studio.calls[-1] == "close"


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot send itself SIGTERM without dying")
async def test_a_signal_ends_a_session_in_order() -> None:
    rig = Rig()

    await rig.host_until(lambda: os.kill(os.getpid(), signal.SIGTERM))

    assert rig.engine.names()[-1] == "destroy"


async def test_the_end_of_the_broadcast_is_a_clean_end_for_its_audience() -> None:
    rig = Rig()

    def end() -> None:
        rig.engine.emit(
            streams(UpdateType.ADD, STREAM),
            room(RoomStateReason.LOGOUT),
        )

    await rig.watch_until(end)


async def test_a_watcher_is_told_of_a_break_and_of_its_end() -> None:
    rig = Rig()

    def act() -> None:
        rig.engine.emit(
            streams(UpdateType.ADD, STREAM),
            PlayerStateUpdate(STREAM.stream_id, PlayerState.PLAYING),
            room(RoomStateReason.RECONNECTING),
            room(RoomStateReason.RECONNECTED),
            room(RoomStateReason.LOGOUT),
        )

    await rig.watch_until(act)

    assert len(rig.told) == 2
    assert rig.told[0].startswith("Reconnecting. The connection broke")
    assert rig.told[1] == "You are watching live."


async def test_a_host_who_stays_away_ends_the_watching_with_a_reason() -> None:
    rig = Rig(away_limit_s=0.05)

    with pytest.raises(KliegError, match="did not come back") as caught:
        await rig.watch_until(
            lambda: rig.engine.emit(
                streams(UpdateType.ADD, STREAM), streams(UpdateType.DELETE, STREAM)
            )
        )

    assert caught.value.hint
    assert [line.partition(".")[0] for line in rig.told] == ["The host has gone away"]


async def test_a_host_who_comes_back_in_time_is_watched_on() -> None:
    rig = Rig(duration_s=0.2, away_limit_s=0.1)

    await rig.watch_until(
        lambda: rig.engine.emit(
            streams(UpdateType.ADD, STREAM),
            streams(UpdateType.DELETE, STREAM),
            streams(UpdateType.ADD, STREAM),
        )
    )


async def test_a_watcher_who_is_early_is_told_without_a_window_too() -> None:
    rig = Rig()
    rig.studio.is_early = True

    await rig.watch_until(
        lambda: rig.engine.emit(streams(UpdateType.ADD, STREAM), room(RoomStateReason.LOGOUT))
    )

    assert rig.told == ["The host is not live yet. Stay here: the picture comes by itself."]


async def test_being_removed_is_a_failure_in_words() -> None:
    rig = Rig()

    with pytest.raises(KliegError) as caught:
        await rig.watch_until(
            lambda: rig.engine.emit(room(RoomStateReason.KICK_OUT, ErrorCode.KICKED_BY_SAME_USER))
        )

    assert caught.value.code is ErrorCode.KICKED_BY_SAME_USER
    assert caught.value.message
    assert caught.value.hint


async def test_a_wrong_link_is_a_failure_in_its_own_words() -> None:
    rig = Rig()
    rig.studio.failures["open_watch"] = LinkError("cannot follow the link: it has ended")
    session = rig.session
    if session is None:
        raise AssertionError("no session was made")

    with pytest.raises(KliegError, match="it has ended"):
        await asyncio.wait_for(session.run(lambda: rig.controller.watch_link(LINK)), LIMIT_S)


async def test_a_text_that_is_no_link_is_refused_at_once() -> None:
    rig = Rig()
    session = rig.session
    if session is None:
        raise AssertionError("no session was made")

    with pytest.raises(KliegError):
        await asyncio.wait_for(session.run(lambda: rig.controller.watch_link(" ")), LIMIT_S)

    assert rig.studio.calls in ([], ["close"])


async def test_the_end_of_a_file_ends_the_broadcast_cleanly() -> None:
    rig = Rig()

    await rig.host_until(lambda: rig.engine.emit(PublisherSourceEnded(PublishChannel.MAIN)))


async def test_a_source_that_cannot_be_used_ends_the_broadcast_with_its_reason() -> None:
    rig = Rig()
    event = PublisherSourceEnded(
        PublishChannel.MAIN,
        error_code=ErrorCode.DEVICE_UNKNOWN,
        message="Cannot open the camera 'x': there is none.",
    )

    with pytest.raises(KliegError, match="there is none") as caught:
        await rig.host_until(lambda: rig.engine.emit(event))

    assert caught.value.code is ErrorCode.DEVICE_UNKNOWN


def test_the_link_file_holds_the_whole_link_or_does_not_exist(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "link"

    LinkGiver(path, is_quiet=False).give(LINK)

    assert path.read_text(encoding="utf-8") == LINK + "\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["link"]
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
    assert LINK in capsys.readouterr().out


def test_a_link_file_that_cannot_be_written_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="No such file"):
        LinkGiver(tmp_path / "none" / "link", is_quiet=True).give(LINK)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")
def test_a_link_goes_through_a_pipe_that_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        LinkGiver(pipe, is_quiet=True).give(LINK)
        assert os.read(reader, 1000) == LINK.encode() + b"\n"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_link_in_place_of_a_folder_is_said_clearly_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(InvalidValueError, match="cannot write the link"):
        LinkGiver(folder, is_quiet=True).give(LINK)
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("place", ["none/link", "folder"])
def test_a_link_file_that_cannot_be_written_is_refused_before_anything_begins(
    place: str, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InvalidValueError, match="cannot write the link"):
        LinkGiver(tmp_path / place, is_quiet=True).check()
    LinkGiver(tmp_path / "link", is_quiet=True).check()
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize(
    "event",
    [
        PublisherSourceEnded(PublishChannel.AUX, ErrorCode.DEVICE_UNKNOWN, "cannot open 'x'", "Y."),
        DeviceError(
            DeviceKind.MICROPHONE, "usb", ErrorCode.DEVICE_UNKNOWN, "cannot open 'x'", "Y."
        ),
    ],
)
async def test_what_was_named_and_fails_at_the_start_ends_it_with_its_reason(
    event: EngineEvent,
) -> None:
    rig = Rig(sound=CaptureSource(SourceKind.MICROPHONE, "usb"))

    with pytest.raises(KliegError, match="cannot open 'x'") as caught:
        await rig.host_until(lambda: rig.engine.emit(event))

    assert caught.value.hint == "Y."
    assert not rig.told


async def test_nobody_is_let_in_once_the_start_has_failed() -> None:
    rig = Rig(sound=CaptureSource(SourceKind.FILE, "x.wav"))
    code = ErrorCode.DEVICE_FAILED

    def act() -> None:
        own = rig.controller.state.outgoing[0].stream_id
        rig.engine.emit(
            DeviceError(DeviceKind.MICROPHONE, "x.wav", code, "cannot open 'x.wav'"),
            PublisherStateUpdate(own, PublisherState.PUBLISHING),
        )

    with pytest.raises(KliegError, match="cannot open"):
        await rig.host_until(act)

    assert "can_be_watched on" not in rig.studio.calls
    assert rig.studio.calls[-1] == "close"


@pytest.mark.parametrize(
    "before",
    [
        PublisherStateUpdate("own", PublisherState.PUBLISHING),
        PublisherCapturedVideoFirstFrame(PublishChannel.AUX),
    ],
)
def test_what_worked_once_does_not_end_the_broadcast(before: EngineEvent) -> None:
    faults = StartFaults(CaptureSource(SourceKind.MICROPHONE, "usb"))
    code = ErrorCode.DEVICE_UNPLUGGED
    later: EngineEvent = DeviceError(DeviceKind.MICROPHONE, "usb", code, "pulled out")
    if isinstance(before, PublisherCapturedVideoFirstFrame):
        later = PublisherSourceEnded(PublishChannel.AUX, code, "pulled out")
    assert faults.of(before) is None
    assert faults.of(later) is None


@pytest.mark.parametrize("sound", [None, CaptureSource(SourceKind.MICROPHONE)])
def test_without_a_microphone_that_nobody_named_the_broadcast_begins(
    sound: CaptureSource | None,
) -> None:
    code = ErrorCode.DEVICE_UNKNOWN
    event = DeviceError(DeviceKind.MICROPHONE, "", code, "there is none")
    assert StartFaults(sound).of(event) is None


def test_a_second_stream_that_ends_is_told_and_the_broadcast_goes_on() -> None:
    told: list[str] = []
    controller = Controller(
        make_engine=_no_engine, studio=RecordingStudio(), make_bridge=DirectBridge
    )
    session = SessionRun(controller, WORDS, tell=told.append)
    session.take(PublisherCapturedVideoFirstFrame(PublishChannel.AUX))
    session.take(
        PublisherSourceEnded(
            PublishChannel.AUX, error_code=ErrorCode.DEVICE_UNKNOWN, message="cannot open 'x'"
        )
    )
    assert told == ["The second stream ended. Cannot open 'x'."]


async def _no_engine() -> Engine:
    raise AssertionError("no engine is needed")
