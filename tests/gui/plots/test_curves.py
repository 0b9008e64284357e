from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

# isort: split
import pyqtgraph as pg

from engine.scenes.compared_schedules import COLOURS
from engine.scenes.compared_schedules import DASHES as DASHES_OF_ROWS
from engine.schedules import MAX_STEPS, make_schedule
from engine.schedules.curve_looks import DEFAULT
from engine.schedules.quantities import QUANTITIES
from engine.schedules.schedule import Schedule
from gui.plots.axis import MOST_UP, Axis
from gui.plots.chart import DASHES
from gui.plots.curve_card import CurveCard
from gui.plots.curve_line import CurveLine
from gui.plots.curves import Curves
from gui.plots.plot import Plot
from gui.style import ROW_DASHES, THEMES, Theme, colour_named

LINEAR = make_schedule("linear", 1000)
ALL_NAMES = tuple(QUANTITIES)
USUAL = ALL_NAMES[:5]


@pytest.fixture
def curves(qtbot: QtBot) -> Curves:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.resize(370, 900)
    curves.show_theme(THEMES["dark"])
    curves.show_schedule(LINEAR)
    with qtbot.waitExposed(curves):
        curves.show()
    return curves


def show(curves: Curves, names: Sequence[str]) -> None:
    curves.show_looks(curves.looks.showing(names))


def card(curves: Curves, name: str) -> CurveCard:
    found = curves.findChild(CurveCard, f"curve_{name}")
    assert isinstance(found, CurveCard)
    return found


def plot(curves: Curves, name: str = "beta") -> Plot:
    return card(curves, name).plot


def value(curves: Curves, name: str) -> str:
    found = curves.findChild(QLabel, f"value_{name}")
    assert isinstance(found, QLabel)
    return found.text()


def visible(curves: Curves) -> list[str]:
    cards = sorted(curves.findChildren(CurveCard), key=lambda each: each.y())
    return [each.objectName().removeprefix("curve_") for each in cards if each.isVisible()]


def drawn(plot: Plot) -> tuple[np.ndarray, np.ndarray]:
    (curve,) = (item for item in plot.scene().items() if isinstance(item, pg.PlotCurveItem))
    t, values = curve.getData()
    return t, values


def area(plot: Plot) -> tuple[float, float]:
    """Where t = 0 and t = T are, in pixels from the left."""
    (view,) = (item for item in plot.scene().items() if isinstance(item, pg.ViewBox))
    box = view.sceneBoundingRect()
    return box.left(), box.right()


def press(plot: Plot, x: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    QTest.mousePress(plot.viewport(), button, pos=QPoint(round(x), 40))


def release(plot: Plot, x: float) -> None:
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(x), 40))


def pixels(widget: QWidget, ratio: float = 1) -> np.ndarray:
    image = QImage(widget.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    QWidget.render(widget, image)  # a QGraphicsView has another render
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)[..., 2::-1].astype(int)


def where(picture: np.ndarray, colour: str) -> np.ndarray:
    """Rows and columns of the pixels of a colour, (n, 2)."""
    wanted = QColor(colour)
    rgb = [wanted.red(), wanted.green(), wanted.blue()]
    return np.argwhere(np.abs(picture - rgb).max(axis=2) <= 8)


def test_three_curves_at_first_and_any_set_afterwards_in_one_order(curves: Curves) -> None:
    assert visible(curves) == list(DEFAULT)
    show(curves, ALL_NAMES[::-1])
    QApplication.processEvents()
    assert visible(curves) == list(QUANTITIES)
    show(curves, ("log_snr", "sqrt_alpha_bar"))
    QApplication.processEvents()
    assert visible(curves) == ["sqrt_alpha_bar", "log_snr"]
    show(curves, ())
    assert visible(curves) == []


def headings(curves: Curves) -> list[str]:
    return [card(curves, name)._heading.accessibleName() for name in visible(curves)]


