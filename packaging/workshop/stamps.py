"""Stamps: a file that remembers what something was made from, so that it is made once."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stamp:
    """Remembers the sources of one product.

    Attributes:
        path: The file that holds the digest.
        sources: The files whose contents decide.
        also: Whatever else decides, such as a version or a place.
    """

    path: Path
    sources: tuple[Path, ...]
    also: str = ""

    def is_current(self) -> bool:
        """Tell whether the product was made from just these sources."""
        try:
            return self.path.read_text(encoding="ascii") == self._digest()
        except OSError:
            return False

    def renew(self) -> None:
        """Remember that the product is now made from these sources."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self._digest(), encoding="ascii")

    def _digest(self) -> str:
        digest = hashlib.sha256(self.also.encode())
        for path in self.sources:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()


def files_below(folder: Path, suffixes: Iterable[str]) -> tuple[Path, ...]:
    """The files below ``folder`` with one of ``suffixes``, in a fixed order."""
    wanted = frozenset(suffixes)
    return tuple(sorted(path for path in folder.rglob("*") if path.suffix in wanted))
