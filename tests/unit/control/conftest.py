"""What the tests of the controller share."""

import pytest

from tests.unit.control.bench import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()
