"""What every test stands on: the leak guards, and settings of pytest's companions."""

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

# A deadline per example would measure how busy the machine is, not the code.
settings.register_profile("klieg", deadline=None)
settings.load_profile("klieg")

choose_a_platform_without_a_screen()
