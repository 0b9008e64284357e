"""Charts of scenes: all texts within their place and apart, in both themes, drawn once for all t."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from pytestqt.qtbot import QtBot

from engine.scenes import SCENES, Given, Grid
from engine.scenes.chart import Axis, Chart, Curve, HeatMap, Mark, linear_ticks, log_ticks
from engine.scenes.density_options import DensitySettings
from engine.scenes.plan_options import PlanSettings
from engine.scenes.samplers import SamplersSettings
from engine.schedules import make_schedule
from gui import style
from gui.plots.chart_layout import SMALL, lay_out, spread
from gui.plots.chart_painter import ChartPainter
from gui.plots.chart_rooms import rooms_for
from gui.plots.scene_charts import SceneCharts
from gui.style import THEMES, row_colour
from tests.facts import FACTS

CHARTED = [name for name, scene in SCENES.items() if scene.has_charts]
SIZES = [(360, 320), (620, 520), (560, 860), (1100, 300)]


def grid_of(name: str, t: int = 300) -> Grid:
    scene = SCENES[name]
    return scene.build(make_schedule("linear"), t, Given(facts=FACTS), scene.defaults)


def shown(qtbot: QtBot, grid: Grid, size: tuple[int, int], theme: str) -> SceneCharts:
    charts = SceneCharts()
    qtbot.addWidget(charts)
    charts.resize(*size)
    charts.show_theme(THEMES[theme])
    charts.show_charts(grid.charts, grid.cursors)
    return charts


def pixels(charts: SceneCharts) -> np.ndarray:
    image = charts.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return data[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[..., 2::-1].copy()


@pytest.mark.parametrize("name", CHARTED)
@pytest.mark.parametrize("size", SIZES)
def test_texts_lie_within_and_apart_and_fit(qtbot: QtBot, name: str, size: tuple[int, int]) -> None:
    charts = shown(qtbot, grid_of(name), size, "dark")
    metrics = QFontMetricsF(style.text_font(SMALL))
    for layout in charts.layouts:
        for text in layout.texts:
            assert QRectF(charts.rect()).contains(text.rect), text
        for one, other in combinations(layout.texts, 2):
            assert not one.rect.adjusted(1, 1, -1, -1).intersects(other.rect.adjusted(1, 1, -1, -1)), (
                one,
                other,
            )
        if size[0] > 500:
            small = layout.texts[1:]
            assert all(metrics.horizontalAdvance(text.words) <= text.rect.width() + 2 for text in small)
        assert layout.area.width() > 0.45 * size[0] / (len(charts.charts) if size[0] > 1000 else 1)


@pytest.mark.parametrize("name", CHARTED)
def test_in_too_little_room_texts_are_smaller_and_not_over_one_another(qtbot: QtBot, name: str) -> None:
    charts = shown(qtbot, grid_of(name), (180, 150), "dark")
    room = QRectF(0, 0, charts.width() / charts._scale, charts.height() / charts._scale)
    assert charts._scale < 0.7
    for layout in charts.layouts:
        assert all(room.contains(text.rect) for text in layout.texts)
        for one, other in combinations(layout.texts, 2):
            assert not one.rect.adjusted(1, 1, -1, -1).intersects(other.rect.adjusted(1, 1, -1, -1))
    place = charts.layouts[0].area.center() * charts._scale
    found = charts._place(place)
    assert found is not None
    assert found[0] == 0


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", CHARTED)
def test_each_run_is_drawn_in_its_colour(qtbot: QtBot, name: str, theme: str) -> None:
    grid = grid_of(name)
    colours = {tuple(colour) for colour in pixels(shown(qtbot, grid, (620, 520), theme)).reshape(-1, 3)}
    wanted = {curve.colour for chart in grid.charts for curve in chart.curves if curve.colour is not None}
    for run in wanted:
        colour = style.row_colour(THEMES[theme], run)
        assert tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)) in colours


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("count", "whole"), [(5, True), (400, False)])
def test_many_marks_are_pale_so_that_a_curve_is_seen(
    qtbot: QtBot, count: int, whole: bool, theme: str
) -> None:
    axis = Axis(0, 1, ())
    marks = tuple(Mark("y", at, colour=0) for at in np.linspace(0, 1, count + 2)[1:-1].tolist())
    charts = shown(
        qtbot, replace(grid_of("plan"), charts=(Chart("", axis, axis, marks=marks),)), (400, 300), theme
    )
    area = charts.layouts[0].area.toRect()
    inside = pixels(charts)[area.top() + 20 : area.bottom() - 20, area.center().x()].astype(int)
    colour = QColor(row_colour(THEMES[theme], 0))
    nearest = np.abs(inside - (colour.red(), colour.green(), colour.blue())).max(1).min()
    assert bool(nearest < 60) is whole


def test_moving_t_draws_nothing_anew_but_its_mark(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    charts = shown(qtbot, grid_of("plan"), (620, 520), "dark")
    before = pixels(charts)
    monkeypatch.setattr("gui.plots.chart_painter.ChartPainter.paint", lambda _: pytest.fail("drawn anew"))
    moved = grid_of("plan", t=600)
    charts.show_charts(moved.charts, moved.cursors)
    assert np.any(pixels(charts) != before)


def test_a_chart_that_stays_is_not_drawn_anew(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that changes changes some of the charts; all look as if they had been drawn together."""
    grid, drawn = grid_of("samplers"), list[str]()
    first, second, *rest = grid.charts
    changed = first, replace(second, question="Another?", curves=second.curves[1:]), *rest
    together = pixels(shown(qtbot, replace(grid, charts=changed), (620, 720), "dark"))
    paint = ChartPainter.paint

    def noted(painter: ChartPainter) -> None:
        drawn.append(painter.chart.question)
        paint(painter)

    charts = shown(qtbot, grid, (620, 720), "dark")
    pixels(charts)
    monkeypatch.setattr(ChartPainter, "paint", noted)
    charts.show_charts(changed, grid.cursors)
    assert np.array_equal(pixels(charts), together)
    assert drawn == ["Another?"]
    charts.show_theme(THEMES["light"])
    pixels(charts)
    assert len(drawn) == 1 + len(changed)


