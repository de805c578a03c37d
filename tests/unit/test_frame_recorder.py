"""Pictures that an audience's recorder saves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.frame_recorder import FrameRecorder
from app.media.frames import frame_from_rgb
from app.model.errors import InvalidValueError
from app.model.frames import VideoFrame

GREY = frame_from_rgb(np.full((36, 64, 3), 128, np.uint8))
BROKEN = VideoFrame(64, 36, memoryview(bytearray(7)), captured_at_us=0)


def test_the_first_pictures_are_saved_and_no_more(tmp_path: Path) -> None:
    recorder = FrameRecorder(2, tmp_path / "pictures")
    for _ in range(4):
        recorder.take("s1", GREY)
    recorder.close()

    saved = sorted((tmp_path / "pictures").iterdir())
    assert [path.name for path in saved] == ["00001.png", "00002.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in saved)


def test_a_picture_that_cannot_be_encoded_ends_the_recording_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = FrameRecorder(100, tmp_path)
    for _ in range(20):
        recorder.take("s1", BROKEN)
    recorder.close()

    assert list(tmp_path.iterdir()) == []
    assert "cannot save a picture" in caplog.text


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(InvalidValueError, match=r"^cannot record frames in "):
        FrameRecorder(1, tmp_path / "file" / "folder")
