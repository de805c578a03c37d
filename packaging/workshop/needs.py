"""What Klieg and its tests need of the machine itself, found by capability and not by name.

A need is met when the program is on the PATH or the library can be loaded, wherever it
came from. The names of packages stand beside it.
"""

import ctypes
import importlib.util
import os
import shutil
import ssl
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

from workshop.layout import Layout
from workshop.media_server import MediaServerStep
from workshop.python_environment import EnvironmentStep, find_uv
from workshop.system_packages import Need

ON_LINUX = sys.platform == "linux"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DEBIANS_WINE = "/usr/lib/wine/wine64"
CXX_FOR_WINDOWS = ("x86_64-w64-mingw32-g++-posix", "x86_64-w64-mingw32-g++")
BUILD_TOOLS = (
    "winget install Microsoft.VisualStudio.2022.BuildTools --override"
    ' "--passive --add Microsoft.VisualStudio.Workload.VCTools --includeRecommended"'
)
CXX_LINE = "xcode-select --install" if sys.platform == "darwin" else BUILD_TOOLS


def for_building(layout: Layout) -> tuple[Need, ...]:
    """What the environment, the native module and the media server are made with."""
    if EnvironmentStep(layout).is_done() and MediaServerStep(layout).is_done():
        return ()
    compiler = Need("a C++ compiler", _has_compiler, "g++", "gcc-c++", "gcc", CXX_LINE)
    if not ON_LINUX:
        return (compiler,)
    authorities = "ca-certificates"
    return (
        compiler,
        Need("Python's headers", _has_headers, "python3-dev", "python3-devel", "python"),
        Need("Python's venv", _has_venv(layout), "python3-venv", "python3", "python"),
        Need("certificates", _has_authorities, authorities, authorities, authorities),
    )


