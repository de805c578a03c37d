"""Links are pasted with more than the link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.control.links import clean_link
from app.model.pasted import unwrapped
from app.services.links import WatchLink

LINK = "http://127.0.0.1:1/watch/main#k3Jd8sLq0pWmZx7Tn2Vb5A"
AROUND = [
    "{}",
    "<{}>",
    '"{}".',
    "({}),",
    " {}\n",
    "\u201c{}\u201d",
    "\u300a{}\u300b\u3002",
    "`{}`;",
]


@pytest.mark.parametrize("around", AROUND)
def test_window_and_command_line_read_the_same_link_whatever_is_around_it(around: str) -> None:
    pasted = around.format(LINK[:30] + "\n " + LINK[30:])
    assert clean_link(pasted) == WatchLink.parse(pasted).url == LINK


@given(st.text())
def test_what_was_unwrapped_stays_so(text: str) -> None:
    assert unwrapped(unwrapped(text)) == unwrapped(text)