def test_on_another_path_beta_and_alpha_bar_are_said_to_be_of_the_one_that_preserves_variance(
    curves: Curves,
) -> None:
    """Of a flow, 1 - s and s are drawn; its own alpha_bar would be 0.49."""
    show(curves, ("beta", "alpha_bar", "sqrt_alpha_bar", "sqrt_one_minus_alpha_bar", "log_snr"))
    QApplication.processEvents()
    usual = headings(curves)
    flow = make_schedule("flow", 1000)
    curves.show_t(300)
    for compared in ((), [(LINEAR, 0), (flow, 1)]):
        curves.show_schedule(flow)
        curves.show_compared(compared)
        assert headings(curves) == [
            "β_t^VP VP path, same SNR" + ", log axis" * bool(compared),
            "α\u0304_t^VP VP path, same SNR",
            "signal_t weight of the picture",
            "noise_t weight of the noise",
            "log SNR natural log of SNR",
        ]
        assert "has the same SNR at each t" in card(curves, "beta")._heading.toolTip()
        said = curves.findChild(QLabel, "value_beta")
        assert said is not None
        assert said.accessibleName() == "value of VP path, same SNR at t"
        alpha_bar, before = (signal**2 / (signal**2 + (1 - signal) ** 2) for signal in (0.7, 0.701))
        for name, number in {
            "beta": 1 - alpha_bar / before,
            "alpha_bar": alpha_bar,
            "sqrt_alpha_bar": 0.7,
            "sqrt_one_minus_alpha_bar": 0.3,
        }.items():
            assert float(value(curves, name)) == pytest.approx(number, rel=6e-4)
            x, y = plot(curves, name).content.curves[-1]
            height = math.log10(number) if plot(curves, name).content.log else number
            assert np.interp(300, x, y) == pytest.approx(height, rel=1e-5)
            assert plot(curves, name).cursor == pytest.approx((300.0, height), rel=1e-12)
        curves.show_compared(())
        curves.show_schedule(LINEAR)
        assert headings(curves) == usual


def test_a_schedule_that_is_not_among_those_compared_has_no_dot(curves: Curves) -> None:
    curves.show_t(300)
    curves.show_compared([(make_schedule("cosine", 1000), 0), (make_schedule("quadratic", 1000), 1)])
    assert math.isnan(plot(curves).cursor[1])
    curves.show_compared([(make_schedule("linear", 1000), 0), (make_schedule("quadratic", 1000), 1)])
    assert plot(curves).cursor == (300, LINEAR.beta(300))


def test_those_compared_stay_with_another_schedule_of_as_many_steps(curves: Curves) -> None:
    """Their grid is built before the curves are shown their view, and is no other where they are named in full."""
    curves.show_compared([(make_schedule("cosine", 1000), 0), (make_schedule("sigmoid", 1000), 1)])
    for schedule, lines in ((make_schedule("quadratic", 1000), 2), (make_schedule("quadratic", 50), 1)):
        curves.show_schedule(schedule)
        assert len(plot(curves)._lines) == lines


def test_an_unknown_curve_is_refused_and_changes_nothing(curves: Curves) -> None:
    with pytest.raises(ValueError, match="no curve 'gamma'; there are beta, alpha_bar"):
        show(curves, ("beta", "gamma"))
    assert visible(curves) == list(DEFAULT)


def test_a_curve_that_was_hidden_is_up_to_date_when_it_returns(curves: Curves) -> None:
    show(curves, ("log_snr",))
    curves.show_schedule(make_schedule("cosine", 20))
    curves.show_t(7)
    curves.show_theme(THEMES["light"])
    show(curves, ("beta", "log_snr"))
    QApplication.processEvents()
    assert value(curves, "beta") == f"{make_schedule('cosine', 20).beta(7):.5f}"
    assert drawn(plot(curves))[0].tolist() == list(range(1, 21))
    assert len(where(pixels(plot(curves)), THEMES["light"].beta)) > 50


def test_values_at_t(curves: Curves) -> None:
    show(curves, ALL_NAMES)
    curves.show_t(320)
    betas = [1e-4 + (0.02 - 1e-4) * step / 999 for step in range(320)]
    alpha_bar = math.prod(1 - beta for beta in betas)
    expected = {
        "beta": betas[-1],
        "alpha_bar": alpha_bar,
        "sqrt_alpha_bar": math.sqrt(alpha_bar),
        "sqrt_one_minus_alpha_bar": math.sqrt(1 - alpha_bar),
        "log_snr": math.log(alpha_bar / (1 - alpha_bar)),
    }
    for name, number in expected.items():
        assert float(value(curves, name).replace("−", "-")) == pytest.approx(number, rel=1e-3)


