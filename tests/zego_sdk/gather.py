"""Runs the trial on everything and gathers what it says."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from app.engine.zego._express import LibraryError, probe
from tests.instruments.screen import Rectangle
from tests.zego_sdk.facts import Facts, Finding
from tests.zego_sdk.findings import Findings
from tests.zego_sdk.glass import Look, watch
from tests.zego_sdk.trial import LIFE_LIMIT_S, PROBE_LIMIT_S, Trial

OTHER = Path(r"C:\Windows\System32\version.dll")  # also under Wine
FOLDER_NAME = "Übertragung 日本"


@dataclass(frozen=True, slots=True)
class Libraries:
    """The files that are tried.

    Attributes:
        package: The unpacked package with the SDK for Windows and macOS.
        older: The unpacked package with version 1.7.5; None when it is not at hand.
    """

    package: Path
    older: Path | None

    @property
    def sdk(self) -> Path:
        """The library itself."""
        return self.package / "win" / "x64" / "ZegoExpressEngine.dll"

    @property
    def macos(self) -> Path:
        """The library for macOS."""
        return self.package / "mac" / "libZegoExpressEngine.dylib"

    def foreign_here(self) -> dict[str, Path]:
        """What is for another system than this one, by the name of the check."""
        libraries = {"Windows, here": self.sdk, "macOS, here": self.macos}
        if sys.platform == "win32":
            del libraries["Windows, here"]
        if sys.platform == "darwin":
            del libraries["macOS, here"]
        return libraries

    def to_refuse(self, folder: Path) -> dict[str, Path]:
        """What must be refused, by the name of the check; some are made in ``folder``."""
        text, half = folder / "ZegoExpressEngine.txt", folder / "half.dll"
        text.write_text("This is not a library.\n", encoding="utf-8")
        whole = self.sdk.read_bytes()
        half.write_bytes(whole[: len(whole) // 2])
        files = {
            "text": text,
            "missing": folder / "nothing.dll",
            "half": half,
            "other": OTHER,
            "32 bit": self.package / "win" / "x86" / "ZegoExpressEngine.dll",
            "macOS": self.macos,
        }
        if self.older is not None:
            files["older"] = self.older / "x64" / "ZegoExpressEngine.dll"
        return files


def gather(trial: Trial, libraries: Libraries, work: Path, look: Look) -> Findings:
    """Run the trial on every file; writes below ``work`` only."""
    refusals = {
        name: trial.run("probe", path, limit_s=PROBE_LIMIT_S)
        for name, path in libraries.to_refuse(work).items()
    }
    refusals |= {name: _probe_here(path) for name, path in libraries.foreign_here().items()}
    order = trial.run("order", libraries.sdk, limit_s=LIFE_LIMIT_S)
    folder = work / FOLDER_NAME
    folder.mkdir()
    life, preview = _live(trial, libraries.sdk, folder, look)
    return Findings(refusals, order, life, preview, folder, libraries.macos)


def _probe_here(path: Path) -> Facts:
    """What the binding that the app has on this very system says of ``path``."""
    try:
        variant = probe(path).variant.name.lower()
    except LibraryError as error:
        return Facts((Finding(fact="refused", why=str(error)),))
    return Facts((Finding(fact="accepted", variant=variant),))


def _live(
    trial: Trial, sdk: Path, folder: Path, look: Look
) -> tuple[Facts, tuple[str, ...] | None]:
    seen: list[tuple[str, ...]] = []

    def look_at_preview(shown: Finding) -> None:
        seen.append(watch(look, Rectangle(shown.left, shown.top, shown.width, shown.height)))

    trial.when("preview_shown", look_at_preview)
    life = trial.run("live", sdk, folder, limit_s=LIFE_LIMIT_S)
    return life, seen[0] if seen else None
