"""What every test stands on: the leak guards, and settings of pytest's companions."""

import faulthandler
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.guards import (
    choose_a_platform_without_a_screen,
    no_child_process_is_left,
    no_socket_still_listens,
    no_thread_is_left,
    no_timer_still_runs,
    no_widget_is_left,
)

__all__ = [
    "no_child_process_is_left",
    "no_socket_still_listens",
    "no_thread_is_left",
    "no_timer_still_runs",
    "no_widget_is_left",
]

TEARDOWN_LIMIT_S = 90.0
TERMINAL = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep a way to the terminal past pytest's capture."""
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        config.stash[TERMINAL] = os.dup(2)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give it back."""
    os.close(config.stash[TERMINAL])


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """End the run, and show where every thread is, when what a test started does not end.

    pytest's own time limit is over once a test has failed.
    """
    terminal = item.config.stash[TERMINAL]
    faulthandler.dump_traceback_later(TEARDOWN_LIMIT_S, exit=True, file=terminal)
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()


# A deadline per example would measure how busy the machine is, not the code.
settings.register_profile("klieg", deadline=None)
settings.load_profile("klieg")

choose_a_platform_without_a_screen()