def test_the_clean_picture_has_no_step_and_no_noise(curves: Curves) -> None:
    show(curves, ALL_NAMES)
    curves.show_t(0)
    assert [value(curves, name) for name in USUAL] == ["—", "1.000", "1.000", "0", "∞"]
    for name in ("beta", "log_snr"):  # no dot on the curve, for there is no value
        assert len(where(pixels(plot(curves, name))[:, :48], getattr(THEMES["dark"], name))) < 20


def test_beta_begins_at_1_and_infinity_is_left_out(curves: Curves) -> None:
    show(curves, ALL_NAMES)
    for name, first in (("beta", 1), ("alpha_bar", 0), ("log_snr", 1)):
        t, values = drawn(plot(curves, name))
        assert (t[0], t[-1]) == (first, 1000)
        assert np.isfinite(values).all()
    assert drawn(plot(curves, "beta"))[1][0] == LINEAR.betas[0]
    assert drawn(plot(curves, "alpha_bar"))[1][0] == 1
    assert drawn(plot(curves, "log_snr"))[1][-1] == LINEAR.log_snr[1000]


def test_the_dot_is_on_the_curve(curves: Curves) -> None:
    """The line is scanned from the image, without the dot, and the dot is looked for at the same height."""
    shown = plot(curves, "alpha_bar")
    left, right = area(shown)
    x = round(left + 0.3 * (right - left))
    colour = THEMES["dark"].alpha_bar
    curves.show_t(900)
    line = where(pixels(shown), colour)
    height = line[line[:, 1] == x, 0].mean()
    curves.show_t(300)
    dot = where(pixels(shown), colour)
    assert dot[dot[:, 1] == x, 0].mean() == pytest.approx(height, abs=1.5)
    assert len(dot[dot[:, 1] == x]) > len(line[line[:, 1] == x]) + 3


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_each_curve_has_the_colour_that_its_name_has_in_the_theme(curves: Curves, theme: Theme) -> None:
    show(curves, ALL_NAMES)
    curves.show_theme(theme)
    for name in QUANTITIES:
        show(curves, [name])
        picture = pixels(plot(curves, name))
        assert len(where(picture, colour_named(theme, name))) > 50
        assert QColor(*picture[0, 0].tolist()) == QColor(theme.card)


def test_each_curve_has_a_dash_of_its_own() -> None:
    assert set(DASHES) == set(USUAL)
    assert len(set(DASHES.values())) == len(DASHES)


def test_schedules_that_are_compared_have_lines_of_their_own(curves: Curves) -> None:
    assert len(ROW_DASHES) == len(set(ROW_DASHES)) == DASHES_OF_ROWS
    assert {len(theme.rows) for theme in THEMES.values()} == {COLOURS}
    curves.show_compared([(LINEAR, 1), (make_schedule("cosine"), COLOURS + 1)])
    curves.grab()
    for plot in curves.findChildren(Plot):
        solid, dashed = ([pen.dashPattern() for pen in line._pens] for line in plot._lines)
        assert solid == [[]]
        assert dashed == [[], list(ROW_DASHES[1])]  # with a paler line below, or a steep curve would be lost


def test_the_plots_stand_exactly_below_one_another(curves: Curves) -> None:
    show(curves, ALL_NAMES)
    for schedule in (make_schedule("linear", 1), make_schedule("cosine", MAX_STEPS)):
        curves.show_schedule(schedule)
        pixels(curves)
        assert len({area(plot(curves, name)) for name in QUANTITIES}) == 1


