"""Gathers what a diagnosis tells, on a thread of its own, and writes it."""

from __future__ import annotations

import asyncio
import os
import platform
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from app.bootstrap.about_office import about_source
from app.bootstrap.preferences import remember
from app.bootstrap.threads import on_thread
from app.bootstrap.workplace import Workplace
from app.control.diagnosis_desk import RunFacts
from app.control.view_state import DeviceLists, ViewState
from app.diagnosis import Private, Section, diagnosis_text, table, time_line
from app.diagnosis_file import write_diagnosis
from app.diagnosis_logs import log_sections
from app.event_log import Json, to_json
from app.model.about import About
from app.model.media import DeviceInfo, DeviceKind

_LEFT_OUT = frozenset(
    {
        *("room_id", "user_id", "user_name", "user", "users", "name", "link", "title", "chat"),
        *("barrage", "server", "url", "address", "tokens_url", "extra_info", "recent", "recents"),
        *("devices", "stream_id", "secret", "token", "target", "lines", "text"),
    }
)
_VARIABLES = (
    "XDG_SESSION_TYPE",
    "XDG_CURRENT_DESKTOP",
    "QT_QPA_PLATFORM",
    "QT_SCALE_FACTOR",
    "LANG",
)


class DiagnosisOffice:
    """Writes diagnoses of one run.

    Args:
        workplace: Where its logs are, and who knows its secrets.
        zego_version: The version of the ZEGO library that is set up; empty when there is none.
    """

    def __init__(
        self, workplace: Workplace, *, zego_version: Callable[[], str] = lambda: ""
    ) -> None:
        self._workplace = workplace
        self._zego_version = zego_version

    async def write(self, file: Path, facts: RunFacts) -> None:
        """Write ``file``.

        Raises:
            KliegError: It cannot be written.
        """
        about = await about_source(self._zego_version)()
        await on_thread(lambda: write_diagnosis(file, self.text(facts, about)))

    def text(self, facts: RunFacts, about: About) -> str:
        """Return the whole text; any thread."""
        sections = (
            Section("Made", (time_line(facts.at_ms, "by the clock of this computer"),)),
            Section("Versions", tuple(f"{name}: {text}" for name, text in about.versions)),
            Section("Computer", _machine()),
            Section("What was found", _findings(facts.state, self._workplace.paths.data)),
            Section("Devices", _devices(facts.state)),
            Section("Settings", _lines_of(to_json(facts.preferences))),
            Section("What is to do", tuple(_advice(facts))),
            Section("State of the window", _state(facts.state)),
            Section("Timeline", tuple(time_line(m.at_ms, m.text) for m in facts.timeline)),
            *_figures(facts),
            *log_sections(self._workplace.paths.logs),
        )
        return diagnosis_text(sections, self._workplace.redactor, _private(facts))


def _machine() -> tuple[str, ...]:
    import psutil  # somebody asks for it, once

    memory = psutil.virtual_memory()
    lines = [
        f"system: {platform.platform()}",
        f"processor: {platform.processor() or platform.machine()}, {os.cpu_count()} cores",
        f"memory: {memory.total // 1_000_000} MB, {memory.available // 1_000_000} MB free",
        f"installed: {'yes' if getattr(sys, 'frozen', False) else 'no, from source'}",
    ]
    lines += [f"{name}={os.environ[name]}" for name in _VARIABLES if name in os.environ]
    return tuple(lines)


def _findings(state: ViewState, data_folder: Path) -> tuple[str, ...]:
    from app.doctor import examine  # looks at much, and only here

    devices = {
        DeviceKind.CAMERA: state.devices.cameras,
        DeviceKind.MICROPHONE: state.devices.microphones,
        DeviceKind.SPEAKER: state.devices.speakers,
    }
    found = examine(devices, data_folder=data_folder)
    return tuple(line for finding in found for line in finding.lines())


def _devices(state: ViewState) -> tuple[str, ...]:
    devices = state.devices
    if not devices.are_known:
        return ("not looked up yet",)
    groups: tuple[tuple[str, tuple[DeviceInfo, ...]], ...] = (
        ("camera", devices.cameras),
        ("microphone", devices.microphones),
        ("speaker", devices.speakers),
        ("screen", devices.screens),
    )
    lines = [
        f"{kind}: {item.name}{' (default)' if item.is_default else ''}"
        for kind, items in groups
        for item in items
    ]
    return (*lines, f"windows that can be shared: {len(devices.windows)}")


