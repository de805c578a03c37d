# Made by native/bindgen from native/zego/abi.json: `python native/bindgen --stub`.
"""The ZEGO Express SDK, loaded at run time: its functions, events and frames as Python values.

``load`` opens a library file and resolves it function by function; ``Library.create_handle`` makes
an engine. Values and events are immutable named tuples. An enum that the SDK sends is a member of
the enum, or the plain number when a newer SDK has more of them. Numbers, texts and lists are the
SDK's own; only what cannot be right is mended: text that is not UTF-8 gets replacement characters,
a null pointer becomes the empty value, an impossible count no list.

Every call lets other Python threads run. No callback of the SDK runs Python: events, pictures and
sound wait in queues of their own until they are taken.
"""

import enum
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias, TypedDict, final

from typing_extensions import Buffer

TESTED_VERSION: str
"""The newest SDK that this binding was tested with; a later one may have grown its structs."""

class LibraryError(Exception):
    """A library cannot be used; its one argument is a whole sentence for the user."""

class MissingFunctionError(Exception):
    """The loaded SDK does not have a function; its one argument is a whole sentence."""

class ClosedError(Exception):
    """The handle was destroyed, or the library has no room for another one."""

class AbiVariant(enum.Enum):
    """How the C interface of a ZEGO Express SDK is called.

    The names of the functions are the same in both variants: a caller of the wrong one loads
    well and crashes in its first call.
    """

    V1 = 0
    """Arguments as in the older headers (SDK 3.22)."""
    V2 = 1
    """Every function and callback takes the engine's handle first (SDK 3.24 and later)."""

class LibraryInfo:
    """What a library file turned out to be."""

    @property
    def path(self) -> Path:
        """The file, as it was given."""

    @property
    def variant(self) -> AbiVariant:
        """How it must be called."""

def probe(path: str | os.PathLike[str], /) -> LibraryInfo:
    """Load the library at ``path`` and tell which variant of the SDK it is.

    Other Python threads run meanwhile. The library's own initialisers are run, nothing else
    in it is called. The SDK then stays loaded until the process ends; any other library is
    closed again.

    Raises:
        LibraryError: The file is missing, is no library of this system, or is not a ZEGO
            Express SDK that can be used.
    """

def load(path: str | os.PathLike[str], /) -> Library:
    """Load the library at ``path``, resolve it and ask for its version.

    The first handle is made on the way, because asking needs one; ``create_handle`` hands it
    out. The library stays loaded until the process ends. A file that is loaded already is not
    loaded again: for two engines of variant V1 in one process, load two copies of the file.

    Raises:
        LibraryError: As for :func:`probe`; or its version is not 3 or later.
    """

class StructLayout(TypedDict):
    """Where the compiler of this module puts the members of a struct of the SDK."""

    size: int
    fields: dict[str, int]

def layouts() -> dict[str, dict[str, StructLayout]]:
    """Return the layouts of all structs by variant (``v1``, ``v2``, ``v3_25``) and name."""

@final
class Library:
    """A loaded SDK."""

    @property
    def path(self) -> Path:
        """The file, as it was given."""

    @property
    def variant(self) -> AbiVariant:
        """How it is called."""

    @property
    def version(self) -> str:
        """What it says of itself, such as ``3.25.0.51516``."""

    @property
    def is_newer_than_tested(self) -> bool:
        """Whether :attr:`version` is later than ``TESTED_VERSION``; worth a warning."""

    @property
    def missing(self) -> frozenset[str]:
        """The SDK's names of functions and registrations that this library lacks."""

    def create_handle(self, *, screen_frames: bool = False) -> Handle:
        """Make an engine of the SDK and register all its callbacks.

        Args:
            screen_frames: Also receive the pictures of screen capture sources as frames.

        Raises:
            ClosedError: The library serves one engine at a time (V1, and V2 on Windows and
                macOS) and that one is not destroyed yet.
        """

class FrameSource(enum.Enum):
    """Where a frame comes from."""

    REMOTE = 0
    """A playing stream, by custom rendering."""
    CAPTURED = 1
    """A publish channel, by custom rendering."""
    SCREEN = 2
    """A screen capture source."""

@final
class Frame:
    """A picture; as a buffer its packed bytes, plane behind plane, rows without padding.

    An I420 frame thus is what :class:`app.model.frames.VideoFrame` wants. The memory belongs to
    the frame, which goes back to a pool when the last view of it is gone.
    """

    @property
    def source(self) -> FrameSource:
        """Where it comes from."""

    @property
    def stream_id(self) -> str:
        """The playing stream; empty for other sources."""

    @property
    def channel(self) -> int:
        """The publish channel of a captured frame, the instance of a screen source, else 0."""

    @property
    def format(self) -> VideoFrameFormat:
        """Layout of the bytes."""

    @property
    def width_px(self) -> int:
        """Width of the picture."""

    @property
    def height_px(self) -> int:
        """Height of the picture."""

    @property
    def rotation(self) -> int:
        """Degrees by which it is to be turned clockwise, as the SDK says."""

    @property
    def flip_mode(self) -> VideoFlipMode | int:
        """How it is to be mirrored; only captured frames have one."""

    @property
    def received_at_us(self) -> int:
        """Unix time in microseconds when the SDK handed it over."""

    @property
    def strides(self) -> tuple[int, ...]:
        """Bytes of a row, one number per plane."""

    @property
    def planes(self) -> tuple[memoryview, ...]:
        """The planes, one after the other, without a copy."""

    def __buffer__(self, flags: int, /) -> memoryview:
        """Lend all bytes, read-only."""

class SoundSource(enum.Enum):
    """Where sound comes from; asked for by ``start_audio_data_observer``."""

    CAPTURED = 0
    """The microphone or the custom sound."""
    PLAYBACK = 1
    """All playing streams, mixed."""
    MIXED = 2
    """Both together."""
    PLAYER = 3
    """One playing stream."""

@final
class Sound:
    """A stretch of sound; as a buffer its samples, 16 bit, channels interleaved."""

    @property
    def source(self) -> SoundSource:
        """Where it comes from."""

    @property
    def stream_id(self) -> str:
        """The playing stream of PLAYER, else empty."""

    @property
    def sample_rate_hz(self) -> int:
        """Samples per second and channel."""

    @property
    def channels(self) -> int:
        """1 or 2."""

    @property
    def received_at_us(self) -> int:
        """Unix time in microseconds when the SDK handed it over."""

    def __buffer__(self, flags: int, /) -> memoryview:
        """Lend all bytes, read-only."""

class Picture(NamedTuple):
    """A snapshot: rows of BGRA, four bytes a pixel, without padding."""

    width_px: int = 0
    height_px: int = 0
    data: bytes = b""

class Dropped(NamedTuple):
    """What was given up because nobody took it in time, counted since the handle was made."""

    events: int = 0
    """Periodic events only (levels, qualities, call reports): all others wait however long."""
    frames: int = 0
    """Also those that made no sense: an unknown format, impossible sizes."""
    sounds: int = 0

class Scenario(enum.IntEnum):
    """``zego_scenario``."""

    GENERAL = 0
    COMMUNICATION = 1
    LIVE = 2
    DEFAULT = 3
    STANDARD_VIDEO_CALL = 4
    HIGH_QUALITY_VIDEO_CALL = 5
    STANDARD_CHATROOM = 6
    HIGH_QUALITY_CHATROOM = 7
    BROADCAST = 8
    KARAOKE = 9
    STANDARD_VOICE_CALL = 10

class FeatureType(enum.IntEnum):
    """``zego_feature_type``."""

    AUDIO = 0
    VIDEO = 1
    MEDIA_PLAYER = 2
    MEDIA_DATA_RECORDER = 3
    MEDIA_DATA_PUBLISHER = 4
    SEI = 5
    SDK_VIDEO_CAPTURE = 6
    CUSTOM_VIDEO_CAPTURE = 7
    SDK_VIDEO_RENDER = 8
    CUSTOM_VIDEO_RENDER = 9
    SDK_VIDEO_PROCESSING = 10
    CUSTOM_VIDEO_PROCESSING = 11
    STREAM_ENCRYPTION = 12
    RTMP = 13
    RTMPS = 14
    RTMP_OVER_QUIC = 15
    HTTP_FLV = 16
    HTTPS_FLV = 17
    HTTP_FLV_OVER_QUIC = 18
    SUPER_RESOLUTION = 19
    EFFECTS_BEAUTY = 20
    WHITEBOARD = 21
    RANGE_AUDIO = 22
    COPY_RIGHTED_MUSIC = 23
    VIDEO_OBJECT_SEGMENTATION = 24
    RANGE_SCENE = 25
    SCREEN_CAPTURE = 26
    AI_VOICE_CHANGER = 27

class RoomMode(enum.IntEnum):
    """``zego_room_mode``."""

    SINGLE_ROOM = 0
    MULTI_ROOM = 1

class GeoFenceType(enum.IntEnum):
    """``zego_geo_fence_type``."""

    NONE = 0
    INCLUDE = 1
    EXCLUDE = 2

class EngineState(enum.IntEnum):
    """``zego_engine_state``."""

    START = 0
    STOP = 1

class RoomState(enum.IntEnum):
    """``zego_room_state``."""

    DISCONNECTED = 0
    CONNECTING = 1
    CONNECTED = 2

class RoomStateChangedReason(enum.IntEnum):
    """``zego_room_state_changed_reason``."""

    LOGINING = 0
    LOGINED = 1
    LOGIN_FAILED = 2
    RECONNECTING = 3
    RECONNECTED = 4
    RECONNECT_FAILED = 5
    KICK_OUT = 6
    LOGOUT = 7
    LOGOUT_FAILED = 8

class RoomTransparentMessageMode(enum.IntEnum):
    """``zego_room_transparent_message_mode``."""

    ONLY_CLIENT = 0
    ONLY_SERVER = 1
    CLIENT_AND_SERVER = 2

class RoomTransparentMessageType(enum.IntEnum):
    """``zego_room_transparent_message_type``."""

    NORMAL = 0
    SEQUENCE = 1

class PublishChannel(enum.IntEnum):
    """``zego_publish_channel``."""

    MAIN = 0
    AUX = 1
    THIRD = 2
    FOURTH = 3

class StreamCensorshipMode(enum.IntEnum):
    """``zego_stream_censorship_mode``."""

    NONE = 0
    AUDIO = 1
    VIDEO = 2
    AUDIO_AND_VIDEO = 3

class CapabilityNegotiationType(enum.IntEnum):
    """``zego_capability_negotiation_type``."""

    NONE = 0
    ALL = 1
    PUBLISHER = 2

class ViewMode(enum.IntEnum):
    """``zego_view_mode``."""

    ASPECT_FIT = 0
    ASPECT_FILL = 1
    SCALE_TO_FILL = 2

class VideoMirrorMode(enum.IntEnum):
    """``zego_video_mirror_mode``."""

    ONLY_PREVIEW_MIRROR = 0
    BOTH_MIRROR = 1
    NO_MIRROR = 2
    ONLY_PUBLISH_MIRROR = 3

class SeiType(enum.IntEnum):
    """``zego_sei_type``."""

    ZEGO_DEFINED = 0
    USER_UNREGISTER = 1

class PublisherState(enum.IntEnum):
    """``zego_publisher_state``."""

    NO_PUBLISH = 0
    PUBLISH_REQUESTING = 1
    PUBLISHING = 2

class StreamQualityLevel(enum.IntEnum):
    """``zego_stream_quality_level``."""

    EXCELLENT = 0
    GOOD = 1
    MEDIUM = 2
    BAD = 3
    DIE = 4
    UNKNOWN = 5

class AudioChannel(enum.IntEnum):
    """``zego_audio_channel``."""

    UNKNOWN = 0
    MONO = 1
    STEREO = 2

class AudioCaptureStereoMode(enum.IntEnum):
    """``zego_audio_capture_stereo_mode``."""

    NONE = 0
    ALWAYS = 1
    ADAPTIVE = 2

class AudioMixMode(enum.IntEnum):
    """``zego_audio_mix_mode``."""

    RAW = 0
    FOCUSED = 1

class AudioCodecId(enum.IntEnum):
    """``zego_audio_codec_id``."""

    DEFAULT = 0
    NORMAL = 1
    NORMAL2 = 2
    NORMAL3 = 3
    LOW = 4
    LOW2 = 5
    LOW3 = 6

class VideoCodecId(enum.IntEnum):
    """``zego_video_codec_id``."""

    DEFAULT = 0
    SVC = 1
    VP8 = 2
    H265 = 3
    H264_DUAL_STREAM = 4
    UNKNOWN = 100

class VideoCodecBackend(enum.IntEnum):
    """``zego_video_codec_backend``."""

    ANY = 0
    SOFTWARE = 1
    HARDWARE = 2

class VideoStreamType(enum.IntEnum):
    """``zego_video_stream_type``."""

    DEFAULT = 0
    SMALL = 1
    BIG = 2

class AecMode(enum.IntEnum):
    """``zego_aec_mode``."""

    AGGRESSIVE = 0
    MEDIUM = 1
    SOFT = 2
    AI = 3
    AI_AGGRESSIVE = 4
    AI_BALANCED = 5

class AnsMode(enum.IntEnum):
    """``zego_ans_mode``."""

    SOFT = 0
    MEDIUM = 1
    AGGRESSIVE = 2
    AI = 3
    AI_BALANCED = 4
    AI_LOW_LATENCY = 5
    AI_AGGRESSIVE = 6

class EncodeProfile(enum.IntEnum):
    """``zego_encode_profile``."""

    DEFAULT = 0
    BASELINE = 1
    MAIN = 2
    HIGH = 3

class VideoRateControlMode(enum.IntEnum):
    """``zego_video_rate_control_mode``."""

    CONSTANT_RATE = 0
    CONSTANT_QUALITY = 1

