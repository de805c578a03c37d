"""Entry point of the ``klieg`` command: its exit status, and its last words.

Imports next to nothing, so that signals are heeded from the first moment on.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from app.early_signals import leave_at_once_on_signals

EXIT_FAILED = 1


def main() -> NoReturn:
    """Run the command line of this process and end it with its exit status."""
    leave_at_once_on_signals()
    from app.services.guarded_program import become_guardian_if_asked

    become_guardian_if_asked(sys.argv[1:])
    from app.terminal import Departure

    departure = Departure()
    departure.status = status_of(sys.argv[1:])
    sys.exit(departure.status)


def status_of(argv: Sequence[str]) -> int:
    """Run one command line; tell in one line what went wrong, and return the exit status.

    Raises:
        SystemExit: Wrong usage, help or version.
    """
    from app.commands import run
    from app.model.errors import KliegError
    from app.terminal import complain

    try:
        return run(argv)
    except KliegError as error:
        complain(error.sentence())
    except Exception as error:  # noqa: BLE001 - told in one line here; the log has the whole story
        complain(f"Something unforeseen went wrong ({type(error).__name__}). The log says more.")
    return EXIT_FAILED
