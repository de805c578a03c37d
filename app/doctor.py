"""``klieg doctor``: what this machine lacks for Klieg, and how to get it."""

from __future__ import annotations

import ctypes.util
import importlib
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app import paths
from app.displays import has_display
from app.model.errors import KliegError
from app.model.media import DeviceInfo, DeviceKind


class Verdict(Enum):
    """Outcome of one check."""

    OK = "ok"
    MISSING = "missing"
    OPTIONAL = "not there"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report; ``remedy`` says how to get what is not there."""

    what: str
    verdict: Verdict
    detail: str
    remedy: str = ""

    def lines(self) -> Iterable[str]:
        """Return the finding as lines for a terminal."""
        yield f"{self.verdict.value:>9}  {self.what}: {self.detail}"
        if self.remedy and self.verdict is not Verdict.OK:
            yield f"{'':>11}-> {self.remedy}"


_LINUX_LIBRARIES = (
    ("EGL", "libegl1"),
    ("GL", "libgl1"),
    ("xkbcommon-x11", "libxkbcommon-x11-0"),
    ("xcb-cursor", "libxcb-cursor0"),
    ("xcb-icccm", "libxcb-icccm4"),
    ("xcb-keysyms", "libxcb-keysyms1"),
    ("fontconfig", "libfontconfig1"),
)


def examine(
    devices: dict[DeviceKind, tuple[DeviceInfo, ...]], *, data_folder: Path
) -> list[Finding]:
    """Check this machine; ``devices`` are those the engine found."""
    checks: list[Callable[[], Finding]] = [
        _check_python,
        _check_media_server,
        _check_libraries,
        _check_window_libraries,
        _check_display,
        lambda: _check_data_folder(data_folder),
    ]
    findings = [check() for check in checks]
    findings += [_check_devices(kind, devices.get(kind, ())) for kind in _DEVICE_REMEDIES]
    return findings


def is_fit(findings: Iterable[Finding]) -> bool:
    """Tell whether nothing essential is missing."""
    return all(finding.verdict is not Verdict.MISSING for finding in findings)


def _check_python() -> Finding:
    detail = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    is_ok = sys.version_info >= (3, 11)
    return Finding(
        "Python", Verdict.OK if is_ok else Verdict.MISSING, detail, "Install Python 3.11 or newer."
    )


def _check_media_server() -> Finding:
    try:
        binary = paths.media_server_binary()
    except KliegError as error:
        return Finding("Media server", Verdict.MISSING, error.message, error.hint)
    return Finding("Media server", Verdict.OK, str(binary))


def _check_libraries() -> Finding:
    broken = []
    for name in ("livekit.rtc", "av", "numpy", "aiohttp", "qasync"):
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            broken.append(f"{name} ({error})")
    if broken:
        remedy = "Run python3 dev.py run once; it installs them."
        return Finding("Python packages", Verdict.MISSING, ", ".join(broken), remedy)
    return Finding("Python packages", Verdict.OK, "all load")


def _check_window_libraries() -> Finding:
    if sys.platform != "linux":
        return Finding("Window system libraries", Verdict.OK, "part of the system")
    missing = [package for name, package in _LINUX_LIBRARIES if not ctypes.util.find_library(name)]
    if not missing:
        return Finding("Window system libraries", Verdict.OK, "all there")
    packages = " ".join(missing)
    remedy = (
        f"sudo apt-get install {packages}"
        if shutil.which("apt-get")
        else f"Install what your system calls {packages}."
    )
    return Finding("Window system libraries", Verdict.MISSING, f"without {packages}", remedy)


def _check_display() -> Finding:
    if sys.platform != "linux":
        return Finding("Screen", Verdict.OK, "part of the system")
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if has_display():
        return Finding("Screen", Verdict.OK, display or "as QT_QPA_PLATFORM says")
    if display:
        remedy = "Correct DISPLAY or WAYLAND_DISPLAY, or allow this user on that display."
        return Finding("Screen", Verdict.OPTIONAL, f"{display} does not let us in", remedy)
    remedy = "Log in to a desktop, or use --headless."
    return Finding("Screen", Verdict.OPTIONAL, "no display", remedy)


def _check_data_folder(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_bytes(b"\0" * 65536)
        probe.unlink()
    except OSError as error:
        detail = f"{folder} cannot be written: {error.strerror}"
        remedy = "Free some space, or set KLIEG_HOME to another folder."
        return Finding("Data folder", Verdict.MISSING, detail, remedy)
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    return Finding("Data folder", Verdict.OK, f"{folder}, {free_mb} MB free")


_DEVICE_REMEDIES = {
    DeviceKind.CAMERA: "Plug one in and allow it in the system's settings, or share the screen.",
    DeviceKind.MICROPHONE: "Plug one in and allow it in the system's settings, or stay silent.",
    DeviceKind.SPEAKER: "Plug in a speaker or headphones; on Linux start PipeWire or PulseAudio.",
}


def _check_devices(kind: DeviceKind, found: tuple[DeviceInfo, ...]) -> Finding:
    what = kind.value.capitalize()
    if not found:
        return Finding(what, Verdict.OPTIONAL, "none", _DEVICE_REMEDIES[kind])
    return Finding(what, Verdict.OK, ", ".join(device.name for device in found))