class StreamAlignmentMode(enum.IntEnum):
    """``zego_stream_alignment_mode``."""

    NONE = 0
    TRY = 1

class MixImageCheckMode(enum.IntEnum):
    """``zego_mix_image_check_mode``."""

    NORMAL = 0
    PATH = 1
    NOTHING = 2

class StreamAlignmentVolumeControlMode(enum.IntEnum):
    """``zego_stream_alignment_volume_control_mode``."""

    CLOSE = 0
    OPEN = 1

class TrafficControlMinVideoBitrateMode(enum.IntEnum):
    """``zego_traffic_control_min_video_bitrate_mode``."""

    NO_VIDEO = 0
    ULTRA_LOW_FPS = 1

class TrafficControlFocusOnMode(enum.IntEnum):
    """``zego_traffic_control_focus_on_mode``."""

    FOCUS_ON_LOCAL_ONLY = 0
    FOCUS_ON_REMOTE = 1

class PlayerState(enum.IntEnum):
    """``zego_player_state``."""

    NO_PLAY = 0
    PLAY_REQUESTING = 1
    PLAYING = 2

class PlayerMediaEvent(enum.IntEnum):
    """``zego_player_media_event``."""

    AUDIO_BREAK_OCCUR = 0
    AUDIO_BREAK_RESUME = 1
    VIDEO_BREAK_OCCUR = 2
    VIDEO_BREAK_RESUME = 3

class ResourceType(enum.IntEnum):
    """``zego_resource_type``."""

    CDN = 0
    RTC = 1
    L3 = 2

class StreamResourceMode(enum.IntEnum):
    """``zego_stream_resource_mode``."""

    DEFAULT = 0
    ONLY_CDN = 1
    ONLY_L3 = 2
    ONLY_RTC = 3
    CDN_PLUS = 4
    CUSTOM = 5

class StreamResourceSwitchMode(enum.IntEnum):
    """``zego_stream_resource_switch_mode``."""

    DEFAULT = 0
    SWITCH_TO_RTC = 1
    KEEP_ORIGINAL = 2

class SwitchPlayingStreamType(enum.IntEnum):
    """``zego_switch_playing_stream_type``."""

    DEFAULT = 0
    FORCE = 1

class StreamResourceType(enum.IntEnum):
    """``zego_stream_resource_type``."""

    DEFAULT = 0
    CDN = 1
    L3 = 2

class ViewUpdateType(enum.IntEnum):
    """``zego_view_update_type``."""

    ADD = 0
    DELETE = 1
    UPDATE = 2

class UpdateType(enum.IntEnum):
    """``zego_update_type``."""

    ADD = 0
    DELETE = 1

class RoomStreamListType(enum.IntEnum):
    """``zego_room_stream_list_type``."""

    PLAY = 0
    ALL = 1

class StreamRelayCdnState(enum.IntEnum):
    """``zego_stream_relay_cdn_state``."""

    NO_RELAY = 0
    RELAY_REQUESTING = 1
    RELAYING = 2

class StreamRelayCdnUpdateReason(enum.IntEnum):
    """``zego_stream_relay_cdn_update_reason``."""

    NONE = 0
    SERVER_ERROR = 1
    HANDSHAKE_FAILED = 2
    ACCESS_POINT_ERROR = 3
    CREATE_STREAM_FAILED = 4
    BAD_NAME = 5
    CDN_SERVER_DISCONNECTED = 6
    DISCONNECTED = 7
    MIX_STREAM_ALL_INPUT_STREAM_CLOSED = 8
    MIX_STREAM_ALL_INPUT_STREAM_NO_DATA = 9
    MIX_STREAM_SERVER_INTERNAL_ERROR = 10

class DeviceType(enum.IntEnum):
    """``zego_device_type``."""

    UNKNOWN = 0
    CAMERA = 1
    MICROPHONE = 2
    SPEAKER = 3
    AUDIO_DEVICE = 4
    AUDIO_SESSION = 5

class DeviceExceptionType(enum.IntEnum):
    """``zego_device_exception_type``."""

    UNKNOWN = 0
    GENERIC = 1
    INVALID_ID = 2
    PERMISSION_NOT_GRANTED = 3
    ZERO_CAPTURE_FPS = 4
    DEVICE_OCCUPIED = 5
    DEVICE_UNPLUGGED = 6
    REBOOT_REQUIRED = 7
    MEDIA_SERVICES_WERE_LOST = 8
    SIRI_IS_RECORDING = 9
    SOUND_LEVEL_TOO_LOW = 10
    MAGNETIC_CASE = 11
    AUDIO_SESSION_DEACTIVE = 12
    AUDIO_SESSION_CATEGORY_CHANGE = 13

class ExpNotifyDeviceStateMode(enum.IntEnum):
    """``zego_exp_notify_device_state_mode``."""

    OPEN = 0
    CLOSE = 1

class RemoteDeviceState(enum.IntEnum):
    """``zego_remote_device_state``."""

    OPEN = 0
    GENERIC_ERROR = 1
    INVALID_ID = 2
    NO_AUTHORIZATION = 3
    ZERO_FPS = 4
    IN_USE_BY_OTHER = 5
    UNPLUGGED = 6
    REBOOT_REQUIRED = 7
    SYSTEM_MEDIA_SERVICES_LOST = 8
    DISABLE = 9
    MUTE = 10
    INTERRUPTION = 11
    IN_BACKGROUND = 12
    MULTI_FOREGROUND_APP = 13
    BY_SYSTEM_PRESSURE = 14
    NOT_SUPPORT = 15

class AudioDeviceType(enum.IntEnum):
    """``zego_audio_device_type``."""

    INPUT = 0
    OUTPUT = 1
    LOOPBACK = 2

class AudioDeviceMode(enum.IntEnum):
    """``zego_audio_device_mode``."""

    COMMUNICATION = 1
    GENERAL = 2
    AUTO = 3
    COMMUNICATION2 = 4
    COMMUNICATION3 = 5
    GENERAL2 = 6
    GENERAL3 = 7
    COMMUNICATION4 = 8

class MixerInputContentType(enum.IntEnum):
    """``zego_mixer_input_content_type``."""

    AUDIO = 0
    VIDEO = 1
    VIDEO_ONLY = 2

class CapturePipelineScaleMode(enum.IntEnum):
    """``zego_capture_pipeline_scale_mode``."""

    PRE = 0
    POST = 1

class VideoFrameFormat(enum.IntEnum):
    """``zego_video_frame_format``."""

    UNKNOWN = 0
    I420 = 1
    NV12 = 2
    NV21 = 3
    BGRA32 = 4
    RGBA32 = 5
    ARGB32 = 6
    ABGR32 = 7
    I422 = 8
    BGR24 = 9
    RGB24 = 10

class VideoEncodedFrameFormat(enum.IntEnum):
    """``zego_video_encoded_frame_format``."""

    AVC_AVCC = 0
    AVC_ANNEXB = 1
    VP8 = 2
    HEVC_AVCC = 3
    HEVC_ANNEXB = 4

class VideoBufferType(enum.IntEnum):
    """``zego_video_buffer_type``."""

    UNKNOWN = 0
    RAW_DATA = 1
    ENCODED_DATA = 2
    GL_TEXTURE_2D = 3
    CV_PIXEL_BUFFER = 4
    SURFACE_TEXTURE = 5
    GL_TEXTURE_EXTERNAL_OES = 6
    GL_TEXTURE_2D_AND_RAW_DATA = 7
    D3D_TEXTURE_2D = 8
    NV12_CV_PIXEL_BUFFER = 9

class VideoFrameFormatSeries(enum.IntEnum):
    """``zego_video_frame_format_series``."""

    RGB = 0
    YUV = 1

class VideoFlipMode(enum.IntEnum):
    """``zego_video_flip_mode``."""

    NONE = 0
    X = 1
    Y = 2
    XY = 3

class AudioSampleRate(enum.IntEnum):
    """``zego_audio_sample_rate``."""

    UNKNOWN = 0
    RATE_8K = 8000
    RATE_16K = 16000
    RATE_22K = 22050
    RATE_24K = 24000
    RATE_32K = 32000
    RATE_44K = 44100
    RATE_48K = 48000

class AudioSourceType(enum.IntEnum):
    """``zego_audio_source_type``."""

    DEFAULT = 0
    CUSTOM = 1
    MEDIA_PLAYER = 2
    NONE = 3
    MICROPHONE = 4
    MAIN_PUBLISH_CHANNEL = 5
    SCREEN_CAPTURE = 6

class DataRecordType(enum.IntEnum):
    """``zego_data_record_type``."""

    DEFAULT = 0
    ONLY_AUDIO = 1
    ONLY_VIDEO = 2
    AUDIO_AND_VIDEO = 3

class DataRecordState(enum.IntEnum):
    """``zego_data_record_state``."""

    NO_RECORD = 0
    RECORDING = 1
    SUCCESS = 2

class NetworkMode(enum.IntEnum):
    """``zego_network_mode``."""

    OFFLINE = 0
    UNKNOWN = 1
    ETHERNET = 2
    WIFI = 3
    MODE_2G = 4
    MODE_3G = 5
    MODE_4G = 6
    MODE_5G = 7

class NetworkSpeedTestType(enum.IntEnum):
    """``zego_network_speed_test_type``."""

    UPLINK = 0
    DOWNLINK = 1

class FontType(enum.IntEnum):
    """``zego_font_type``."""

    SOURCE_HAN_SANS = 0
    ALIBABA_SANS = 1
    PANG_MEN_ZHENG_DAO_TITLE = 2
    HAPPY_ZCOOL = 3

class MixRenderMode(enum.IntEnum):
    """``zego_mix_render_mode``."""

    FILL = 0
    FIT = 1

class HttpDnsType(enum.IntEnum):
    """``zego_http_dns_type``."""

    NONE = 0
    WANGSU = 1
    TENCENT = 2
    ALIYUN = 3

class StreamEvent(enum.IntEnum):
    """``zego_stream_event``."""

    PUBLISH_START = 100
    PUBLISH_SUCCESS = 101
    PUBLISH_FAIL = 102
    RETRY_PUBLISH_START = 103
    RETRY_PUBLISH_SUCCESS = 104
    RETRY_PUBLISH_FAIL = 105
    PUBLISH_END = 106
    PLAY_START = 200
    PLAY_SUCCESS = 201
    PLAY_FAIL = 202
    RETRY_PLAY_START = 203
    RETRY_PLAY_SUCCESS = 204
    RETRY_PLAY_FAIL = 205
    PLAY_END = 206

class ScreenCaptureSourceType(enum.IntEnum):
    """``zego_screen_capture_source_type``."""

    UNKNOW = 0
    WINDOW = 1
    SCREEN = 2

class PublisherTakeSnapshotPosition(enum.IntEnum):
    """``zego_publisher_take_snapshot_position``."""

    AFTER_PROCESS = 0
    ON_CAPTURE = 1
    ON_PREVIEW = 2

class VideoSourceType(enum.IntEnum):
    """``zego_video_source_type``."""

    NONE = 1
    CAMERA = 2
    CUSTOM = 3
    MAIN_PUBLISH_CHANNEL = 4
    PLAYER = 5
    SCREEN_CAPTURE = 6
    SOURCE_DEFAULT = 7
    SOURCE_NONE = 8
    SOURCE_CAMERA = 9
    SOURCE_EXTERNAL_CAPTURE = 10
    SOURCE_MAIN_PUBLISH_CHANNEL = 11
    SOURCE_PLAYER = 12
    SOURCE_SCREEN_CAPTURE = 13
    SECONDARY_CAMERA = 14
    PICTURE = 15

class ScreenCaptureSourceExceptionType(enum.IntEnum):
    """``zego_screen_capture_source_exception_type``."""

    UNKNOWN = 0
    INVALID = 1
    FAILED = 2
    PUBLISH_REGION_INVALID = 3

class ScreenCaptureWindowState(enum.IntEnum):
    """``zego_screen_capture_window_state``."""

    ON_SCREEN = 0
    OFF_SCREEN = 1
    DESTROY = 2

class DummyCaptureImageMode(enum.IntEnum):
    """``zego_dummy_capture_image_mode``."""

    MANUAL = 0
    AUTO = 1

class TrafficControlProperty(enum.IntFlag):
    """``zego_traffic_control_property``."""

    BASIC = 0
    ADAPTIVE_FPS = 1
    ADAPTIVE_RESOLUTION = 2
    ADAPTIVE_AUDIO_BITRATE = 4

class RoomCapabilityNegotiationTypesBitMask(enum.IntFlag):
    """``zego_room_capability_negotiation_types_bit_mask``."""

    ALL = 1
    PUBLISHER = 2

class AudioDataCallbackBitMask(enum.IntFlag):
    """``zego_audio_data_callback_bit_mask``."""

    CAPTURED = 1
    PLAYBACK = 2
    MIXED = 4
    PLAYER = 8

class LogConfig(NamedTuple):
    """``zego_log_config``.

    Bytes at most: ``log_path`` 511.
    """

    log_path: str = ""
    log_size: int = 0
    log_count: int = 0

class CustomVideoCaptureConfig(NamedTuple):
    """``zego_custom_video_capture_config``."""

    buffer_type: VideoBufferType | int = ...

class CustomVideoRenderConfig(NamedTuple):
    """``zego_custom_video_render_config``."""

    buffer_type: VideoBufferType | int = ...
    frame_format_series: VideoFrameFormatSeries | int = ...
    enable_engine_render: bool = False

class CustomAudioConfig(NamedTuple):
    """``zego_custom_audio_config``."""

    source_type: AudioSourceType | int = ...

