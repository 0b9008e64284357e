"""One view, shown by all panels: nothing changes because it was shown, and all that a hand does can be undone."""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QComboBox, QSlider, QWidget
from pytestqt.qtbot import QtBot

from engine.pixels.region import Zoom
from engine.scenes import SCENES, Strip
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import choose_schedule, go_to, with_settings
from engine.state.refused import Refused
from engine.state.start import Start
from engine.state.view import Bundled, Pin, View
from gui.controllers.pictures import Pictures
from gui.controllers.store import Store
from gui.widgets.number_field import NumberField
from gui.window.columns import Columns
from tests.beginning import begin
from tests.driver import WAIT, Driver
from tests.gui.find import find

CHANGES = 500
MOST_STEPS = 2000  # of T: the walk is not about long schedules
OTHER: dict[str, Any] = {
    "source": Bundled("petals"),
    "working_size": 128,
    "schedule": choose_schedule(ScheduleChoice("cosine", 800, (("s", 0.02),))).run(View()).schedule,
    "t": 711,
    "seed": 12345,
    "strip": Strip(rows=3, samples=4, column=2, independent=True),
    "scene": "generate",
    "settings": with_settings(View(), "reverse", replace(SCENES["reverse"].defaults, kept=20)).settings,
    "zoom": Zoom(10.5, 20.25, 30.0),
    "resampling": "pixels",
    "pin": Pin(View(t=5)),
    "marks": (0.25, 0.5),
}
"""Another value for each field of a view."""

FIELDS = NumberField | QComboBox | QCheckBox | QSlider


@pytest.fixture
def columns(qtbot: QtBot) -> Columns:
    columns = Columns(timings=False)
    qtbot.addWidget(columns)
    return columns


def wants(columns: Columns) -> list[object]:
    """All that the panels want from now on."""
    wanted: list[object] = []
    for panel in (columns.tabs, columns.schedule, columns.scene, columns.noise):
        panel.wanted.connect(wanted.append)
    columns.timeline.changed.connect(wanted.append)
    columns.timeline.marks_wanted.connect(wanted.append)
    columns.curves.t_dragged.connect(wanted.append)
    columns.images.zoom_changed.connect(wanted.append)
    columns.picture.working_size_changed.connect(wanted.append)
    return wanted


def test_each_field_of_a_view_has_another_value() -> None:
    assert set(OTHER) == {field.name for field in fields(View)}
    assert all(getattr(View(), name) != value for name, value in OTHER.items())


@pytest.mark.parametrize("name", OTHER)
def test_nothing_is_wanted_because_something_was_shown(name: str, columns: Columns) -> None:
    columns.show_view(View())
    wanted = wants(columns)
    for view in (replace(View(), **{name: OTHER[name]}), View(), View(**OTHER), View()):
        columns.show_view(view)
    assert wanted == []


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("name", OTHER)
def test_what_a_panel_shows_is_what_it_would_change_it_to(name: str, scene: str, qtbot: QtBot) -> None:
    """Each field says again what it shows, as if a hand had chosen it: the view stays as it is."""
    view = replace(View(), **{name: OTHER[name]})
    view = view if name == "scene" else replace(view, scene=scene)
    columns = Columns(timings=False)
    qtbot.addWidget(columns)
    store = Store(view)
    for panel in (columns.tabs, columns.schedule, columns.scene, columns.noise):
        panel.wanted.connect(store.apply)
    refused: list[Refused] = []
    store.refused.connect(refused.append)
    columns.show_view(store.view)
    before = store.view
    for panel in (columns.schedule, columns.scene, columns.noise):
        for field in panel.findChildren(QWidget):
            if field.isVisibleTo(panel):
                say_again(field)
    assert store.view == before
    assert refused == []
    assert not store.history.past
    store.stop()


