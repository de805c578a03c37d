"""Where files live: next to the source tree or in the installed program, and in the user's folders.

Nothing is created here; whoever writes a file makes its folder. ``KLIEG_HOME`` moves all of the
user's folders under one.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.model.errors import MediaServerError
from app.model.media import SwitchState

HOME_VARIABLE = "KLIEG_HOME"
MEDIA_SERVER_VARIABLE = "KLIEG_MEDIA_SERVER"
MEDIA_SERVER_NAME = "livekit-server.exe" if sys.platform == "win32" else "livekit-server"


@dataclass(frozen=True, slots=True)
class AppPaths:
    """The user's folders of Klieg; they need not exist yet."""

    data: Path
    config: Path
    cache: Path
    logs: Path

    @staticmethod
    def find(environment: Mapping[str, str] = os.environ) -> AppPaths:
        """Return the folders of this platform's custom, or those under ``KLIEG_HOME``."""
        home = environment.get(HOME_VARIABLE, "")
        if home:
            root = Path(home).expanduser().absolute()
            return AppPaths(
                data=root / "data",
                config=root / "config",
                cache=root / "cache",
                logs=root / "logs",
            )
        from platformdirs import PlatformDirs

        folders = PlatformDirs("Klieg", appauthor=False)
        return AppPaths(
            data=folders.user_data_path,
            config=folders.user_config_path,
            cache=folders.user_cache_path,
            logs=folders.user_log_path,
        )

    @property
    def settings_file(self) -> Path:
        """The file of the settings."""
        return self.config / "settings.json"


def is_frozen() -> bool:
    """Whether this is the installed program and not a source tree."""
    return bool(getattr(sys, "frozen", False))


def program_root() -> Path:
    """Return the folder that holds ``resources``: of the bundle, or of the source tree."""
    bundle = getattr(sys, "_MEIPASS", None)
    if is_frozen() and isinstance(bundle, str):
        return Path(bundle)
    return Path(__file__).resolve().parent.parent


def media_server_binary(
    environment: Mapping[str, str] = os.environ, *, from_path: SwitchState = SwitchState.OFF
) -> Path:
    """Return the media server's program file.

    Looked for in ``KLIEG_MEDIA_SERVER``, then in the build folder of the source tree or beside
    the installed program, then, only when asked with ``from_path``, on the PATH.

    Raises:
        MediaServerError: There is none; the hint says how to get it.
    """
    named = environment.get(MEDIA_SERVER_VARIABLE, "")
    if named:
        return _named_media_server(Path(named).expanduser())
    for folder in _media_server_folders():
        candidate = folder / MEDIA_SERVER_NAME
        if _is_program(candidate):
            return candidate
    found = None
    if from_path is SwitchState.ON:
        found = shutil.which(MEDIA_SERVER_NAME, path=environment.get("PATH", os.defpath))
    if found is None:
        raise MediaServerError("cannot find the media server: it is missing", hint=_missing_hint())
    return Path(found)


def _named_media_server(binary: Path) -> Path:
    if not _is_program(binary):
        raise MediaServerError(
            f"cannot use the media server {str(binary)!r}: it is no program file",
            hint=f"Correct or remove the environment variable {MEDIA_SERVER_VARIABLE}.",
        )
    return binary.absolute()


def _media_server_folders() -> tuple[Path, ...]:
    if is_frozen():
        return (Path(sys.executable).resolve().parent, program_root())
    return (program_root() / "build" / "media_server",)


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _missing_hint() -> str:
    if is_frozen():
        return "Reinstall Klieg, or give the address of another server."
    return "Run 'python3 dev.py run' once, or give the address of another server."