class EngineProfile(NamedTuple):
    """``zego_engine_profile``.

    Bytes at most: ``app_sign`` 64.
    """

    app_id: int = 0
    app_sign: str = ""
    scenario: Scenario | int = ...

class EngineConfig(NamedTuple):
    """``zego_engine_config``.

    Bytes at most: ``advanced_config`` 2047.
    """

    log_config: LogConfig | None = None
    advanced_config: str = ""

class ProxyInfo(NamedTuple):
    """``zego_proxy_info``.

    Bytes at most: ``ip`` 511, ``hostname`` 1023, ``username`` 255, ``password`` 255.
    """

    ip: str = ""
    port: int = 0
    hostname: str = ""
    username: str = ""
    password: str = ""

class RoomConfig(NamedTuple):
    """``zego_room_config``.

    Bytes at most: ``token`` 2047.
    """

    max_member_count: int = 0
    is_user_status_notify: bool = False
    token: str = ""
    capability_negotiation_types: int = 0
    room_type: int = 0

class VideoConfig(NamedTuple):
    """``zego_video_config``."""

    capture_width: int = 0
    capture_height: int = 0
    encode_width: int = 0
    encode_height: int = 0
    fps: int = 0
    bitrate: int = 0
    codec_id: VideoCodecId | int = ...
    key_frame_interval: int = 0

class TrafficControlInfo(NamedTuple):
    """``zego_traffic_control_info``."""

    width: int = 0
    height: int = 0
    fps: int = 0
    bitrate: int = 0

class PublishDualStreamConfig(NamedTuple):
    """``zego_publish_dual_stream_config``."""

    stream_type: VideoStreamType | int = ...
    encode_width: int = 0
    encode_height: int = 0
    fps: int = 0
    bitrate: int = 0

class SeiConfig(NamedTuple):
    """``zego_sei_config``."""

    type: SeiType | int = ...

class User(NamedTuple):
    """``zego_user``.

    Bytes at most: ``user_id`` 63, ``user_name`` 255.
    """

    user_id: str = ""
    user_name: str = ""

class Stream(NamedTuple):
    """``zego_stream``.

    Bytes at most: ``stream_id`` 255, ``extra_info`` 1023.
    """

    user: User = ...
    stream_id: str = ""
    extra_info: str = ""

class RoomStreamList(NamedTuple):
    """``zego_room_stream_list``."""

    publish_stream_list: tuple[Stream, ...] = ()
    play_stream_list: tuple[Stream, ...] = ()

class RoomExtraInfo(NamedTuple):
    """``zego_room_extra_info``.

    Bytes at most: ``key`` 127, ``value`` 4095.
    """

    key: str = ""
    value: str = ""
    update_user: User = ...
    update_time: int = 0

