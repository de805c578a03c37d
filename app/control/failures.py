"""What failed beside the window: into the log, and as a problem for whoever shows it."""

from __future__ import annotations

import logging

from app.control.problems import problem_of_error, unexpected_problem
from app.control.view_state import Problem
from app.model.errors import KliegError

_logger = logging.getLogger(__name__)


def noted_failure(what: str, error: BaseException) -> Problem:
    """Log that ``what`` could not be done, and return it as a problem."""
    if isinstance(error, KliegError):
        _logger.warning("cannot %s: %s", what, error.message)
        return problem_of_error(error)
    _logger.error("cannot %s", what, exc_info=error)
    return unexpected_problem(what)
