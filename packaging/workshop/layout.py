"""Where things lie in a working copy; everything made goes into ``.venv`` and ``build``."""

import os
from dataclasses import dataclass
from pathlib import Path

ON_WINDOWS = os.name == "nt"


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one working copy.

    Attributes:
        root: The folder that holds ``pyproject.toml``.
    """

    root: Path

    @property
    def environment(self) -> Path:
        """The virtual environment with Klieg and its tools."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return program_of(self.environment, "python")

    @property
    def build(self) -> Path:
        """What is built; may be removed at any time."""
        return self.root / "build"

    @property
    def tools(self) -> Path:
        """Tools of our own, for machines which have none: uv and Go."""
        return self.build / "tools"

    @property
    def logs(self) -> Path:
        """What the set-up steps printed."""
        return self.build / "logs"

    @property
    def media_server(self) -> Path:
        """The media server that is built here."""
        return self.build / "media_server" / program_name("livekit-server")

    def program(self, name: str) -> str:
        """The path of a program in the environment."""
        return str(program_of(self.environment, name))


def program_name(name: str) -> str:
    """``name`` as this system calls a program's file."""
    return f"{name}.exe" if ON_WINDOWS else name


def program_of(environment: Path, name: str) -> Path:
    """The program ``name`` in a virtual environment."""
    return environment / ("Scripts" if ON_WINDOWS else "bin") / program_name(name)