def _advice(facts: RunFacts) -> list[str]:
    load = facts.health.load
    lines = [
        f"{item.severity.name}: {item.kind.value} {dict(item.values)}"
        for item in facts.health.advice
    ]
    if load.cores:
        lines.append(
            f"load: Klieg {load.own_percent:.0f} %, what it started {load.server_percent:.0f} %, "
            f"all {load.machine_percent:.0f} %"
        )
    lines += [f"break from second {item.start_s} to {item.end_s or 'now'}" for item in facts.breaks]
    return lines


def _state(state: ViewState) -> tuple[str, ...]:
    shown = to_json(replace(state, chat=(), barrage=(), users=()))
    people = f"people: {len(state.users)} told, {state.online_count} in the room"
    return (people, *_lines_of(shown))


def _lines_of(value: Json, path: str = "") -> tuple[str, ...]:
    """Return a line for each value that a helper may know, with its path."""
    if isinstance(value, dict):
        lines: list[str] = []
        for key, item in value.items():
            if key in _LEFT_OUT:
                if item not in ("", None, [], {}):
                    lines.append(f"{path}{key}: [left out]")
            else:
                lines += _lines_of(item, f"{path}{key}.")
        return tuple(lines)
    if isinstance(value, list):
        return tuple(
            line
            for number, item in enumerate(value)
            for line in _lines_of(item, f"{path}{number}.")
        )
    return (f"{path.rstrip('.')}: {value}",)


def _figures(facts: RunFacts) -> tuple[Section, ...]:
    from app.control.health_history import Metric  # numpy: only when somebody asks

    columns = tuple(metric.name.lower() for metric in Metric)
    until_s = facts.at_ms // 1000
    own = {item.stream_id for item in facts.state.outgoing}
    return tuple(
        Section(
            f"Figures of stream {number} ({'sent' if stream_id in own else 'received'})",
            table(
                columns, until_s, [history.series(metric, until_s).tolist() for metric in Metric]
            ),
        )
        for number, (stream_id, history) in enumerate(facts.histories, 1)
    )


def _private(facts: RunFacts) -> Private:
    """Return the names of people, rooms and this computer, which logs may hold."""
    state, chosen = facts.state, facts.preferences
    words = [
        (state.room.room_id, "room"),
        (chosen.room_id, "room"),
        (chosen.user_name, "name"),
        (chosen.user_id, "user"),
        (state.title, "title"),
        (socket.gethostname(), "this computer"),
        (str(Path.home()), "home"),
        (Path.home().name, "account"),
    ]
    people = [state.user] if state.user is not None else []
    people += [item.stream.user for item in state.incoming]
    for user in (*people, *state.users):
        words += [(user.user_id, "user"), (user.name, "name")]
    words += [(item.stream_id, "stream") for item in state.outgoing]
    words += [(item.stream.stream_id, "stream") for item in state.incoming]
    called = {word: name for word, name in words if word and word != "root"}  # the last name counts
    return Private(tuple(called.items()))


def save_without_window(
    workplace: Workplace, file: Path, devices: Mapping[DeviceKind, tuple[DeviceInfo, ...]]
) -> None:
    """Write a diagnosis of what can be known without a window.

    Raises:
        KliegError: It cannot be written.
    """
    lists = DeviceLists(
        cameras=devices.get(DeviceKind.CAMERA, ()),
        microphones=devices.get(DeviceKind.MICROPHONE, ()),
        speakers=devices.get(DeviceKind.SPEAKER, ()),
        screens=devices.get(DeviceKind.SCREEN, ()),
        windows=devices.get(DeviceKind.WINDOW, ()),
        are_known=True,
    )
    facts = RunFacts(
        time.time_ns() // 1_000_000,
        ViewState(devices=lists),
        remember(workplace).preferences,
    )
    asyncio.run(DiagnosisOffice(workplace).write(file, facts))
