"""Which of the SDK's two layers of a stream is played: the small one has half of the sides."""

from __future__ import annotations

from app.engine.common.layers import needed_size
from app.engine.zego import _express as express
from app.engine.zego.translate import codec_id
from app.model.media import Canvas, SimulcastLayer, VideoConfig

SMALL_SHARE = 0.5

_TYPES = {
    SimulcastLayer.AUTOMATIC: express.VideoStreamType.DEFAULT,
    SimulcastLayer.LOW: express.VideoStreamType.SMALL,
    SimulcastLayer.MEDIUM: express.VideoStreamType.SMALL,
    SimulcastLayer.HIGH: express.VideoStreamType.BIG,
}


def layers_of(config: VideoConfig) -> list[express.PublishDualStreamConfig]:
    """Return the two layers in which a channel is encoded; none without simulcast."""
    if codec_id(config) is not express.VideoCodecId.H264_DUAL_STREAM:
        return []
    profile = config.profile
    return [
        express.PublishDualStreamConfig(
            stream_type,
            encode_width=round(profile.width_px * share) & ~1,
            encode_height=round(profile.height_px * share) & ~1,
            fps=profile.fps,
            bitrate=round(profile.bitrate_kbps * share * share),
        )
        for stream_type, share in (
            (express.VideoStreamType.SMALL, SMALL_SHARE),
            (express.VideoStreamType.BIG, 1.0),
        )
    ]


def wished_layer(
    layer: SimulcastLayer,
    played: express.VideoStreamType | None,
    video_px: tuple[int, int],
    *,
    canvas: Canvas | None,
    size_px: tuple[int, int],
) -> express.VideoStreamType:
    """Return the layer to ask for.

    Args:
        layer: What the application wants.
        played: The layer that was asked for last.
        video_px: Size of the picture that comes.
        canvas: Where it is drawn; without one AUTOMATIC leaves it to the SDK.
        size_px: Size of the canvas in device pixels.
    """
    if layer is not SimulcastLayer.AUTOMATIC or canvas is None:
        return _TYPES[layer]
    share = SMALL_SHARE if played is express.VideoStreamType.SMALL else 1.0
    full_px = (round(video_px[0] / share), round(video_px[1] / share))
    needed_px = needed_size(full_px, size_px, canvas)
    if needed_px is None:
        return played or _TYPES[layer]
    is_small_enough = needed_px[0] <= full_px[0] * SMALL_SHARE
    return express.VideoStreamType.SMALL if is_small_enough else express.VideoStreamType.BIG
