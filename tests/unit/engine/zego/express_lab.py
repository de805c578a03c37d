"""The compiled binding on the stand-in SDK: an engine whose events are waited for by kind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from app.engine.zego import _express
from app.engine.zego._express import (
    EngineConfig,
    EngineProfile,
    Event,
    Frame,
    Handle,
    Library,
    OnEngineUninit,
    OnRoomLoginResult,
    RoomConfig,
    Scenario,
    User,
)
from tests.instruments.zego_standin import StandIn

GOOD = "any text is a good token"
PATIENCE_S = 30.0
E = TypeVar("E", bound=Event)


class Engine:
    """A handle of the SDK and all of its events so far."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.handle: Handle = library.create_handle()
        self.events: list[Event] = []
        self.initialised = False

    def init(self) -> None:
        profile = EngineProfile(app_id=1, app_sign="a" * 64, scenario=Scenario.BROADCAST)
        assert self.handle.engine_init_with_profile(profile) == 0
        self.initialised = True

    def login(self, user_id: str, room_id: str = "room") -> None:
        sequence = self.handle.get_increase_seq()
        code = self.handle.login_room_with_callback(
            room_id,
            User(user_id, f"name of {user_id}"),
            config=RoomConfig(token=GOOD, is_user_status_notify=True),
            sequence=sequence,
        )
        assert code == 0
        answer = self.wait_for(OnRoomLoginResult, lambda result: result.seq == sequence)
        assert (answer.error_code, answer.room_id) == (0, room_id)

    def wait_for(self, kind: type[E], fits: Callable[[E], bool] = lambda _: True) -> E:
        """Return the first event of ``kind`` that fits, taken before or to come."""
        looked = 0
        deadline = time.monotonic() + PATIENCE_S
        while True:
            for event in self.events[looked:]:
                if isinstance(event, kind) and fits(event):
                    return event
            looked = len(self.events)
            assert time.monotonic() < deadline, f"no {kind.__name__} that fits: {self.events[-9:]}"
            self.events += self.handle.take_events(0.2)

    def frames(self, number: int) -> list[Frame]:
        """Take frames until there are so many."""
        taken: list[Frame] = []
        deadline = time.monotonic() + PATIENCE_S
        while len(taken) < number:
            assert time.monotonic() < deadline, f"only {len(taken)} frames came"
            taken += self.handle.take_frames(0.2)
        return taken

    def close(self) -> None:
        if self.handle.is_destroyed:
            return
        if self.initialised:
            assert self.handle.engine_uninit_async() == 0
            self.wait_for(OnEngineUninit)
        self.handle.destroy()


Make = Callable[[], Engine]


def copied(path: Path, folder: Path) -> Path:
    """Copy a library, so that it is loaded anew."""
    copy = folder / path.name
    copy.write_bytes(path.read_bytes())
    return copy


@contextmanager
def engines(standin: StandIn, variant: int, folder: Path) -> Iterator[Make]:
    """Yield a maker of engines; each of variant 1 in a copy of the library of its own."""
    made: list[Engine] = []

    def make() -> Engine:
        path = standin.v2
        if variant == 1:
            path = folder / f"{len(made)}{standin.v1.name}"
            path.write_bytes(standin.v1.read_bytes())
        engine = Engine(_express.load(path))
        assert engine.handle.set_engine_config(EngineConfig(advanced_config="")) == 0
        made.append(engine)
        return engine

    try:
        yield make
    finally:
        for engine in made:
            engine.close()
