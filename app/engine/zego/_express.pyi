"""The ZEGO Express SDK, found by path and looked at before it is called."""

import enum
import os
from pathlib import Path

class LibraryError(Exception):
    """A library cannot be used; its one argument is a whole sentence for the user."""

class AbiVariant(enum.Enum):
    """How the C interface of a ZEGO Express SDK is called.

    The names of the functions are the same in both variants: a caller of the wrong one loads
    well and crashes in its first call.
    """

    V1 = 0
    """Arguments as in the older headers (SDK 3.22)."""
    V2 = 1
    """Every function and callback takes the engine's handle first (SDK 3.24 and later)."""

class LibraryInfo:
    """What a library file turned out to be."""

    @property
    def path(self) -> Path:
        """The file, as it was given."""

    @property
    def variant(self) -> AbiVariant:
        """How it must be called."""

def probe(path: str | os.PathLike[str], /) -> LibraryInfo:
    """Load the library at ``path`` and tell which variant of the SDK it is.

    Other Python threads run meanwhile. The library's own initialisers are run, nothing else
    in it is called. The SDK then stays loaded until the process ends; any other library is
    closed again.

    Raises:
        LibraryError: The file is missing, is no library of this system, or is not a ZEGO
            Express SDK that can be used.
    """
