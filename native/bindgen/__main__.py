"""``python native/bindgen --stub`` writes the stub; ``python native/bindgen DIR`` the C++ parts."""

import sys
from pathlib import Path

from model import read_interface
from stub import write_stub

STUB = Path(__file__).resolve().parents[2] / "app" / "engine" / "zego" / "_express.pyi"


def main() -> None:
    """Do what the command line says."""
    interface = read_interface()
    if sys.argv[1] == "--stub":
        STUB.write_text(write_stub(interface), encoding="utf-8")


if __name__ == "__main__":
    main()
