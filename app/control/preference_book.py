"""What a person prefers, as it is now; whoever depends on it is told of each change."""

from __future__ import annotations

from collections.abc import Callable

from app.control.plans import Preferences, PreferencesFollower, PreferencesSaver


class PreferenceBook:
    """Holds the preferences of one window. Qt thread only.

    Args:
        present: As they were at the start.
        save: Keeps them for the next start.
    """

    def __init__(self, present: Preferences, save: PreferencesSaver) -> None:
        self._present = present
        self._save = save
        self._followers: list[PreferencesFollower] = []

    @property
    def present(self) -> Preferences:
        """The preferences as they are now."""
        return self._present

    def remember(self, preferences: Preferences) -> None:
        """Keep ``preferences`` for the next start, and tell those who follow."""
        if preferences == self._present:
            return
        before, self._present = self._present, preferences
        self._save(preferences)
        for follower in tuple(self._followers):
            follower(before, preferences)

    def follow(self, follower: PreferencesFollower) -> Callable[[], None]:
        """Call ``follower`` with each change; the returned call ends that."""
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)
