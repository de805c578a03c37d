"""The leak guards are themselves tested: each must fail a test that leaks, and only that."""

import pytest

pytest_plugins = "pytester"

LEAKING_THREAD = """
import threading

def test_leak():
    threading.Thread(target=threading.Event().wait, daemon=True).start()
"""
LEAKING_PROCESS = """
import subprocess, sys

def test_leak():
    global child
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
"""
LEAKING_SOCKET = """
import socket

def test_leak():
    global listener
    listener = socket.create_server(("127.0.0.1", 0))
"""
LEAKING_WIDGET = """
from PySide6.QtWidgets import QLabel

def test_leak(qapp):
    global label
    label = QLabel("left")
"""
LEAKING_TIMER = """
from PySide6.QtCore import QTimer

def test_leak(qapp):
    global timer
    timer = QTimer()
    timer.start(1000)
"""
TIDY = """
import socket, subprocess, sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

def test_tidy(qtbot):
    thread = threading.Thread(target=lambda: None)
    thread.start()
    subprocess.run([sys.executable, "-c", ""], check=True)
    socket.create_server(("127.0.0.1", 0)).close()
    qtbot.addWidget(QLabel("shown"))
    timer = QTimer()
    timer.start(1000)
    timer.stop()
    thread.join()
"""


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        pytest.param(LEAKING_THREAD, "threads still run: Thread-", id="thread"),
        pytest.param(LEAKING_PROCESS, "processes still run: ", id="process"),
        pytest.param(LEAKING_SOCKET, "ports still listen: ", id="socket"),
        pytest.param(LEAKING_WIDGET, "widgets still exist: ", id="widget"),
        pytest.param(LEAKING_TIMER, "timers still run: ", id="timer"),
    ],
)
def test_a_leak_fails_the_test_that_left_it(
    pytester: pytest.Pytester, source: str, sentence: str
) -> None:
    pytester.makeconftest("import tests.guards\ntests.guards.GRACE_S = 0.2")
    pytester.makepyfile(source)

    result = pytester.runpytest_subprocess("-p", "tests.guards", "-p", "no:randomly")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"*{sentence}*"])


def test_a_tidy_test_passes_every_guard(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TIDY)

    result = pytester.runpytest_subprocess("-p", "tests.guards", "-p", "no:randomly")

    result.assert_outcomes(passed=1)
