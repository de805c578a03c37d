"""A real X screen with a window manager, for what is captured from one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.instruments.children import Child, find_program
from tests.instruments.screen import VirtualScreen


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualScreen]:
    log: Path = tmp_path_factory.mktemp("openbox") / "log"
    with VirtualScreen(1280, 720) as screen:
        command = [find_program("openbox"), "--config-file", "/dev/null"]
        with Child(command, output=log, environment=screen.environment()):
            yield screen
