"""``python native/bindgen --stub`` writes the stub; ``python native/bindgen DIR`` the C++ parts."""

import sys
from pathlib import Path

import cpp_callbacks
import cpp_calls
import cpp_convert
import cpp_python
import cpp_types
from model import read_interface
from stub import write_stub

STUB = Path(__file__).resolve().parents[2] / "app" / "engine" / "zego" / "_express.pyi"
CALL_PARTS = 2
PYTHON_CALL_PARTS = 4


def files() -> dict[str, str]:
    """All C++ files by their name."""
    interface = read_interface()
    made = {
        "zego/abi.h": cpp_types.write_abi(interface),
        "layout.cpp": cpp_types.write_layout(interface),
        "zego/values.h": cpp_types.write_values(interface),
        "zego/events.h": cpp_types.write_events(interface),
        "zego/symbols.h": cpp_calls.write_symbols(interface),
        "zego/convert.h": cpp_convert.write_convert(interface),
        "zego/calls.h": cpp_calls.write_calls_header(interface),
        "zego/trampolines.h": cpp_callbacks.write_trampolines(interface),
        "callbacks_v1.cpp": cpp_callbacks.write_table(interface, "v1", "V1"),
        "callbacks_v2.cpp": cpp_callbacks.write_table(interface, "v2", "V325"),
        "python_tables.cpp": cpp_python.write_tables(interface),
        "zego/python_rows.h": cpp_python.write_rows(interface),
        "zego/python_values.h": cpp_python.write_values_header(interface),
        "python_values.cpp": cpp_python.write_values(interface),
        "python_events.cpp": cpp_python.write_events(interface),
    }
    for part in range(CALL_PARTS):
        made[f"calls_{part}.cpp"] = cpp_calls.write_calls(interface, part, CALL_PARTS)
    for part in range(PYTHON_CALL_PARTS):
        text = cpp_python.write_calls(interface, part, PYTHON_CALL_PARTS)
        made[f"python_calls_{part}.cpp"] = text
    return made


def write_into(folder: Path) -> None:
    """Write what has changed, so that nothing else is compiled again."""
    for name, text in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def main() -> None:
    """Do what the command line says."""
    if sys.argv[1] == "--stub":
        STUB.write_text(write_stub(read_interface()), encoding="utf-8")
    else:
        write_into(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
