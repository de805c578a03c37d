import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QCoreApplication, QSize, QThread
from PySide6.QtGui import QColor, QImage
from PySide6.QtMultimedia import QMediaCaptureSession, QVideoFrame
from pytestqt.qtbot import QtBot

from app.media import qt_capture
from app.media.qt_capture import OpenedDevice, QtCapture
from app.media.qt_host import QtHost
from app.model.errors import DeviceUnusableError, ErrorCode, KliegError
from app.model.frames import VideoFrame
from app.model.media import VideoProfile

PROFILE = VideoProfile(320, 180, fps=30, bitrate_kbps=500)


class Device:
    """A device that gives what the test tells it, through Qt's own session and sink."""

    def __init__(self, *, repeats: bool = False, trouble: KliegError | None = None) -> None:
        self.fail: Callable[[KliegError], None] = lambda _error: None
        self.released = 0
        self.was_on_qt_thread: list[bool] = []
        self.is_attached = threading.Event()
        self._repeats = repeats
        self._trouble = trouble
        self._session: QMediaCaptureSession | None = None

    def open(self, fail: Callable[[KliegError], None]) -> OpenedDevice:
        self.was_on_qt_thread.append(QThread.isMainThread())
        if self._trouble is not None:
            raise self._trouble
        self.fail = fail
        return OpenedDevice(self._attach, self._release, repeats=self._repeats)

    def give(self, size: tuple[int, int] = (320, 180)) -> None:
        image = QImage(QSize(*size), QImage.Format.Format_RGB32)
        image.fill(QColor(255, 255, 255))
        assert self._session is not None
        self._session.videoSink().setVideoFrame(QVideoFrame(image))

    def _attach(self, session: QMediaCaptureSession) -> None:
        self._session = session
        self.is_attached.set()

    def _release(self) -> None:
        self.was_on_qt_thread.append(QThread.isMainThread())
        self._session = None
        self.released += 1


class Taken:
    def __init__(self) -> None:
        self.frames: list[VideoFrame] = []
        self.threads: set[str] = set()
        self.ends: list[KliegError | None] = []

    def on_frame(self, frame: VideoFrame) -> None:
        self.frames.append(frame)
        self.threads.add(threading.current_thread().name)

    def on_end(self, error: KliegError | None) -> None:
        self.ends.append(error)


@pytest.fixture
def host(qapp: QCoreApplication) -> QtHost:
    host = QtHost()
    assert host.thread() is qapp.thread()
    return host


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def engine_thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=1) as executor:
        yield executor


def capture_of(device: Device, host: QtHost, taken: Taken) -> QtCapture:
    return QtCapture(
        "test device",
        host,
        device.open,
        profile=PROFILE,
        on_frame=taken.on_frame,
        on_end=taken.on_end,
    )


def test_frames_are_converted_off_the_qt_thread(
    qtbot: QtBot, host: QtHost, taken: Taken, engine_thread: ThreadPoolExecutor
) -> None:
    device = Device()
    started = engine_thread.submit(capture_of(device, host, taken).start)
    qtbot.waitUntil(device.is_attached.is_set)
    device.give((640, 360))

    qtbot.waitUntil(lambda: len(taken.frames) == 1)
    stopping = engine_thread.submit(started.result().stop)
    qtbot.waitUntil(stopping.done)

    frame = taken.frames[0]
    assert (frame.width_px, frame.height_px) == (320, 180)
    assert abs(frame.data[0] - 235) <= 1
    assert taken.threads == {"klieg-test device"}
    assert device.was_on_qt_thread == [True, True]
    assert device.released == 1
    assert taken.ends == []


def test_trouble_at_opening_is_raised_where_it_was_asked_for(
    qtbot: QtBot, host: QtHost, taken: Taken, engine_thread: ThreadPoolExecutor
) -> None:
    device = Device(trouble=DeviceUnusableError("cannot open it: it is gone"))

    started = engine_thread.submit(capture_of(device, host, taken).start)
    qtbot.waitUntil(started.done)

    assert isinstance(started.exception(), DeviceUnusableError)
    assert taken.ends == []


def test_a_busy_qt_thread_delays_the_start_but_not_the_caller(
    qtbot: QtBot, host: QtHost, taken: Taken, engine_thread: ThreadPoolExecutor
) -> None:
    device = Device()

    capture = engine_thread.submit(capture_of(device, host, taken).start).result(timeout=5)
    assert not device.is_attached.is_set()  # the Qt thread stood in result() meanwhile

    qtbot.waitUntil(device.is_attached.is_set)
    device.give()
    qtbot.waitUntil(lambda: len(taken.frames) == 1)
    capture.stop()
    assert device.released == 1


