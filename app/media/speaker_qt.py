"""One speaker through Qt Multimedia, written to by one thread that needs no Qt event loop."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices, QtAudio

from app.model.errors import DeviceUnusableError, ErrorCode
from app.model.media import DeviceInfo

_SAMPLE_RATE_HZ = 48_000


class QtOutput:
    """An open ``QAudioSink``; implements ``SoundOutput``. Made and used on one thread alone.

    Raises:
        DeviceUnusableError: There is no such speaker, or it refuses.
    """

    def __init__(self, device: DeviceInfo | None, channels: int, *, buffer_bytes: int) -> None:
        layout = QAudioFormat()
        layout.setSampleRate(_SAMPLE_RATE_HZ)
        layout.setChannelCount(channels)
        layout.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._name = device.name if device is not None else "default"
        self._sink = QAudioSink(_find(device), layout)
        self._sink.setBufferSize(buffer_bytes)
        self._pipe = self._sink.start()
        self._refuse_if_broken()

    @property
    def free_bytes(self) -> int:
        """Return how much the buffer takes now.

        Raises:
            DeviceUnusableError: The device broke.
        """
        QCoreApplication.processEvents()  # of this thread: the sink's state comes as one
        self._refuse_if_broken()
        return self._sink.bytesFree()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to be played."""
        return self._sink.bytesFree() >= self._sink.bufferSize()

    def write(self, samples: bytes) -> None:
        """Put samples into the buffer."""
        self._pipe.write(samples)

    def close(self) -> None:
        """Be silent at once and release the device."""
        self._sink.reset()

    def _refuse_if_broken(self) -> None:
        if self._sink.state() == QtAudio.State.StoppedState:
            raise DeviceUnusableError(
                f"cannot use the speaker {self._name!r}: the sound system does not let it play",
                hint="Choose another speaker.",
            )


def _find(device: DeviceInfo | None) -> QAudioDevice:
    """Return the speaker of that ID, else of that name: engines number devices in their own way."""
    outputs = QMediaDevices.audioOutputs()
    if QCoreApplication.instance() is None or not outputs:
        raise DeviceUnusableError(
            "cannot use a speaker: there is none on this machine",
            hint="Plug one in.",
            code=ErrorCode.DEVICE_UNKNOWN,
        )
    if device is None:
        return QMediaDevices.defaultAudioOutput()
    for wanted, name_of in ((device.device_id, _id_of), (device.name, QAudioDevice.description)):
        for output in outputs:
            if wanted == name_of(output):
                return output
    raise DeviceUnusableError(
        f"cannot use the speaker {device.name!r}: there is no such speaker",
        hint=f"Choose one of: {', '.join(output.description() for output in outputs)}.",
        code=ErrorCode.DEVICE_UNKNOWN,
    )


def _id_of(device: QAudioDevice) -> str:
    return bytes(device.id().data()).decode(errors="replace")