def for_showing_windows() -> tuple[Need, ...]:
    """The libraries that Qt and LiveKit load but do not bring along."""
    if not ON_LINUX:
        return ()
    return (
        _library("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd"),
        _library("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd"),
        _library("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
        _library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
        _library("libgthread-2.0.so.0", "libglib2.0-0t64|libglib2.0-0", "glib2", "glib2"),
        _library("libgssapi_krb5.so.2", "libgssapi-krb5-2", "krb5-libs", "krb5"),
        _library("libpulse.so.0", "libpulse0", "pulseaudio-libs", "libpulse"),
        _library("libasound.so.2", "libasound2t64|libasound2", "alsa-lib", "alsa-lib"),
        _library("libXrandr.so.2", "libxrandr2", "libXrandr", "libxrandr"),
        _library("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11"),
        _library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon"),
        _library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
        _library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
        _library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
        _library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
        _library(
            "libxcb-render-util.so.0",
            "libxcb-render-util0",
            "xcb-util-renderutil",
            "xcb-util-renderutil",
        ),
        *(
            _library(f"libxcb-{part}", f"libxcb-{package}", "libxcb", "libxcb")
            for part, package in (
                ("glx.so.0", "glx0"),
                ("randr.so.0", "randr0"),
                ("shape.so.0", "shape0"),
                ("shm.so.0", "shm0"),
                ("sync.so.1", "sync1"),
                ("xfixes.so.0", "xfixes0"),
                ("xkb.so.1", "xkb1"),
            )
        ),
        _library("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "wayland"),
        _library("libwayland-egl.so.1", "libwayland-egl1", "libwayland-egl", "wayland"),
        Need("a font", _has_font, "fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu"),
    )


def for_a_virtual_screen() -> tuple[Need, ...]:
    """A screen in memory, for machines without one."""
    if not ON_LINUX:
        return ()
    return (_program("Xvfb", "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"),)


def for_the_tests() -> tuple[Need, ...]:
    """Sound, a manager of windows so that they can be listed, a hand, networks to spoil."""
    if not ON_LINUX:
        return ()
    return (
        *for_a_virtual_screen(),
        _program("pulseaudio", "pulseaudio", "pulseaudio", "pulseaudio"),
        _program("pactl", "pulseaudio-utils", "pulseaudio-utils", "libpulse"),
        _program("openbox", "openbox", "openbox", "openbox"),
        _program("xdotool", "xdotool", "xdotool", "xdotool"),
        _program("ip", "iproute2", "iproute", "iproute2"),
    )


def for_the_bench() -> tuple[Need, ...]:
    """The browser that the figures are compared with."""
    if not ON_LINUX:
        return ()
    return (*for_the_tests(), *for_web_pages())


def for_web_pages() -> tuple[Need, ...]:
    """The browser in which pages are tried."""
    if not ON_LINUX:
        return ()
    return (Need("a browser", _has_browser, "chromium", "chromium", "chromium"),)


def for_the_zego_sdk() -> tuple[Need, ...]:
    """What builds a program for Windows and runs it."""
    if not ON_LINUX:
        return ()
    return (
        *for_a_virtual_screen(),
        Need("Wine", lambda: find_wine() is not None, "wine64 wine", "wine-core", "wine"),
        Need(
            "a C++ compiler for Windows",
            lambda: any(shutil.which(name) for name in CXX_FOR_WINDOWS),
            "g++-mingw-w64-x86-64-posix|g++-mingw-w64-x86-64",
            "mingw64-gcc-c++ mingw64-winpthreads-static",
            "mingw-w64-gcc",
        ),
        _program("cmake", "cmake", "cmake", "cmake"),
        _program("ninja", "ninja-build", "ninja-build", "ninja"),
        _program("ip", "iproute2", "iproute", "iproute2"),
    )


def find_wine() -> Path | None:
    """Wine's 64 bit program; Debian keeps it beside a script that wants the 32 bit one, too."""
    for name in (DEBIANS_WINE, "wine64", "wine"):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    return None


def _program(name: str, apt: str, dnf: str, pacman: str) -> Need:
    return Need(name, lambda: shutil.which(name) is not None, apt, dnf, pacman)


def _library(name: str, apt: str, dnf: str, pacman: str) -> Need:
    return Need(name, _loads(name), apt, dnf, pacman)


def _loads(name: str) -> Callable[[], bool]:
    def is_met() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return is_met


def _has_compiler() -> bool:
    if sys.platform == "darwin":  # /usr/bin/c++ is there even when it only offers to install one
        return (
            subprocess.run(["xcode-select", "-p"], capture_output=True, check=False).returncode == 0
        )
    if sys.platform == "win32":
        return _has_visual_cxx()
    chosen = os.environ.get("CXX", "").split()
    return any(shutil.which(name) for name in (*chosen[:1], "c++", "g++", "clang++"))


def _has_visual_cxx() -> bool:
    programs = os.environ.get("PROGRAMFILES(X86)", r"C:\Program Files (x86)")
    finder = Path(programs, "Microsoft Visual Studio", "Installer", "vswhere.exe")
    if not finder.exists():
        return False
    part = "Microsoft.VisualStudio.Component.VC.Tools.x86.x64"
    command = [str(finder), "-products", "*", "-requires", part, "-property", "installationPath"]
    return bool(subprocess.run(command, capture_output=True, check=False).stdout.strip())


def _has_browser() -> bool:
    return any(shutil.which(name) for name in BROWSERS)


def _has_venv(layout: Layout) -> Callable[[], bool]:
    return lambda: find_uv(layout) is not None or importlib.util.find_spec("ensurepip") is not None


def _has_headers() -> bool:
    return Path(sysconfig.get_path("include"), "Python.h").exists()


def _has_authorities() -> bool:
    """Tell whether programs that are not Python's (Go) can check a server's certificate."""
    found = ssl.get_default_verify_paths()  # only what exists
    return bool(found.cafile) or any(Path(found.capath or os.devnull).glob("*.0"))


def _has_font() -> bool:
    folders = [Path(name).expanduser() for name in FONT_FOLDERS]
    return any(next(folder.rglob("*.[to]t[fc]"), None) is not None for folder in folders)