def test_dragging_anywhere_in_a_plot_tells_t(curves: Curves) -> None:
    told: list[int] = []
    curves.t_dragged.connect(told.append)
    shown = plot(curves, "log_snr")
    left, right = area(shown)
    press(shown, left + 0.25 * (right - left))
    assert told.pop() == pytest.approx(250, abs=3)
    QTest.mouseMove(shown.viewport(), QPoint(round(left + 0.75 * (right - left)), 10))
    assert told.pop() == pytest.approx(750, abs=3)
    QTest.mouseMove(shown.viewport(), QPoint(round(right) + 500, 10))
    QTest.mouseMove(shown.viewport(), QPoint(round(right) + 600, 10))
    assert told == [1000]  # once, for t stays the same
    QTest.mouseMove(shown.viewport(), QPoint(-500, 10))
    assert told == [1000, 0]
    release(shown, -500)
    QTest.mouseMove(shown.viewport(), QPoint(round(right), 10))
    assert told == [1000, 0]


def test_each_press_tells_t(curves: Curves) -> None:
    told: list[int] = []
    curves.t_dragged.connect(told.append)
    for _ in range(2):
        press(plot(curves), 200)
        release(plot(curves), 200)
    QTest.mouseDClick(plot(curves).viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 40))
    assert len(told) >= 3
    assert len(set(told)) == 1


@pytest.mark.parametrize("steps", [1, 2, 10])
def test_every_t_can_be_reached(curves: Curves, steps: int) -> None:
    told: list[int] = []
    curves.t_dragged.connect(told.append)
    curves.show_schedule(make_schedule("linear", steps))
    left, right = area(plot(curves))
    for t in range(steps + 1):
        press(plot(curves), left + (right - left) * t / steps)
        release(plot(curves), 0)
    assert told == list(range(steps + 1))


def test_only_the_left_button_drags_and_showing_tells_nothing(curves: Curves) -> None:
    told: list[int] = []
    curves.t_dragged.connect(told.append)
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        press(plot(curves), 200, button)
        QTest.mouseMove(plot(curves).viewport(), QPoint(250, 40))
        QTest.mouseRelease(plot(curves).viewport(), button, pos=QPoint(250, 40))
    curves.show_t(500)
    curves.show_schedule(make_schedule("cosine", 300))
    show(curves, ("beta",))
    assert told == []


def test_the_pointer_says_that_it_drags_and_the_keyboard_is_left_to_the_window(curves: Curves) -> None:
    assert plot(curves).viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    assert plot(curves).focusPolicy() == Qt.FocusPolicy.NoFocus


@pytest.mark.parametrize("steps", [1000, 100_000])
def test_the_number_at_the_end_of_an_axis_is_whole(curves: Curves, steps: int) -> None:
    curves.show_schedule(make_schedule("linear", steps))
    shown = plot(curves)
    (axis,) = (
        each for each in shown.scene().items() if isinstance(each, Axis) and each.orientation == "bottom"
    )
    *_, (line, rect, text) = axis._bottom()
    assert text == str(steps)
    assert axis.mapRectToScene(rect).right() <= shown.viewport().width()
    assert abs(rect.center().x() - line.x1()) < 1 or steps > 1000  # under its line, if there is room


def test_a_chart_that_is_very_high_has_few_numbers(curves: Curves) -> None:
    curves.resize(300, 4000)
    curves.show()
    (axis,) = (
        each for each in plot(curves).scene().items() if isinstance(each, Axis) and each.orientation == "left"
    )
    assert axis.size().height() > 600
    assert 2 <= len(axis._left()) <= MOST_UP


