"""Captures one source and tells what it sees, a JSON object per line; run on a real screen.

``python -m tests.e2e.capture_probe SOURCE PROFILE [SECONDS]``; without Qt when ``KLIEG_NO_QT`` is
set.
"""

from __future__ import annotations

import json
import os
import sys
import threading

from app.media.frames import rgb_from_frame
from app.media.sources import CaptureSources
from app.media.strip import read_strip_frame
from app.model.errors import KliegError
from app.model.frames import VideoFrame
from app.model.media import CaptureSource, DeviceKind, VideoProfile


def tell(**facts: object) -> None:
    """Write one line at once."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def run(source: CaptureSource, profile: VideoProfile, seconds: float) -> None:
    """Capture for a while, on a thread that is not Qt's, as engines do."""
    is_over = threading.Event()

    def on_frame(frame: VideoFrame) -> None:
        rgb = rgb_from_frame(frame)
        colour = rgb[rgb.shape[0] // 4, rgb.shape[1] // 4]  # the pointer rests in the middle
        tell(
            size=[frame.width_px, frame.height_px],
            colour=[int(value) for value in colour],
            strip=read_strip_frame(frame),
            at_us=frame.captured_at_us,
        )

    def on_end(error: KliegError | None) -> None:
        tell(end=None if error is None else error.sentence())
        is_over.set()

    sources = CaptureSources()
    tell(windows=[window.name for window in sources.devices(DeviceKind.WINDOW)])
    try:
        capture = sources.start_video(source, profile, on_frame=on_frame, on_end=on_end)
    except KliegError as error:
        tell(refused=error.sentence())
        return
    is_over.wait(seconds)
    capture.stop()
    tell(threads=[thread.name for thread in threading.enumerate() if "klieg" in thread.name])


def main() -> None:
    """Run with a Qt application on the main thread, or without one."""
    source = CaptureSource.parse_video(sys.argv[1])
    profile = VideoProfile.parse(sys.argv[2])
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 30.0
    if os.environ.get("KLIEG_NO_QT"):
        run(source, profile, seconds)
        return
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication([])
    engine = threading.Thread(target=run, args=(source, profile, seconds))
    ticker = QTimer()
    ticker.timeout.connect(lambda: None if engine.is_alive() else application.quit())
    engine.start()
    ticker.start(20)
    application.exec()


if __name__ == "__main__":
    main()
