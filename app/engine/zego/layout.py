"""``python -m app.engine.zego.layout``: how the binding lays out the SDK's structs, as JSON.

The numbers come from the compiler of the binding, so that they can be held against a description
of the SDK. ``v3_25`` is what variant 2 is called with: it has the one struct that grew in 3.25.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TypedDict

from app.engine.zego import _express


class Layout(TypedDict):
    """One variant: ``{"structs": {name: {"size": n, "fields": {name: offset}}}}``."""

    structs: dict[str, _express.StructLayout]


def layout_of(variant: str) -> Layout:
    """Return the layout of one variant."""
    return {"structs": _express.layouts()[variant]}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one variant, or all of them by their names."""
    variants = tuple(_express.layouts())
    parser = argparse.ArgumentParser(prog="python -m app.engine.zego.layout", description=__doc__)
    parser.add_argument("--variant", choices=variants, help="only this one")
    chosen: str | None = parser.parse_args(arguments).variant
    whole = {variant: layout_of(variant) for variant in variants}
    sys.stdout.write(json.dumps(whole if chosen is None else whole[chosen], indent=1) + "\n")


if __name__ == "__main__":
    main()
