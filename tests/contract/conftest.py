"""The engines under contract and the people of each test."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator, Iterator

import pytest

from app.model.ids import random_id
from tests.contract.differences import zego_difference
from tests.contract.lab import EngineLab
from tests.contract.livekit_lab import LiveKitLab, find_media_server
from tests.contract.people import People, people_of
from tests.contract.pulse import SoundServer
from tests.contract.screens import Screens
from tests.contract.zego_lab import ZegoLab
from tests.instruments.zego_standin import StandInError, build_standin

ENGINES = ("livekit", "zego-v2", "zego-v1")
"""LiveKit, and ZEGO in both variants of its C interface."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if is_run(item)]
    for item in items:
        if "tests/contract/" in item.path.as_posix():
            item.add_marker(pytest.mark.contract)
            if is_zego(item) and (reason := difference_of(item)):
                item.add_marker(pytest.mark.skip(reason=reason))


def engine_of(item: pytest.Item) -> str:
    """Return the engine that a test runs on; empty for those without one."""
    callspec = getattr(item, "callspec", None)
    parameters: dict[str, object] = callspec.params if callspec is not None else {}
    return str(parameters.get("lab", parameters.get("fragile_lab", "")))


def is_run(item: pytest.Item) -> bool:
    """Whether a test concerns its engine."""
    return not (is_zego(item) and "test_livekit_" in item.path.name)


def is_zego(item: pytest.Item) -> bool:
    """Whether a test runs on ZEGO."""
    return engine_of(item).startswith("zego")


def difference_of(item: pytest.Item) -> str | None:
    """Return why a test does not run on ZEGO."""
    name, _, parameters = item.name.partition("[")
    others = [part for part in parameters.rstrip("]").split("-") if part not in _ENGINE_WORDS]
    return zego_difference(name, "-".join(others))


_ENGINE_WORDS = {"zego", "v1", "v2"}


def _livekit(folder: pytest.TempPathFactory, *, breakable: bool) -> LiveKitLab:
    binary = find_media_server()
    if binary is None:
        pytest.skip("livekit-server is not built: run `python3 dev.py test` or set its path")
    return LiveKitLab(folder.mktemp("livekit"), binary, breakable=breakable)


def _zego(folder: pytest.TempPathFactory, variant: str, *, breakable: bool) -> ZegoLab:
    try:
        standin = build_standin()
    except StandInError as error:
        pytest.skip(str(error))
    return ZegoLab(folder.mktemp("zego"), standin, variant, breakable=breakable)


def _lab(engine: str, folder: pytest.TempPathFactory, *, breakable: bool) -> EngineLab:
    name, _, variant = engine.partition("-")
    if name == "zego":
        return _zego(folder, variant, breakable=breakable)
    return _livekit(folder, breakable=breakable)


@pytest.fixture(scope="session", autouse=True)
def sound_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer | None]:
    """A sound server of the suite's own; None where PulseAudio is not installed.

    For all tests: the audio device module stays with the first server that a process meets.
    """
    if not SoundServer.is_installed():
        yield None
        return
    server = SoundServer(tmp_path_factory.mktemp("pulse"))
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        yield server
    server.stop()


@pytest.fixture(scope="session", params=ENGINES)
def lab(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineLab]:
    """A service that all tests share; nothing is broken in it."""
    lab = _lab(request.param, tmp_path_factory, breakable=False)
    lab.start()
    yield lab
    lab.stop()


@pytest.fixture(params=ENGINES)
def fragile_lab(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineLab]:
    """A service of one test's own, to be broken."""
    if sys.platform == "darwin":
        pytest.skip("macOS has one loopback address only")
    lab = _lab(request.param, tmp_path_factory, breakable=True)
    lab.start()
    yield lab
    lab.stop()


@pytest.fixture
def room_id() -> str:
    """A room of the test's own."""
    return random_id("room")


@pytest.fixture
async def screens() -> AsyncIterator[Screens]:
    """Canvases without windows."""
    screens = Screens()
    yield screens
    screens.close()


@pytest.fixture
async def people(lab: EngineLab) -> AsyncIterator[People]:
    """Makes people; their engines are destroyed after the test."""
    async with people_of(lab) as people:
        yield people


@pytest.fixture
async def fragile_people(fragile_lab: EngineLab) -> AsyncIterator[People]:
    """The same, in the breakable service."""
    async with people_of(fragile_lab) as people:
        yield people


@pytest.fixture(autouse=True)
def nothing_went_wrong_in_silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test during which a task failed unseen or asyncio complained."""
    yield
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    bad = [
        record.getMessage()
        for record in records
        if record.levelno >= logging.ERROR and record.name.startswith(("app.", "asyncio"))
    ]
    assert not bad