def test_places_are_found_once_for_charts_of_a_size(qtbot: QtBot) -> None:
    charts = shown(qtbot, grid_of("plan"), (600, 700), "dark")
    before = charts.layouts
    charts.show_charts(charts.charts, [None] * len(charts.charts))
    assert charts.layouts is before
    charts.resize(500, 700)
    assert charts.layouts[0].area.right() < before[0].area.right()
    charts.show_charts(grid_of("density").charts, ())
    assert charts.layouts[0].chart is charts.charts[0]


def test_ends_that_would_touch_are_moved_apart_in_order() -> None:
    moved = spread([50, 52, 51, 10], 14, 0, 100)
    assert list(np.argsort(moved)) == [3, 0, 2, 1]
    assert np.diff(np.sort(moved)).min() >= 14
    assert moved.max() <= 100
    assert moved[3] == 10
    assert spread([], 14, 0, 100).size == 0


def test_a_curve_far_beyond_its_axis_is_drawn_near_it(qtbot: QtBot) -> None:
    axis = Axis(0, 1, linear_ticks(0, 1))
    chart = Chart("?", axis, axis, (Curve(np.array([0.0, 1.0]), np.array([0.5, 1e30]), "far", 0),))
    (layout,) = lay_out([chart], [QRectF(0, 0, 400, 200)])
    assert all(QRectF(0, 0, 400, 200).contains(text.rect) for text in layout.texts)
    assert pixels(shown(qtbot, Grid("", "", (), charts=(chart,)), (400, 200), "dark")).std() > 0


def test_what_a_chart_shows_upwards_is_said_where_there_is_room() -> None:
    axis = Axis(0, 1, linear_ticks(0, 1))
    chart = Chart("How far?", axis, Axis(0, 1, linear_ticks(0, 1), "power of a mode"))
    long = replace(chart, question="How far is it from here?", x=replace(axis, unit="cycles"))
    rooms = [
        QRectF(0, 0, 400, 200),
        QRectF(0, 210, 150, 200),
        QRectF(0, 420, 250, 200),
        QRectF(0, 630, 150, 200),
    ]
    wide, narrow, below, least = lay_out([chart, chart, long, long], rooms)
    question, unit = wide.texts[:2]
    assert unit.words == "up: power of a mode"
    assert unit.rect.right() == pytest.approx(wide.area.right())
    assert question.rect.right() <= unit.rect.left()
    for layout, room in ((narrow, rooms[1]), (least, rooms[3])):  # on a line of its own
        (own,) = (text for text in layout.texts if text.words == unit.words)
        assert room.top() + 18 <= own.rect.top() < own.rect.bottom() < layout.area.top()
        assert layout.area.height() < wide.area.height()
    unit, across = (next(t for t in below.texts if t.words == words) for words in (unit.words, "cycles"))
    assert unit.rect.top() == across.rect.top() > below.area.bottom()  # on the line of the other unit
    assert unit.rect.right() < across.rect.left()
    assert below.texts[0].rect.right() == rooms[2].right()  # the question has all of its line


