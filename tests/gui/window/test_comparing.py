"""A pinned view beside the present one, in the real window with the real engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from engine.quoting import tex_text
from engine.requests import Frame
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import choose_scene, choose_schedule, go_to, set_option, set_seed
from engine.state.pinning import follow, pin
from engine.state.session import from_json, to_json
from engine.state.start import Start
from engine.state.view import View
from gui.scene.pin_bar import PinBar
from tests.beginning import begin
from tests.driver import Driver
from tests.gui.find import find


@pytest.fixture
def start() -> Start:
    return begin(working_size=128, window_size=(1200, 800), theme="dark", t=200)


def trigger(driver: Driver, name: str) -> None:
    action = find(driver.window, QAction, name)
    assert action.isEnabled(), name
    action.trigger()


def image(frame: Frame, index: int) -> NDArray[np.uint8]:
    cell = frame.cells[index]
    return frame.pixels[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width, :3].copy()


def painted(driver: Driver) -> NDArray[np.uint8]:
    """What is to be seen of the images, blue-green-red."""
    grabbed = driver.images.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(grabbed.constBits(), np.uint8).reshape(
        grabbed.height(), grabbed.bytesPerLine() // 4, 4
    )
    return rows[:, : grabbed.width(), :3].copy()


def pinned(driver: Driver) -> Frame:
    """Pin the view at t = 200 by its key, and go on to t = 600 with other noise."""
    driver.window.activateWindow()
    driver.images.setFocus()
    driver.qtbot.keyClick(driver.images, Qt.Key.Key_P)
    assert driver.window.store.view.pin is not None
    driver.window.store.apply(go_to(600))
    driver.window.store.apply(set_seed(7))
    return driver.settle()


def test_the_key_pins_and_what_changes_is_beside_it(driver: Driver) -> None:
    driver.settle()
    assert not driver["pin_bar"].isVisible()
    frame = pinned(driver)
    assert len(frame.cells) == 2
    assert driver["pin_bar"].isVisible()
    assert (driver.text("pinned_a"), driver.text("pinned_b")) == ("A: t 200, seed 0", "B: t 600, seed 7")
    assert list(driver.images._distances) == [1]
    driver.qtbot.keyClick(driver.images, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    assert driver.window.store.view.pin is None
    assert len(driver.settle().cells) > 2
    driver.window.store.undo()
    assert len(driver.settle().cells) == 2


def test_the_edge_of_a_wipe_is_dragged(driver: Driver) -> None:
    pinned(driver)
    driver.click("compare_wipe")
    frame = driver.settle()
    rect = driver.images.cell_rect(0)
    assert rect == driver.images.cell_rect(1)
    middle = rect.center().y() - 40
    start = QPoint(rect.x() + rect.width() // 2, middle)
    driver.qtbot.mouseMove(driver.images, start)
    driver.qtbot.mousePress(driver.images, Qt.MouseButton.LeftButton, pos=start)
    end = QPoint(rect.x() + rect.width() // 4, middle)
    driver.qtbot.mouseMove(driver.images, end)
    driver.qtbot.mouseRelease(driver.images, Qt.MouseButton.LeftButton, pos=end)
    pin = driver.window.store.view.pin
    assert pin is not None
    assert pin.shown.edge == pytest.approx(0.25, abs=0.01)
    assert driver.images.cursor().shape() == Qt.CursorShape.SplitHCursor
    frame = driver.settle()
    assert list(driver.images._distances) == [1]
    driver.window.numbers.show_place(None)  # no mark of the mouse over the images
    seen = painted(driver)
    part = seen[rect.top() + 5 : rect.bottom() - 60, rect.left() : rect.right() + 1]
    edge = round(rect.width() * pin.shown.edge)
    for index, columns in ((0, slice(5, edge - 6)), (1, slice(edge + 6, rect.width() - 5))):
        assert np.array_equal(part[:, columns], image(frame, index)[5 : 5 + len(part), columns])
    left, right = (QPoint(rect.x() + n * rect.width() // 8, rect.center().y() + 40) for n in (1, 5))
    assert (driver.images.cell_at(left), driver.images.cell_at(right)) == (0, 1)
    driver.window.numbers.show_place((0.8, 0.5))
    driver.qtbot.waitUntil(lambda: len(driver.images._values) == 2)
    driver.window.grab()
    driver.qtbot.mouseMove(driver.images, QPoint(rect.x() + 3 * rect.width() // 4, middle))
    driver.qtbot.waitUntil(lambda: driver.images.cursor().shape() != Qt.CursorShape.SplitHCursor)


def test_a_difference_has_a_gain_and_the_distance_stays(driver: Driver) -> None:
    pinned(driver)
    before = driver.images._distances[1]
    assert not driver.spin("gain").isVisible()
    driver.click("compare_difference")
    assert len(driver.settle().cells) == 1
    assert driver.images._distances[0].l1 == pytest.approx(before.l1)
    gain = driver.spin("gain")
    assert gain.isVisible()
    assert gain.accessibleName() == "Gain of the difference B − A"
    (word,) = (each for each in driver["pin_bar"].findChildren(QLabel) if each.buddy() is gain)
    said = find(driver.window, QLabel, "pinned_b")
    for width, there in ((1200, False), (1300, True)):  # what is said needs the room of the word
        driver.window.resize(width, 800)
        assert word.isVisible() == there
        assert said.width() >= said.fontMetrics().horizontalAdvance(said.text())
    assert (word.text(), word.isVisible()) == ("gain ×", True)
    driver.spin("gain").setValue(20)
    frame = driver.settle()
    assert frame.request.view.pin is not None
    assert frame.request.view.pin.shown.gain == 20
    assert driver.images._distances[0].l2 == pytest.approx(before.l2)


def test_a_goes_with_b_at_the_same_t(driver: Driver) -> None:
    pinned(driver)
    driver.qtbot.keyClick(driver.images, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    frame = driver.settle()
    assert driver.text("pinned_a") == "A: seed 0"
    assert [cell.title for cell in frame.grid.cells] == [r"\text{A: seed 0}", r"\text{B: seed 7}"]
    switch, entry = driver["same_t"], driver.window.findChild(QAction, "menu_same_t")
    assert isinstance(switch, QToolButton)
    assert entry is not None
    assert (switch.isChecked(), entry.isChecked()) == (True, True)
    driver.window.store.apply(choose_schedule(ScheduleChoice(steps=10)))
    driver.settle()
    assert (switch.text(), driver.text("pinned_a")) == ("Same t / T", "A: T 1000, t 600, seed 0")
    assert "T = 1000" in switch.toolTip()
    driver.click("same_t")
    driver.settle()
    assert driver.text("pinned_a") == "A: T 1000, t 200, seed 0"
    assert not entry.isChecked()
    driver.window.store.undo()
    assert (switch.isChecked(), entry.isChecked()) == (True, True)
    kept = to_json(driver.window.store.view)
    assert from_json(kept).view == driver.window.store.view


def test_a_run_beside_is_at_a_timestep_that_it_has(driver: Driver) -> None:
    """What the line says of A is what its image shows."""
    for change in (choose_scene("reverse"), set_option("reverse", "sampler", "ddim")):
        driver.window.store.apply(change)
    driver.window.store.apply(set_option("reverse", "kept", 10))
    driver.window.store.apply(pin())
    driver.window.store.apply(set_option("reverse", "kept", 1000))
    driver.window.store.apply(follow())
    driver.window.store.apply(go_to(640))
    frame = driver.settle()
    assert frame.request.view.t == 640
    assert "steps 10" in driver.text("pinned_a")
    assert tex_text(driver.text("pinned_a")) == frame.grid.cells[0].title


@dataclass(frozen=True)
class Stopped:
    """A run of which there are the first states."""

    timesteps: tuple[int, ...] = (1000, 800, 600, 400, 200, 0)
    done: int = 3


def test_of_a_run_that_was_stopped_the_line_names_a_state_that_is_there(qtbot: QtBot) -> None:
    a = set_option("generate", "run_steps", 5).run(View(scene="generate", t=0))
    bar = PinBar()
    qtbot.addWidget(bar)
    view = follow().run(choose_scene("forward").run(go_to(200).run(pin().run(a))))
    for run, said in ((None, {"scene Generate"}), (Stopped(), {"scene Generate", "t 600"})):
        bar.show_run(run)  # type: ignore[arg-type]
        bar.show_view(view)
        label = find(bar, QLabel, "pinned_a")
        assert set(label.text().removeprefix("A: ").split(", ")) == said


def test_where_there_is_little_room_the_buttons_are_a_menu(driver: Driver) -> None:
    pinned(driver)
    assert driver.window.findChild(QToolButton, "pin_menu") is None
    driver.window.setMinimumSize(300, 300)
    driver.window.resize(500, 500)
    driver.settle()
    menu = driver["pin_menu"]
    assert isinstance(menu, QToolButton)
    assert menu.isVisible()
    assert not driver["compare_wipe"].isVisible()
    assert menu.text() == "A | B ▾"
    actions = {action.text(): action for action in menu.menu().actions()}
    for words in ("B − A", "Same t", "Exchange A and B"):
        actions[words].trigger()
    driver.settle()
    view = driver.window.store.view
    assert view.pin is not None
    assert (view.pin.shown.mode, view.pin.shown.follows, view.seed) == ("difference", True, 0)
    assert menu.text() == "B − A ▾"
    assert actions["Same t"].isChecked()
    bar, gain = driver["pin_bar"], driver.spin("gain")
    assert gain.isVisible()
    for widget in (menu, gain):  # whole
        assert bar.rect().contains(widget.rect().translated(widget.mapTo(bar, QPoint())))
        assert widget.width() >= widget.minimumSizeHint().width()
    actions["Unpin"].trigger()
    assert driver.window.store.view.pin is None
    driver.window.resize(1200, 800)
    driver.window.store.undo()
    driver.settle()
    assert driver["compare_wipe"].isVisible()
    assert menu.isHidden()


def test_exchanged_and_kept_in_a_session(driver: Driver) -> None:
    pinned(driver)
    driver.click("exchange")
    store = driver.window.store
    assert (store.view.t, store.view.seed) == (200, 0)
    driver.settle()
    assert driver.text("pinned_b") == "B: t 200, seed 0"
    kept = to_json(store.view)
    trigger(driver, "menu_unpin")
    store.replace(from_json(kept).view, "Open")
    assert len(driver.settle().cells) == 2
    driver.click("unpin")
    assert store.view.pin is None


def test_escape_unpins_where_nothing_else_takes_it(driver: Driver) -> None:
    pinned(driver)
    field = driver.spin("seed")
    field.setFocus()
    driver.qtbot.keyClick(field, Qt.Key.Key_Escape)  # gives the keys back to the images
    assert driver.window.store.view.pin is not None
    button = driver.window.columns.help_button
    button.setFocus()
    driver.qtbot.keyClick(button, Qt.Key.Key_Escape)
    assert driver.window.store.view.pin is not None
    button.click()
    driver.qtbot.keyClick(driver.images, Qt.Key.Key_Escape)  # folds the help that lies over the images
    assert driver.window.columns.help.isHidden()
    assert driver.window.store.view.pin is not None
    driver.qtbot.keyClick(driver.images, Qt.Key.Key_Escape)
    assert driver.window.store.view.pin is None
    driver.qtbot.keyClick(driver.images, Qt.Key.Key_Escape)  # and means nothing then
    assert driver.window.store.view.pin is None
    driver.window.store.undo()
    assert driver.window.store.view.pin is not None


def test_a_of_another_picture_says_so(driver: Driver) -> None:
    pinned(driver)
    driver.window.opening.open_bundled("petals")
    driver.qtbot.waitUntil(lambda: driver.window.windowTitle().startswith("petals"))
    frame = driver.settle()
    assert "hills" in frame.cells[0].problem
    assert frame.cells[1].problem == ""
    assert driver.text("pinned_a").startswith("A: picture hills")
    driver.window.grab()
    driver.click("exchange")
    driver.qtbot.waitUntil(lambda: driver.window.windowTitle().startswith("hills"))
    assert "petals" in driver.settle().cells[0].problem


def test_scenes_are_compared_with_scenes(driver: Driver) -> None:
    pinned(driver)
    for name in ("step", "predict", "posterior", "reverse", "compare"):
        driver.window.store.apply(choose_scene(name))
        frame = driver.settle()
        assert [cell.problem for cell in frame.cells] == ["", ""], name
        assert driver.text("pinned_a").startswith("A: scene Forward")


def test_nothing_is_pinned_to_begin_with(driver: Driver) -> None:
    for name in ("menu_unpin", "menu_exchange"):
        action = find(driver.window, QAction, name)
        assert not action.isEnabled()
    trigger(driver, "menu_pin")
    for name in ("menu_unpin", "menu_exchange"):
        trigger(driver, name)
        trigger(driver, "menu_pin")
    driver.settle()
