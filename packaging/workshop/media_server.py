"""The media server: built once from the Go modules that ``packaging/media_server`` pins."""

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from workshop.layout import Layout, program_of
from workshop.python_environment import install_tool
from workshop.stamps import Stamp
from workshop.steps import SetupError, run_logged

MODULE = "github.com/livekit/livekit-server"
OWN_BINARY = "KLIEG_MEDIA_SERVER"


@dataclass(frozen=True, slots=True)
class MediaServerStep:
    """Has ``build/media_server/livekit-server`` of the pinned version."""

    layout: Layout

    @property
    def title(self) -> str:
        """What the progress says."""
        version = _version_in(self._modules.read_text(encoding="utf-8"), MODULE)
        return f"media server: building livekit-server {version} (about 90 s the first time)"

    def is_done(self) -> bool:
        """Tell whether the pinned version is built, or the user has named another one."""
        if os.environ.get(OWN_BINARY):
            return True
        return self.layout.media_server.exists() and self._stamp().is_current()

    def carry_out(self) -> None:
        """Build with the Go that is there, else with one of our own that leaves no caches."""
        self.layout.media_server.parent.mkdir(parents=True, exist_ok=True)
        go = find_go(self._oldest_go())
        if go is not None:
            self._build(go, caches={})
        else:
            self.layout.tools.mkdir(parents=True, exist_ok=True)  # absent where uv is the user's
            with TemporaryDirectory(dir=self.layout.tools, ignore_cleanup_errors=True) as folder:
                caches = {"GOPATH": f"{folder}/path", "GOCACHE": f"{folder}/cache"}
                self._build(program_of(install_tool(self.layout, "go"), "go"), caches=caches)
        self._stamp().renew()

    def _build(self, go: Path, *, caches: Mapping[str, str]) -> None:
        settings = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOWORK": "off"}
        flags = "-modcacherw" if caches else ""  # so that they can be removed
        run_logged(
            [
                *(go, "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w"),
                *("-o", self.layout.media_server, f"{MODULE}/cmd/server"),
            ],
            cwd=self._modules.parent,
            environment={**os.environ, **settings, **caches, "GOFLAGS": flags},
            log=self.layout.logs / "media_server.log",
        )

    @property
    def _modules(self) -> Path:
        return self.layout.root / "packaging" / "media_server" / "go.mod"

    def _stamp(self) -> Stamp:
        return Stamp(
            path=self.layout.media_server.with_suffix(".stamp"),
            sources=(self._modules, self._modules.with_suffix(".sum")),
            also=sysconfig.get_platform(),
        )

    def _oldest_go(self) -> tuple[int, ...]:
        found = re.search(r"^go ([\d.]+)$", self._modules.read_text(encoding="utf-8"), re.MULTILINE)
        if found is None:
            raise SetupError(f"cannot read the Go version in {self._modules}")
        return _numbers(found[1])


def find_go(oldest: tuple[int, ...]) -> Path | None:
    """The Go toolchain on the PATH, when it is at least the version ``oldest``."""
    go = shutil.which("go")
    if go is None:
        return None
    command = [go, "env", "GOVERSION"]
    environment = {**os.environ, "GOTOOLCHAIN": "local"}
    said = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return Path(go) if _numbers(said.stdout) >= oldest else None


def _numbers(text: str) -> tuple[int, ...]:
    found = re.search(r"\d+(\.\d+)*", text)
    return tuple(map(int, found[0].split("."))) if found else ()


def _version_in(modules: str, module: str) -> str:
    found = re.search(rf"^\s*{re.escape(module)} v(\S+)", modules, re.MULTILINE)
    return found[1] if found else "unknown"
