"""Health on the window: advice, chart, figures, overlay, and the file for a helper."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.control.diagnosis_desk import DiagnosisView, SavePhase
from app.control.health_view import HISTORY_S, Break, HealthView
from app.control.view_state import ViewState
from app.control.words import Language
from app.model.media import SimulcastLayer
from app.model.quality import LatencySplit, PlayerQuality
from tests.fakes.samples import live_host, watching
from tests.ui.conftest import Desk
from tests.ui.health_scenes import (
    ADVICE,
    BREAK,
    LOAD,
    NOW_S,
    POOR_SENT,
    SEEN,
    SENT,
    five_minutes,
    with_seen,
    with_sent,
)
from tests.ui.scenes import SCENES, Scene, with_streams
from tests.ui.show import show_scene
from ui.diagnosis_box import DiagnosisBox, ask_where
from ui.health_chart import HealthChart
from ui.health_chart_data import ChartData, Line, axis_top
from ui.health_figures import figures_of, split_parts
from ui.health_overlay import HealthOverlay, overlay_text
from ui.health_panel import HealthPanel
from ui.live_page import LivePage
from ui.main_window import MainWindow
from ui.video_widget import VideoWidget

WIDE = QSize(1280, 800)
NAN = math.nan


def show(desk: Desk, window: MainWindow, state: ViewState, *, tab: int = 2) -> LivePage:
    show_scene(desk, window, Scene("here", lambda: state, tab=tab), WIDE)
    page = window.page()
    assert isinstance(page, LivePage)
    return page


def panel_of(page: LivePage) -> HealthPanel:
    return page.side.health


def show_view(desk: Desk, view: HealthView) -> None:
    desk.show_health(view)
    QApplication.processEvents()


# ---------------------------------------------------------------------- figures


def test_the_parts_of_the_delay_sum_to_what_is_measured(desk: Desk) -> None:
    words = desk.kit().words
    parts = split_parts(SEEN.split, words)
    assert sum(part.time_ms for part in parts) == pytest.approx(SEEN.end_to_end_p50_ms, rel=0.2)
    assert [part.name for part in parts] == [
        *("Capture", "Encode", "Network", "Buffer", "Decode", "Paint")
    ]


def test_what_the_sender_does_not_tell_is_one_part_with_its_names(desk: Desk) -> None:
    words = desk.kit().words
    split = LatencySplit(network_ms=30.0, buffer_ms=5.0, decode_ms=2.0, paint_ms=1.0)
    names = [part.name for part in split_parts(split, words)]
    assert names == ["Capture, encode, network", "Buffer", "Decode", "Paint"]
    assert split_parts(LatencySplit(buffer_ms=5.0), words) == ()


def test_what_is_not_known_is_said_so(desk: Desk) -> None:
    state = with_seen(watching(), PlayerQuality(1280, 720, shown_fps=30.0))
    (figures,) = figures_of(state, desk.kit().words)
    rows = {figure.name: figure.value for group in figures.groups for figure in group.figures}
    assert rows["Glass to glass, median"] == "The sender tells no times"
    assert rows["Decoder"] == "not known"
    (own,) = figures_of(with_sent(live_host(), POOR_SENT), desk.kit().words)
    assert own.overlay[0].value == "No viewer tells it yet"
    (idle,) = figures_of(
        with_sent(live_host(), replace(POOR_SENT, width_px=0, height_px=0)), desk.kit().words
    )
    assert "not known" in {figure.value for figure in idle.overlay if figure.name == "Picture size"}


def test_the_chosen_layer_is_told_where_there_are_several(desk: Desk) -> None:
    layers = (SimulcastLayer.HIGH, SimulcastLayer.MEDIUM, SimulcastLayer.LOW)
    state = with_seen(watching(), replace(SEEN, layers=layers))
    (figures,) = figures_of(state, desk.kit().words)
    rows = {figure.name: figure.value for group in figures.groups for figure in group.figures}
    assert rows["Layer"] == "Automatic, of 3"


def test_left_out_pictures_are_told_with_their_reasons(desk: Desk) -> None:
    quality = replace(SEEN, packets_lost=4, frames_dropped=3, frames_replaced=2, frames_hidden=1)
    (figures,) = figures_of(with_seen(watching(), quality), desk.kit().words)
    left_out = {figure.name: figure.value for figure in figures.groups[-1].figures}
    assert left_out == {
        "Packets lost on the way": "4",
        "Came too late to decode": "3",
        "Overtaken by a newer one": "2",
        "Window not on screen": "1",
    }
    (own,) = figures_of(with_sent(live_host(), POOR_SENT), desk.kit().words)
    left_out = {figure.name: figure.value for figure in own.groups[-1].figures}
    assert left_out == {"Source was late": "6", "Encoder skipped: upload": "9"}


# ---------------------------------------------------------------------- panel


def test_all_is_well_until_it_is_not(desk: Desk, window: MainWindow) -> None:
    panel = panel_of(show(desk, window, with_sent(live_host())))
    show_view(desk, HealthView(NOW_S, LOAD))
    assert "All is well." in panel.labels()
    show_view(desk, HealthView(NOW_S, LOAD, ADVICE))
    labels = panel.labels()
    assert "All is well." not in labels
    assert any("0.7 Mbit" in text for text in labels)
    assert labels.index("12 % of what you send gets lost on the way.") < labels.index("Delay")


def test_a_smaller_picture_is_sent_at_the_press_of_a_button(
    desk: Desk, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = panel_of(show(desk, window, with_sent(live_host(), POOR_SENT)))
    taken: list[str] = []
    monkeypatch.setattr(desk.health, "_send_less", taken.append)
    show_view(desk, HealthView(NOW_S, LOAD, ADVICE))
    button = next(
        item for item in panel.advice.findChildren(QObject) if item.property("text") == "Send 480p"
    )
    button.click()  # type: ignore[attr-defined]
    assert taken == ["own-main"]


def test_figures_of_several_streams_are_chosen_from(desk: Desk, window: MainWindow) -> None:
    state = with_seen(with_streams(watching(), 2))
    first = replace(state.incoming[0], quality=replace(SEEN, end_to_end_p50_ms=77.0))
    panel = panel_of(show(desk, window, replace(state, incoming=(first, *state.incoming[1:]))))
    assert panel._chooser.isVisible()
    assert "77 ms" in panel.labels()
    panel._chooser.setCurrentIndex(1)
    panel._chooser.activated.emit(1)
    assert "77 ms" not in panel.labels()
    assert "15 ms" in panel.labels()


def test_numbers_change_in_the_labels_that_are_there(desk: Desk, window: MainWindow) -> None:
    panel = panel_of(show(desk, window, with_seen(watching())))
    tables = dict(panel._tables)
    desk.show(with_seen(watching(), replace(SEEN, end_to_end_p50_ms=88.0)))
    QApplication.processEvents()
    assert "88 ms" in panel.labels()
    assert panel._tables == tables


def test_a_panel_that_is_not_seen_does_no_work(desk: Desk, window: MainWindow) -> None:
    panel = panel_of(show(desk, window, with_seen(watching()), tab=0))
    show_view(desk, HealthView(NOW_S, LOAD, ADVICE))
    assert panel._tables == {}
    assert panel.advice._shown is None


# ---------------------------------------------------------------------- chart


@pytest.fixture
def chart(desk: Desk, qtbot: QtBot) -> HealthChart:
    made = HealthChart(desk.kit(), lambda value: f"{value:.0f} ms")
    qtbot.addWidget(made)
    made.resize(300, 160)
    values = [NAN] * (HISTORY_S - 4) + [10.0, NAN, 30.0, 20.0]
    data = ChartData(
        "Delay",
        (Line("median", tuple(values)), Line("95 %", tuple(2 * value for value in values))),
        until_s=NOW_S,
        breaks=(Break(NOW_S - 2, NOW_S - 2),),
    )
    made.show_data(data, lambda value: f"{value:.0f} ms")
    made.show()
    return made


@pytest.mark.parametrize(
    ("highest", "top"), [(0.0, 1.0), (3.0, 5.0), (19.0, 20.0), (20.0, 20.0), (501.0, 1000.0)]
)
def test_the_axis_ends_at_a_round_number(highest: float, top: float) -> None:
    assert axis_top(highest, 1.0) == pytest.approx(top)


def test_the_scale_has_room_for_its_longest_text(chart: HealthChart) -> None:
    chart.show_data(ChartData("Delay"), lambda value: "500 milliseconds" if value == 0.5 else "1 s")
    assert chart._plot().left() > chart.fontMetrics().horizontalAdvance("500 milliseconds")


def test_the_chart_is_told_in_words(chart: HealthChart) -> None:
    assert chart.accessibleName() == "Delay, last five minutes"
    assert chart.in_words().startswith("20 ms now, between 10 ms and 30 ms. Breaks: 1.")


def test_moments_are_read_by_keyboard(chart: HealthChart) -> None:
    chart.setFocus()
    readings: list[str] = []
    chart.reading_changed.connect(readings.append)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left):
        QTest.keyClick(chart, key)
    assert readings == [
        "Now: median 20 ms, 95 % 40 ms",
        "0:01 ago: median 30 ms, 95 % 60 ms",
        "0:02 ago: connection broken",
        "0:03 ago: median 10 ms, 95 % 20 ms",
    ]
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert readings[-1] == "4:59 ago: nothing measured"


def test_a_moment_is_read_under_the_pointer(chart: HealthChart) -> None:
    plot = chart._plot()
    QTest.mouseMove(chart, plot.bottomRight().toPoint())
    assert chart.reading() == "Now: median 20 ms, 95 % 40 ms"
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    if not chart.hasFocus():
        assert chart.reading() == ""


def test_a_chart_of_nothing_says_so(chart: HealthChart) -> None:
    chart.show_data(ChartData("Loss"), lambda value: f"{value:.0f} %")
    assert "Nothing was measured" in chart.in_words()
    assert not chart.grab().isNull()


def test_the_choice_above_the_chart_changes_what_it_shows(desk: Desk, window: MainWindow) -> None:
    panel = panel_of(show(desk, window, with_seen(watching())))
    desk.health._breaks[:] = [BREAK]
    stream_id = watching().incoming[0].stream.stream_id
    desk.health.streams[stream_id] = five_minutes(SEEN)
    show_view(desk, HealthView(NOW_S, LOAD))
    assert [line.name for line in panel.history.chart.data.lines] == ["median", "95 %"]
    assert panel.history.chart.data.breaks == (BREAK,)
    panel.history.choice.setCurrentIndex(2)
    assert panel.history.chart.data.title == "Frame rate"
    assert panel.history.chart.data.lines[0].values[-1] == pytest.approx(29.9, abs=0.01)


# ---------------------------------------------------------------------- over the picture


def overlays(window: MainWindow) -> list[HealthOverlay]:
    return [item for item in window.findChildren(HealthOverlay) if item.isVisible()]


def test_the_figures_come_over_the_largest_picture_and_go(desk: Desk, window: MainWindow) -> None:
    page = show(desk, window, with_sent(live_host()), tab=0)
    assert page.figures is not None
    QTest.mouseClick(page.figures.button, Qt.MouseButton.LeftButton)
    (overlay,) = overlays(window)
    assert isinstance(overlay.parentWidget(), VideoWidget)
    assert "At 3 viewers, median: 14 ms" in overlay.accessibleDescription()
    assert page.figures.button.accessibleName() == "Hide the figures over the picture"
    QTest.mouseClick(page.figures.button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert overlays(window) == []


def test_the_key_shows_the_figures(desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    show(desk, window, with_seen(watching()), tab=0)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.health.view.is_over_picture)


class PaintCounter(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.paints = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.paints += event.type() is QEvent.Type.Paint
        return super().eventFilter(watched, event)


def test_new_figures_ride_along_with_the_next_picture(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    """The picture is painted once for itself and never for the figures, while pictures come."""
    page = show(desk, window, with_seen(watching()), tab=0)
    show_view(desk, HealthView(NOW_S, LOAD, is_over_picture=True))
    (overlay,) = overlays(window)
    video = overlay.parentWidget()
    assert isinstance(video, VideoWidget)
    qtbot.waitUntil(lambda: overlay._is_painted)
    counter = PaintCounter()
    video.installEventFilter(counter)
    for number in range(5):
        quality = replace(SEEN, end_to_end_p50_ms=20.0 + number)
        desk.show(with_seen(watching(), quality))
        assert not overlay._is_painted
        video.repaint()  # the next picture
        assert overlay._is_painted
    assert counter.paints == 5
    video.removeEventFilter(counter)
    assert page.figures is not None


def test_figures_are_painted_by_themselves_when_no_picture_comes(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    show(desk, window, with_seen(watching()), tab=0)
    show_view(desk, HealthView(NOW_S, LOAD, is_over_picture=True))
    (overlay,) = overlays(window)
    desk.show(with_seen(watching(), replace(SEEN, end_to_end_p50_ms=99.0)))
    qtbot.waitUntil(lambda: overlay._is_painted, timeout=3000)


def test_a_small_picture_has_no_room_for_figures(desk: Desk, qtbot: QtBot) -> None:
    state = with_seen(watching())
    (figures,) = figures_of(state, desk.kit().words, LOAD)
    video = desk.kit().make_video(None)  # type: ignore[arg-type]
    qtbot.addWidget(video)
    video.resize(120, 60)
    video.show()
    overlay = HealthOverlay(1.0, video)
    overlay.say(overlay_text(figures, desk.kit().words))
    assert overlay.isHidden()
    video.resize(640, 360)
    assert overlay.isVisible()
    assert video.rect().contains(overlay.geometry())
    video.release()


@pytest.mark.parametrize("width_px", [480, 700, 1280])
def test_figures_leave_the_tools_and_the_name_of_a_picture_free(
    desk: Desk, window: MainWindow, width_px: int
) -> None:
    page = show(desk, window, with_seen(watching()), tab=0)
    show_view(desk, HealthView(NOW_S, LOAD, is_over_picture=True))
    window.resize(width_px, 800)
    QApplication.processEvents()
    (tile,) = page.stage.tiles
    QApplication.sendEvent(tile, QEnterEvent(QPointF(), QPointF(), QPointF()))
    (overlay,) = overlays(window)
    assert tile.tools is not None
    assert tile.tools.isVisible()
    assert not overlay.geometry().intersects(tile.tools.geometry())
    assert not overlay.geometry().intersects(tile._tag.geometry())


def test_the_overlay_speaks_chinese(desk: Desk) -> None:
    words = desk.kit(Language.CHINESE).words
    (figures,) = figures_of(with_sent(live_host(), SENT), words, LOAD)
    assert overlay_text(figures, words).in_words().startswith("极好; 3 位观众处")


# ---------------------------------------------------------------------- diagnosis


def test_a_diagnosis_is_asked_for_and_saved(
    desk: Desk, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    show(desk, window, with_sent(live_host()))
    dialog = ask_where(desk.kit(), desk.diagnosis, window)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert dialog.selectedFiles()[0].endswith(".txt")
    dialog.fileSelected.emit(str(tmp_path / "here.txt"))
    dialog.close()
    qtbot.waitUntil(lambda: bool(desk.diagnoses))
    assert desk.diagnoses[0][0] == tmp_path / "here.txt"
    assert desk.diagnosis.view.phase is SavePhase.SAVED


def test_what_became_of_a_diagnosis_is_told(desk: Desk, qtbot: QtBot) -> None:
    box = DiagnosisBox(desk.kit(), desk.diagnosis)
    qtbot.addWidget(box)
    box.show()
    assert (box.save.text(), box.outcome.isVisible()) == ("Save diagnosis…", False)
    desk.diagnosis._put(DiagnosisView(SavePhase.SAVING, Path("a.txt")))
    assert (box.save.text(), box.save.isEnabled()) == ("Saving…", False)
    desk.diagnosis._put(DiagnosisView(SavePhase.SAVED, Path("a.txt")))
    assert box.outcome.text() == "Saved as a.txt. Read it before you pass it on."
    assert box.show_folder.isVisible()
    box.dismiss.click()
    assert not box.outcome.isVisible()


def test_errors_offer_a_diagnosis_and_notes_do_not(desk: Desk, window: MainWindow) -> None:
    failed = next(scene for scene in SCENES if scene.name == "host_failed")
    show_scene(desk, window, failed, WIDE)
    box = window._problem_bar.diagnosis
    assert box is not None
    assert box.save.isVisible()
