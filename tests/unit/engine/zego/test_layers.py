"""Which layer a canvas needs."""

from __future__ import annotations

import pytest

from app.engine.zego import _express as express
from app.engine.zego.layers import layers_of, wished_layer
from app.model.media import Canvas, SimulcastLayer, SwitchState, VideoConfig, VideoProfile

CANVAS = Canvas(7)
SMALL, BIG = express.VideoStreamType.SMALL, express.VideoStreamType.BIG


@pytest.mark.parametrize(
    ("size_px", "layer"), [((300, 170), SMALL), ((640, 360), SMALL), ((900, 600), BIG)]
)
def test_the_layer_follows_the_size_of_the_canvas(
    size_px: tuple[int, int], layer: express.VideoStreamType
) -> None:
    played_big = wished_layer(
        SimulcastLayer.AUTOMATIC, BIG, (1280, 720), canvas=CANVAS, size_px=size_px
    )
    played_small = wished_layer(
        SimulcastLayer.AUTOMATIC, SMALL, (640, 360), canvas=CANVAS, size_px=size_px
    )
    assert played_big is played_small is layer


def test_a_chosen_layer_is_played_on_any_canvas() -> None:
    assert (
        wished_layer(SimulcastLayer.LOW, BIG, (1280, 720), canvas=CANVAS, size_px=(1280, 720))
        is SMALL
    )


def test_without_a_canvas_the_sdk_chooses() -> None:
    layer = wished_layer(SimulcastLayer.AUTOMATIC, None, (0, 0), canvas=None, size_px=(0, 0))
    assert layer is express.VideoStreamType.DEFAULT


def test_a_size_that_is_not_known_yet_changes_nothing() -> None:
    layer = wished_layer(SimulcastLayer.AUTOMATIC, BIG, (0, 0), canvas=CANVAS, size_px=(640, 360))
    assert layer is BIG


def test_simulcast_encodes_the_picture_and_a_quarter_of_it() -> None:
    profile = VideoProfile(1280, 720, fps=25, bitrate_kbps=2000)
    small, big = layers_of(VideoConfig(profile, simulcast=SwitchState.ON))
    assert (small.stream_type, small.encode_width, small.encode_height) == (SMALL, 640, 360)
    assert small.bitrate == 500
    assert (big.stream_type, big.encode_width, big.bitrate) == (BIG, 1280, 2000)
    assert layers_of(VideoConfig(profile)) == []
