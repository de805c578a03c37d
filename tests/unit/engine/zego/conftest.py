"""The bench that the adapter's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.engine.zego.fake_sdk import Bench


@pytest.fixture
def bench() -> Iterator[Bench]:
    """A loop with the adapter's shared parts around a fake SDK."""
    bench = Bench()
    yield bench
    bench.close()
