"""An open microphone of Qt Multimedia, read by one thread that needs no Qt event loop."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSource, QMediaDevices, QtAudio

from app.model.errors import DeviceUnusableError, ErrorCode

SAMPLE_RATE_HZ = 48_000
_FRAME_BYTES = 2
_BUFFER_MS = 100


class QtInput:
    """An open ``QAudioSource``; made and used on one thread alone.

    Args:
        target: ID or name; empty for the default.

    Raises:
        DeviceUnusableError: There is no such microphone, or it refuses.
    """

    def __init__(self, target: str) -> None:
        layout = QAudioFormat()
        layout.setSampleRate(SAMPLE_RATE_HZ)
        layout.setChannelCount(1)
        layout.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        device = _find(target)
        self._name = device.description()
        self._source = QAudioSource(device, layout)
        self._source.setBufferSize(SAMPLE_RATE_HZ * _BUFFER_MS // 1000 * _FRAME_BYTES)
        self._pipe = self._source.start()
        self._refuse_if_broken()

    def read(self) -> bytes:
        """Return whole samples that have come since the last call.

        Raises:
            DeviceUnusableError: The device broke.
        """
        QCoreApplication.processEvents()  # of this thread: the source's state comes as one
        self._refuse_if_broken()
        count = self._source.bytesAvailable() // _FRAME_BYTES * _FRAME_BYTES
        return bytes(self._pipe.read(count).data()) if count > 0 else b""

    def close(self) -> None:
        """Release the device."""
        self._source.reset()

    def _refuse_if_broken(self) -> None:
        if self._source.state() == QtAudio.State.StoppedState:
            raise DeviceUnusableError(
                f"cannot use the microphone {self._name!r}: the sound system refuses to record",
                hint="Choose another microphone, or allow microphones in the system's settings.",
            )


def _find(target: str) -> QAudioDevice:
    inputs = QMediaDevices.audioInputs()
    if QCoreApplication.instance() is None or not inputs:
        raise DeviceUnusableError(
            "cannot use a microphone: there is none on this machine",
            hint="Plug one in, or go live without sound.",
            code=ErrorCode.DEVICE_UNKNOWN,
        )
    if not target:
        return QMediaDevices.defaultAudioInput()
    for wanted_of in (_id_of, QAudioDevice.description):
        for device in inputs:
            if wanted_of(device) == target:
                return device
    raise DeviceUnusableError(
        f"cannot use the microphone {target!r}: there is no such microphone",
        hint=f"Choose one of: {', '.join(device.description() for device in inputs)}.",
        code=ErrorCode.DEVICE_UNKNOWN,
    )


def _id_of(device: QAudioDevice) -> str:
    return bytes(device.id().data()).decode(errors="replace")