class Rect(NamedTuple):
    """``zego_rect``."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

class Canvas(NamedTuple):
    """``zego_canvas``.

    Bytes at most: ``view_context`` 63.
    """

    view: int = 0
    view_mode: ViewMode | int = ...
    background_color: int = 0
    alpha_blend: bool = False
    rotation: int = 0
    mirror: bool = False
    view_context: str = ""

class PublisherConfig(NamedTuple):
    """``zego_publisher_config``.

    Bytes at most: ``room_id`` 127, ``stream_title`` 255.
    """

    room_id: str = ""
    force_synchronous_network_time: int = 0
    stream_censorship_mode: StreamCensorshipMode | int = ...
    stream_censor_flag: int = 0
    codec_negotiation_type: CapabilityNegotiationType | int = ...
    stream_title: str = ""

class PublishStreamQuality(NamedTuple):
    """``zego_publish_stream_quality``."""

    video_capture_fps: float = 0.0
    video_encode_fps: float = 0.0
    video_send_fps: float = 0.0
    video_kbps: float = 0.0
    audio_capture_fps: float = 0.0
    audio_send_fps: float = 0.0
    audio_kbps: float = 0.0
    rtt: int = 0
    packet_lost_rate: float = 0.0
    level: StreamQualityLevel | int = ...
    is_hardware_encode: bool = False
    video_codec_id: VideoCodecId | int = ...
    total_send_bytes: float = 0.0
    audio_send_bytes: float = 0.0
    video_send_bytes: float = 0.0
    audio_traffic_control_rate: int = 0
    video_traffic_control_rate: int = 0

class CdnConfig(NamedTuple):
    """``zego_cdn_config``.

    Bytes at most: ``url`` 1023, ``auth_param`` 511, ``protocol`` 511, ``quic_version`` 511,
    ``custom_params`` 511.
    """

    url: str = ""
    auth_param: str = ""
    protocol: str = ""
    quic_version: str = ""
    http_dns: HttpDnsType | int = ...
    quic_connect_mode: int = 0
    custom_params: str = ""

class StreamRelayCdnInfo(NamedTuple):
    """``zego_stream_relay_cdn_info``.

    Bytes at most: ``url`` 1023.
    """

    url: str = ""
    state: StreamRelayCdnState | int = ...
    update_reason: StreamRelayCdnUpdateReason | int = ...
    state_time: int = 0

class CustomPlayerResourceConfig(NamedTuple):
    """``zego_custom_player_resource_config``."""

    before_publish: ResourceType | int = ...
    publishing: ResourceType | int = ...
    after_publish: ResourceType | int = ...

class SwitchPlayingStreamConfig(NamedTuple):
    """``zego_switch_playing_stream_config``."""

    switch_type: SwitchPlayingStreamType | int = ...
    switch_time_out: int = 0

class PlayerConfig(NamedTuple):
    """``zego_player_config``.

    Bytes at most: ``room_id`` 127.
    """

    resource_mode: StreamResourceMode | int = ...
    cdn_config: CdnConfig | None = None
    room_id: str = ""
    video_codec_id: VideoCodecId | int = ...
    source_resource_type: ResourceType | int = ...
    codec_template_id: int = 0
    custom_resource_config: CustomPlayerResourceConfig | None = None
    switch_stream_config: SwitchPlayingStreamConfig | None = None
    resource_switch_mode: StreamResourceSwitchMode | int = ...
    resource_when_stop_publish: StreamResourceType | int = ...
    adaptive_switch: int = 0
    adaptive_template_id_list: tuple[int, ...] = ()

class PlayStreamQuality(NamedTuple):
    """``zego_play_stream_quality``."""

    video_recv_fps: float = 0.0
    video_dejitter_fps: float = 0.0
    video_decode_fps: float = 0.0
    video_render_fps: float = 0.0
    video_kbps: float = 0.0
    video_break_rate: float = 0.0
    audio_recv_fps: float = 0.0
    audio_dejitter_fps: float = 0.0
    audio_decode_fps: float = 0.0
    audio_render_fps: float = 0.0
    audio_kbps: float = 0.0
    audio_break_rate: float = 0.0
    mos: float = 0.0
    rtt: int = 0
    packet_lost_rate: float = 0.0
    peer_to_peer_delay: int = 0
    peer_to_peer_packet_lost_rate: float = 0.0
    level: StreamQualityLevel | int = ...
    delay: int = 0
    av_timestamp_diff: int = 0
    is_hardware_decode: bool = False
    video_codec_id: VideoCodecId | int = ...
    total_recv_bytes: float = 0.0
    audio_recv_bytes: float = 0.0
    video_recv_bytes: float = 0.0
    audio_cumulative_break_count: int = 0
    audio_cumulative_break_time: int = 0
    audio_cumulative_break_rate: float = 0.0
    audio_cumulative_decode_time: int = 0
    video_cumulative_break_count: int = 0
    video_cumulative_break_time: int = 0
    video_cumulative_break_rate: float = 0.0
    video_cumulative_decode_time: int = 0
    mute_video: int = 0
    mute_audio: int = 0

class CrossAppInfo(NamedTuple):
    """``zego_cross_app_info``.

    Bytes at most: ``token`` 511.
    """

    app_id: int = 0
    token: str = ""

class MediaSideInfo(NamedTuple):
    """``zego_media_side_info``.

    Bytes at most: ``stream_id`` 255.
    """

    stream_id: str = ""
    sei_data: bytes = b""
    timestamp_ns: int = 0
    module_type: int = 0

class DeviceInfo(NamedTuple):
    """``zego_device_info``.

    Bytes at most: ``device_id`` 511, ``device_name`` 511, ``device_extra_info`` 2047.
    """

    device_id: str = ""
    device_name: str = ""
    device_extra_info: str = ""

class PerformanceStatus(NamedTuple):
    """``zego_performance_status``."""

    cpu_usage_app: float = 0.0
    cpu_usage_system: float = 0.0
    memory_usage_app: float = 0.0
    memory_usage_system: float = 0.0
    memory_used_app: float = 0.0

class EffectsBeautyParam(NamedTuple):
    """``zego_effects_beauty_param``."""

    whiten_intensity: int = 0
    rosy_intensity: int = 0
    smooth_intensity: int = 0
    sharpen_intensity: int = 0

class MixerAudioConfig(NamedTuple):
    """``zego_mixer_audio_config``."""

    bitrate: int = 0
    channel: AudioChannel | int = ...
    codec_id: AudioCodecId | int = ...
    mix_mode: AudioMixMode | int = ...

class MixerVideoConfig(NamedTuple):
    """``zego_mixer_video_config``."""

    width: int = 0
    height: int = 0
    fps: int = 0
    bitrate: int = 0
    quality: int = 0
    rate_control_mode: VideoRateControlMode | int = ...

class MixerOutputVideoConfig(NamedTuple):
    """``zego_mixer_output_video_config``."""

    video_codec_id: VideoCodecId | int = ...
    bitrate: int = 0
    encode_profile: EncodeProfile | int = ...
    encode_latency: int = 0
    enable_low_bitrate_hd: bool = False

class MixerOutputRoomInfo(NamedTuple):
    """``zego_mixer_output_room_info``.

    Bytes at most: ``room_id`` 127, ``userid`` 63.
    """

    room_id: str = ""
    userid: str = ""

class FontStyle(NamedTuple):
    """``zego_font_style``."""

    type: FontType | int = ...
    size: int = 0
    color: int = 0
    transparency: int = 0
    border: bool = False
    bordercolor: int = 0

class LabelInfo(NamedTuple):
    """``zego_label_info``.

    Bytes at most: ``text`` 511.
    """

    text: str = ""
    left: int = 0
    top: int = 0
    font: FontStyle = ...

class MixerImageInfo(NamedTuple):
    """``zego_mixer_image_info``.

    Bytes at most: ``url`` 1023.
    """

    url: str = ""
    display_mode: int = 0

class BlurInfo(NamedTuple):
    """``zego_blur_info``."""

    top_padding: int = 0
    left_padding: int = 0
    bottom_padding: int = 0
    right_padding: int = 0

class MixerInput(NamedTuple):
    """``zego_mixer_input``.

    Bytes at most: ``stream_id`` 1023, ``advanced_config`` 511.
    """

    stream_id: str = ""
    content_type: MixerInputContentType | int = ...
    layout: Rect = ...
    sound_level_id: int = 0
    volume: int = 0
    is_audio_focus: bool = False
    audio_direction: int = 0
    label: LabelInfo = ...
    render_mode: MixRenderMode | int = ...
    image_info: MixerImageInfo = ...
    corner_radius: int = 0
    advanced_config: str = ""
    blur_info: BlurInfo = ...
    enable_audio_direction: bool = False

class MixerOutput(NamedTuple):
    """``zego_mixer_output``.

    Bytes at most: ``target`` 1023.
    """

    target: str = ""
    video_config: MixerOutputVideoConfig | None = None
    target_room: MixerOutputRoomInfo | None = None

class Watermark(NamedTuple):
    """``zego_watermark``.

    Bytes at most: ``image_url`` 511.
    """

    image_url: str = ""
    layout: Rect = ...

class MixerWhiteboard(NamedTuple):
    """``zego_mixer_whiteboard``."""

    whiteboard_id: int = 0
    horizontal_ratio: int = 0
    vertical_ratio: int = 0
    is_ppt_animation: bool = False
    layout: Rect = ...
    z_order: int = 0
    background_color: int = 0

class MixerTask(NamedTuple):
    """``zego_mixer_task``.

    Bytes at most: ``task_id`` 255, ``background_image_url`` 1023, ``advanced_config`` 511.
    """

    task_id: str = ""
    input_list: tuple[MixerInput, ...] = ()
    output_list: tuple[MixerOutput, ...] = ()
    video_config: MixerVideoConfig = ...
    audio_config: MixerAudioConfig = ...
    watermark: Watermark | None = None
    whiteboard: MixerWhiteboard | None = None
    background_color: int = 0
    background_image_url: str = ""
    enable_sound_level: bool = False
    stream_alignment_mode: StreamAlignmentMode | int = ...
    user_data: bytes = b""
    advanced_config: str = ""
    min_play_stream_buffer_length: int = 0
    mix_image_check_mode: MixImageCheckMode | int = ...

class MixerSoundLevelInfo(NamedTuple):
    """``zego_mixer_sound_level_info``."""

    sound_level_id: int = 0
    sound_level: float = 0.0

class SoundLevelConfig(NamedTuple):
    """``zego_sound_level_config``."""

    millisecond: int = 0
    enable_vad: bool = False

class SoundLevelInfo(NamedTuple):
    """``zego_sound_level_info``.

    Bytes at most: ``stream_id`` 255.
    """

    stream_id: str = ""
    sound_level: float = 0.0
    vad: int = 0

class AutoMixerTask(NamedTuple):
    """``zego_auto_mixer_task``.

    Bytes at most: ``task_id`` 255, ``room_id`` 127, ``stream_alignment_baseline_stream_id`` 255.
    """

    task_id: str = ""
    room_id: str = ""
    audio_config: MixerAudioConfig = ...
    output_list: tuple[MixerOutput, ...] = ()
    enable_sound_level: bool = False
    stream_alignment_mode: StreamAlignmentMode | int = ...
    min_play_stream_buffer_length: int = 0
    stream_alignment_volume_control_mode: StreamAlignmentVolumeControlMode | int = ...
    stream_alignment_baseline_stream_id: str = ""

class BroadcastMessageInfo(NamedTuple):
    """``zego_broadcast_message_info``.

    Bytes at most: ``message`` 10239.
    """

    message: str = ""
    message_id: int = 0
    send_time: int = 0
    from_user: User = ...

class BarrageMessageInfo(NamedTuple):
    """``zego_barrage_message_info``.

    Bytes at most: ``message`` 10239, ``message_id`` 63.
    """

    message: str = ""
    message_id: str = ""
    send_time: int = 0
    from_user: User = ...

class RoomSendTransparentMessage(NamedTuple):
    """``zego_room_send_transparent_message``."""

    send_mode: RoomTransparentMessageMode | int = ...
    send_type: RoomTransparentMessageType | int = ...
    content: bytes = b""
    recv_user_list: tuple[User, ...] = ()
    time_out: int = 0

class RoomRecvTransparentMessage(NamedTuple):
    """``zego_room_recv_transparent_message``."""

    send_user: User = ...
    content: bytes = b""

class VideoFrameParam(NamedTuple):
    """``zego_video_frame_param``."""

    format: VideoFrameFormat | int = ...
    strides: tuple[int, int, int, int] = (0, 0, 0, 0)
    width: int = 0
    height: int = 0
    rotation: int = 0

class VideoEncodedFrameParam(NamedTuple):
    """``zego_video_encoded_frame_param``."""

    format: VideoEncodedFrameFormat | int = ...
    is_key_frame: bool = False
    rotation: int = 0
    width: int = 0
    height: int = 0
    sei_data: bytes = b""
    is_external_clock: bool = False

class AudioFrameParam(NamedTuple):
    """``zego_audio_frame_param``."""

    sample_rate: AudioSampleRate | int = ...
    channel: AudioChannel | int = ...

class AudioConfig(NamedTuple):
    """``zego_audio_config``."""

    bitrate: int = 0
    channel: AudioChannel | int = ...
    codec_id: AudioCodecId | int = ...

class DataRecordConfig(NamedTuple):
    """``zego_data_record_config``.

    Bytes at most: ``file_path`` 1023.
    """

    file_path: str = ""
    record_type: DataRecordType | int = ...

class DataRecordProgress(NamedTuple):
    """``zego_data_record_progress``."""

    duration: int = 0
    current_file_size: int = 0
    quality: PublishStreamQuality = ...

class DataRemoteRecordProgress(NamedTuple):
    """``zego_data_remote_record_progress``."""

    duration: int = 0
    current_file_size: int = 0
    quality: PlayStreamQuality = ...

class NetworkProbeConfig(NamedTuple):
    """``zego_network_probe_config``."""

    enable_traceroute: bool = False

class NetworkProbeHttpResult(NamedTuple):
    """``zego_network_probe_http_result``."""

    error_code: int = 0
    request_cost_time: int = 0

class NetworkProbeTcpResult(NamedTuple):
    """``zego_network_probe_tcp_result``."""

    error_code: int = 0
    rtt: int = 0
    connect_cost_time: int = 0

class NetworkProbeUdpResult(NamedTuple):
    """``zego_network_probe_udp_result``."""

    error_code: int = 0
    rtt: int = 0

class NetworkProbeTracerouteResult(NamedTuple):
    """``zego_network_probe_traceroute_result``."""

    error_code: int = 0
    traceroute_cost_time: int = 0

class NetworkProbeResult(NamedTuple):
    """``zego_network_probe_result``."""

    http_probe_result: NetworkProbeHttpResult | None = None
    tcp_probe_result: NetworkProbeTcpResult | None = None
    udp_probe_result: NetworkProbeUdpResult | None = None
    traceroute_result: NetworkProbeTracerouteResult | None = None

class NetworkSpeedTestConfig(NamedTuple):
    """``zego_network_speed_test_config``."""

    test_uplink: bool = False
    expected_uplink_bitrate: int = 0
    test_downlink: bool = False
    expected_downlink_bitrate: int = 0

class TestNetworkConnectivityResult(NamedTuple):
    """``zego_test_network_connectivity_result``."""

    connect_cost: int = 0

class NetworkSpeedTestQuality(NamedTuple):
    """``zego_network_speed_test_quality``."""

    connect_cost: int = 0
    rtt: int = 0
    packet_lost_rate: float = 0.0
    quality: StreamQualityLevel | int = ...

class RtcStatsInfo(NamedTuple):
    """``zego_rtc_stats_info``."""

    total_tx_bandwidth: float = 0.0
    avg_tx_rtt: int = 0
    avg_tx_packet_lost_rate: float = 0.0
    total_rx_bandwidth: float = 0.0
    avg_rx_rtt: int = 0
    avg_rx_packet_lost_rate: float = 0.0
    avg_peer_to_peer_delay: int = 0

class NetworkTimeInfo(NamedTuple):
    """``zego_network_time_info``."""

    timestamp: int = 0
    max_deviation: int = 0

class ImageBuffer(NamedTuple):
    """``zego_image_buffer``."""

    buffer: bytes = b""
    width: int = 0
    height: int = 0

class ScreenCaptureSourceInfo(NamedTuple):
    """``zego_screen_capture_source_info``.

    Bytes at most: ``source_name`` 255.
    """

    source_type: ScreenCaptureSourceType | int = ...
    source_id: int = 0
    source_name: str = ""
    thumbnail_image: ImageBuffer = ...
    icon_image: ImageBuffer = ...

class LayerBorderConfig(NamedTuple):
    """``zego_layer_border_config``."""

    width: int = 0
    color: int = 0

class ScreenCaptureAudioConfig(NamedTuple):
    """``zego_screen_capture_audio_config``."""

    enable_window_capture: bool = False
    exclude_process_id: int = 0

class DummyCaptureImageParams(NamedTuple):
    """``zego_dummy_capture_image_params``.

    Bytes at most: ``path`` 2047.
    """

    path: str = ""
    mode: DummyCaptureImageMode | int = ...

class PublisherTakeSnapshotConfig(NamedTuple):
    """``zego_publisher_take_snapshot_config``."""

    position: PublisherTakeSnapshotPosition | int = ...

class OnDebugError(NamedTuple):
    """``zego_on_debug_error``."""

    error_code: int = 0
    func_name: str = ""
    info: str = ""
    received_at_us: int = 0

class OnApiCalledResult(NamedTuple):
    """``zego_on_api_called_result``."""

    error_code: int = 0
    func_name: str = ""
    info: str = ""
    received_at_us: int = 0

class OnEngineStateUpdate(NamedTuple):
    """``zego_on_engine_state_update``."""

    state: EngineState | int = ...
    received_at_us: int = 0

class OnEngineUninit(NamedTuple):
    """``zego_on_engine_uninit``."""

    received_at_us: int = 0

class OnRecvExperimentalApi(NamedTuple):
    """``zego_on_recv_experimental_api``."""

    content: str = ""
    received_at_us: int = 0

class OnFatalError(NamedTuple):
    """``zego_on_fatal_error``."""

    error_code: int = 0
    received_at_us: int = 0

class OnUploadLogResult(NamedTuple):
    """``zego_on_upload_log_result``."""

    seq: int = 0
    error_code: int = 0
    received_at_us: int = 0

class OnRoomStateUpdate(NamedTuple):
    """``zego_on_room_state_update``."""

    room_id: str = ""
    state: RoomState | int = ...
    error_code: int = 0
    extended_data: str = ""
    received_at_us: int = 0

class OnRoomStateChanged(NamedTuple):
    """``zego_on_room_state_changed``."""

    room_id: str = ""
    reason: RoomStateChangedReason | int = ...
    error_code: int = 0
    extended_data: str = ""
    received_at_us: int = 0

class OnRoomUserUpdate(NamedTuple):
    """``zego_on_room_user_update``."""

    room_id: str = ""
    update_type: UpdateType | int = ...
    user_list: tuple[User, ...] = ()
    received_at_us: int = 0

class OnRoomOnlineUserCountUpdate(NamedTuple):
    """``zego_on_room_online_user_count_update``."""

    room_id: str = ""
    user_count: int = 0
    received_at_us: int = 0

class OnRoomStreamUpdate(NamedTuple):
    """``zego_on_room_stream_update``."""

    room_id: str = ""
    update_type: UpdateType | int = ...
    stream_list: tuple[Stream, ...] = ()
    extended_data: str = ""
    received_at_us: int = 0

class OnRoomStreamExtraInfoUpdate(NamedTuple):
    """``zego_on_room_stream_extra_info_update``."""

    room_id: str = ""
    stream_list: tuple[Stream, ...] = ()
    received_at_us: int = 0

class OnRoomExtraInfoUpdate(NamedTuple):
    """``zego_on_room_extra_info_update``."""

    room_id: str = ""
    room_extra_info_list: tuple[RoomExtraInfo, ...] = ()
    received_at_us: int = 0

class OnRoomTokenWillExpire(NamedTuple):
    """``zego_on_room_token_will_expire``."""

    room_id: str = ""
    remain_time_in_second: int = 0
    received_at_us: int = 0

class OnRoomSetRoomExtraInfoResult(NamedTuple):
    """``zego_on_room_set_room_extra_info_result``."""

    error_code: int = 0
    room_id: str = ""
    key: str = ""
    seq: int = 0
    received_at_us: int = 0

class OnRoomLoginResult(NamedTuple):
    """``zego_on_room_login_result``."""

    error_code: int = 0
    extended_data: str = ""
    room_id: str = ""
    seq: int = 0
    received_at_us: int = 0

class OnRoomLogoutResult(NamedTuple):
    """``zego_on_room_logout_result``."""

    error_code: int = 0
    extended_data: str = ""
    room_id: str = ""
    seq: int = 0
    received_at_us: int = 0

class OnPublisherStateUpdate(NamedTuple):
    """``zego_on_publisher_state_update``."""

    stream_id: str = ""
    state: PublisherState | int = ...
    error_code: int = 0
    extended_data: str = ""
    received_at_us: int = 0

class OnPublisherQualityUpdate(NamedTuple):
    """``zego_on_publisher_quality_update``."""

    stream_id: str = ""
    quality: PublishStreamQuality = ...
    received_at_us: int = 0

class OnPublisherCapturedAudioFirstFrame(NamedTuple):
    """``zego_on_publisher_captured_audio_first_frame``."""

    received_at_us: int = 0

class OnPublisherCapturedVideoFirstFrame(NamedTuple):
    """``zego_on_publisher_captured_video_first_frame``."""

    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnPublisherSendAudioFirstFrame(NamedTuple):
    """``zego_on_publisher_send_audio_first_frame``."""

    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnPublisherSendVideoFirstFrame(NamedTuple):
    """``zego_on_publisher_send_video_first_frame``."""

    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnPublisherRenderVideoFirstFrame(NamedTuple):
    """``zego_on_publisher_render_video_first_frame``."""

    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnPublisherVideoSizeChanged(NamedTuple):
    """``zego_on_publisher_video_size_changed``."""

    width: int = 0
    height: int = 0
    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnPublisherRelayCdnStateUpdate(NamedTuple):
    """``zego_on_publisher_relay_cdn_state_update``."""

    stream_id: str = ""
    info_list: tuple[StreamRelayCdnInfo, ...] = ()
    received_at_us: int = 0

class OnPublisherVideoEncoderChanged(NamedTuple):
    """``zego_on_publisher_video_encoder_changed``."""

    from_codec_id: VideoCodecId | int = ...
    to_codec_id: VideoCodecId | int = ...
    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnPublisherStreamEvent(NamedTuple):
    """``zego_on_publisher_stream_event``."""

    event_id: StreamEvent | int = ...
    stream_id: str = ""
    extra_info: str = ""
    received_at_us: int = 0

class OnPublisherLowFpsWarning(NamedTuple):
    """``zego_on_publisher_low_fps_warning``."""

    codec_id: VideoCodecId | int = ...
    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnPublisherDummyCaptureImagePathError(NamedTuple):
    """``zego_on_publisher_dummy_capture_image_path_error``."""

    error_code: int = 0
    path: str = ""
    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnPublisherUpdateStreamExtraInfoResult(NamedTuple):
    """``zego_on_publisher_update_stream_extra_info_result``."""

    error_code: int = 0
    seq: int = 0
    received_at_us: int = 0

class OnPublisherUpdateCdnUrlResult(NamedTuple):
    """``zego_on_publisher_update_cdn_url_result``."""

    stream_id: str = ""
    error_code: int = 0
    seq: int = 0
    received_at_us: int = 0

class OnPublisherTakeSnapshotResult(NamedTuple):
    """``zego_on_publisher_take_snapshot_result``."""

    error_code: int = 0
    channel: PublishChannel | int = ...
    image: Picture | None = None
    received_at_us: int = 0

class OnPublisherGetVideoEncoderSupportedResult(NamedTuple):
    """``zego_on_publisher_get_video_encoder_supported_result``."""

    support: int = 0
    seq: int = 0
    received_at_us: int = 0

class OnPlayerStateUpdate(NamedTuple):
    """``zego_on_player_state_update``."""

    stream_id: str = ""
    state: PlayerState | int = ...
    error_code: int = 0
    extended_data: str = ""
    received_at_us: int = 0

class OnPlayerSwitched(NamedTuple):
    """``zego_on_player_switched``."""

    stream_id: str = ""
    error_code: int = 0
    received_at_us: int = 0

class OnPlayerQualityUpdate(NamedTuple):
    """``zego_on_player_quality_update``."""

    stream_id: str = ""
    quality: PlayStreamQuality = ...
    received_at_us: int = 0

class OnPlayerMediaEvent(NamedTuple):
    """``zego_on_player_media_event``."""

    stream_id: str = ""
    event: PlayerMediaEvent | int = ...
    received_at_us: int = 0

class OnPlayerRecvAudioFirstFrame(NamedTuple):
    """``zego_on_player_recv_audio_first_frame``."""

    stream_id: str = ""
    received_at_us: int = 0

class OnPlayerRecvVideoFirstFrame(NamedTuple):
    """``zego_on_player_recv_video_first_frame``."""

    stream_id: str = ""
    received_at_us: int = 0

class OnPlayerRenderVideoFirstFrame(NamedTuple):
    """``zego_on_player_render_video_first_frame``."""

    stream_id: str = ""
    received_at_us: int = 0

class OnPlayerVideoSizeChanged(NamedTuple):
    """``zego_on_player_video_size_changed``."""

    stream_id: str = ""
    width: int = 0
    height: int = 0
    received_at_us: int = 0

class OnPlayerRecvSei(NamedTuple):
    """``zego_on_player_recv_sei``."""

    stream_id: str = ""
    data: bytes = b""
    received_at_us: int = 0

class OnPlayerRecvMediaSideInfo(NamedTuple):
    """``zego_on_player_recv_media_side_info``."""

    info: MediaSideInfo = ...
    received_at_us: int = 0

class OnPlayerLowFpsWarning(NamedTuple):
    """``zego_on_player_low_fps_warning``."""

    codec_id: VideoCodecId | int = ...
    stream_id: str = ""
    received_at_us: int = 0

class OnPlayerStreamEvent(NamedTuple):
    """``zego_on_player_stream_event``."""

    event_id: StreamEvent | int = ...
    stream_id: str = ""
    extra_info: str = ""
    received_at_us: int = 0

class OnPlayerTakeSnapshotResult(NamedTuple):
    """``zego_on_player_take_snapshot_result``."""

    error_code: int = 0
    stream_id: str = ""
    image: Picture | None = None
    received_at_us: int = 0

class OnPlayerGetVideoDecoderSupportedResult(NamedTuple):
    """``zego_on_player_get_video_decoder_supported_result``."""

    support: int = 0
    seq: int = 0
    received_at_us: int = 0

class OnAudioDeviceStateChanged(NamedTuple):
    """``zego_on_audio_device_state_changed``."""

    update_type: UpdateType | int = ...
    device_type: AudioDeviceType | int = ...
    device_info: DeviceInfo = ...
    received_at_us: int = 0

class OnAudioDeviceVolumeChanged(NamedTuple):
    """``zego_on_audio_device_volume_changed``."""

    device_type: AudioDeviceType | int = ...
    device_id: str = ""
    volume: int = 0
    received_at_us: int = 0

class OnVideoDeviceStateChanged(NamedTuple):
    """``zego_on_video_device_state_changed``."""

    update_type: UpdateType | int = ...
    device_info: DeviceInfo = ...
    received_at_us: int = 0

class OnCapturedSoundLevelUpdate(NamedTuple):
    """``zego_on_captured_sound_level_update``."""

    sound_level: SoundLevelInfo | None = None
    received_at_us: int = 0

class OnCapturedSoundLevelInfoUpdate(NamedTuple):
    """``zego_on_captured_sound_level_info_update``."""

    sound_level_info: SoundLevelInfo | None = None
    received_at_us: int = 0

class OnRemoteSoundLevelUpdate(NamedTuple):
    """``zego_on_remote_sound_level_update``."""

    sound_levels: tuple[SoundLevelInfo, ...] = ()
    received_at_us: int = 0

class OnRemoteSoundLevelInfoUpdate(NamedTuple):
    """``zego_on_remote_sound_level_info_update``."""

    sound_level_info: tuple[SoundLevelInfo, ...] = ()
    received_at_us: int = 0

class OnLocalDeviceExceptionOccurred(NamedTuple):
    """``zego_on_local_device_exception_occurred``."""

    exception_type: DeviceExceptionType | int = ...
    device_type: DeviceType | int = ...
    device_id: str = ""
    received_at_us: int = 0

class OnRemoteCameraStateUpdate(NamedTuple):
    """``zego_on_remote_camera_state_update``."""

    stream_id: str = ""
    state: RemoteDeviceState | int = ...
    received_at_us: int = 0

class OnRemoteMicStateUpdate(NamedTuple):
    """``zego_on_remote_mic_state_update``."""

    stream_id: str = ""
    state: RemoteDeviceState | int = ...
    received_at_us: int = 0

class OnRemoteSpeakerStateUpdate(NamedTuple):
    """``zego_on_remote_speaker_state_update``."""

    stream_id: str = ""
    state: RemoteDeviceState | int = ...
    received_at_us: int = 0

class OnAudioCaptrueDeviceEnableResult(NamedTuple):
    """``zego_on_audio_captrue_device_enable_result``."""

    error_code: int = 0
    seq: int = 0
    received_at_us: int = 0

class OnCustomVideoCaptureStart(NamedTuple):
    """``zego_on_custom_video_capture_start``."""

    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnCustomVideoCaptureStop(NamedTuple):
    """``zego_on_custom_video_capture_stop``."""

    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnCustomVideoCaptureEncodedDataTrafficControl(NamedTuple):
    """``zego_on_custom_video_capture_encoded_data_traffic_control``."""

    traffic_control_info: TrafficControlInfo = ...
    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnCustomVideoCaptureFrameRate(NamedTuple):
    """``zego_on_custom_video_capture_frame_rate``."""

    fps: int = 0
    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnRecvRoomTransparentMessage(NamedTuple):
    """``zego_on_recv_room_transparent_message``."""

    room_id: str = ""
    message: RoomRecvTransparentMessage | None = None
    received_at_us: int = 0

class OnImRecvBroadcastMessage(NamedTuple):
    """``zego_on_im_recv_broadcast_message``."""

    room_id: str = ""
    message_list: tuple[BroadcastMessageInfo, ...] = ()
    received_at_us: int = 0

class OnImRecvBarrageMessage(NamedTuple):
    """``zego_on_im_recv_barrage_message``."""

    room_id: str = ""
    message_list: tuple[BarrageMessageInfo, ...] = ()
    received_at_us: int = 0

class OnImRecvCustomCommand(NamedTuple):
    """``zego_on_im_recv_custom_command``."""

    room_id: str = ""
    from_user: User = ...
    command: str = ""
    received_at_us: int = 0

class OnImSendBroadcastMessageResult(NamedTuple):
    """``zego_on_im_send_broadcast_message_result``."""

    room_id: str = ""
    message_id: int = 0
    error_code: int = 0
    seq: int = 0
    received_at_us: int = 0

class OnImSendBarrageMessageResult(NamedTuple):
    """``zego_on_im_send_barrage_message_result``."""

    room_id: str = ""
    message_id: str = ""
    error_code: int = 0
    seq: int = 0
    received_at_us: int = 0

class OnImSendCustomCommandResult(NamedTuple):
    """``zego_on_im_send_custom_command_result``."""

    room_id: str = ""
    error_code: int = 0
    seq: int = 0
    received_at_us: int = 0

class OnSendTransparentMessageResult(NamedTuple):
    """``zego_on_send_transparent_message_result``."""

    room_id: str = ""
    error_code: int = 0
    seq: int = 0
    received_at_us: int = 0

class OnScreenCaptureSourceExceptionOccurred(NamedTuple):
    """``zego_on_screen_capture_source_exception_occurred``."""

    exception_type: ScreenCaptureSourceExceptionType | int = ...
    instance_index: int = 0
    received_at_us: int = 0

class OnScreenCaptureSourceCaptureTypeExceptionOccurred(NamedTuple):
    """``zego_on_screen_capture_source_capture_type_exception_occurred``."""

    source_type: ScreenCaptureSourceType | int = ...
    exception_type: ScreenCaptureSourceExceptionType | int = ...
    instance_index: int = 0
    received_at_us: int = 0

class OnScreenCaptureWindowStateChanged(NamedTuple):
    """``zego_on_screen_capture_window_state_changed``."""

    window_state: ScreenCaptureWindowState | int = ...
    window_rect: Rect = ...
    instance_index: int = 0
    received_at_us: int = 0

class OnScreenCaptureRectChanged(NamedTuple):
    """``zego_on_screen_capture_rect_changed``."""

    capture_rect: Rect = ...
    instance_index: int = 0
    received_at_us: int = 0

class OnMixerRelayCdnStateUpdate(NamedTuple):
    """``zego_on_mixer_relay_cdn_state_update``."""

    task_id: str = ""
    info_list: tuple[StreamRelayCdnInfo, ...] = ()
    received_at_us: int = 0

class OnMixerSoundLevelUpdate(NamedTuple):
    """``zego_on_mixer_sound_level_update``."""

    sound_levels: tuple[MixerSoundLevelInfo, ...] = ()
    received_at_us: int = 0

class OnAutoMixerSoundLevelUpdate(NamedTuple):
    """``zego_on_auto_mixer_sound_level_update``."""

    sound_levels: tuple[SoundLevelInfo, ...] = ()
    received_at_us: int = 0

class OnMixerStartResult(NamedTuple):
    """``zego_on_mixer_start_result``."""

    error_code: int = 0
    seq: int = 0
    extended_data: str = ""
    received_at_us: int = 0

class OnMixerStopResult(NamedTuple):
    """``zego_on_mixer_stop_result``."""

    error_code: int = 0
    seq: int = 0
    received_at_us: int = 0

class OnAutoMixerStartResult(NamedTuple):
    """``zego_on_auto_mixer_start_result``."""

    error_code: int = 0
    seq: int = 0
    extended_data: str = ""
    received_at_us: int = 0

class OnAutoMixerStopResult(NamedTuple):
    """``zego_on_auto_mixer_stop_result``."""

    error_code: int = 0
    seq: int = 0
    received_at_us: int = 0

class OnCapturedDataRecordStateUpdate(NamedTuple):
    """``zego_on_captured_data_record_state_update``."""

    state: DataRecordState | int = ...
    error_code: int = 0
    config: DataRecordConfig = ...
    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnCapturedDataRecordProgressUpdate(NamedTuple):
    """``zego_on_captured_data_record_progress_update``."""

    progress: DataRecordProgress = ...
    config: DataRecordConfig = ...
    channel: PublishChannel | int = ...
    received_at_us: int = 0

class OnRemoteDataRecordStateUpdate(NamedTuple):
    """``zego_on_remote_data_record_state_update``."""

    state: DataRecordState | int = ...
    error_code: int = 0
    config: DataRecordConfig = ...
    stream_id: str = ""
    received_at_us: int = 0

class OnRemoteDataRecordProgressUpdate(NamedTuple):
    """``zego_on_remote_data_record_progress_update``."""

    progress: DataRemoteRecordProgress = ...
    config: DataRecordConfig = ...
    stream_id: str = ""
    received_at_us: int = 0

class OnPerformanceStatusUpdate(NamedTuple):
    """``zego_on_performance_status_update``."""

    status: PerformanceStatus = ...
    received_at_us: int = 0

class OnNetworkModeChanged(NamedTuple):
    """``zego_on_network_mode_changed``."""

    mode: NetworkMode | int = ...
    received_at_us: int = 0

class OnNetworkSpeedTestError(NamedTuple):
    """``zego_on_network_speed_test_error``."""

    error_code: int = 0
    type: NetworkSpeedTestType | int = ...
    received_at_us: int = 0

class OnNetworkSpeedTestQualityUpdate(NamedTuple):
    """``zego_on_network_speed_test_quality_update``."""

    quality: NetworkSpeedTestQuality = ...
    type: NetworkSpeedTestType | int = ...
    received_at_us: int = 0

class OnNetworkQuality(NamedTuple):
    """``zego_on_network_quality``."""

    userid: str = ""
    upstream_quality: StreamQualityLevel | int = ...
    downstream_quality: StreamQualityLevel | int = ...
    received_at_us: int = 0

class OnRtcStats(NamedTuple):
    """``zego_on_rtc_stats``."""

    info: RtcStatsInfo = ...
    received_at_us: int = 0

class OnNetworkTimeSynchronized(NamedTuple):
    """``zego_on_network_time_synchronized``."""

    received_at_us: int = 0

class OnTestNetworkConnectivity(NamedTuple):
    """``zego_on_test_network_connectivity``."""

    seq: int = 0
    error_code: int = 0
    result: TestNetworkConnectivityResult = ...
    received_at_us: int = 0

class OnNetworkProbeResult(NamedTuple):
    """``zego_on_network_probe_result``."""

    seq: int = 0
    error_code: int = 0
    result: NetworkProbeResult = ...
    received_at_us: int = 0

Event: TypeAlias = (
    OnDebugError
    | OnApiCalledResult
    | OnEngineStateUpdate
    | OnEngineUninit
    | OnRecvExperimentalApi
    | OnFatalError
    | OnUploadLogResult
    | OnRoomStateUpdate
    | OnRoomStateChanged
    | OnRoomUserUpdate
    | OnRoomOnlineUserCountUpdate
    | OnRoomStreamUpdate
    | OnRoomStreamExtraInfoUpdate
    | OnRoomExtraInfoUpdate
    | OnRoomTokenWillExpire
    | OnRoomSetRoomExtraInfoResult
    | OnRoomLoginResult
    | OnRoomLogoutResult
    | OnPublisherStateUpdate
    | OnPublisherQualityUpdate
    | OnPublisherCapturedAudioFirstFrame
    | OnPublisherCapturedVideoFirstFrame
    | OnPublisherSendAudioFirstFrame
    | OnPublisherSendVideoFirstFrame
    | OnPublisherRenderVideoFirstFrame
    | OnPublisherVideoSizeChanged
    | OnPublisherRelayCdnStateUpdate
    | OnPublisherVideoEncoderChanged
    | OnPublisherStreamEvent
    | OnPublisherLowFpsWarning
    | OnPublisherDummyCaptureImagePathError
    | OnPublisherUpdateStreamExtraInfoResult
    | OnPublisherUpdateCdnUrlResult
    | OnPublisherTakeSnapshotResult
    | OnPublisherGetVideoEncoderSupportedResult
    | OnPlayerStateUpdate
    | OnPlayerSwitched
    | OnPlayerQualityUpdate
    | OnPlayerMediaEvent
    | OnPlayerRecvAudioFirstFrame
    | OnPlayerRecvVideoFirstFrame
    | OnPlayerRenderVideoFirstFrame
    | OnPlayerVideoSizeChanged
    | OnPlayerRecvSei
    | OnPlayerRecvMediaSideInfo
    | OnPlayerLowFpsWarning
    | OnPlayerStreamEvent
    | OnPlayerTakeSnapshotResult
    | OnPlayerGetVideoDecoderSupportedResult
    | OnAudioDeviceStateChanged
    | OnAudioDeviceVolumeChanged
    | OnVideoDeviceStateChanged
    | OnCapturedSoundLevelUpdate
    | OnCapturedSoundLevelInfoUpdate
    | OnRemoteSoundLevelUpdate
    | OnRemoteSoundLevelInfoUpdate
    | OnLocalDeviceExceptionOccurred
    | OnRemoteCameraStateUpdate
    | OnRemoteMicStateUpdate
    | OnRemoteSpeakerStateUpdate
    | OnAudioCaptrueDeviceEnableResult
    | OnCustomVideoCaptureStart
    | OnCustomVideoCaptureStop
    | OnCustomVideoCaptureEncodedDataTrafficControl
    | OnCustomVideoCaptureFrameRate
    | OnRecvRoomTransparentMessage
    | OnImRecvBroadcastMessage
    | OnImRecvBarrageMessage
    | OnImRecvCustomCommand
    | OnImSendBroadcastMessageResult
    | OnImSendBarrageMessageResult
    | OnImSendCustomCommandResult
    | OnSendTransparentMessageResult
    | OnScreenCaptureSourceExceptionOccurred
    | OnScreenCaptureSourceCaptureTypeExceptionOccurred
    | OnScreenCaptureWindowStateChanged
    | OnScreenCaptureRectChanged
    | OnMixerRelayCdnStateUpdate
    | OnMixerSoundLevelUpdate
    | OnAutoMixerSoundLevelUpdate
    | OnMixerStartResult
    | OnMixerStopResult
    | OnAutoMixerStartResult
    | OnAutoMixerStopResult
    | OnCapturedDataRecordStateUpdate
    | OnCapturedDataRecordProgressUpdate
    | OnRemoteDataRecordStateUpdate
    | OnRemoteDataRecordProgressUpdate
    | OnPerformanceStatusUpdate
    | OnNetworkModeChanged
    | OnNetworkSpeedTestError
    | OnNetworkSpeedTestQualityUpdate
    | OnNetworkQuality
    | OnRtcStats
    | OnNetworkTimeSynchronized
    | OnTestNetworkConnectivity
    | OnNetworkProbeResult
)

@final
class Handle:
    """One engine of the SDK, with its queues.

    Methods are named as the SDK's functions and return its code: 0 or an error. Where more is
    told they return a tuple with the code first. They may be called from any thread. All of them
    raise:

    - ``ClosedError`` after :meth:`destroy`,
    - ``MissingFunctionError`` when the loaded SDK lacks the function,
    - ``ValueError`` for a text that does not fit into the SDK's room for it (measured in bytes of
      UTF-8) or that contains a null character; nothing is ever cut. The sentence names the
      field, never its content.
    - ``OverflowError`` or ``TypeError`` for what is no number of the right size.

    ``channel`` is MAIN unless given. A call may put events into the queue before it returns. The
    SDK reports one fault up to four times: by the code, ``OnApiCalledResult``, ``OnDebugError``
    and a result.
    """

    def destroy(self) -> None:
        """Unregister all callbacks, give the handle back and end waiting takers; idempotent.

        Uninitialise the engine before and wait for ``OnEngineUninit``. Events, frames and sound
        not yet taken are let go. No other call of this handle may be running.
        """

    @property
    def is_destroyed(self) -> bool:
        """Whether :meth:`destroy` was called."""

    def take_events(self, timeout_s: float, /) -> list[Event]:
        """Wait for events and return all there are, in the order of their callbacks.

        Empty after ``timeout_s``, and at once when the handle is or gets destroyed. To be read
        by one thread.
        """

    def take_frames(self, timeout_s: float, /) -> list[Frame]:
        """Wait for pictures and return all there are, in the order of their callbacks.

        Of each stream or channel the newest three wait; earlier ones are dropped. Else as
        :meth:`take_events`, with which it may run side by side.
        """

    def take_sounds(self, timeout_s: float, /) -> list[Sound]:
        """Wait for sound and return all there is; the newest 256 wait. Else as above."""

    @property
    def dropped(self) -> Dropped:
        """What was given up."""

    def wake(self) -> None:
        """Let all who wait in ``take_...`` return at once, with what there is."""

    def get_screen_capture_sources(
        self,
        *,
        thumbnail_width: int = 0,
        thumbnail_height: int = 0,
        icon_width: int = 0,
        icon_height: int = 0,
    ) -> tuple[ScreenCaptureSourceInfo, ...]:
        """``zego_express_get_screen_capture_sources``; only on windows and macos."""

    def screen_capture_get_capture_source_rect(self, instance_index: int) -> Rect | None:
        """``zego_express_screen_capture_get_capture_source_rect``.

        None when the SDK has no picture yet and returns what cannot be a rectangle.
        """

    def screen_capture_set_exclude_window_list(
        self, window_list: Sequence[int], instance_index: int
    ) -> int:
        """``zego_express_screen_capture_set_exclude_window_list``; only on windows and macos."""

    def fetch_custom_audio_render_pcm_data(
        self, length: int, param: AudioFrameParam
    ) -> tuple[int, bytes]:
        """``zego_express_fetch_custom_audio_render_pcm_data``: code and ``length`` bytes.

        Raises:
            ValueError: ``length`` is negative or more than a mebibyte.
        """

    def engine_init_with_profile(self, profile: EngineProfile) -> int:
        """``zego_express_engine_init_with_profile``.

        Accepted once the engine is initialised.
        """

    def engine_uninit_async(self) -> int:
        """``zego_express_engine_uninit_async``.

        Accepted once the engine is initialised. The outcome comes as :class:`OnEngineUninit`.
        """

    def set_engine_config(self, config: EngineConfig) -> int:
        """``zego_express_set_engine_config``.

        Accepted at any time.
        """

    def set_log_config(self, config: LogConfig) -> int:
        """``zego_express_set_log_config``.

        Accepted before the engine is initialised.
        """

    def set_local_proxy_config(self, proxy_list: Sequence[ProxyInfo], *, enable: bool) -> int:
        """``zego_express_set_local_proxy_config``.

        Accepted before the engine is initialised.
        """

    def set_cloud_proxy_config(
        self, proxy_list: Sequence[ProxyInfo], token: str, *, enable: bool
    ) -> int:
        """``zego_express_set_cloud_proxy_config``.

        Accepted before the engine is initialised.
        """

    def set_license(self, license_text: str) -> int:
        """``zego_express_set_license``.

        Accepted before the engine is initialised.
        """

    def set_room_mode(self, mode: RoomMode) -> int:
        """``zego_express_set_room_mode``.

        Accepted before the engine is initialised.
        """

    def set_geo_fence(self, fence_type: GeoFenceType, area_list: Sequence[int]) -> int:
        """``zego_express_set_geo_fence``.

        Accepted before the engine is initialised.
        """

    def get_version(self) -> tuple[int, str]:
        """``zego_express_get_version``.

        Accepted at any time. Returns (code, version).
        """

    def is_feature_supported(self, feature_type: FeatureType) -> tuple[int, bool]:
        """``zego_express_is_feature_supported``.

        Accepted at any time. Returns (code, is_supported).
        """

    def set_room_scenario(self, scenario: Scenario) -> int:
        """``zego_express_set_room_scenario``.

        Accepted once the engine is initialised.
        """

    def upload_log(self) -> tuple[int, int]:
        """``zego_express_upload_log``.

        Accepted at any time. The outcome comes as :class:`OnUploadLogResult`. The result may be
        in the queue before this returns its sequence; the sequence is negative when the call was
        refused. Returns (code, sequence).
        """

    def enable_debug_assistant(self, *, enable: bool) -> int:
        """``zego_express_enable_debug_assistant``.

        Accepted once the engine is initialised.
        """

    def call_experimental_api(self, params: str) -> tuple[int, str]:
        """``zego_express_call_experimental_api``.

        Accepted once the engine is initialised. Returns (code, result).
        """

    def get_increase_seq(self) -> int:
        """``zego_express_get_increase_seq``.

        Accepted at any time.
        """

    def login_room(self, room_id: str, user: User, *, config: RoomConfig | None = None) -> int:
        """``zego_express_login_room``.

        Accepted once the engine is initialised.
        """

    def login_room_with_callback(
        self, room_id: str, user: User, *, sequence: int, config: RoomConfig | None = None
    ) -> int:
        """``zego_express_login_room_with_callback``.

        Accepted once the engine is initialised. The outcome comes as :class:`OnRoomLoginResult`.
        ``sequence`` comes from :meth:`get_increase_seq`, so that the result can be expected
        before it can arrive.
        """

    def logout_all_room(self) -> int:
        """``zego_express_logout_all_room``.

        Accepted once the engine is initialised.
        """

    def logout_all_room_with_callback(self, sequence: int) -> int:
        """``zego_express_logout_all_room_with_callback``.

        Accepted once the engine is initialised. The outcome comes as :class:`OnRoomLogoutResult`.
        ``sequence`` comes from :meth:`get_increase_seq`, so that the result can be expected
        before it can arrive.
        """

    def logout_room(self, room_id: str) -> int:
        """``zego_express_logout_room``.

        Accepted once the engine is initialised.
        """

    def logout_room_with_callback(self, room_id: str, sequence: int) -> int:
        """``zego_express_logout_room_with_callback``.

        Accepted once the engine is initialised. The outcome comes as :class:`OnRoomLogoutResult`.
        ``sequence`` comes from :meth:`get_increase_seq`, so that the result can be expected
        before it can arrive.
        """

    def switch_room(
        self, from_room_id: str, to_room_id: str, *, config: RoomConfig | None = None
    ) -> int:
        """``zego_express_switch_room``.

        Has its effect in a room.
        """

    def renew_token(self, room_id: str, token: str) -> int:
        """``zego_express_renew_token``.

        Has its effect in a room.
        """

    def set_room_extra_info(self, room_id: str, key: str, *, value: str) -> tuple[int, int]:
        """``zego_express_set_room_extra_info``.

        Has its effect in a room. The outcome comes as :class:`OnRoomSetRoomExtraInfoResult`. The
        result may be in the queue before this returns its sequence; the sequence is negative when
        the call was refused. Returns (code, sequence).
        """

    def get_room_stream_list(
        self, room_id: str, stream_list_type: RoomStreamListType
    ) -> tuple[int, RoomStreamList]:
        """``zego_express_get_room_stream_list``.

        Has its effect in a room. Returns (code, stream_list).
        """

    def start_publishing_stream(self, stream_id: str, channel: PublishChannel = ...) -> int:
        """``zego_express_start_publishing_stream``.

        Has its effect in a room.
        """

    def start_publishing_stream_with_config(
        self, stream_id: str, config: PublisherConfig, *, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_start_publishing_stream_with_config``.

        Has its effect in a room.
        """

    def stop_publishing_stream(self, channel: PublishChannel = ...) -> int:
        """``zego_express_stop_publishing_stream``.

        Accepted once the engine is initialised.
        """

    def set_stream_extra_info(
        self, extra_info: str, channel: PublishChannel = ...
    ) -> tuple[int, int]:
        """``zego_express_set_stream_extra_info``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnPublisherUpdateStreamExtraInfoResult`. The result may be in the queue before
        this returns its sequence; the sequence is negative when the call was refused. Returns
        (code, sequence).
        """

    def start_preview(self, canvas: Canvas | None = None, channel: PublishChannel = ...) -> int:
        """``zego_express_start_preview``.

        Accepted once the engine is initialised.
        """

    def stop_preview(self, channel: PublishChannel = ...) -> int:
        """``zego_express_stop_preview``.

        Accepted once the engine is initialised.
        """

    def set_video_config(self, config: VideoConfig, channel: PublishChannel = ...) -> int:
        """``zego_express_set_video_config``.

        Accepted once the engine is initialised.
        """

    def get_video_config(self, channel: PublishChannel = ...) -> tuple[int, VideoConfig]:
        """``zego_express_get_video_config``.

        Accepted once the engine is initialised. Returns (code, config).
        """

    def set_publish_dual_stream_config(
        self, config_list: Sequence[PublishDualStreamConfig], channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_publish_dual_stream_config``.

        Accepted once the engine is initialised.
        """

    def set_video_mirror_mode(
        self, mirror_mode: VideoMirrorMode, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_video_mirror_mode``.

        Accepted once the engine is initialised.
        """

    def set_audio_config(self, config: AudioConfig) -> int:
        """``zego_express_set_audio_config``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def set_audio_config_by_channel(
        self, config: AudioConfig, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_audio_config_by_channel``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def get_audio_config(self) -> tuple[int, AudioConfig]:
        """``zego_express_get_audio_config``.

        Accepted once the engine is initialised. Returns (code, config).
        """

    def get_audio_config_by_channel(self, channel: PublishChannel = ...) -> tuple[int, AudioConfig]:
        """``zego_express_get_audio_config_by_channel``.

        Accepted once the engine is initialised. Returns (code, config).
        """

    def set_publish_stream_encryption_key(self, key: str, channel: PublishChannel = ...) -> int:
        """``zego_express_set_publish_stream_encryption_key``.

        Accepted once the engine is initialised.
        """

    def take_publish_stream_snapshot(self, channel: PublishChannel = ...) -> int:
        """``zego_express_take_publish_stream_snapshot``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnPublisherTakeSnapshotResult`.
        """

    def take_publish_stream_snapshot_by_config(
        self, config: PublisherTakeSnapshotConfig, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_take_publish_stream_snapshot_by_config``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnPublisherTakeSnapshotResult`.
        """

    def mute_publish_stream_audio(self, *, mute: bool, channel: PublishChannel = ...) -> int:
        """``zego_express_mute_publish_stream_audio``.

        Accepted once the engine is initialised.
        """

    def mute_publish_stream_video(self, *, mute: bool, channel: PublishChannel = ...) -> int:
        """``zego_express_mute_publish_stream_video``.

        Accepted once the engine is initialised.
        """

    def enable_traffic_control(self, *, enable: bool, properties: int) -> int:
        """``zego_express_enable_traffic_control``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def enable_traffic_control_by_channel(
        self, *, enable: bool, properties: int, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_enable_traffic_control_by_channel``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def set_min_video_bitrate_for_traffic_control(
        self, bitrate: int, mode: TrafficControlMinVideoBitrateMode
    ) -> int:
        """``zego_express_set_min_video_bitrate_for_traffic_control``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def set_min_video_bitrate_for_traffic_control_by_channel(
        self,
        bitrate: int,
        mode: TrafficControlMinVideoBitrateMode,
        *,
        channel: PublishChannel = ...,
    ) -> int:
        """``zego_express_set_min_video_bitrate_for_traffic_control_by_channel``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def set_min_video_fps_for_traffic_control_by_channel(
        self, fps: int, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_min_video_fps_for_traffic_control_by_channel``.

        Accepted once the engine is initialised.
        """

    def set_min_video_resolution_for_traffic_control_by_channel(
        self, width: int, height: int, *, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_min_video_resolution_for_traffic_control_by_channel``.

        Accepted once the engine is initialised.
        """

    def set_traffic_control_focus_on(self, mode: TrafficControlFocusOnMode) -> int:
        """``zego_express_set_traffic_control_focus_on``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def set_traffic_control_focus_on_by_channel(
        self, mode: TrafficControlFocusOnMode, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_traffic_control_focus_on_by_channel``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def set_capture_volume(self, volume: int) -> int:
        """``zego_express_set_capture_volume``.

        Accepted once the engine is initialised.
        """

    def get_capture_volume(self) -> tuple[int, int]:
        """``zego_express_get_capture_volume``.

        Accepted once the engine is initialised. Returns (code, volume).
        """

    def set_audio_capture_stereo_mode(self, mode: AudioCaptureStereoMode) -> int:
        """``zego_express_set_audio_capture_stereo_mode``.

        Accepted once the engine is initialised, before any media runs.
        """

    def add_publish_cdn_url(self, stream_id: str, target_url: str) -> tuple[int, int]:
        """``zego_express_add_publish_cdn_url``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnPublisherUpdateCdnUrlResult`. The result may be in the queue before this returns
        its sequence; the sequence is negative when the call was refused. Returns (code,
        sequence).
        """

    def add_publish_cdn_url_v2(
        self, stream_id: str, target_url: str, *, time_out: int
    ) -> tuple[int, int]:
        """``zego_express_add_publish_cdn_url_v2``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnPublisherUpdateCdnUrlResult`. The result may be in the queue before this returns
        its sequence; the sequence is negative when the call was refused. Returns (code,
        sequence).
        """

    def remove_publish_cdn_url(self, stream_id: str, target_url: str) -> tuple[int, int]:
        """``zego_express_remove_publish_cdn_url``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnPublisherUpdateCdnUrlResult`. The result may be in the queue before this returns
        its sequence; the sequence is negative when the call was refused. Returns (code,
        sequence).
        """

    def enable_publish_direct_to_cdn(
        self, *, enable: bool, config: CdnConfig | None = None, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_enable_publish_direct_to_cdn``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def set_publish_watermark(
        self,
        *,
        is_preview_visible: bool,
        watermark: Watermark | None = None,
        channel: PublishChannel = ...,
    ) -> int:
        """``zego_express_set_publish_watermark``.

        Accepted once the engine is initialised.
        """

    def set_sei_config(self, config: SeiConfig) -> int:
        """``zego_express_set_sei_config``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def send_sei(self, data: Buffer, channel: PublishChannel = ...) -> int:
        """``zego_express_send_sei``.

        Accepted once the engine is initialised.
        """

    def enable_hardware_encoder(self, *, enable: bool) -> int:
        """``zego_express_enable_hardware_encoder``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def set_capture_pipeline_scale_mode(self, mode: CapturePipelineScaleMode) -> int:
        """``zego_express_set_capture_pipeline_scale_mode``.

        Accepted once the engine is initialised, before any media runs.
        """

    def set_dummy_capture_image_path(self, file_path: str, channel: PublishChannel = ...) -> int:
        """``zego_express_set_dummy_capture_image_path``.

        Accepted once the engine is initialised.
        """

    def set_dummy_capture_image_params(
        self, params: DummyCaptureImageParams, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_dummy_capture_image_params``.

        Accepted once the engine is initialised.
        """

    def enable_h_265_encode_fallback(self, *, enable: bool) -> int:
        """``zego_express_enable_h_265_encode_fallback``.

        Accepted once the engine is initialised; counts from the next publishing on.
        """

    def is_video_encoder_supported(
        self, codec_id: VideoCodecId, codec_backend: VideoCodecBackend
    ) -> tuple[int, int]:
        """``zego_express_is_video_encoder_supported``.

        Accepted once the engine is initialised. Returns (code, is_supported).
        """

    def get_video_encoder_supported(
        self, codec_id: VideoCodecId, codec_backend: VideoCodecBackend, *, sequence: int
    ) -> int:
        """``zego_express_get_video_encoder_supported``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnPublisherGetVideoEncoderSupportedResult`. ``sequence`` comes from
        :meth:`get_increase_seq` and comes back in the result. Only in SDK 3.24 and later.
        """

    def set_video_source(
        self, source: VideoSourceType, instance_id: int, *, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_video_source``.

        Accepted once the engine is initialised.
        """

    def set_audio_source(self, source: AudioSourceType, channel: PublishChannel = ...) -> int:
        """``zego_express_set_audio_source``.

        Accepted once the engine is initialised.
        """

    def start_playing_stream(self, stream_id: str, canvas: Canvas | None = None) -> int:
        """``zego_express_start_playing_stream``.

        Has its effect in a room.
        """

    def start_playing_stream_with_config(
        self, stream_id: str, config: PlayerConfig, *, canvas: Canvas | None = None
    ) -> int:
        """``zego_express_start_playing_stream_with_config``.

        Has its effect in a room.
        """

    def switch_playing_stream(
        self, from_stream_id: str, to_stream_id: str, *, config: PlayerConfig
    ) -> int:
        """``zego_express_switch_playing_stream``.

        Accepted once the engine is initialised. The outcome comes as :class:`OnPlayerSwitched`.
        """

    def stop_playing_stream(self, stream_id: str) -> int:
        """``zego_express_stop_playing_stream``.

        Accepted once the engine is initialised.
        """

    def set_play_stream_decryption_key(self, stream_id: str, key: str) -> int:
        """``zego_express_set_play_stream_decryption_key``.

        Accepted once the engine is initialised.
        """

    def set_play_stream_cross_app_info(self, stream_id: str, info: CrossAppInfo) -> int:
        """``zego_express_set_play_stream_cross_app_info``.

        Accepted once the engine is initialised.
        """

    def take_play_stream_snapshot(self, stream_id: str) -> int:
        """``zego_express_take_play_stream_snapshot``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnPlayerTakeSnapshotResult`.
        """

    def set_play_volume(self, stream_id: str, volume: int) -> int:
        """``zego_express_set_play_volume``.

        Accepted once the engine is initialised.
        """

    def set_all_play_stream_volume(self, volume: int) -> int:
        """``zego_express_set_all_play_stream_volume``.

        Accepted once the engine is initialised.
        """

    def set_play_stream_video_type(self, stream_id: str, stream_type: VideoStreamType) -> int:
        """``zego_express_set_play_stream_video_type``.

        Accepted once the engine is initialised.
        """

    def set_play_stream_buffer_interval_range(
        self, stream_id: str, min_buffer_interval: int, *, max_buffer_interval: int
    ) -> int:
        """``zego_express_set_play_stream_buffer_interval_range``.

        Accepted once the engine is initialised.
        """

    def set_play_stream_focus_on(self, stream_id: str) -> int:
        """``zego_express_set_play_stream_focus_on``.

        Accepted once the engine is initialised.
        """

    def mute_play_stream_audio(self, stream_id: str, *, mute: bool) -> int:
        """``zego_express_mute_play_stream_audio``.

        Accepted once the engine is initialised.
        """

    def mute_play_stream_video(self, stream_id: str, *, mute: bool) -> int:
        """``zego_express_mute_play_stream_video``.

        Accepted once the engine is initialised.
        """

    def mute_all_play_audio_streams(self, *, mute: bool) -> int:
        """``zego_express_mute_all_play_audio_streams``.

        Accepted once the engine is initialised.
        """

    def mute_all_play_video_streams(self, *, mute: bool) -> int:
        """``zego_express_mute_all_play_video_streams``.

        Accepted once the engine is initialised.
        """

    def enable_hardware_decoder(self, *, enable: bool) -> int:
        """``zego_express_enable_hardware_decoder``.

        Accepted once the engine is initialised.
        """

    def is_video_decoder_supported(
        self, codec_id: VideoCodecId, codec_backend: VideoCodecBackend
    ) -> tuple[int, int]:
        """``zego_express_is_video_decoder_supported``.

        Accepted once the engine is initialised. Returns (code, is_supported).
        """

    def get_video_decoder_supported(
        self, codec_id: VideoCodecId, codec_backend: VideoCodecBackend, *, sequence: int
    ) -> int:
        """``zego_express_get_video_decoder_supported``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnPlayerGetVideoDecoderSupportedResult`. ``sequence`` comes from
        :meth:`get_increase_seq` and comes back in the result. Only in SDK 3.24 and later.
        """

    def set_playing_canvas(
        self, stream_id: str, update_type: ViewUpdateType, *, canvas: Canvas | None = None
    ) -> int:
        """``zego_express_set_playing_canvas``.

        Accepted once the engine is initialised.
        """

    def mute_microphone(self, *, mute: bool) -> int:
        """``zego_express_mute_microphone``.

        Accepted once the engine is initialised.
        """

    def is_microphone_muted(self) -> tuple[int, bool]:
        """``zego_express_is_microphone_muted``.

        Accepted once the engine is initialised. Returns (code, is_mute).
        """

    def mute_speaker(self, *, mute: bool) -> int:
        """``zego_express_mute_speaker``.

        Accepted once the engine is initialised.
        """

    def is_speaker_muted(self) -> tuple[int, bool]:
        """``zego_express_is_speaker_muted``.

        Accepted once the engine is initialised. Returns (code, is_mute).
        """

    def get_audio_device_list(
        self, device_type: AudioDeviceType
    ) -> tuple[int, tuple[DeviceInfo, ...]]:
        """``zego_express_get_audio_device_list``.

        Accepted once the engine is initialised. Returns (code, device_list).
        """

    def get_default_audio_device_id(self, device_type: AudioDeviceType) -> tuple[int, str]:
        """``zego_express_get_default_audio_device_id``.

        Accepted once the engine is initialised. Returns (code, device_id).
        """

    def use_audio_device(self, device_type: AudioDeviceType, device_id: str) -> int:
        """``zego_express_use_audio_device``.

        Accepted once the engine is initialised.
        """

    def get_audio_device_volume(
        self, device_type: AudioDeviceType, device_id: str
    ) -> tuple[int, int]:
        """``zego_express_get_audio_device_volume``.

        Accepted once the engine is initialised. Returns (code, volume).
        """

    def set_audio_device_volume(
        self, device_type: AudioDeviceType, device_id: str, *, volume: int
    ) -> int:
        """``zego_express_set_audio_device_volume``.

        Accepted once the engine is initialised.
        """

    def start_audio_device_volume_monitor(
        self, device_type: AudioDeviceType, device_id: str
    ) -> int:
        """``zego_express_start_audio_device_volume_monitor``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def stop_audio_device_volume_monitor(self, device_type: AudioDeviceType, device_id: str) -> int:
        """``zego_express_stop_audio_device_volume_monitor``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def mute_audio_device(self, device_type: AudioDeviceType, device_id: str, *, mute: bool) -> int:
        """``zego_express_mute_audio_device``.

        Accepted once the engine is initialised.
        """

    def set_audio_device_mode(self, device_mode: AudioDeviceMode) -> int:
        """``zego_express_set_audio_device_mode``.

        Accepted once the engine is initialised.
        """

    def is_audio_device_muted(
        self, device_type: AudioDeviceType, device_id: str
    ) -> tuple[int, bool]:
        """``zego_express_is_audio_device_muted``.

        Accepted once the engine is initialised. Returns (code, is_mute).
        """

    def enable_audio_capture_device(self, *, enable: bool) -> int:
        """``zego_express_enable_audio_capture_device``.

        Accepted once the engine is initialised.
        """

    def enable_audio_capture_device_async(self, *, enable: bool, sequence: int) -> int:
        """``zego_express_enable_audio_capture_device_async``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnAudioCaptrueDeviceEnableResult`. ``sequence`` comes from
        :meth:`get_increase_seq` and comes back in the result. Only in SDK 3.24 and later.
        """

    def enable_camera(
        self, *, enable: bool, notify_mode: ExpNotifyDeviceStateMode, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_enable_camera``.

        Accepted once the engine is initialised.
        """

    def use_video_device(self, device_id: str, channel: PublishChannel = ...) -> int:
        """``zego_express_use_video_device``.

        Accepted once the engine is initialised.
        """

    def get_video_device_list(self) -> tuple[int, tuple[DeviceInfo, ...]]:
        """``zego_express_get_video_device_list``.

        Accepted once the engine is initialised. Returns (code, device_list).
        """

    def get_default_video_device_id(self) -> tuple[int, str]:
        """``zego_express_get_default_video_device_id``.

        Accepted once the engine is initialised. Returns (code, device_id).
        """

    def start_sound_level_monitor(self, millisecond: int) -> int:
        """``zego_express_start_sound_level_monitor``.

        Accepted once the engine is initialised.
        """

    def start_sound_level_monitor_with_config(self, config: SoundLevelConfig) -> int:
        """``zego_express_start_sound_level_monitor_with_config``.

        Accepted once the engine is initialised.
        """

    def stop_sound_level_monitor(self) -> int:
        """``zego_express_stop_sound_level_monitor``.

        Accepted once the engine is initialised.
        """

    def enable_headphone_monitor(self, *, enable: bool) -> int:
        """``zego_express_enable_headphone_monitor``.

        Accepted once the engine is initialised.
        """

    def set_headphone_monitor_volume(self, volume: int) -> int:
        """``zego_express_set_headphone_monitor_volume``.

        Accepted once the engine is initialised.
        """

    def enable_mix_system_playout(self, *, enable: bool) -> int:
        """``zego_express_enable_mix_system_playout``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def set_mix_system_playout_volume(self, volume: int) -> int:
        """``zego_express_set_mix_system_playout_volume``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def get_current_audio_device(self, device_type: AudioDeviceType) -> tuple[int, DeviceInfo]:
        """``zego_express_get_current_audio_device``.

        Accepted once the engine is initialised. Only on windows and macos. Returns (code,
        device_info).
        """

    def enable_custom_video_render(
        self, *, enable: bool, config: CustomVideoRenderConfig | None = None
    ) -> int:
        """``zego_express_enable_custom_video_render``.

        Accepted once the engine is initialised, before any media runs.
        """

    def enable_captured_video_custom_video_render(
        self, *, enable: bool, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_enable_captured_video_custom_video_render``.

        Accepted once the engine is initialised.
        """

    def enable_remote_video_custom_video_render(self, *, enable: bool, stream_id: str) -> int:
        """``zego_express_enable_remote_video_custom_video_render``.

        Accepted once the engine is initialised.
        """

    def enable_custom_video_capture(
        self,
        *,
        enable: bool,
        config: CustomVideoCaptureConfig | None = None,
        channel: PublishChannel = ...,
    ) -> int:
        """``zego_express_enable_custom_video_capture``.

        Accepted once the engine is initialised, before any media runs.
        """

    def send_custom_video_capture_raw_data(
        self,
        data: Buffer,
        params: VideoFrameParam,
        *,
        reference_time_millisecond: int,
        reference_time_scale: int,
        channel: PublishChannel = ...,
    ) -> int:
        """``zego_express_send_custom_video_capture_raw_data``.

        Accepted once the engine is initialised.
        """

    def send_custom_video_capture_encoded_data(
        self,
        data: Buffer,
        params: VideoEncodedFrameParam,
        *,
        reference_time_millisecond: float,
        channel: PublishChannel = ...,
    ) -> int:
        """``zego_express_send_custom_video_capture_encoded_data``.

        Accepted once the engine is initialised.
        """

    def set_custom_video_capture_fill_mode(
        self, mode: ViewMode, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_custom_video_capture_fill_mode``.

        Accepted once the engine is initialised.
        """

    def set_custom_video_capture_flip_mode(
        self, mode: VideoFlipMode, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_custom_video_capture_flip_mode``.

        Accepted once the engine is initialised.
        """

    def set_custom_video_capture_rotation(
        self, rotation: int, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_custom_video_capture_rotation``.

        Accepted once the engine is initialised.
        """

    def set_custom_video_capture_device_state(
        self, *, is_enable: bool, state: RemoteDeviceState, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_set_custom_video_capture_device_state``.

        Accepted once the engine is initialised.
        """

    def start_audio_data_observer(self, observer_bit_mask: int, param: AudioFrameParam) -> int:
        """``zego_express_start_audio_data_observer``.

        Accepted once the engine is initialised.
        """

    def stop_audio_data_observer(self) -> int:
        """``zego_express_stop_audio_data_observer``.

        Accepted once the engine is initialised.
        """

    def enable_custom_audio_io(
        self,
        *,
        enable: bool,
        config: CustomAudioConfig | None = None,
        channel: PublishChannel = ...,
    ) -> int:
        """``zego_express_enable_custom_audio_io``.

        Accepted once the engine is initialised, before any media runs.
        """

    def send_custom_audio_capture_pcm_data(
        self, data: Buffer, param: AudioFrameParam, *, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_send_custom_audio_capture_pcm_data``.

        Accepted once the engine is initialised.
        """

    def send_broadcast_message(self, room_id: str, message: str) -> tuple[int, int]:
        """``zego_express_send_broadcast_message``.

        Has its effect in a room. The outcome comes as :class:`OnImSendBroadcastMessageResult`.
        The result may be in the queue before this returns its sequence; the sequence is negative
        when the call was refused. Returns (code, sequence).
        """

    def send_barrage_message(self, room_id: str, message: str) -> tuple[int, int]:
        """``zego_express_send_barrage_message``.

        Has its effect in a room. The outcome comes as :class:`OnImSendBarrageMessageResult`. The
        result may be in the queue before this returns its sequence; the sequence is negative when
        the call was refused. Returns (code, sequence).
        """

    def send_custom_command(
        self, room_id: str, command: str, *, to_user_list: Sequence[User]
    ) -> tuple[int, int]:
        """``zego_express_send_custom_command``.

        Has its effect in a room. The outcome comes as :class:`OnImSendCustomCommandResult`. The
        result may be in the queue before this returns its sequence; the sequence is negative when
        the call was refused. Returns (code, sequence).
        """

    def send_transparent_message(
        self, room_id: str, message: RoomSendTransparentMessage | None
    ) -> tuple[int, int]:
        """``zego_express_send_transparent_message``.

        Has its effect in a room. The outcome comes as :class:`OnSendTransparentMessageResult`.
        The result may be in the queue before this returns its sequence; the sequence is negative
        when the call was refused. Returns (code, sequence).
        """

    def create_screen_capture_source(
        self, source_id: int, source_type: ScreenCaptureSourceType
    ) -> int:
        """``zego_express_create_screen_capture_source``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def destroy_screen_capture_source(self, instance_index: int) -> int:
        """``zego_express_destroy_screen_capture_source``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def screen_capture_update_capture_source(
        self, source_id: int, source_type: ScreenCaptureSourceType, *, instance_index: int
    ) -> int:
        """``zego_express_screen_capture_update_capture_source``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def screen_capture_start_capture(self, instance_index: int) -> int:
        """``zego_express_screen_capture_start_capture``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def screen_capture_stop_capture(self, instance_index: int) -> int:
        """``zego_express_screen_capture_stop_capture``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def screen_capture_update_capture_region(self, rect: Rect, instance_index: int) -> int:
        """``zego_express_screen_capture_update_capture_region``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def screen_capture_update_publish_region(self, rect: Rect, instance_index: int) -> int:
        """``zego_express_screen_capture_update_publish_region``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def screen_capture_enable_window_activate(self, *, active: bool, instance_index: int) -> int:
        """``zego_express_screen_capture_enable_window_activate``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def screen_capture_enable_cursor_visible(self, *, visible: bool, instance_index: int) -> int:
        """``zego_express_screen_capture_enable_cursor_visible``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def screen_capture_enable_hight_light(
        self, *, enable: bool, config: LayerBorderConfig, instance_index: int
    ) -> int:
        """``zego_express_screen_capture_enable_hight_light``.

        Accepted once the engine is initialised. Only on windows and macos.
        """

    def screen_capture_enable_audio_capture_with_config(
        self, *, enable: bool, config: ScreenCaptureAudioConfig, instance_index: int
    ) -> int:
        """``zego_express_screen_capture_enable_audio_capture_with_config``.

        Accepted once the engine is initialised. Only on windows. Only in SDK 3.24 and later.
        """

    def start_mixer_task(self, task: MixerTask) -> tuple[int, int]:
        """``zego_express_start_mixer_task``.

        Has its effect in a room. The outcome comes as :class:`OnMixerStartResult`. The result may
        be in the queue before this returns its sequence; the sequence is negative when the call
        was refused. Returns (code, sequence).
        """

    def stop_mixer_task(self, task: MixerTask) -> tuple[int, int]:
        """``zego_express_stop_mixer_task``.

        Accepted once the engine is initialised. The outcome comes as :class:`OnMixerStopResult`.
        The result may be in the queue before this returns its sequence; the sequence is negative
        when the call was refused. Returns (code, sequence).
        """

    def start_auto_mixer_task(self, task: AutoMixerTask) -> tuple[int, int]:
        """``zego_express_start_auto_mixer_task``.

        Has its effect in a room. The outcome comes as :class:`OnAutoMixerStartResult`. The result
        may be in the queue before this returns its sequence; the sequence is negative when the
        call was refused. Returns (code, sequence).
        """

    def stop_auto_mixer_task(self, task: AutoMixerTask) -> tuple[int, int]:
        """``zego_express_stop_auto_mixer_task``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnAutoMixerStopResult`. The result may be in the queue before this returns its
        sequence; the sequence is negative when the call was refused. Returns (code, sequence).
        """

    def start_recording_captured_data(
        self, config: DataRecordConfig, channel: PublishChannel = ...
    ) -> int:
        """``zego_express_start_recording_captured_data``.

        Accepted once the engine is initialised.
        """

    def stop_recording_captured_data(self, channel: PublishChannel = ...) -> int:
        """``zego_express_stop_recording_captured_data``.

        Accepted once the engine is initialised.
        """

    def start_recording_remote_data(self, config: DataRecordConfig, stream_id: str) -> int:
        """``zego_express_start_recording_remote_data``.

        Accepted once the engine is initialised. Only in SDK 3.24 and later.
        """

    def stop_recording_remote_data(self, stream_id: str) -> int:
        """``zego_express_stop_recording_remote_data``.

        Accepted once the engine is initialised. Only in SDK 3.24 and later.
        """

    def start_performance_monitor(self, millisecond: int) -> int:
        """``zego_express_start_performance_monitor``.

        Accepted once the engine is initialised.
        """

    def stop_performance_monitor(self) -> int:
        """``zego_express_stop_performance_monitor``.

        Accepted once the engine is initialised.
        """

    def start_network_probe(self, config: NetworkProbeConfig) -> tuple[int, int]:
        """``zego_express_start_network_probe``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnNetworkProbeResult`. The result may be in the queue before this returns its
        sequence; the sequence is negative when the call was refused. Returns (code, sequence).
        """

    def stop_network_probe(self) -> int:
        """``zego_express_stop_network_probe``.

        Accepted once the engine is initialised.
        """

    def test_network_connectivity(self) -> tuple[int, int]:
        """``zego_express_test_network_connectivity``.

        Accepted once the engine is initialised. The outcome comes as
        :class:`OnTestNetworkConnectivity`. The result may be in the queue before this returns its
        sequence; the sequence is negative when the call was refused. Returns (code, sequence).
        """

    def start_network_speed_test(self, config: NetworkSpeedTestConfig, interval: int) -> int:
        """``zego_express_start_network_speed_test``.

        Has its effect in a room.
        """

    def stop_network_speed_test(self) -> int:
        """``zego_express_stop_network_speed_test``.

        Accepted once the engine is initialised.
        """

    def get_network_time_info(self) -> tuple[int, NetworkTimeInfo]:
        """``zego_express_get_network_time_info``.

        Accepted once the engine is initialised. Returns (code, time_info).
        """

    def enable_aec(self, *, enable: bool) -> int:
        """``zego_express_enable_aec``.

        Accepted once the engine is initialised.
        """

    def set_aec_mode(self, mode: AecMode) -> int:
        """``zego_express_set_aec_mode``.

        Accepted once the engine is initialised.
        """

    def enable_agc(self, *, enable: bool) -> int:
        """``zego_express_enable_agc``.

        Accepted once the engine is initialised.
        """

    def enable_ans(self, *, enable: bool) -> int:
        """``zego_express_enable_ans``.

        Accepted once the engine is initialised.
        """

    def enable_transient_ans(self, *, enable: bool) -> int:
        """``zego_express_enable_transient_ans``.

        Accepted once the engine is initialised.
        """

    def set_ans_mode(self, mode: AnsMode) -> int:
        """``zego_express_set_ans_mode``.

        Accepted once the engine is initialised.
        """

    def start_effects_env(self) -> int:
        """``zego_express_start_effects_env``.

        Accepted once the engine is initialised, before any media runs.
        """

    def stop_effects_env(self) -> int:
        """``zego_express_stop_effects_env``.

        Accepted once the engine is initialised, before any media runs.
        """

    def enable_effects_beauty(self, *, enable: bool) -> int:
        """``zego_express_enable_effects_beauty``.

        Accepted once the engine is initialised.
        """

    def set_effects_beauty_param(self, param: EffectsBeautyParam) -> int:
        """``zego_express_set_effects_beauty_param``.

        Accepted once the engine is initialised.
        """