def test_a_source_that_was_stopped_while_the_qt_thread_was_busy_is_not_opened(
    host: QtHost, taken: Taken, engine_thread: ThreadPoolExecutor
) -> None:
    device = Device()

    capture = engine_thread.submit(capture_of(device, host, taken).start).result(timeout=5)
    engine_thread.submit(capture.stop).result(timeout=5)
    QCoreApplication.processEvents()

    assert device.was_on_qt_thread == []
    assert taken.frames == []


def test_trouble_of_an_opening_that_nobody_waits_for_any_more_ends_the_capture(
    qtbot: QtBot, host: QtHost, taken: Taken, engine_thread: ThreadPoolExecutor
) -> None:
    trouble = DeviceUnusableError("cannot open it: it is gone")
    device = Device(trouble=trouble)

    capture = engine_thread.submit(capture_of(device, host, taken).start).result(timeout=5)

    qtbot.waitUntil(lambda: taken.ends == [trouble])
    capture.stop()


def test_later_trouble_ends_the_capture_once_and_releases_the_device(
    qtbot: QtBot, host: QtHost, taken: Taken
) -> None:
    device = Device()
    capture = capture_of(device, host, taken).start()
    trouble = DeviceUnusableError("cannot go on: it was unplugged", code=ErrorCode.DEVICE_UNPLUGGED)

    device.fail(trouble)
    device.fail(DeviceUnusableError("cannot go on: another reason"))

    qtbot.waitUntil(lambda: device.released == 1)
    assert taken.ends == [trouble]
    capture.stop()
    assert device.released == 1


def test_a_camera_that_stops_giving_pictures_has_ended(
    qtbot: QtBot,
    host: QtHost,
    taken: Taken,
    *,
    engine_thread: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(qt_capture, "_STALLED_S", 0.05)
    device = Device()
    started = engine_thread.submit(capture_of(device, host, taken).start)
    qtbot.waitUntil(device.is_attached.is_set)
    device.give()

    qtbot.waitUntil(lambda: bool(taken.ends))
    assert len(taken.frames) == 1
    assert taken.ends[0] is not None
    assert taken.ends[0].code is ErrorCode.DEVICE_SILENT
    engine_thread.submit(started.result().stop).result()


def test_a_picture_that_does_not_change_is_repeated_where_the_device_is_silent(
    qtbot: QtBot, host: QtHost, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qt_capture, "_REPEAT_S", 0.02)
    device = Device(repeats=True)
    capture = capture_of(device, host, taken).start()
    device.give()

    qtbot.waitUntil(lambda: len(taken.frames) >= 3)
    capture.stop()

    times = [frame.captured_at_us for frame in taken.frames]
    assert times == sorted(set(times))


def test_a_camera_without_a_picture_says_so(
    qtbot: QtBot, host: QtHost, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qt_capture, "_SILENT_S", 0.02)
    device = Device()
    capture = capture_of(device, host, taken).start()

    qtbot.waitUntil(lambda: device.released == 1)
    capture.stop()

    assert isinstance(taken.ends[0], DeviceUnusableError)
    assert taken.ends[0].code is ErrorCode.DEVICE_SILENT


def test_the_device_is_released_when_the_application_ends(host: QtHost, taken: Taken) -> None:
    device = Device()
    capture = capture_of(device, host, taken).start()

    host.closing.emit()

    assert device.released == 1
    capture.stop()
    assert device.released == 1


def test_stopping_on_the_qt_thread_releases_at_once(host: QtHost, taken: Taken) -> None:
    device = Device()
    capture = capture_of(device, host, taken).start()

    capture.stop()
    capture.stop()

    assert device.released == 1


def test_work_is_done_on_the_qt_thread_in_order(
    qtbot: QtBot, host: QtHost, engine_thread: ThreadPoolExecutor
) -> None:
    done: list[tuple[int, bool]] = []

    def ask_all() -> None:
        for number in range(20):
            host.post(lambda number=number: done.append((number, QThread.isMainThread())))  # type: ignore[misc]

    engine_thread.submit(ask_all)

    qtbot.waitUntil(lambda: len(done) == 20)
    assert done == [(number, True) for number in range(20)]


def test_what_a_busy_qt_thread_did_not_begin_in_time_is_dropped(
    qtbot: QtBot, host: QtHost, engine_thread: ThreadPoolExecutor
) -> None:
    done: list[int] = []

    answer = engine_thread.submit(host.ask, lambda: done.append(1), timeout_s=0.01).result(5)
    qtbot.wait(1)

    assert answer is None
    assert done == []
