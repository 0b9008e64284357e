"""What curves are drawn over, their ranges by wheel, hand and keys, and their menu."""

from __future__ import annotations

import math
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from engine.jobs import WriteCurves
from engine.planning.curves import CURVES
from engine.planning.loss_floor import loss_floor
from engine.planning.spectrum import spectrum
from engine.samplers.timesteps import spaced
from engine.schedules import Schedule, make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.curve_looks import CurveLooks
from engine.state.changes import go_to, set_option
from engine.state.view import View
from engine.state.visited import NOWHERE, Visited, visited
from gui.exports.figure_curves import with_common_ranges
from gui.plots.chart_content import content_of
from gui.plots.curve_menu import CurveMenu
from gui.plots.curves import Curves
from gui.plots.range_dialog import RangeDialog
from gui.plots.ticks import LOG, ticks
from gui.style import THEMES
from gui.widgets.scrolled import Scrolled
from tests.gui.find import find
from tests.gui.plots.test_curves import card, curves, drawn, pixels, plot, where

assert curves  # the fixture

LINEAR = make_schedule("linear", 1000)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MIDDLE = Qt.MouseButton.MiddleButton


@pytest.fixture
def following(curves: Curves) -> Curves:
    """Curves that show the looks that are wanted of them, as the window does."""
    curves.looks_wanted.connect(curves.show_looks)
    return curves


def wheel(curves: Curves, at: QPointF, notches: float, keys: Qt.KeyboardModifier | None = None) -> bool:
    """Turn the wheel over the curve of beta; whether that was taken."""
    viewport = plot(curves).viewport()
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        at,
        QPointF(viewport.mapToGlobal(at)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        none if keys is None else keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)
    return event.isAccepted()


def over(curves: Curves, part: float, name: str = "beta") -> QPointF:
    """So far along the area of a curve, half way up."""
    area = plot(curves, name).area
    return QPointF(area.left() + part * area.width(), area.center().y())


def _move(viewport: QWidget, at: QPoint) -> None:
    """Move the mouse with the middle button held."""
    place = QPointF(viewport.mapToGlobal(QPointF(at)))
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        place,
        Qt.MouseButton.NoButton,
        MIDDLE,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)


@pytest.mark.parametrize("name", ["log_snr", "sigma"])
def test_over_the_noise_level_the_hand_takes_the_nearest_state(following: Curves, name: str) -> None:
    following.show_looks(following.looks.drawn_over(name))
    told: list[int] = []
    following.t_dragged.connect(told.append)
    first, last = float(LINEAR.log_snr[1]), float(LINEAR.log_snr[-1])
    for part in (0.0, 0.2, 0.5, 0.9, 1.0):
        at = over(following, part).toPoint()
        QTest.mousePress(plot(following).viewport(), Qt.MouseButton.LeftButton, pos=at)
        area = plot(following).area
        wanted = first + (at.x() - area.left()) / area.width() * (last - first)
        assert abs(LINEAR.log_snr[told[-1]] - wanted) == np.abs(LINEAR.log_snr - wanted).min()
    assert (told[0], told[-1]) == (1, 1000)


def test_over_log_snr_the_cursor_stands_at_its_log_snr(following: Curves) -> None:
    following.show_looks(following.looks.drawn_over("log_snr"))
    shown = plot(following, "alpha_bar")
    following.show_t(0)  # which is at infinity
    without = pixels(shown)
    for t in (1, 300, 1000):
        following.show_t(t)
        columns = np.argwhere((pixels(shown) != without).any(axis=(0, 2)))[:, 0]
        part = (LINEAR.log_snr[1] - LINEAR.log_snr[t]) / (LINEAR.log_snr[1] - LINEAR.log_snr[-1])
        assert columns.mean() == pytest.approx(over(following, float(part), "alpha_bar").x(), abs=1)
    following.show_t(0)
    assert (pixels(shown) == without).all()


