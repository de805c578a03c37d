"""The words of two real windows follow their network, and keep still through a blink."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.bench.cases import words
from tests.bench.stage import Stage, Thoroughness
from tests.instruments.netns import NetworkUnavailableError, SplitNetwork

pytestmark = [pytest.mark.alone, pytest.mark.timeout(180)]

MODERATE_S = 6.0  # a busy machine is slower than the bench, which has the goal of two seconds


def test_words_follow_a_cut_and_keep_still_through_a_blink(tmp_path: Path) -> None:
    try:
        SplitNetwork().remove()
    except NetworkUnavailableError as error:
        pytest.skip(str(error))
    with words.two_windows(Stage(tmp_path, Thoroughness.QUICK)) as windows:
        assert words.blink(windows) == {"host": 0, "audience": 0}

        cut_at = words.cut(windows)
        for pill in windows.pills.values():
            pill.wait_for(live=False, since_s=cut_at, timeout_s=MODERATE_S)
        time.sleep(max(0.0, cut_at + 4.0 - time.monotonic()))  # the length of the break
        mended_at = words.mend(windows)
        for pill in windows.pills.values():
            pill.wait_for(live=True, since_s=mended_at, timeout_s=MODERATE_S)
