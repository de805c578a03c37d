"""What was seen while a broadcast was tried: steps that worked or not, and everybody's events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.event_log import Json
from app.model.errors import KliegError

News = dict[str, Json]
"""One event as the event log writes it."""


@dataclass(slots=True)
class Evidence:
    """Gathered by the host's way; judged afterwards.

    Attributes:
        host: The host's events.
        watcher: The watcher's events; the host's own when nobody else could come.
        done: The steps that worked.
        faults: The steps that did not, each with why.
        codes: The codes of those faults, where they have one.
        has_watcher: Whether a second user took part.
        stream_id: What the host published.
        watcher_id: Who watched.
    """

    host: list[News] = field(default_factory=list)
    watcher: list[News] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    faults: dict[str, str] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    has_watcher: bool = True
    stream_id: str = ""
    watcher_id: str = ""

    def note_fault(self, step: str, error: KliegError | TimeoutError) -> None:
        """Note that ``step`` did not work."""
        if isinstance(error, KliegError):
            self.faults[step] = error.sentence()
            self.codes[step] = int(error.code)
        else:
            self.faults[step] = "There was no answer in time."

    def of(self, who: str, event: str, **fields: Json) -> Iterator[News]:
        """Yield the events of ``host`` or ``watcher`` with these values."""
        everything = self.host if who == "host" else self.watcher
        for news in everything:
            if news.get("event") != event:
                continue
            if all(news.get(name) == value for name, value in fields.items()):
                yield news

    def saw(self, who: str, event: str, **fields: Json) -> bool:
        """Whether there was such an event."""
        return next(self.of(who, event, **fields), None) is not None

    def error_codes(self) -> set[int]:
        """Return every code that anybody met."""
        codes = {news.get("error_code") for news in (*self.host, *self.watcher)}
        met = {code for code in codes if isinstance(code, int)} | set(self.codes.values())
        return met - {0}
