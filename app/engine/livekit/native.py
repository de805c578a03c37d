"""What of LiveKit's native library its Python package does not offer, or hides a trap of.

The one place that reaches into ``livekit.rtc``'s private parts; all else uses its public face.
"""

from __future__ import annotations

from livekit import rtc
from livekit.rtc._ffi_client import FfiClient, FfiHandle
from livekit.rtc._proto import ffi_pb2
from livekit.rtc._proto.video_frame_pb2 import VideoBufferType, VideoStreamType


def set_enabled(publication: rtc.RemoteTrackPublication, *, enabled: bool) -> None:
    """Let the server send a subscribed track, or pause it; nothing when not subscribed."""
    request = ffi_pb2.FfiRequest()
    request.enable_remote_track_publication.track_publication_handle = (
        publication._ffi_handle.handle  # noqa: SLF001  (see the module's text)
    )
    request.enable_remote_track_publication.enabled = enabled
    FfiClient.instance.request(request)


def ask_for_size(publication: rtc.RemoteTrackPublication, width_px: int, height_px: int) -> None:
    """Tell the server how large a picture is shown; it sends the smallest layer that fills it."""
    request = ffi_pb2.FfiRequest()
    wish = request.update_remote_track_publication_dimension
    wish.track_publication_handle = publication._ffi_handle.handle  # noqa: SLF001
    wish.width = width_px
    wish.height = height_px
    FfiClient.instance.request(request)


def let_mixer_play(track: rtc.Track, *, is_heard: bool) -> None:
    """Let libwebrtc's mixer play a received sound, or be silent about it.

    The server knows nothing of it: the sound is received and may be read in both cases.
    """
    request = ffi_pb2.FfiRequest()
    request.enable_remote_track.track_handle = track._ffi_handle.handle  # noqa: SLF001
    request.enable_remote_track.enabled = is_heard
    FfiClient.instance.request(request)


def set_recording(platform: rtc.PlatformAudio, *, is_on: bool) -> None:
    """Stop or start the microphone of the audio device module.

    Raises:
        PlatformAudioError: The sound system refuses.
    """
    request = ffi_pb2.FfiRequest()
    wish = request.start_recording if is_on else request.stop_recording
    wish.platform_audio_handle = platform._ffi_handle.handle  # noqa: SLF001
    response = FfiClient.instance.request(request)
    outcome = response.start_recording if is_on else response.stop_recording
    if outcome.error:
        raise rtc.PlatformAudioError(outcome.error)


class PictureStream(rtc.VideoStream):
    """Decoded pictures of a track, of which so many may queue.

    The package's own stream always has the native default: of pictures that come at once, as after
    a gap of the network, all but the newest are lost.
    """

    def __init__(self, track: rtc.Track, *, queued_most: int) -> None:
        self._queued_most = queued_most
        super().__init__(track, capacity=queued_most, format=VideoBufferType.I420)

    def _create_owned_stream(self) -> object:
        if self._track is None:
            raise ValueError("there is no track")
        request = ffi_pb2.FfiRequest()
        wish = request.new_video_stream
        wish.track_handle = self._track._ffi_handle.handle  # noqa: SLF001
        wish.type = VideoStreamType.VIDEO_STREAM_NATIVE
        wish.format = VideoBufferType.I420
        wish.normalize_stride = True
        wish.queue_size_frames = self._queued_most
        return FfiClient.instance.request(request).new_video_stream.stream


def keep_sound_alive(room: rtc.Room) -> None:
    """Hold the native part of ``room``, just connected, until another one has connected.

    When the last peer connection of a process is let go, libwebrtc ends its audio device module,
    and nothing starts it again while a ``rtc.PlatformAudio`` is open: later rooms would have no
    sound. Worse, listing its devices then never returns (the count -1 is read as unsigned).
    Closed or not, one connection is therefore always held; it costs some memory, no socket.
    """
    _held[:] = [room._ffi_handle]  # noqa: SLF001


# Of the process, as the audio device module is.
_held: list[FfiHandle | None] = []
