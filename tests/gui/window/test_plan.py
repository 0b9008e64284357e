"""Plan in the window: runs are added, chosen, changed and suggested, and the charts and pictures follow."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar

from engine.scenes.chart import Mark
from engine.schedules.choice import ScheduleChoice
from engine.state.change import Change
from engine.state.changes import choose_scene, choose_schedule, go_to, set_option
from engine.state.run_changes import add_run
from engine.state.start import Start
from gui.plots.scene_charts import SceneCharts
from tests.beginning import begin
from tests.driver import WAIT, Driver


@pytest.fixture
def start() -> Start:
    return begin(scene="plan", working_size=64, window_size=(1366, 768))


def charts(driver: Driver) -> SceneCharts:
    widget = driver["scene_charts"]
    assert isinstance(widget, SceneCharts)
    return widget


def runs(driver: Driver) -> tuple[str, ...]:
    own: tuple[str, ...] = driver.window.store.view.own.run
    return own


def test_what_is_settled_has_charts_and_a_picture_of_each_run(driver: Driver) -> None:
    frame = driver.images.frame
    assert frame is not None
    assert len(frame.grid.cells) == 1 + len(runs(driver))
    assert len(charts(driver).charts) == 2
    assert charts(driver).isVisible()
    assert not any(cell.note for cell in frame.grid.cells)
    driver.choose_scene("forward")
    driver.settle()
    assert not charts(driver).isVisible()
    driver.choose_scene("plan")
    driver.settle()
    assert len(charts(driver).charts) == 2


def test_another_picture_is_measured_anew(driver: Driver) -> None:
    first = charts(driver).charts
    driver.window.pictures.resize(128)
    driver.qtbot.waitUntil(lambda: driver.window.store.view.working_size == 128)
    driver.settle()
    ends = [each[0].curves[0].x[0] for each in (first, charts(driver).charts)]
    assert ends == [1 / 128, 1 / 256]


def test_runs_are_added_changed_chosen_and_removed_each_as_a_step(driver: Driver) -> None:
    before = runs(driver)
    driver.click("add_run")
    assert runs(driver) == (*before, before[0])
    assert driver.window.store.view.own.selected == 4
    driver.combo("run_sampler").setCurrentIndex(driver.combo("run_sampler").findData("heun"))
    driver.combo("run_spacing").setCurrentIndex(driver.combo("run_spacing").findData("karras"))
    driver.spin("run_steps_planned").setValue(6)
    driver.spin("run_sigma_max").setValue(30)
    assert runs(driver)[3] == "heun:spacing=karras,steps=6,sigma_max=30"
    grid = driver.settle().grid
    assert grid.runs[3].title == "Heun Karras 6"
    driver.click("run_2")
    assert driver.window.store.view.own.selected == 2
    assert driver.combo("run_spacing").currentData() == "karras"
    driver.click("remove_run")
    assert runs(driver) == (before[0], before[2], "heun:spacing=karras,steps=6,sigma_max=30")
    for _ in range(20):
        driver.window.store.undo()
    assert runs(driver) == before


def test_a_click_on_the_picture_of_a_run_selects_it(driver: Driver) -> None:
    centre = driver.images.cell_rect(3).center()
    driver.qtbot.mouseClick(driver.images, Qt.MouseButton.LeftButton, pos=centre)
    assert driver.window.store.view.own.selected == 3
    assert driver.settle().grid.remark.startswith("DPM++ 2M")


def test_a_suggestion_is_taken_as_one_step_and_said(driver: Driver) -> None:
    before = runs(driver)
    driver.click("run_3")
    driver.click("suggest")
    driver.qtbot.waitUntil(lambda: runs(driver) != before, timeout=10_000)
    kl = [float(note.number) for note in driver.settle().grid.runs]
    assert kl[3] < kl[2]
    assert kl[3] < 0.01
    assert runs(driver)[:3] == before
    assert driver.window.store.view.own.selected == 4
    assert driver.says(f"KL {kl[3]:.3g} instead of {kl[2]:.3g} nats per value; of the mean colour, ")
    driver.window.store.undo()
    assert (runs(driver), driver.window.store.view.own.selected) == (before, 3)


def test_a_gain_that_no_digit_shows_is_none(driver: Driver) -> None:
    driver.window.store.apply(choose_schedule(ScheduleChoice("ve")))
    before, kl = runs(driver), driver.settle().grid.runs[0].number
    driver.click("suggest")
    driver.qtbot.waitUntil(lambda: not driver.window.plans.suggesting, timeout=WAIT)
    assert runs(driver) == before
    assert driver.says(f"No less than KL {float(kl):.3g}, in nats per value, was found for {before[0]}")


def test_the_shift_of_the_schedule_is_suggested_too(driver: Driver) -> None:
    before = runs(driver)
    driver.window.columns.runs.buttons.suggest_requested.emit("shift")
    driver.qtbot.waitUntil(lambda: runs(driver) != before, timeout=10_000)
    kl = [float(note.number) for note in driver.settle().grid.runs]
    assert runs(driver)[3].startswith("ddim:steps=10,shift=")
    assert kl[3] < kl[0]
    assert driver.spin("run_shift").value() == pytest.approx(float(runs(driver)[3].split("=")[-1]), abs=1e-3)


def test_looking_for_a_sampler_shows_how_far_it_is_and_is_ended(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.controllers.plans.MOMENT", 0.0)
    before, parts = runs(driver), list[int]()
    bar = driver["suggest_progress"]
    assert isinstance(bar, QProgressBar)
    bar.valueChanged.connect(parts.append)
    height = driver.window.columns.runs.buttons.height()
    driver.window.columns.runs.buttons.suggest_requested.emit("sampler")
    driver.qtbot.waitUntil(lambda: len(set(parts)) > 3, timeout=WAIT)
    assert not driver["suggest"].isVisible()
    assert driver.window.columns.runs.buttons.height() == height  # nothing below it has moved
    ended: list[bool] = []
    driver.window.columns.runs.buttons.progress.cancel_requested.connect(lambda: ended.append(True))
    for _ in range(2):  # the second of a double click is not for what comes to that place
        driver.click("cancel_suggest")
    assert ended == [True]
    driver.qtbot.waitUntil(driver["suggest"].isVisible)
    assert driver["copy_sigmas"].isVisible()
    assert not bar.isVisible()
    seen = len(parts)
    driver.click("suggest")  # the next one begins anew, and is alone
    driver.qtbot.waitUntil(lambda: runs(driver) != before, timeout=WAIT)
    assert runs(driver)[3].startswith("ddim:")
    assert parts[seen:-1] == sorted(parts[seen:-1])
    assert parts[-1] == 0
    assert driver["suggest"].isVisible()


def test_the_keys_go_from_suggest_to_its_cancel_and_back(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.controllers.plans.MOMENT", 0.0)
    driver["suggest"].setFocus()
    driver.window.columns.runs.buttons.suggest_requested.emit("sampler")
    driver.qtbot.waitUntil(driver["cancel_suggest"].hasFocus, timeout=WAIT)
    QTest.keyClick(driver["cancel_suggest"], Qt.Key.Key_Space)
    driver.qtbot.waitUntil(driver["suggest"].hasFocus)
    assert not driver.window.plans.suggesting


@pytest.mark.parametrize(
    "change",
    [
        choose_schedule(ScheduleChoice("cosine")),
        add_run("plan", "ddim:steps=5"),
        set_option("plan", "spectrum_of", "bundled"),
    ],
)
def test_what_is_looked_for_is_given_up_where_it_would_be_of_other_settings(
    driver: Driver, change: Change
) -> None:
    driver.window.columns.runs.buttons.suggest_requested.emit("sampler")
    driver.window.store.apply(go_to(7))
    assert driver.window.plans.suggesting
    driver.window.store.apply(change)
    assert not driver.window.plans.suggesting
    assert driver.says("The search for a better run has ended")
    before = runs(driver)
    driver.settle()
    assert runs(driver) == before


def test_a_run_takes_a_schedule_of_its_own_and_gives_it_back(driver: Driver) -> None:
    kl = [note.number for note in driver.settle().grid.runs]
    driver.combo("run_schedule").setCurrentIndex(driver.combo("run_schedule").findData("cosine"))
    assert runs(driver)[0] == "ddim:steps=10,schedule=cosine"
    notes = driver.settle().grid.runs
    assert notes[0].title == "DDIM Cosine, trailing 10"
    assert "of the mean lost" in notes[0].small
    assert [note.number for note in notes][1:] == kl[1:]
    assert notes[0].number != kl[0]
    driver.combo("run_schedule").setCurrentIndex(0)
    assert [note.number for note in driver.settle().grid.runs] == kl
    assert driver.text("runs_heading") == "KL in nats per value, from pure noise"


def test_sigmas_are_copied_as_numbers_to_the_last_digit(driver: Driver) -> None:
    driver.click("copy_sigmas")
    sigmas = [float(text) for text in QGuiApplication.clipboard().text().split(", ")]
    schedule = driver.window.store.view.schedule.make()
    assert sigmas == pytest.approx([float(schedule.sigma[1000 - 100 * k]) for k in range(11)], rel=1e-14)


def test_levels_are_copied_as_libraries_take_them(driver: Driver) -> None:
    """Timesteps count from 0 there, and both lists of betas have these alpha-bars."""
    schedule = driver.window.store.view.schedule.make()

    def copied(name: str) -> list[float]:
        driver.window.columns.runs.buttons.copy_requested.emit(name)
        return [float(text) for text in QGuiApplication.clipboard().text().split(", ")]

    assert copied("timesteps") == [999 - 100 * k for k in range(10)]
    alpha_bar = [float(schedule.alpha_bar[100 * k]) for k in range(1, 11)]
    assert np.cumprod(1 - np.array(copied("betas"))) == pytest.approx(alpha_bar, rel=1e-12)
    assert copied("schedule") == pytest.approx(schedule.betas.tolist(), rel=1e-9)
    assert driver.says("1000 betas of the schedule that it goes on")


def test_the_run_is_copied_as_python_that_stands_alone(driver: Driver) -> None:
    driver.window.columns.runs.buttons.copy_requested.emit("python")
    lines: dict[str, Any] = {}
    exec(QGuiApplication.clipboard().text(), lines)
    first, last = lines["sigmas"][0], 2.0
    assert (
        lines["sample"](lambda x, sigma: last, first, None) == last
    )  # a denoiser that always says this ends there
    assert driver.says("Copied Python that needs NumPy alone: ddim:steps=10")


def test_a_click_on_the_map_takes_spacing_and_steps_as_a_step(driver: Driver) -> None:
    before = runs(driver)
    driver.combo("above").setCurrentIndex(driver.combo("above").findData("map"))
    driver.settle()
    chart, layout = charts(driver).charts[0], charts(driver).layouts[0]
    column = next(at for at, words in chart.x.ticks if words == "20")
    row = next(at for at, words in chart.y.ticks if words == "Karras")
    area = layout.area
    place = QPoint(
        round(area.left() + area.width() * float(chart.x.part(column))),
        round(area.bottom() - area.height() * float(chart.y.part(row))),
    )
    driver.qtbot.mouseMove(charts(driver), place)
    driver.qtbot.waitUntil(lambda: charts(driver).words.startswith("Karras, 20 steps: KL "))
    driver.qtbot.mouseClick(charts(driver), Qt.MouseButton.LeftButton, pos=place)
    assert runs(driver) == ("ddim:spacing=karras", *before[1:])
    said = charts(driver).words.split()[4]
    assert driver.settle().grid.runs[0].number == said
    driver.window.store.undo()
    assert runs(driver) == before


def test_new_pictures_are_made_with_the_selected_run_and_measured_over_its_prediction(driver: Driver) -> None:
    driver.click("run_3")
    driver.click("generate_with")
    view = driver.window.store.view
    assert (view.scene, view.own.denoiser, view.own.sampler, view.own.spacing, view.own.run_steps) == (
        "generate", "gaussian", "dpmpp_2m", "karras", 10,
    )  # fmt: skip
    assert (view.own.rows_wanted, view.own.seeds) == (32, 4)
    driver.qtbot.waitUntil(lambda: driver.says("Plan draws it over the prediction"), timeout=WAIT)
    driver.choose_scene("plan")
    driver.settle()
    chart = charts(driver).charts[1]
    assert [curve.label for curve in chart.curves][-1] == "4 new pictures"
    assert {curve.colour for curve in chart.curves[3:]} == {2}
    driver.click("run_1")
    driver.spin("run_steps_planned").setValue(9)
    assert "4 new pictures" in [curve.label for curve in charts(driver).charts[1].curves]
    driver.click("run_3")
    driver.spin("run_steps_planned").setValue(9)  # other levels: what was measured is not of them
    driver.settle()
    assert "4 new pictures" not in [curve.label for curve in charts(driver).charts[1].curves]


def test_a_run_with_a_schedule_of_its_own_takes_it_along(driver: Driver) -> None:
    driver.combo("run_schedule").setCurrentIndex(driver.combo("run_schedule").findData("cosine"))
    before = driver.window.store.view
    driver.click("generate_with")
    assert driver.window.store.view.schedule.name == "cosine"
    driver.window.store.undo()
    assert driver.window.store.view == before


def test_t_is_dragged_in_a_chart_over_t(driver: Driver) -> None:
    driver.choose_scene("density")
    driver.settle()
    area = charts(driver).layouts[0].area
    place = area.center().toPoint()
    driver.qtbot.mousePress(charts(driver), Qt.MouseButton.LeftButton, pos=QPoint(place.x() - 40, place.y()))
    driver.qtbot.mouseMove(charts(driver), place)
    driver.qtbot.mouseRelease(charts(driver), Qt.MouseButton.LeftButton, pos=place)
    assert abs(driver.window.store.view.t - 500) <= 2
    mark = driver.settle().grid.cursors[0]
    assert isinstance(mark, Mark)
    assert mark.at == driver.window.store.view.t
    assert not driver["suggest"].isVisible()


def test_removing_goes_on_down_the_list_and_the_buttons_stay_where_they_are(driver: Driver) -> None:
    first, *_ = runs(driver)
    driver.click("run_2")
    place = driver["remove_run"].mapTo(driver.window, QPoint())
    driver.click("remove_run")
    assert driver.window.store.view.own.selected == 2
    assert driver["remove_run"].mapTo(driver.window, QPoint()) == place
    driver.click("remove_run")
    assert runs(driver) == (first,)
    assert driver.window.store.view.own.selected == 1


def test_the_table_of_the_runs_has_all_their_numbers(driver: Driver) -> None:
    driver.combo("run_spacing").setCurrentIndex(driver.combo("run_spacing").findData("karras"))
    driver.click("copy_runs")
    assert driver.says("still to come")
    notes = driver.settle().grid.runs
    driver.click("copy_runs")
    assert driver.says("Copied a table of 3 runs")
    rows = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text()), dialect="excel-tab"))
    assert [row["run"] for row in rows] == list(runs(driver))
    for row, note in zip(rows, notes, strict=True):
        assert row["title"] == note.title
        assert f"{float(row['kl']):.3g}" == note.number
        assert note.small.startswith(f"W₂ {float(row['w2']):.3g}, {100 * float(row['mean_lost']):.1f} %")
        assert note.details.startswith(f"{row['evaluations']} evaluations")


def test_the_keys_of_a_field_that_goes_with_its_scene_go_to_the_images(driver: Driver) -> None:
    driver.spin("run_steps_planned").setFocus()
    driver.window.store.apply(choose_scene("forward"))
    assert driver.window.focusWidget() is driver.images
    driver.spin("timestep").setFocus()  # which stays where it is
    driver.window.store.apply(choose_scene("plan"))
    assert driver.window.focusWidget() is driver.spin("timestep")
