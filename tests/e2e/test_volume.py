"""The volume that a watcher chose: kept, and heard in the window the next time."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.paths import HOME_VARIABLE, AppPaths
from tests.e2e.conftest import Go, Look, picture_on
from tests.e2e.test_sound import TONE_DBFS, TONE_HZ, steady_parts
from tests.instruments.program import Audience
from tests.instruments.screen import VirtualScreen
from tests.instruments.sound import SoundServer, strongest_tone

pytestmark = [pytest.mark.alone, pytest.mark.sound]

HALF = 0.5
PURE = 0.9


@pytest.fixture
def environment(tmp_path: Path, sound: SoundServer) -> dict[str, str]:
    """What somebody has who watched at half the volume before."""
    home = {HOME_VARIABLE: str(tmp_path / "watcher")}
    file = AppPaths.find(home).settings_file
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"version": 1, "volume": 50}), encoding="utf-8")
    return sound.environment() | home


@pytest.fixture
def watcher(
    screen: VirtualScreen, go_live: Go, watch_on: Look, environment: dict[str, str]
) -> Iterator[Audience]:
    """A window that shows a broadcast with a tone."""
    watcher = watch_on(screen, go_live("--sound", "tone").link(), environment=environment)
    picture_on(screen)
    yield watcher
    watcher.end()


@pytest.mark.usefixtures("watcher")
def test_a_window_plays_at_the_volume_that_was_kept(sound: SoundServer) -> None:
    heard = []
    with sound.recording() as recording:
        for _ in range(20):  # a busy machine may play a second in pieces
            heard.append(strongest_tone(steady_parts(recording.take(1.5) / HALF)))
            if (
                heard[-1].frequency_hz == pytest.approx(TONE_HZ, abs=1)
                and heard[-1].level_dbfs == pytest.approx(TONE_DBFS, abs=1.5)
                and heard[-1].share > PURE
            ):
                return
    pytest.fail(f"twice what is heard is not what was sent: {heard}")
