"""Experiments, the tour and the presentation, in the real window with the real engine."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton

from engine.scenes import SCENES, Given, Grid
from engine.state.changes import choose_scene, go_to
from engine.state.experiments import TOUR, begun
from engine.state.pinning import pin
from engine.state.start import Start
from gui.formulas.formula_label import FormulaLabel
from gui.timeline.shown_rate import ShownRate
from gui.window.presenting import _scale_for
from tests.beginning import begin
from tests.driver import Driver
from tests.gui.find import find


@pytest.fixture
def start() -> Start:
    return begin(working_size=128, window_size=(1400, 800), theme="dark", t=200)


def menu_of(driver: Driver) -> QMenu:
    found = [each for each in driver.window.menuBar().findChildren(QMenu) if each.title() == "Tr&y this"]
    found[0].aboutToShow.emit()
    return found[0]


def entries(driver: Driver) -> list[QAction]:
    return [each for each in menu_of(driver).actions() if not each.isSeparator()]


def look(driver: Driver) -> str:
    bar = driver.window.columns.trying
    label = find(bar, QLabel, "look")
    return label.text().replace("\N{NO-BREAK SPACE}", " ") if bar.isVisible() else ""


def press(driver: Driver, name: str) -> None:
    button = find(driver.window, QToolButton, name)
    driver.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def press_key(
    driver: Driver, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    driver.qtbot.keyClick(driver.images, key, modifier)


def test_a_title_that_asks_is_no_sentence_of_its_own(driver: Driver) -> None:
    driver.window.trying.begin([each for each in SCENES["compare"].experiments if each.title.endswith("?")])
    assert look(driver).startswith("<b>When is a detail lost?</b> Turn the wheel")


def test_the_status_says_how_many_images_are_shown_where_playback_wants_more(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[float] = []

    def count(_: ShownRate, rate: float) -> float | None:
        wanted.append(rate)
        return 12.3 if rate else None

    monkeypatch.setattr(ShownRate, "count", count)
    said = find(driver.window.columns.status, QLabel, "status_time")
    driver.window.columns.timeline.show_playing(True)
    driver.qtbot.waitUntil(lambda: said.text().endswith(" ms per frame, 12 shown a second"))
    driver.window.columns.timeline.show_playing(False)
    assert max(wanted) == 62.5
    driver.window.store.apply(go_to(1))
    driver.settle()
    assert said.text().endswith(" ms per frame")


def test_the_menu_offers_the_experiments_of_the_scene(driver: Driver) -> None:
    assert [each.text() for each in entries(driver)][:-1] == [
        each.title for each in SCENES["forward"].experiments
    ]
    driver.window.store.apply(choose_scene("predict"))
    assert [each.text() for each in entries(driver)][:-1] == [
        each.title for each in SCENES["predict"].experiments
    ]


def test_an_experiment_is_shown_said_and_undone(driver: Driver) -> None:
    before = driver.window.store.view
    experiment = SCENES["forward"].experiments[0]
    entries(driver)[0].trigger()
    assert driver.settle().request.view == begun(experiment, before)
    assert f"<b>{experiment.title}.</b> {experiment.look}" == look(driver)
    assert not any(driver[name].isVisible() for name in ("try_back", "try_next"))
    driver.window.store.apply(go_to(100))  # the hand goes on
    assert look(driver)
    driver.window.store.undo()
    driver.window.store.undo()
    assert driver.settle().request.view == before
    assert look(driver) == ""  # what it said is not to be seen now
    driver.window.store.redo()
    assert experiment.look in look(driver)
    entries(driver)[0].trigger()
    driver.window.store.apply(choose_scene("step"))
    assert look(driver) == ""


def test_an_experiment_may_lead_to_another_scene_and_is_said_there_again(driver: Driver) -> None:
    experiment = SCENES["reverse"].experiments[-1]
    trying = driver.window.trying
    trying.begin([experiment])
    assert driver.window.store.view.scene == "samplers"
    assert experiment.look in look(driver)
    place = trying.place
    trying.end()
    trying.go_on(*place)
    assert experiment.look in look(driver)


def test_an_equation_stays_on_one_line(driver: Driver) -> None:
    driver.window.trying.begin([SCENES["reverse"].experiments[0]])
    said = find(driver.window.columns.trying, QLabel, "look").text()
    assert "η\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}0 keeps to one noise image" in said


def test_the_tour_leads_through_its_stops(driver: Driver) -> None:
    entries(driver)[-1].trigger()
    for stop, experiment in enumerate(TOUR):
        assert f"({stop + 1} of {len(TOUR)})" in look(driver)
        assert driver.window.store.view == begun(experiment, driver.window.store.view)
        press(driver, "try_next")
    assert f"({len(TOUR)} of {len(TOUR)})" in look(driver)  # there is none after it
    press(driver, "try_back")
    assert TOUR[-2].look in look(driver)
    driver.window.store.undo()
    assert TOUR[-1].look in look(driver)
    press(driver, "try_close")
    assert look(driver) == ""


@pytest.mark.parametrize(
    ("size", "scale"), [((640, 400), 1.0), ((900, 560), 1.0), ((1366, 768), 1.5), ((3840, 2160), 2.0)]
)
def test_texts_of_a_presentation_grow_with_its_room(size: tuple[int, int], scale: float) -> None:
    assert _scale_for(QSize(*size)) == scale


def test_in_a_presentation_all_texts_are_as_large_as_there_is_room_for(driver: Driver) -> None:
    columns = driver.window.columns
    driver.window.store.apply(pin())
    driver.settle()
    card = columns.curves._cards["alpha_bar"]
    usual = card._heading.height(), card._value.height(), columns.images._text_scale
    assert driver["pin_bar"].isVisible()
    driver.window.presenting.toggle()
    driver.settle()
    driver.window.resize(1600, 1000)
    frame = driver.settle()
    assert not driver["pin_bar"].isVisible()
    assert (columns.images._text_scale, columns.charts._text_scale) == (2.0, 2.0), driver.window.size()
    assert (card._heading.height(), card._value.height()) > (1.9 * usual[0], 1.9 * usual[1])
    rects = [columns.images.cell_rect(n) for n in range(len(frame.cells))]
    assert [(rect.width(), rect.height()) for rect in rects] == [(c.width, c.height) for c in frame.cells]
    driver.window.presenting.toggle()
    driver.settle()
    assert (card._heading.height(), card._value.height(), columns.images._text_scale) == usual
    assert driver["pin_bar"].isVisible()


def test_a_presentation_has_one_image_one_equation_and_one_curve(driver: Driver) -> None:
    window, columns = driver.window, driver.window.columns
    columns.drawing.show_open(True)
    cell = driver.settle().cells[0]
    hidden = (
        columns.inspector,
        columns.tabs,
        columns.timeline,
        columns.help_button,
        columns.readout,
        columns.drawing,
        columns.help_button,
        columns.zoom,
        columns.camera,
        window.menuBar(),
        window.statusBar(),
    )
    press_key(driver, Qt.Key.Key_F5)
    frame = driver.settle()
    assert window.isFullScreen()
    assert not any(each.isVisible() for each in hidden)
    assert [each.mix for each in frame.grid.cells] == [_scene_grid(driver).main_cell.mix]
    assert frame.cells[0].width > cell.width
    equation = find(columns.equation, FormulaLabel, "equation")
    assert equation.height() == 58  # 36 pixels for each em
    assert [name for name, card in columns.curves._cards.items() if card.isVisible()] == ["alpha_bar"]
    press_key(driver, Qt.Key.Key_Right)
    assert driver.settle().request.view.t == 201
    press_key(driver, Qt.Key.Key_Escape)
    frame = driver.settle()
    assert not window.isFullScreen()
    assert all(each.isVisible() for each in hidden)
    assert frame.grid.cells == _scene_grid(driver).cells
    assert equation.height() < 58
    assert len([card for card in columns.curves._cards.values() if card.isVisible()]) == 3


def test_in_a_small_window_a_presentation_cuts_nothing_and_the_image_has_the_most_of_it(
    driver: Driver,
) -> None:
    window, columns = driver.window, driver.window.columns
    driver.settle()
    least, shares = columns.right.minimumWidth(), columns.splitter.sizes()
    press_key(driver, Qt.Key.Key_F5)
    driver.settle()  # the screen's size comes a moment later
    window.resize(1366, 768)
    driver.settle()
    assert columns.curves.height() == columns.splitter.height() == 768  # no ground above the curve or below
    window.setMinimumSize(300, 200)
    window.resize(546, 307)  # 1366 x 768 at 250 %
    driver.settle()
    assert (window.width(), window.height()) == (546, 307)
    card = columns.curves._cards["alpha_bar"]
    for part in (card, card._heading, card._value, columns.equation, columns.images):
        assert window.rect().contains(QRect(part.mapTo(window, QPoint()), part.size()))
    assert columns.images.width() > 1.4 * columns.right.width()
    press_key(driver, Qt.Key.Key_Escape)
    window.resize(1400, 800)
    driver.settle()
    assert (columns.right.minimumWidth(), columns.splitter.sizes()) == (least, shares)


def test_the_curve_is_below_the_images_where_they_are_larger_so(driver: Driver) -> None:
    window, columns = driver.window, driver.window.columns
    window.resize(1024, 768)
    driver.settle()
    before = columns.splitter.sizes()
    window.presenting.toggle()
    window.resize(1024, 768)
    cell = driver.settle().cells[0]
    assert (columns.right.x(), columns.right.width()) == (0, columns.splitter.width())
    assert columns.right.geometry().bottom() == columns.splitter.rect().bottom()  # and nothing is left empty
    assert cell.width > 0.8 * columns.splitter.width()
    window.store.apply(pin())  # two of them need the height
    driver.settle()
    assert (columns.right.y(), columns.right.height()) == (0, columns.splitter.height())
    window.store.undo()
    assert driver.settle().cells[0].width == cell.width
    window.presenting.toggle()
    window.resize(1024, 768)
    driver.settle()
    assert columns.splitter.orientation() == Qt.Orientation.Horizontal
    assert columns.splitter.sizes() == before
    assert columns.right.isHidden() or columns.right.height() == columns.splitter.height()


def test_two_that_are_compared_are_presented_as_a_pair(driver: Driver) -> None:
    driver.window.store.apply(pin())
    driver.window.store.apply(go_to(700))
    press_key(driver, Qt.Key.Key_F5)
    assert len(driver.settle().grid.cells) == 2
    press_key(driver, Qt.Key.Key_Escape)
    assert driver.window.store.view.pin is not None  # Escape had another meaning
    driver.window.store.apply(choose_scene("compare"))


def test_escape_gives_the_screen_back_once_it_means_nothing_else(driver: Driver) -> None:
    press_key(driver, Qt.Key.Key_F11)
    driver.window.store.apply(pin())
    press_key(driver, Qt.Key.Key_Escape)
    assert driver.window.store.view.pin is None
    assert driver.window.isFullScreen()
    press_key(driver, Qt.Key.Key_Escape)
    assert not driver.window.isFullScreen()


def test_all_schedules_of_compare_are_presented(driver: Driver) -> None:
    driver.window.store.apply(choose_scene("compare"))
    schedules = driver.settle().grid.schedules
    press_key(driver, Qt.Key.Key_F5)
    assert len(driver.settle().grid.cells) == 4
    assert driver.window.columns.curves._compared == schedules  # and so are the curves
    assert len(schedules) == 4


def test_the_laser_pointer_is_left_with_the_window(driver: Driver) -> None:
    assert QApplication.overrideCursor() is None
    press_key(driver, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    cursor = QApplication.overrideCursor()
    assert cursor is not None
    middle = cursor.pixmap().toImage().pixelColor(cursor.hotSpot())
    assert (middle.red() > 200, middle.alpha()) == (True, 255)
    driver.window.close()
    assert QApplication.overrideCursor() is None


def _scene_grid(driver: Driver) -> Grid:
    view = driver.window.store.view
    return SCENES[view.scene].build(view.schedule.make(), view.t, Given(view.strip, view.seed), view.own)
