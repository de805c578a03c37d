"""The benches that the tests of adapter and binding share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.instruments.zego_standin import (
    SERVICE_VARIABLE,
    SPEED_VARIABLE,
    StandIn,
    StandInService,
    build_standin,
)
from tests.unit.engine.zego.express_lab import Engine, Make, engines
from tests.unit.engine.zego.fake_sdk import Bench


@pytest.fixture
def bench() -> Iterator[Bench]:
    """A loop with the adapter's shared parts around a fake SDK."""
    bench = Bench()
    yield bench
    bench.close()


@pytest.fixture
def standin() -> StandIn:
    """The stand-in SDK; the first test that asks for it builds it."""
    if sys.platform == "win32":
        pytest.skip("the stand-in needs POSIX threads")
    return build_standin(os.environ.get("ZEGO_STANDIN_SANITIZE", ""))


@pytest.fixture
def service(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInService]:
    """Its room service, found by all engines of the test; what waits waits a tenth as long."""
    monkeypatch.setenv(SPEED_VARIABLE, "10")
    with StandInService(standin) as running:
        monkeypatch.setenv(SERVICE_VARIABLE, running.address)
        yield running


@pytest.fixture(params=[1, 2], ids=["v1", "v2"])
def make(
    request: pytest.FixtureRequest, standin: StandIn, service: StandInService, tmp_path: Path
) -> Iterator[Make]:
    """A maker of engines of the compiled binding; every test runs in both variants."""
    assert service.address
    with engines(standin, request.param, tmp_path) as maker:
        yield maker


@pytest.fixture
def engine(make: Make) -> Engine:
    """One engine, initialised."""
    made = make()
    made.init()
    return made
