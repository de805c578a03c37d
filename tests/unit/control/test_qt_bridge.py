import gc
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QThread, QTimer
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from app.control.qt_bridge import TURN_S, QtEventBridge
from app.model.events import CapturedSoundLevel, EngineEvent


def levels(count: int) -> list[EngineEvent]:
    return [CapturedSoundLevel(float(number)) for number in range(count)]


def test_events_from_another_thread_arrive_on_the_gui_thread_in_order(qtbot: QtBot) -> None:
    seen: list[tuple[EngineEvent, bool]] = []
    bridge = QtEventBridge(lambda event: seen.append((event, QThread.isMainThread())))
    events = levels(500)

    with ThreadPoolExecutor(max_workers=1) as engine_thread:
        for event in events:
            engine_thread.submit(bridge.post, event)

    assert seen == []  # nothing is called on the thread that posts
    qtbot.waitUntil(lambda: len(seen) == len(events))
    assert seen == [(event, True) for event in events]


def test_a_burst_wakes_the_gui_once(qtbot: QtBot) -> None:
    seen: list[EngineEvent] = []
    bridge = QtEventBridge(seen.append)
    wakes: list[None] = []
    bridge._woken.connect(lambda: wakes.append(None))

    for event in levels(200):
        bridge.post(event)
    qtbot.waitUntil(lambda: len(seen) == 200)
    assert len(wakes) == 1


def test_posting_from_the_gui_thread_does_not_call_back_within_the_call(qtbot: QtBot) -> None:
    seen: list[EngineEvent] = []
    bridge = QtEventBridge(seen.append)
    bridge.post(levels(1)[0])
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 1)


def test_an_event_posted_by_the_handler_comes_after_the_batch(qtbot: QtBot) -> None:
    seen: list[EngineEvent] = []
    first, second, late = levels(3)

    def handle(event: EngineEvent) -> None:
        seen.append(event)
        if event is first:
            bridge.post(late)

    bridge = QtEventBridge(handle)
    bridge.post(first)
    bridge.post(second)
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == [first, second, late]


@pytest.mark.usefixtures("qtbot")
def test_nothing_arrives_after_close() -> None:
    seen: list[EngineEvent] = []
    bridge = QtEventBridge(seen.append)
    bridge.post(levels(1)[0])
    bridge.close()
    bridge.post(levels(1)[0])
    QCoreApplication.processEvents()
    assert seen == []


def test_closing_from_within_the_handler_drops_the_rest_of_the_batch(qtbot: QtBot) -> None:
    seen: list[EngineEvent] = []

    def handle(event: EngineEvent) -> None:
        seen.append(event)
        bridge.close()

    bridge = QtEventBridge(handle)
    for event in levels(3):
        bridge.post(event)
    qtbot.waitUntil(lambda: len(seen) == 1)
    QCoreApplication.processEvents()
    assert len(seen) == 1


@pytest.mark.qt_no_exception_capture
def test_an_error_of_the_handler_is_heard_and_loses_no_other_event(qtbot: QtBot) -> None:
    seen: list[EngineEvent] = []
    first, second = levels(2)

    def handle(event: EngineEvent) -> None:
        if event is first:
            raise ValueError("cannot handle this")
        seen.append(event)

    bridge = QtEventBridge(handle)
    with capture_exceptions() as heard:
        bridge.post(first)
        bridge.post(second)
        qtbot.waitUntil(lambda: seen == [second])
    assert [str(error) for _, error, _ in heard] == ["cannot handle this"]


@pytest.mark.usefixtures("qtbot")
def test_a_closed_bridge_may_be_posted_to_by_a_late_thread() -> None:
    bridge = QtEventBridge(lambda _: None)
    post = bridge.post
    bridge.close()
    del bridge
    gc.collect()
    with ThreadPoolExecutor(max_workers=1) as engine_thread:
        engine_thread.submit(post, levels(1)[0]).result()
    QCoreApplication.processEvents()


def test_a_long_burst_lets_others_have_their_turn_and_stays_in_order(qtbot: QtBot) -> None:
    seen: list[EngineEvent] = []
    turns: list[int] = []

    def handle(event: EngineEvent) -> None:
        until_s = time.monotonic() + TURN_S / 4
        while time.monotonic() < until_s:
            pass
        seen.append(event)

    bridge = QtEventBridge(handle)
    beat = QTimer()
    beat.timeout.connect(lambda: turns.append(len(seen)))
    beat.start(0)
    events = levels(60)
    for event in events:
        bridge.post(event)
    qtbot.waitUntil(lambda: len(seen) == len(events))
    beat.stop()
    gaps = [later - earlier for earlier, later in pairwise([0, *turns, len(events)])]
    assert seen == events
    assert max(gaps) < 30  # not all in one go


def test_nothing_comes_after_the_end_also_of_a_long_burst(qtbot: QtBot) -> None:
    seen: list[EngineEvent] = []

    def handle(event: EngineEvent) -> None:
        until_s = time.monotonic() + 2 * TURN_S
        while time.monotonic() < until_s:
            pass
        seen.append(event)
        if len(seen) == 1:
            QTimer.singleShot(0, end)

    def end() -> None:
        bridge.close()
        ended.append(True)

    ended: list[bool] = []
    bridge = QtEventBridge(handle)
    for event in levels(5):
        bridge.post(event)
    qtbot.waitUntil(lambda: bool(ended))
    QCoreApplication.processEvents()
    QCoreApplication.processEvents()
    assert len(seen) == 1
