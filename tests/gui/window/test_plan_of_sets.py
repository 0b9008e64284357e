"""A plan for a folder of pictures: measured by the engine with its progress, ended by a button, bad files said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
from PySide6.QtWidgets import QProgressBar

from engine.scenes import plan_floor
from engine.state.changes import set_option, set_settings
from engine.state.start import Start
from tests.beginning import begin
from tests.driver import WAIT, Driver
from tests.facts import cloudy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six pictures and a file that is none."""
    for number in range(6):
        pixels = np.round((np.roll(cloudy(32, 64), 5 * number, 1) + 1) * 127.5).astype(np.uint8)
        iio.imwrite(tmp_path / f"{number}.png", pixels)
    (tmp_path / "words.txt").write_text("no picture", encoding="utf-8")
    return tmp_path


@pytest.fixture
def start() -> Start:
    return begin(scene="plan", working_size=64, window_size=(1366, 768))


def plan_for(driver: Driver, folder: str) -> None:
    own = driver.window.store.view.own
    driver.window.store.apply(set_settings("plan", replace(own, spectrum_of="folder", folder=folder)))


def test_a_folder_is_measured_and_said_with_what_was_left_out(driver: Driver, folder: Path) -> None:
    before = driver.settle().grid
    parts: list[float] = []
    bar = driver["set_progress"]
    assert isinstance(bar, QProgressBar)
    bar.valueChanged.connect(parts.append)
    plan_for(driver, str(folder))
    assert driver["cancel_set"].isVisible()
    grid = driver.settle().grid
    assert grid.remark.startswith("Mean spectrum of 6 pictures. Not read as pictures: words.txt. DDIM")
    assert grid.runs[0].number != before.runs[0].number
    assert parts[0] == 0
    assert max(parts) == 1000
    assert not driver["cancel_set"].isVisible()
    driver.window.pictures.resize(128)  # another size of all of them
    driver.qtbot.waitUntil(lambda: driver.window.store.view.working_size == 128)
    assert "6 pictures" in driver.settle().grid.remark
    driver.window.store.undo()
    driver.window.store.undo()
    assert driver.settle().grid.remark == before.remark


def test_measuring_is_ended_by_its_button(driver: Driver, folder: Path) -> None:
    before = driver.settle().grid.remark
    plan_for(driver, str(folder))
    driver.click("cancel_set")
    assert driver.window.store.view.own.spectrum_of == "picture"
    assert driver.settle().grid.remark == before
    assert not driver.window.sets.running


def test_the_least_losses_are_looked_for_with_a_bar_and_ended_by_its_button(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_floor, "SIGMAS", (10.0, 5.0, 2.0, 1.0, 0.5, 0.2))
    driver.settle()
    parts: list[float] = []
    bar = driver["losses_progress"]
    assert isinstance(bar, QProgressBar)
    bar.valueChanged.connect(parts.append)
    driver.window.store.apply(set_option("plan", "above", "floor"))
    driver.qtbot.waitUntil(driver["cancel_losses"].isVisible, timeout=WAIT)
    driver.click("cancel_losses")
    assert driver.window.store.view.own.above == "levels"
    driver.settle()
    assert not driver.window.calculations.running
    driver.qtbot.waitUntil(lambda: not driver["cancel_losses"].isVisible())
    driver.window.store.apply(set_option("plan", "above", "floor"))
    grid = driver.settle().grid
    assert [curve.label for curve in grid.charts[0].curves if curve.label][2].startswith("patches, n ≥ ")
    assert max(parts) == 1000
    assert not driver["cancel_losses"].isVisible()


def test_a_folder_without_pictures_is_said(driver: Driver, tmp_path: Path) -> None:
    plan_for(driver, str(tmp_path / "none"))
    driver.qtbot.waitUntil(lambda: "cannot be read" in driver.window.frames.problem, timeout=WAIT)
    plan_for(driver, "")
    driver.qtbot.waitUntil(lambda: "No folder is chosen" in driver.window.frames.problem, timeout=WAIT)
