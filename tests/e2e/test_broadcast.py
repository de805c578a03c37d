"""The main job: a host goes live, an audience in another process sees and counts pictures."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from tests.e2e.conftest import Go, Look, picture_on
from tests.instruments.chromium import ChromiumPeer, Publishing, Task, chromium_problem
from tests.instruments.glass import StripReader, wait_for_picture, watch
from tests.instruments.media_server import Identity, MediaServer, Playout
from tests.instruments.program import exchange
from tests.instruments.screen import Rectangle, VirtualScreen, picture_moves

pytestmark = pytest.mark.alone


@pytest.fixture
def chromium() -> None:
    """Skip the test where there is no browser."""
    problem = chromium_problem()
    if problem:
        pytest.skip(problem)


def test_the_audience_sees_a_moving_picture_of_now_at_full_rate(
    screen: VirtualScreen, go_live: Go, watch_on: Look
) -> None:
    watch_on(screen, go_live().link())
    reader = picture_on(screen)
    watch(reader, 2)

    seen = watch(reader, 5)

    assert picture_moves(screen, screen.area)
    assert seen.median_ms < 100  # what is possible is the bench's business
    assert seen.frames_per_second > 24
    assert seen.freezes <= 1


@pytest.mark.parametrize(
    ("size", "area"),
    [((1024, 768), Rectangle(0, 0, 1024, 576)), ((1600, 720), Rectangle(0, 0, 1280, 720))],
)
def test_a_screen_of_another_shape_shows_the_whole_picture_in_its_own(
    size: tuple[int, int], area: Rectangle, go_live: Go, watch_on: Look
) -> None:
    with VirtualScreen(*size) as screen:
        audience = watch_on(screen, go_live().link())
        wait_for_picture(StripReader(screen.pixels, area), timeout_s=30)
        around = screen.grab()
        around[area.top_px :, area.left_px :][: area.height_px, : area.width_px] = 0
        assert not around.any(), "something is drawn beside the picture"
        audience.child.stop()


def test_the_host_sees_itself_move(screen: VirtualScreen, go_live: Go) -> None:
    host = go_live(on=screen)
    host.link()
    host.wait_for("PublisherCapturedVideoFirstFrame")
    assert picture_moves(screen, screen.area, within_s=10)


def test_two_sources_are_two_streams_and_both_are_played(
    screen: VirtualScreen, go_live: Go, watch_on: Look
) -> None:
    host = go_live("--source", "pattern", "--source", "pattern", "--profile", "360p24")
    audience = watch_on(screen, host.link())
    audience.child.wait_until(
        lambda: (
            len(
                {
                    line.field("stream_id")
                    for line in audience.events("PlayerRenderedVideoFirstFrame")
                }
            )
            == 2
        ),
        timeout_s=30,
        what="second picture",
    )


def test_a_broadcast_can_have_several_audiences(go_live: Go, watch_on: Look) -> None:
    link = go_live("--profile", "360p24").link()
    audiences = [watch_on(None, link, name=f"audience-{number}") for number in range(3)]
    for audience in audiences:
        audience.wait_for("PlayerReceivedVideoFirstFrame")


def test_the_report_agrees_with_the_screen(
    screen: VirtualScreen, go_live: Go, watch_on: Look
) -> None:
    audience = watch_on(screen, go_live().link())
    reader = picture_on(screen)
    watch(reader, 1)
    seen = watch(reader, 6)
    assert audience.end() == 0

    report = audience.report()

    shown, received = report["frames_shown"], report["frames_received"]
    assert isinstance(shown, int)
    assert isinstance(received, int)
    assert 0.9 * len(seen.delays_ms) <= shown <= received
    latency = report["latency_p50_ms"]
    assert isinstance(latency, float)
    assert abs(latency - seen.median_ms) < 10
    assert isinstance(report["latency_p95_ms"], float)
    assert isinstance(report["first_picture_ms"], float)
    assert 0 < report["first_picture_ms"] < 10_000
    assert isinstance(report["freezes"], int)


def test_recorded_pictures_are_the_ones_that_were_sent(
    tmp_path: Path, go_live: Go, watch_on: Look
) -> None:
    folder = tmp_path / "pictures"
    audience = watch_on(None, go_live().link(), "--record-frames", "5", str(folder))
    audience.child.wait_until(
        lambda: len(list(folder.glob("*.png"))) == 5, timeout_s=30, what="five pictures"
    )
    assert audience.end() == 0

    times = [_strip_time(path) for path in sorted(folder.glob("*.png"))]

    assert None not in times
    assert times == sorted(times, key=lambda value: value or 0)
    assert len(set(times)) == 5


@pytest.mark.usefixtures("chromium")
def test_a_browser_sees_the_broadcast(screen: VirtualScreen, tmp_path: Path, go_live: Go) -> None:
    admission = exchange(go_live().link())
    with ChromiumPeer(screen, Task(admission.url, admission.token), folder=tmp_path) as browser:
        browser.wait_for("first_picture")
        seen = watch(picture_on(screen), 4)
    assert seen.frames_per_second > 20


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_a_browser_s_picture_is_seen_by_the_audience(
    codec: str, tmp_path: Path, go_live: Go, watch_on: Look
) -> None:
    with MediaServer(tmp_path, Playout.LOWEST) as server, VirtualScreen() as desk:
        own = ("--room", "both", "--server", server.url)
        link = go_live(*own, environment=server.credentials()).link()
        token = server.token(Identity("both", "browser", publishes=True))
        task = Task(server.url, token, Publishing("browser-stream", 640, 360, codec=codec))
        with ChromiumPeer(desk, task, folder=tmp_path) as browser:
            browser.wait_for("published")
            audience = watch_on(None, link)
            audience.wait_for("PlayerReceivedVideoFirstFrame", stream_id="browser-stream")
            audience.wait_for("PlayerVideoSizeChanged", stream_id="browser-stream", width_px=640)


def _strip_time(path: Path) -> int | None:
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8)
    pixels = rows.reshape(image.height(), image.bytesPerLine() // 4, 4)
    return StripReader(pixels, Rectangle(0, 0, image.width(), image.height())).read()