def test_small_betas_can_be_seen_on_a_logarithmic_axis(following: Curves) -> None:
    following.show_schedule(make_schedule("cosine", 1000))
    following.show_looks(following.looks.with_log("beta", True))
    _, heights = drawn(plot(following))
    np.testing.assert_allclose([heights[0], heights[-1]], np.log10([4.128422482e-5, 0.999]), rtol=1e-6)
    area = plot(following).area
    rows = where(pixels(plot(following)), THEMES["dark"].beta)[:, 0]
    assert np.ptp(rows) > 0.8 * area.height()
    following.show_looks(following.looks.with_log("log_snr", True))  # has none
    assert (drawn(plot(following, "log_snr"))[1] < 0).any()


def test_the_wheel_zooms_all_curves_about_the_pointer(following: Curves) -> None:
    at = over(following, 0.3)
    for _ in range(6):
        assert wheel(following, at, 1)
    spans = [plot(following, name).content.x for name in following.looks.names]
    low, high = spans[0]
    assert spans == [spans[0]] * 3
    assert high - low == pytest.approx(1000 / 1.25**6)
    assert low + 0.3 * (high - low) == pytest.approx(300, abs=2)
    t, values = drawn(plot(following))
    assert t[0] == math.ceil(low) - 1  # and one beyond
    inside = values[(t >= low) & (t <= high)]
    bottom, top = plot(following).content.y
    assert bottom < inside.min()
    assert top > inside.max()
    assert top - bottom < 0.02 * 0.3  # it follows what is seen
    for _ in range(8):
        wheel(following, at, -1)
    assert following.looks.ranges == ()
    assert plot(following).content.x == (0, 1000)


def test_no_more_than_two_steps_fill_the_width(following: Curves) -> None:
    wheel(following, over(following, 0.5), 100)
    low, high = plot(following).content.x
    assert high - low == 2


def test_with_shift_or_the_middle_button_the_range_moves_as_far_as_there_is_anything(
    following: Curves,
) -> None:
    following.show_looks(CurveLooks(ranges=(("x", 400, 600),)))
    wheel(following, over(following, 0.5), -1, SHIFT)
    assert plot(following).content.x == pytest.approx((420, 620))
    viewport, start = plot(following).viewport(), over(following, 0.5).toPoint()
    QTest.mousePress(viewport, MIDDLE, pos=start)
    step = round(plot(following).area.width() / 10)
    told: list[int] = []
    following.t_dragged.connect(told.append)
    _move(viewport, QPoint(start.x() + step, start.y()))
    assert plot(following).content.x[0] == pytest.approx(400, abs=3)
    _move(viewport, QPoint(start.x() + 50 * step, start.y()))
    assert plot(following).content.x == pytest.approx((0, 200))
    assert told == []


def test_over_the_left_axis_the_wheel_changes_one_curve(following: Curves) -> None:
    at = QPointF(10, plot(following).area.bottom())
    low, high = plot(following).content.y
    wheel(following, at, 3)
    assert plot(following).content.y == pytest.approx((low, low + (high - low) / 1.25**3), rel=1e-6)
    assert following.looks.range_of("beta") == pytest.approx((low, low + (high - low) / 1.25**3))
    assert plot(following, "alpha_bar").content.y == (-0.06, 1.06)
    assert plot(following).content.x == (0, 1000)
    wheel(following, at, -4)
    assert following.looks.ranges == ()


def test_a_double_click_shows_all_and_is_a_press_where_all_is_shown(following: Curves) -> None:
    viewport, at = plot(following).viewport(), over(following, 0.5).toPoint()
    following.show_looks(CurveLooks(ranges=(("x", 100, 200), ("beta", 0.0, 0.005), ("alpha_bar", 0.0, 0.5))))
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert following.looks.ranges == (("alpha_bar", 0.0, 0.5),)
    told: list[int] = []
    following.t_dragged.connect(told.append)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert told[0] == pytest.approx(500, abs=3)


