"""Whether there is a display: tried, not believed."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from app.displays import DisplayUse, check_display, has_display
from app.model.errors import KliegError

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always one")


@linux_only
@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": ":9999"},
        {"DISPLAY": "nonsense"},
        {"WAYLAND_DISPLAY": "wayland-9"},
        {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": "/nowhere", "DISPLAY": ":9999"},
    ],
)
def test_a_display_that_is_only_named_is_none(environment: dict[str, str]) -> None:
    assert not has_display(environment)


@linux_only
def test_a_wayland_display_that_answers_is_one(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        compositor.listen()
        environment = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert has_display(environment)


def test_a_platform_chosen_for_qt_is_trusted() -> None:
    assert has_display({"QT_QPA_PLATFORM": "offscreen"})


@linux_only
@pytest.mark.parametrize("use", list(DisplayUse))
def test_the_way_on_without_a_display_fits_what_it_was_wanted_for(
    use: DisplayUse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(KliegError, match=use.what) as refused:
        check_display(use)
    assert ("--headless" in refused.value.hint) is (use is DisplayUse.WINDOW)