class Recording(QPainter):
    """Keeps what is written, and how wide it is on the image."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.written: list[tuple[str, float]] = []

    def drawText(self, place: Any, flags: Any, words: str) -> None:  # type: ignore[override]  # noqa: N802
        self.written.append((words, self.fontMetrics().horizontalAdvance(words) * self.transform().m11()))


@pytest.mark.parametrize(("part", "whole"), [(1.3, True), (0.9, True), (0.78, True), (0.6, False)])
def test_a_question_is_smaller_before_it_is_cut(qapp: object, part: float, whole: bool) -> None:
    axis = Axis(0, 1, linear_ticks(0, 1))
    chart = Chart("How far from the exact end, for how many evaluations?", axis, axis)
    needed = QFontMetricsF(style.text_font(SMALL)).horizontalAdvance(chart.question)
    (layout,) = lay_out([chart], [QRectF(0, 0, part * needed, 200)])
    image = QImage(600, 200, QImage.Format.Format_RGB32)  # which a painter does not keep
    painter = Recording(image)
    ChartPainter(painter, THEMES["dark"], layout).paint()
    painter.end()
    (wide,) = (width for words, width in painter.written if words.startswith("How far"))
    assert wide <= part * needed + 1
    assert (chart.question in dict(painter.written)) == whole


def test_of_a_name_that_is_cut_both_ends_are_read(qapp: object) -> None:
    axis = Axis(0, 1, linear_ticks(0, 1))
    ends = np.array([0.0, 1.0])
    chart = Chart("?", axis, axis, (Curve(ends, ends, "Euler ancestral Karras 10", 0),))
    (layout,) = lay_out([chart], [QRectF(0, 0, 260, 200)])
    image = QImage(600, 200, QImage.Format.Format_RGB32)  # which a painter does not keep
    painter = Recording(image)
    ChartPainter(painter, THEMES["dark"], layout).paint()
    painter.end()
    (name,) = (words for words, _ in painter.written if words.startswith("Eul"))
    assert "…" in name
    assert name.endswith(" 10")  # its steps


def test_an_even_chart_has_one_scale_on_both_axes() -> None:
    """Curves get longer axes about the same middle, a map a part of the place, and sentences beside it."""
    x, y = Axis(-1, 3, linear_ticks(-1, 3)), Axis(0, 1, linear_ticks(0, 1))
    curve = Curve(np.array([-1.0, 3.0]), np.array([0.0, 1.0]), "way", 0)
    heat = HeatMap(np.zeros((4, 4)))
    rooms = [QRectF(0, 0, 500, 300), QRectF(0, 310, 500, 300)]
    notes = ("Arrows: the score, the longest 6.96", "Two words")
    charts = [Chart("?", x, y, (curve,), even=True), Chart("?", y, y, heat=heat, even=True, notes=notes)]
    for layout, room in zip(lay_out(charts, rooms), rooms, strict=True):
        axes = layout.chart.x, layout.chart.y
        across, up = (
            length / (axis.high - axis.low)
            for length, axis in zip((layout.area.width(), layout.area.height()), axes, strict=True)
        )
        assert across == pytest.approx(up)
        assert all(room.contains(text.rect) for text in layout.texts)
    curved, mapped = lay_out(charts, rooms)
    assert (curved.chart.x.low, curved.chart.x.high) == (-1, 3)
    assert curved.chart.y.low + curved.chart.y.high == pytest.approx(1)
    assert curved.chart.y.high > 1.4
    assert len(curved.down) == len(curved.chart.y.ticks)
    beside = [text.words for text in mapped.texts if text.rect.left() > mapped.area.right()]
    assert " ".join(beside) == " ".join(notes)


@pytest.mark.parametrize("size", [(660, 650), (410, 420), (900, 300)])
def test_rooms_are_apart_and_a_map_is_as_high_as_the_others_let_it(size: tuple[int, int]) -> None:
    axis = Axis(0, 1, linear_ticks(0, 1))
    place = QRectF(0, 8, *size)
    plain, even = Chart("?", axis, axis), Chart("?", axis, axis, heat=HeatMap(np.zeros((4, 4))), even=True)
    for charts in ([even, plain], [plain, plain, plain], [even], []):
        rooms = rooms_for(charts, place)
        assert len(rooms) == len(charts)
        assert all(place.contains(room) for room in rooms)
        assert not any(one.intersects(other) for one, other in combinations(rooms, 2))
    first, second = rooms_for([even, plain], place)
    if size == (660, 650):
        assert second.height() == pytest.approx(176, abs=1)
        assert first.height() > 460


def test_ticks_are_few_and_round() -> None:
    assert log_ticks(0.003, 3e4) == ((0.01, "0.01"), (1.0, "1"), (100.0, "100"), (10000.0, "10⁴"))
    assert [text for _, text in linear_ticks(0, 1.39)] == ["0", "0.5", "1"]
    assert [text for _, text in linear_ticks(0, 3, whole=True)] == ["0", "1", "2", "3"]
    assert [text for _, text in linear_ticks(0, 1, whole=True)] == ["0", "1"]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("density", DensitySettings(run=("ddim:steps=2",))),
        ("samplers", SamplersSettings(run=("ddim:steps=2",))),
        ("plan", PlanSettings(run=("ddim:steps=2",), above="floor")),
    ],
)
def test_there_are_no_parts_of_timesteps(name: str, settings: Any) -> None:
    grid = SCENES[name].build(make_schedule("linear", 2), 1, Given(facts=FACTS), settings)
    axes = [chart.x for chart in grid.charts if chart.x.unit == "timestep t"]
    assert axes
    assert {value for axis in axes for value, _ in axis.ticks} <= {0.0, 1.0, 2.0}
    assert SCENES["samplers"].t_at(make_schedule("linear", 3), SamplersSettings(), 1.7) == 2
    assert all(len(log_ticks(low, high)) <= 6 for low, high in ((1e-9, 1e9), (0.5, 20), (1e-12, 1)))