def test_a_double_click_leaves_t_where_it_was(following: Curves) -> None:
    following.show_looks(CurveLooks(ranges=(("x", 100, 200),)))
    following.t_dragged.connect(following.show_t)
    following.show_t(150)
    viewport, at = plot(following).viewport(), over(following, 0.9)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    told: list[int] = []
    following.t_dragged.connect(told.append)
    for kind in (
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
    ):
        QApplication.sendEvent(viewport, QMouseEvent(kind, at, viewport.mapToGlobal(at), left, left, none))
    assert following.looks.ranges == ()
    assert told == [190, 150]


def test_the_wheel_scrolls_a_column_that_is_too_long_unless_ctrl_is_held(qtbot: QtBot) -> None:
    area, inside = QScrollArea(), Curves()
    inside.looks_wanted.connect(inside.show_looks)
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    inside.show_schedule(LINEAR)
    inside.setMinimumHeight(900)
    area.resize(380, 400)
    with qtbot.waitExposed(area):
        area.show()
    bar = area.verticalScrollBar()
    assert bar.maximum() > 0
    assert not wheel(inside, over(inside, 0.5), 1)
    assert inside.looks.ranges == ()
    assert wheel(inside, over(inside, 0.5), 1, CTRL)
    assert inside.looks.range_of("x") is not None


def test_a_range_in_which_nothing_is_shows_all(curves: Curves) -> None:
    curves.show_looks(CurveLooks(ranges=(("x", 500, 700),)))
    assert plot(curves).content.x == (500, 700)
    curves.show_schedule(make_schedule("linear", 10))
    assert plot(curves).content.x == (0, 10)
    curves.show_looks(CurveLooks(over="log_snr", ranges=(("x", 3, -40),)))
    low, high = plot(curves).content.x
    assert (low, high) == (-3, -float(make_schedule("linear", 10).log_snr[-1]))


def test_nothing_is_drawn_beyond_a_range(curves: Curves) -> None:
    curves.show_looks(CurveLooks(ranges=(("x", 400, 600), ("beta", 0.009, 0.01))))
    line = where(pixels(plot(curves)), THEMES["dark"].beta)
    area = plot(curves).area
    assert len(line) > 20
    assert line[:, 1].min() >= area.left() - 1
    assert line[:, 1].max() <= area.right() + 1
    assert line[:, 0].max() <= area.bottom() + 1


def test_ranges_are_typed(curves: Curves, qtbot: QtBot) -> None:
    dialog = RangeDialog(CurveLooks(ranges=(("x", 0, 50.5), ("sigma", 1, 2))), curves)
    field = {each.objectName(): each for each in dialog.findChildren(QLineEdit)}
    assert field["range_x_to"].text() == "50.5"
    field["range_beta_from"].setText("1e-4")
    dialog.accept()
    problem = find(dialog, QLabel, "range_problem")
    assert problem.text().startswith("Variance of a step: a range needs two numbers")
    assert dialog.result() == 0
    field["range_beta_to"].setText("0,01")
    field["range_x_from"].clear()
    field["range_x_to"].clear()
    dialog.accept()
    assert dialog.result() == 1
    assert dialog.looks().ranges == (("sigma", 1, 2), ("beta", 1e-4, 0.01))  # what is not shown stays
    for texts in (("1", "1"), ("nan", "2"), ("1", "inf")):
        for end, text in zip(("from", "to"), texts, strict=True):
            field[f"range_beta_{end}"].setText(text)
        with pytest.raises(ValueError, match="Variance of a step"):
            dialog.looks()


def test_return_takes_the_ranges(curves: Curves) -> None:
    dialog = RangeDialog(CurveLooks(ranges=(("x", 0, 50.5),)), curves)
    dialog.show()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == 1