def say_again(field: QWidget) -> None:
    if isinstance(field, NumberField):
        field.valueChanged.emit(field.value())
    elif isinstance(field, QComboBox):
        field.currentIndexChanged.emit(field.currentIndex())
    elif isinstance(field, QCheckBox):
        field.toggled.emit(field.isChecked())
    elif isinstance(field, QSlider):
        field.valueChanged.emit(field.value())


@pytest.fixture
def start() -> Start:
    return begin(source=Bundled("hills"), working_size=64, window_size=(1100, 740), theme="dark")


def do_something(driver: Driver, chance: Random) -> None:
    """What a hand might do next, with any of the fields, buttons and menus that there are."""
    columns, menus = (
        driver.window.columns,
        ("menu_zoom_in", "menu_zoom_out", "menu_zoom_fit", "menu_zoom_one"),
    )
    kind = chance.randrange(8)
    if kind == 0:
        driver.choose_scene(chance.choice(list(SCENES)))
    elif kind == 1:
        name = chance.choice([*menus, "zoom_average", "zoom_pixels", "menu_reset_scene", "menu_next"])
        action = driver.window.findChild(QAction, name)
        assert action is not None, name
        action.trigger()
    elif kind == 2:
        driver.click("reroll")
    elif kind == 3:
        slider = driver["timestep_slider"]
        assert isinstance(slider, QSlider)
        slider.setValue(chance.randint(0, slider.maximum()))
    else:
        panel = chance.choice([columns.schedule, columns.scene, columns.noise])
        there = [
            field
            for field in panel.findChildren(QWidget)
            if field.isVisibleTo(panel) and field.isEnabled() and isinstance(field, FIELDS)
        ]
        if there:
            move(chance.choice(there), chance)


def move(field: QWidget, chance: Random) -> None:
    if isinstance(field, NumberField):
        most = MOST_STEPS if field.objectName() == "steps" else field.numbers.maximum
        low = field.numbers.minimum
        field.setValue(low + (min(most, low + 1e6) - low) * chance.random() ** 3)
    elif isinstance(field, QComboBox):
        field.setCurrentIndex(chance.randrange(field.count()))
    elif isinstance(field, QAbstractButton):
        field.click()
    elif isinstance(field, QSlider):
        field.setValue(chance.randint(field.minimum(), field.maximum()))


def test_undo_after_500_changes_by_hand_is_the_first_frame_to_the_byte(driver: Driver) -> None:
    chance = Random(7)
    store = driver.window.store
    first, view = driver.settle().pixels.copy(), store.view
    changes = 0

    def count(*_: object) -> None:
        nonlocal changes
        changes += 1

    store.changed.connect(count)
    while changes < CHANGES:
        do_something(driver, chance)
        if chance.random() < 0.1:
            QApplication.processEvents()
    assert store.view != view
    views = [before for before, _ in store.history.past]
    steps = len(views)
    assert 100 < steps <= CHANGES
    for _ in range(steps):
        store.undo()
    assert store.view == view
    assert driver.settle().pixels.tobytes() == first.tobytes()
    undo = find(driver.window, QAction, "menu_undo")
    assert not undo.isEnabled()
    for again in views[1:40]:
        store.redo()
        assert store.view == again


def test_a_working_size_that_is_undone_and_redone_before_it_is_there_is_the_one_that_is_open(
    driver: Driver,
) -> None:
    window = driver.window
    window.pictures.resize(128)
    driver.qtbot.waitUntil(lambda: window.store.view.working_size == 128, timeout=WAIT)
    right = driver.settle().pixels.copy()
    window.store.undo()
    window.store.redo()
    window.store.apply(go_to(300))  # as a hand goes on
    assert driver.settle().pixels.tobytes() == right.tobytes()
    assert open_size(window.pictures) == 128 == window.store.view.working_size
    window.store.undo()
    driver.settle()
    assert open_size(window.pictures) == 64 == window.store.view.working_size


def open_size(pictures: Pictures) -> int:
    assert pictures.picture is not None
    return max(pictures.picture.size)
