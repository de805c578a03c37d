"""The binding and its stub follow from the SDK's interface as data, byte for byte."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.engine.zego import _express, layout

ROOT = Path(__file__).parents[4]
ABI = json.loads((ROOT / "native" / "zego" / "abi.json").read_text(encoding="utf-8"))
STUB = ROOT / "app" / "engine" / "zego" / "_express.pyi"


@pytest.mark.parametrize("variant", ["v1", "v2", "v3_25"])
def test_every_struct_is_laid_out_as_the_sdk_lays_it_out(variant: str) -> None:
    wanted = {}
    for struct in ABI["structs"]:
        if variant == "v1" and struct["abi"] == "v2":
            continue
        chosen = struct.get(f"{variant}_layout", struct)
        offsets = {field["name"]: field["offset"] for field in chosen["fields"]}
        wanted[struct["name"]] = {"size": chosen["size"], "fields": offsets}

    assert layout.layout_of(variant)["structs"] == wanted


def test_the_layouts_are_printed_as_json() -> None:
    command = [sys.executable, "-m", "app.engine.zego.layout"]

    whole = json.loads(subprocess.check_output(command, cwd=ROOT))
    one = json.loads(subprocess.check_output([*command, "--variant", "v1"], cwd=ROOT))

    assert set(whole) == {"v1", "v2", "v3_25"}
    assert one == whole["v1"]
    assert one["structs"]["zego_user"] == {"size": 320, "fields": {"user_id": 0, "user_name": 64}}


def test_the_stub_is_what_the_interface_makes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "native" / "bindgen"))
    model, stub = importlib.import_module("model"), importlib.import_module("stub")

    made = stub.write_stub(model.read_interface())

    committed = STUB.read_text(encoding="utf-8")
    assert ast.dump(ast.parse(made)) == ast.dump(ast.parse(committed)), (
        "write it anew: python native/bindgen --stub; ruff format app/engine/zego/_express.pyi"
    )


def _stubbed(body: list[ast.stmt]) -> set[str]:
    names = set()
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def test_the_module_has_all_that_its_stub_promises() -> None:
    tree = ast.parse(STUB.read_text(encoding="utf-8"))

    assert _stubbed(tree.body) <= set(dir(_express))
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name != "StructLayout":
            promised = _stubbed(node.body) - {"__buffer__"}
            assert promised <= set(dir(getattr(_express, node.name))), node.name


def test_values_have_the_fields_of_the_stub_in_its_order() -> None:
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and "NamedTuple" in ast.dump(ast.Tuple(node.bases)):
            fields = [part.target.id for part in node.body if isinstance(part, ast.AnnAssign)]  # type: ignore[union-attr]
            assert list(getattr(_express, node.name)._fields) == fields, node.name
