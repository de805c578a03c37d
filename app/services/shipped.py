"""What this program is made of: packages and modules with versions and licences, as they say it.

Nothing is written by hand: Python packages are followed from Klieg's own requirements through their
metadata, Go modules are read from the build information inside the media server's program.
"""

from __future__ import annotations

import importlib.metadata
import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from app.model.about import ShippedPart

ROOT = "klieg"
_REQUIREMENT = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")
_OPTIONAL = re.compile(r"extra\s*==")
_LICENCE_FILE = re.compile(r"(?:^|/)(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.IGNORECASE)
_CODE = (".py", ".pyc", ".pyi")
_GO_MODULE = re.compile(rb"(?:^|\n)(dep|mod)\t([\w./~-]+)\t(v[\w.+-]+)")
_GO_INFO_START = b"path\t"
_GO_INFO_MAX = 200_000
_ONE_LINE_MAX = 80
_PYTHON_MAX = 400


def python_parts(root: str = ROOT) -> tuple[ShippedPart, ...]:
    """Return the installed packages that ``root`` needs, itself first, the rest by name."""
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = [root]
    while waiting and len(found) < _PYTHON_MAX:
        key = _key(waiting.pop())
        if key in found:
            continue
        try:
            found[key] = importlib.metadata.distribution(key)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system, or not installed
        waiting += _needed_by(found[key])
    parts = [_part_of(found[key]) for key in sorted(found, key=lambda key: (key != root, key))]
    return tuple(parts)


def go_parts(program: Path) -> tuple[ShippedPart, ...]:
    """Return the modules inside ``program``, built with Go; nothing when it cannot be read."""
    try:
        information = _go_information(program)
    except (OSError, ValueError):
        return ()
    parts = {
        name.decode(): ShippedPart(
            name.decode(),
            version.decode(),
            home=f"https://{name.decode()}",
        )
        for _, name, version in _GO_MODULE.findall(information)
    }
    return tuple(parts[name] for name in sorted(parts))


def _needed_by(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    for requirement in distribution.requires or ():
        match = _REQUIREMENT.match(requirement)
        if match is not None and not _OPTIONAL.search(requirement):
            yield match[0]


def _part_of(distribution: importlib.metadata.Distribution) -> ShippedPart:
    data = distribution.metadata
    return ShippedPart(
        data["Name"] or "",
        distribution.version,
        licence=_licence_of(data),
        home=_home_of(data),
        text="\n\n".join(_texts_of(distribution)),
    )


def _licence_of(data: importlib.metadata.PackageMetadata) -> str:
    for field in ("License-Expression", "License"):
        lines = (_field(data, field)).strip().splitlines()
        if lines and len(lines[0]) <= _ONE_LINE_MAX:
            return lines[0].strip()
    classifiers = data.get_all("Classifier") or []
    names = [item.rpartition(" :: ")[2] for item in classifiers if item.startswith("License :: ")]
    return ", ".join(names)


def _home_of(data: importlib.metadata.PackageMetadata) -> str:
    if home := _field(data, "Home-page"):
        return home
    links = {
        label.strip().lower(): url.strip()
        for label, _, url in (item.partition(",") for item in data.get_all("Project-URL") or [])
    }
    wanted = ("homepage", "source", "repository", "source code", "github", "documentation")
    return next((links[label] for label in wanted if label in links), "")


def _field(data: importlib.metadata.PackageMetadata, name: str) -> str:
    return str(data[name]) if name in data else ""


def _texts_of(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    for file in distribution.files or ():
        path = str(file).replace("\\", "/")
        if _LICENCE_FILE.search(path) and not path.endswith(_CODE):
            try:
                yield file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                continue


def _go_information(program: Path) -> bytes:
    with program.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as all_:
        place = all_.find(b"\nmod\t")
        if place < 0:
            return b""
        start = max(0, all_.rfind(_GO_INFO_START, 0, place))
        return bytes(all_[start : start + _GO_INFO_MAX])


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
