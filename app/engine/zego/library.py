"""Finds the user's copy of the SDK and loads it; Klieg ships none."""

from __future__ import annotations

import ctypes.util
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.model.errors import ErrorCode, InvalidValueError, WrongStateError

if TYPE_CHECKING:
    from app.engine.zego import _express as express

_log = logging.getLogger(__name__)

LIBRARY_VARIABLE = "KLIEG_ZEGO_SDK"
_NAMES = {
    "win32": ("ZegoExpressEngine.dll",),
    "darwin": (
        "libZegoExpressEngine.dylib",
        "ZegoExpressEngine.framework/ZegoExpressEngine",
    ),
}
_OTHER_NAMES = ("libZegoExpressEngine.so",)
_HINT = "Download ZEGO Express for this system and choose its library file in the settings."
_CORE = frozenset(
    f"zego_express_{name}"
    for name in (
        "engine_init_with_profile",
        "engine_uninit_async",
        "login_room_with_callback",
        "logout_room_with_callback",
        "start_publishing_stream_with_config",
        "stop_publishing_stream",
        "start_playing_stream_with_config",
        "stop_playing_stream",
    )
)


def library_names(platform: str = sys.platform) -> tuple[str, ...]:
    """Return how the SDK's file may be called on a system."""
    return _NAMES.get(platform, _OTHER_NAMES)


def find_library(chosen: Path | None, environment: Mapping[str, str] | None = None) -> Path:
    """Return the SDK's file: the chosen one, that of ``KLIEG_ZEGO_SDK``, or the system's.

    A folder stands for the file of the usual name in it.

    Raises:
        InvalidValueError: There is none.
    """
    named = (os.environ if environment is None else environment).get(LIBRARY_VARIABLE, "")
    path = chosen or (Path(named) if named else None)
    if path is not None and path.is_dir():
        inside = (path / name for name in library_names())
        path = next((file for file in inside if file.is_file()), path / library_names()[0])
    if path is not None:
        if not path.is_file():
            raise InvalidValueError(
                f"cannot load the ZEGO SDK {str(path)!r}: there is no such file", hint=_HINT
            )
        return path
    found = ctypes.util.find_library("ZegoExpressEngine")
    if found is None:
        raise InvalidValueError("cannot load the ZEGO SDK: no library was chosen", hint=_HINT)
    return Path(found)


def load_library(path: Path) -> express.Library:
    """Load the SDK and say in the log what is special about it.

    Raises:
        InvalidValueError: The file is no SDK that can be used, or Klieg was built without the
            binding.
    """
    try:
        from app.engine.zego import _express as express
    except ImportError as error:
        raise InvalidValueError(
            "cannot use ZEGO: this copy of Klieg was built without the binding",
            hint="Install Klieg from a package, or build it with a C++ compiler.",
        ) from error
    try:
        library = express.load(path)
    except express.LibraryError as error:
        raise InvalidValueError(str(error), hint=_HINT) from error
    _log.info("ZEGO SDK %s, variant %s", library.version, library.variant.name)
    if library.is_newer_than_tested:
        _log.warning(
            "ZEGO SDK %s is newer than %s, the newest that was tested",
            library.version,
            express.TESTED_VERSION,
        )
    _check_functions(library)
    return library


def make_handle(library: express.Library) -> express.Handle:
    """Make an engine of the SDK.

    Raises:
        WrongStateError: The SDK has one already, and room for one only.
    """
    from app.engine.zego import _express as express

    try:
        return library.create_handle()
    except express.ClosedError as error:
        raise WrongStateError(
            "cannot create a second ZEGO engine: this SDK has one at a time",
            hint="Destroy the first one before.",
            code=ErrorCode.ENGINE_NOT_CREATED,
        ) from error


def _check_functions(library: express.Library) -> None:
    lacking = sorted(_CORE & library.missing)
    if lacking:
        raise InvalidValueError(
            f"cannot use the ZEGO SDK {library.version}: it lacks {', '.join(lacking)}", hint=_HINT
        )
    if library.missing:
        _log.info("the SDK lacks %d functions that Klieg knows", len(library.missing))