def test_the_ranges_of_all_curves_scroll_on_a_low_screen(
    curves: Curves, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 1366, 768))
    monkeypatch.setattr(Scrolled, "screen", lambda _: screen)
    dialog = RangeDialog(CurveLooks(tuple(CURVES)), curves)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.height() < 768
    first = find(dialog, QLineEdit, "range_x_from")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Backtab)
    last = dialog.focusWidget()
    assert last.objectName() == "range_take"
    assert last.visibleRegion().boundingRect() == last.rect()
    dialog.close()


def test_the_menu_has_axes_ranges_data_and_curves(following: Curves, qtbot: QtBot) -> None:
    wanted: list[WriteCurves] = []
    following.copy_wanted.connect(wanted.append)

    def choose(name: str, curve: str = "beta") -> None:
        viewport = plot(following, curve).viewport()
        at = QPoint(100, 40)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, viewport.mapToGlobal(at))
        QApplication.sendEvent(viewport, event)
        menu = following.findChild(CurveMenu)
        assert isinstance(menu, CurveMenu)
        action = next(each for each in menu.findChildren(QAction) if name in (each.objectName(), each.text()))
        assert action.isEnabled()
        action.trigger()
        menu.close()
        qtbot.waitUntil(lambda: following.findChild(CurveMenu) is None)

    choose("curve_over_sigma")
    assert following.looks.over == "sigma"
    choose("curve_log")
    assert "beta" in following.looks.log
    choose("curve_log")
    assert "beta" not in following.looks.log
    wheel(following, over(following, 0.5), 2)
    assert following.looks.ranges
    choose("curve_all")
    assert following.looks.ranges == ()
    choose("Min-SNR, on the ε loss")
    choose("curve_hide", "alpha_bar")
    assert following.looks.names == ("beta", "log_snr", "min_snr_weight")
    choose("curve_copy", "min_snr_weight")
    assert [each.name for each in wanted[0].quantities] == ["min_snr_weight"]
    assert wanted[0].schedules == (LINEAR,)
    choose("curve_copy_table")
    assert (wanted.pop().quantities, wanted[0].schedules) == ((), (LINEAR,))
    following.copy()
    assert [each.name for each in wanted[1].quantities] == ["beta", "log_snr", "min_snr_weight"]


def test_betas_that_are_far_apart_are_on_a_logarithmic_axis_and_it_says_so(following: Curves) -> None:
    cosine, near = make_schedule("cosine", 1000), make_schedule("quadratic", 1000)
    following.show_schedule(LINEAR)
    of_card = card(following, "beta")
    for compared, apart in (([(LINEAR, 0), (near, 1)], False), ([(LINEAR, 0), (cosine, 1)], True)):
        following.show_compared(compared)
        content = plot(following).content
        assert content.log is apart
        assert of_card._heading.accessibleName().endswith(", log axis") is apart
        for (x, y), (schedule, _) in zip(content.curves, compared, strict=True):
            betas = schedule.betas[x.astype(int) - 1]
            assert y == pytest.approx(np.log10(betas) if apart else betas, rel=1e-12)
            assert len(x) > 100
    following.show_t(500)
    assert plot(following).cursor[1] == pytest.approx(math.log10(LINEAR.beta(500)))
    # A range that is positive stays on it; one from 0, which is on no such axis, has an even one.
    for low, log in ((1e-4, True), (0.0, False)):
        following.show_looks(CurveLooks().with_range("beta", (low, 0.02)))
        assert plot(following).content.log is log
        expected = (math.log10(low), math.log10(0.02)) if log else (low, 0.02)
        assert plot(following).content.y == pytest.approx(expected)
    following.show_looks(CurveLooks())
    following.show_compared(())
    assert not plot(following).content.log
    assert not of_card._heading.accessibleName().endswith(", log axis")


