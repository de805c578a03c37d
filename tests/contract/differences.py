"""Where ZEGO differs from the contract, each with the vendor's reason; README shows this table.

Keyed by the test's name, with its parameters in brackets where only one case differs. Every test
that is not named here runs on both engines.
"""

from __future__ import annotations

ZEGO_DIFFERENCES: dict[str, str] = {
    "test_a_wrong_token_is_refused_with_its_own_words[Flaw.OTHER_ROOM]": (
        "The service has one answer (1002033) for a token of another room and any other refusal."
    ),
    "test_room_info_needs_a_room_and_the_right": (
        "A token has rights to log in and to publish only: whoever is in a room may set its info."
    ),
    "test_the_layer_follows_the_size_of_the_canvas": (
        "The encoder makes two layers, the smaller one with half the sides; LiveKit makes three."
    ),
    "test_the_microphone_is_held_only_while_it_is_published": (
        "The SDK opens the microphone; its stand-in has devices in name only."
    ),
    "test_the_sound_system_works_on_in_the_next_room": (
        "The SDK opens the microphone; its stand-in has devices in name only."
    ),
    "test_another_microphone_takes_over_while_one_is_published": (
        "The SDK opens the microphone; its stand-in has devices in name only."
    ),
    "test_destroying_the_engine_frees_the_microphone": (
        "The SDK opens the microphone; its stand-in has devices in name only."
    ),
    "test_plugging_in_and_pulling_out_is_told": (
        "The SDK watches the devices of the system; its stand-in is told of them by the test of "
        "the adapter."
    ),
    "test_attempts_to_mend_a_room_are_told_and_counted_anew_with_each_break": (
        "The SDK mends breaks by itself and tells no attempts."
    ),
    "test_a_wish_to_reconnect_is_heard_at_once_and_only_in_a_break": (
        "The SDK mends breaks by itself and takes no wish to try sooner."
    ),
}


def zego_difference(name: str, parameters: str) -> str | None:
    """Return why ZEGO does not run a test, None when it does."""
    return ZEGO_DIFFERENCES.get(name) or ZEGO_DIFFERENCES.get(f"{name}[{parameters}]")