def test_moving_the_cursor_draws_no_axis_and_no_curve_anew(
    curves: Curves, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[object] = []
    for item in (Axis, CurveLine):
        paint = item.paint

        def counted(self: Any, *args: Any, paint: Any = paint) -> None:
            painted.append(self)
            paint(self, *args)

        monkeypatch.setattr(item, "paint", counted)
    pictures = []
    for t in (100, 500, 900):
        curves.show_t(t)
        pictures.append(curves.grab().toImage())
    assert painted == []
    assert pictures[0] != pictures[1] != pictures[2]
    curves.show_schedule(make_schedule("cosine", 1000))
    curves.grab()
    assert len([item for item in painted if isinstance(item, CurveLine)]) == len(DEFAULT)


def test_while_the_range_stays_axes_are_not_painted_anew(
    curves: Curves, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[object] = []
    paint = Axis.paint

    def counted(self: Any, *args: Any) -> None:
        painted.append(self)
        paint(self, *args)

    monkeypatch.setattr(Axis, "paint", counted)
    show(curves, ["alpha_bar"])  # from 0 to 1 with every schedule
    shown = plot(curves, "alpha_bar")
    first = pixels(shown)
    painted.clear()
    curves.show_schedule(make_schedule("cosine", 1000))
    assert (pixels(shown) != first).any()
    assert painted == []
    curves.show_theme(THEMES["light"])
    light = pixels(shown)
    curves.show_looks(curves.looks.with_log("alpha_bar", True))
    assert (pixels(shown) != light).any()
    curves.show_looks(curves.looks.with_log("alpha_bar", False))
    assert (pixels(shown) == light).all()
    assert len(painted) == 6
    curves.show_schedule(make_schedule("cosine", 100))
    assert (pixels(shown)[-18:] != light[-18:]).any()  # other numbers below


def test_the_cursor_leaves_no_trace(curves: Curves) -> None:
    curves.show_t(400)
    before = pixels(curves)
    for t in (401, 1000, 0, 399, 400):
        curves.show_t(t)
        QApplication.processEvents()
    assert (pixels(curves) == before).all()


def test_an_image_of_twice_the_size_has_lines_of_twice_the_width(curves: Curves) -> None:
    colour = THEMES["dark"].alpha_bar
    once = len(where(pixels(plot(curves, "alpha_bar")), colour))
    twice = len(where(pixels(plot(curves, "alpha_bar"), 2), colour))
    assert twice > 3 * once


@pytest.mark.parametrize("name", ["linear", "cosine"])
def test_few_points_are_drawn_whatever_t_is(curves: Curves, name: str) -> None:
    schedule = make_schedule(name, MAX_STEPS)
    show(curves, ALL_NAMES)
    curves.show_schedule(schedule)
    curves.show_t(MAX_STEPS)
    for quantity in USUAL:
        t, values = drawn(plot(curves, quantity))
        assert len(t) <= 800
        assert t[-1] == MAX_STEPS
        assert (np.diff(t) > 0).all()
        array = getattr(schedule, "betas" if quantity == "beta" else quantity)
        whole = array[np.isfinite(array)]
        assert (values.min(), values.max()) == (whole.min(), whole.max())


def test_t_beyond_a_shorter_schedule_becomes_its_last(curves: Curves) -> None:
    curves.show_t(1000)
    short = make_schedule("linear", 10)
    curves.show_schedule(short)
    assert float(value(curves, "beta")) == pytest.approx(short.beta(10))
    curves.show_t(-3)
    assert value(curves, "beta") == "—"


@pytest.mark.parametrize(
    "betas", [[1e-300] * 3, [0.5], [0.02] * 50, [1 - 1e-16] * 1000, [1e-320, 0.9], [0.1, 1e-12]]
)
def test_extreme_schedules_are_drawn(curves: Curves, betas: list[float]) -> None:
    show(curves, ALL_NAMES)
    curves.show_schedule(Schedule.from_betas("extreme", (), betas))
    for t in (0, len(betas)):
        curves.show_t(t)
        for name in USUAL:
            assert len(where(pixels(plot(curves, name)), getattr(THEMES["dark"], name))) > 5


def test_before_a_schedule_is_known_there_is_nothing_to_show(qtbot: QtBot) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.show_t(5)
    assert value(curves, "beta") == ""
    curves.grab()


def test_pyside_comes_before_pyqtgraph(tmp_path: Path) -> None:
    """Where PyQt6 is installed too, pyqtgraph would take that."""
    package = tmp_path / "PyQt6"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('PyQt6 was imported')", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", "import gui.plots.curves"], env=environment, cwd=root, check=True)


def test_a_moved_t_lays_nothing_out_anew(curves: Curves, qapp: QApplication) -> None:
    class Noting(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.laid_out: list[str] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.LayoutRequest:
                self.laid_out.append(watched.objectName())
            return False

    qapp.processEvents()
    noting = Noting()
    for widget in (curves, *curves.findChildren(CurveCard)):
        widget.installEventFilter(noting)
    for t in (1, 500, 1000):
        curves.show_t(t)
        qapp.processEvents()
    assert noting.laid_out == []