def test_a_film_has_one_kind_of_axis_from_end_to_end() -> None:
    """Though the betas are far apart at its end alone."""
    near, far = ([(LINEAR, 0), (make_schedule(name, 1000), 1)] for name in ("quadratic", "cosine"))
    looks = with_common_ranges(CurveLooks(), [near, far], None)
    low, high = (math.log10(each) for each in looks.range_of("beta") or ())
    for compared in (near, far):
        content = content_of(CURVES["beta"], LINEAR, compared, looks, 100)
        assert content.log
        assert content.y == pytest.approx((low, high))
    for _, heights in content.curves:
        assert low <= heights.min() < heights.max() <= high
    assert not content_of(
        CURVES["beta"], LINEAR, near, with_common_ranges(CurveLooks(), [near], None), 100
    ).log


def test_the_menu_says_why_an_axis_is_logarithmic(following: Curves, qtbot: QtBot) -> None:
    following.show_schedule(LINEAR)
    for compared in ((), [(LINEAR, 0), (make_schedule("cosine", 1000), 1)]):
        following.show_compared(compared)
        following._show_menu("beta", QPoint())
        (menu,) = following.findChildren(CurveMenu)
        action = menu.findChild(QAction, "curve_log")
        assert isinstance(action, QAction)
        assert (action.isChecked(), action.isEnabled()) == (bool(compared), not compared)
        assert ("ten times apart" in action.toolTip()) is bool(compared)
        menu.close()
        qtbot.waitUntil(lambda: not following.findChildren(CurveMenu))


def test_compared_schedules_share_a_logarithmic_axis(curves: Curves) -> None:
    other = make_schedule("cosine", 500)
    curves.show_looks(CurveLooks(over="sigma", log=("beta",)))
    curves.show_compared([(LINEAR, 0), (other, 3)])
    low, high = plot(curves).content.x
    assert 10**low == pytest.approx(min(float(LINEAR.sigma[1]), float(other.sigma[1])))
    assert 10**high == pytest.approx(float(other.sigma[-1]))
    assert len(plot(curves).content.curves) == 2
    card(curves, "beta").grab()


@pytest.mark.parametrize("over_", ["t", "log_snr", "sigma"])
@pytest.mark.parametrize("betas", [[1e-300] * 3, [0.5], [1 - 1e-16] * 1000, [1e-320, 0.9], [1.0], [0.1, 1.0]])
def test_extreme_schedules_are_drawn_over_everything(curves: Curves, betas: list[float], over_: str) -> None:
    curves.show_looks(CurveLooks(over=over_, log=("beta", "alpha_bar")))
    curves.show_schedule(Schedule.from_betas("extreme", (), betas))
    for t in (0, len(betas)):
        curves.show_t(t)
        curves.grab()


@pytest.mark.parametrize(
    ("kind", "low", "high", "texts"),
    [
        ("linear", 0.0, 1.0, ["0", "0.5", "1.0"]),
        ("linear", -0.06, 0.19, ["0", "0.1"]),
        ("falling", -4.0, 3.9, ["4", "2", "0", "−2"]),  # with 5 between them there would be one
        ("whole", 3.2, 4.9, ["4"]),
    ],
)
def test_there_are_two_ticks_or_more(kind: str, low: float, high: float, texts: list[str]) -> None:
    assert [text for _, text in ticks(kind, low, high, 3)] == texts


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (-4.3, 0.1, ["10⁻⁴", "0.001", "0.01", "0.1", "1"]),
        (-437.0, 0.0, ["10⁻⁴⁰⁰", "10⁻³⁰⁰", "10⁻²⁰⁰", "10⁻¹⁰⁰", "1"]),
        (0.1, 1.4, ["2", "5", "10", "20"]),
        (-5.1, -4.2, ["1e−5", "2e−5", "5e−5"]),
        (-0.02, 0.001, ["0.96", "0.97", "0.98", "0.99", "1.00"]),
        (-400.2, -399.5, ["10⁻⁴⁰⁰", "2e−400"]),
    ],
)
def test_ticks_of_a_logarithmic_axis_are_round_values(low: float, high: float, texts: list[str]) -> None:
    found = ticks(LOG, low, high, 5)
    assert [text.replace("10⁻⁵", "1e−5") for _, text in found] == texts
    assert [place for place, _ in found] == sorted(place for place, _ in found)


