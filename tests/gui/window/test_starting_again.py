"""Another text size: what one window leaves to the next, when it starts, and what is asked before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from engine.scenes import SCENES
from engine.state import handover
from engine.state.changes import choose_scene, go_to, set_settings
from engine.state.handover import Doing, Handover
from engine.state.history import History
from engine.state.pinning import pin
from engine.state.start import Looks, Machine
from engine.state.view import Pasted, View
from gui.widgets.typed import Typed
from gui.window import doing
from gui.window.starting_again import NEVER, NOW, WAIT, StartingAgain
from gui.window.wishes import Wishes
from tests.driver import WAIT as PATIENCE
from tests.driver import Driver, opened
from tests.gui.find import find


class Next:
    """Stands for the program that takes the place of this one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.left = folder, handover.read(folder)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self.returncode

    def kill(self) -> None:
        self.returncode = -9

    def wait(self) -> None:
        pass

    def show(self) -> None:
        """It is on the screen."""
        handover.clear(self.folder)


@pytest.fixture
def begun(driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Next]:
    """The programs that the window has started."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    begun: list[Next] = []

    def start(folder: Path) -> Next:
        begun.append(Next(folder))
        return begun[-1]

    window = driver.window
    again = StartingAgain(window, start)  # type: ignore[arg-type]
    wishes = find(window, Wishes)
    wishes.starting_again = again
    again._pause.setInterval(50)
    again._look.setInterval(1)
    return begun


def again_of(driver: Driver) -> StartingAgain:
    return find(driver.window, StartingAgain)


def press(driver: Driver, *keys: Qt.Key) -> None:
    for key in keys:
        driver.qtbot.keyClick(driver.images, key, Qt.KeyboardModifier.ControlModifier)


def wait_for(driver: Driver, begun: list[Next], number: int = 1) -> Next:
    driver.qtbot.waitUntil(lambda: len(begun) == number, timeout=PATIENCE)
    return begun[-1]


def test_each_press_counts_and_the_window_stays_until_the_next_is_there(
    driver: Driver, begun: list[Next]
) -> None:
    window, store = driver.window, driver.window.store
    store.apply(go_to(5))
    store.apply(pin())
    store.apply(choose_scene("reverse"))
    store.undo()
    press(driver, Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Plus)
    assert driver.says("150 %")
    left = wait_for(driver, begun).left
    assert (left.view, left.history, window.looks.next_scale) == (store.view, store.history, 150)
    assert [name for _, name in left.history.past] == [name for _, name in store.history.past]
    assert window.isVisible()
    begun[0].show()
    driver.qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE)
    assert begun[0].returncode is None


def test_what_is_done_while_the_next_starts_is_not_lost(driver: Driver, begun: list[Next]) -> None:
    press(driver, Qt.Key.Key_Plus)
    first = wait_for(driver, begun)
    driver.window.store.apply(go_to(7))
    first.show()
    second = wait_for(driver, begun, 2)
    assert (first.returncode, second.left.view.t) == (-9, 7)
    press(driver, Qt.Key.Key_Plus)
    assert (second.returncode, second.folder.exists()) == (-9, False)
    third = wait_for(driver, begun, 3)
    assert driver.window.looks.next_scale == 150
    action = find(driver.window, QAction, "menu_usual_size")
    action.trigger()
    assert (third.returncode, third.folder.exists()) == (-9, False)
    assert driver.says("stays at 100 %")
    assert driver.window.isVisible()


def test_a_program_that_does_not_start_leaves_all_as_it_is(driver: Driver, begun: list[Next]) -> None:
    press(driver, Qt.Key.Key_Minus)
    wait_for(driver, begun).returncode = 1
    driver.qtbot.waitUntil(lambda: driver.says("could not be started again"), timeout=PATIENCE)
    assert (driver.window.isVisible(), driver.window.looks.next_scale) == (True, 100)
    assert not begun[0].folder.exists()


def test_what_a_user_is_about_is_left_too(driver: Driver, begun: list[Next]) -> None:
    window = driver.window
    field = driver["steps"]
    assert isinstance(field, Typed)
    window.columns.drawing.show_open(True)
    window.trying.begin_tour()
    window.trying.step(1)
    field.setFocus()
    field.type_in("12x")
    window.columns.timeline.toggle_play()
    window.looks.change_scale(1)
    left = wait_for(driver, begun).left
    typed = ("steps", "12x") if QApplication.focusWidget() is field else ()
    assert left.doing == Doing(plays=True, draws=True, tour=1, typed=typed)
    assert left.looks.theme == window.looks.theme


def test_a_drawing_that_a_presentation_hides_comes_back_after_it_in_the_next_window_too(
    driver: Driver,
) -> None:
    window = driver.window
    window.columns.drawing.show_open(True)
    window.presenting.begin()
    about = doing.doing_of(window, plays=False)
    assert (about.presents, about.draws) == (True, True)
    window.presenting.end()
    window.columns.drawing.show_open(False)
    doing.do_again(window, about)
    assert not window.columns.drawing.isVisible()
    window.presenting.end()
    assert window.columns.drawing.isVisible()


@pytest.mark.parametrize(("answer", "begins"), [(NOW, True), (NEVER, False), (WAIT, True)])
def test_what_is_in_the_making_is_asked_about(
    answer: str, begins: bool, driver: Driver, begun: list[Next], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = ["A file is still in the making, and would not be written."]
    monkeypatch.setattr("gui.window.starting_again.at_work", lambda _: "".join(work))
    asked: list[str] = []

    def reply(box: QMessageBox) -> None:
        box.open()
        asked.append(box.informativeText())
        next(each for each in box.buttons() if each.text() == answer).click()

    monkeypatch.setattr(QMessageBox, "exec", reply)
    press(driver, Qt.Key.Key_Plus)
    driver.qtbot.waitUntil(lambda: bool(asked), timeout=PATIENCE)
    assert asked == work
    if answer == WAIT:
        assert driver.says("when that is ready")
        again_of(driver)._pause.timeout.emit()
        assert not begun
        work.clear()
    if begins:
        wait_for(driver, begun)
    else:
        assert (begun, driver.window.looks.next_scale) == ([], 100)


def test_a_run_of_new_pictures_is_asked_about_and_so_are_others_that_are_kept(driver: Driver) -> None:
    window = driver.window
    assert (doing.at_work(window), doing.lost(window)) == ("", "")
    own = replace(SCENES["generate"].defaults, denoiser="gaussian", run_steps=2, rows_wanted=16)
    window.store.apply(set_settings("generate", own))
    window.store.apply(choose_scene("generate"))
    driver.settle()
    window.new_pictures.start()
    assert "begin anew" in doing.at_work(window)
    driver.qtbot.waitUntil(lambda: not window.new_pictures.running, timeout=PATIENCE)
    assert doing.at_work(window) == ""
    assert doing.lost(window) == ""
    window.store.apply(choose_scene("reverse"))
    window.home.exporting._task = object()  # type: ignore[assignment]
    assert "would not be written" in doing.at_work(window)
    window.home.exporting._task = None
    assert "One other run" in doing.lost(window)


PIXELS = np.full((40, 60, 3), 120, np.uint8)


@pytest.fixture
def before() -> Handover:
    steps = [(View(t=4), "timestep"), (View(source=Pasted("pasted picture")), "open picture")]
    about = Doing(draws=True, tour=3, typed=("steps", "12x"))
    return Handover(
        View(t=9, scene="predict"),
        History(steps, [(View(t=11), "seed")]),
        Looks(window_size=(1366, 768)),
        Machine(cache=64),
        about,
        {"pasted picture": PIXELS},
        pastes=1,
    )


@pytest.fixture
def after(qtbot: QtBot, before: Handover) -> Iterator[Driver]:
    with opened(qtbot, before.start) as driver:
        yield driver


def test_the_next_window_goes_on_with_all_of_it(after: Driver, before: Handover) -> None:
    window = after.window
    doing.do_again(window, before.doing)
    window.activateWindow()
    field = after["steps"]
    assert isinstance(field, Typed)
    assert field.typed == "12x"
    found = doing.doing_of(window, plays=False)
    assert (found.draws, found.tour) == (True, 3)
    assert window.machine == before.machine
    after.settle()
    window.store.redo()
    assert window.store.view.t == 11
    window.store.undo()
    window.store.undo()
    after.settle()
    assert window.store.view.source.name.startswith("pasted picture")
    assert window.pictures.is_current
    window.pictures.paste("pasted picture", PIXELS[:20])
    after.settle()
    assert window.store.view.source.name == "pasted picture 2"


def test_a_presentation_goes_on(driver: Driver) -> None:
    doing.do_again(driver.window, Doing(presents=True, full_screen=False))
    found = doing.doing_of(driver.window, plays=False)
    assert (found.presents, found.full_screen) == (True, False)