def test_the_least_loss_appears_once_the_picture_is_measured(curves: Curves) -> None:
    curves.show_looks(CurveLooks(names=("floor_eps", "alpha_bar")))
    curves.show_t(300)
    shown = find(curves, QLabel, "value_floor_eps")
    assert shown.text() == "—"
    assert plot(curves, "floor_eps").content.curves[0][0].size == 0
    found = spectrum(np.random.default_rng(3).uniform(-1, 1, (32, 32)))
    curves.show_spectrum(found)
    expected = loss_floor(LINEAR, found).eps
    assert float(shown.text()) == pytest.approx(expected[299], rel=1e-3)
    np.testing.assert_array_equal(plot(curves, "floor_eps").content.curves[0][1][[0, -1]], expected[[0, -1]])
    curves.show_spectrum(None)
    assert shown.text() == "—"


@pytest.mark.parametrize("over_", ["t", "log_snr", "sigma"])
def test_ticks_stand_at_the_levels_that_a_run_visits(curves: Curves, over_: str) -> None:
    curves.show_looks(CurveLooks(names=("alpha_bar",), over=over_))
    curves.show_schedule(LINEAR)
    shown = plot(curves, "alpha_bar")
    without = pixels(shown)
    view = set_option("samplers", "run", ("euler:spacing=karras,steps=5",)).run(View(scene="samplers"))
    levels = visited(view)
    assert visited(go_to(400).run(view)) is levels  # nothing is drawn anew while t moves
    curves.show_schedule(LINEAR, levels)
    changed = np.argwhere((pixels(shown) != without).any(axis=2))
    assert (changed[:, 0] >= shown.area.bottom() - 6).all()
    found = sorted({round(float(column)) for column in changed[:, 1]})
    karras = spaced(LINEAR, "karras", 5).levels
    for level in karras[:-1]:  # the last is t = 0
        place = {"t": level.t, "log_snr": -2 * level.lam, "sigma": math.log10(level.sigma)}[over_]
        assert min(abs(column - shown.x_of(place)) for column in found) <= 1
    starts = 1 + sum(after - before > 1 for before, after in pairwise(found))
    assert starts == 5  # t = 0 is on the axis of t alone, a third of a pixel from t = 1
    many = Visited(np.tile(levels.t, 200), np.tile(levels.log_snr, 200))
    curves.show_schedule(LINEAR, many)
    assert (pixels(shown) == without).all()
    curves.show_schedule(LINEAR)
    assert (pixels(shown) == without).all()


def test_each_scene_with_a_run_says_what_it_visits() -> None:
    for scene, first in (("generate", 1000), ("reverse", 1000), ("plan", 1000), ("density", 1000)):
        levels = visited(View(scene=scene))
        assert (levels.t[0], levels.t[-1]) == (first, 0)
    for scene in ("forward", "compare"):
        assert visited(View(scene=scene)) is NOWHERE
    assert visited(set_option("generate", "start", 300).run(View(scene="generate"))).t[0] == 300


@pytest.mark.parametrize("settings", [{}, {"kept": 7}, {"kept": 20, "start": 77}, {"sampler": "heun"}])
def test_what_a_run_visits_are_the_levels_of_its_course(settings: dict[str, Any]) -> None:
    view = View(scene="reverse", schedule=ScheduleChoice("cosine", 120))
    for name, value in settings.items():
        view = set_option("reverse", name, value).run(view)
    found, oracle = visited(view), view.own.oracle(120)
    course = oracle.run.course(view.schedule.make(), oracle.start)
    np.testing.assert_array_equal(found.t, [level.t for level in course.levels])
    np.testing.assert_array_equal(found.log_snr, [2 * level.lam for level in course.levels])
