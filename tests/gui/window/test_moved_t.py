"""What a moved t costs the window's thread, counted: it moves 120 times a second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel

from engine.requests import Request
from engine.state.start import Start
from gui.formulas import formula as formula_module
from gui.images import arrangement
from gui.window.status_places import StatusPlaces
from tests.beginning import begin
from tests.driver import Driver
from tests.gui.find import find

MOVES = range(500, 520, 4)


@pytest.fixture
def start() -> Start:
    return begin(working_size=64, window_size=(1024, 700), scene="posterior")


class Counting(QObject):
    """Counts events of a kind, by the names of the classes of their widgets, or by those of some widgets."""

    def __init__(self, kind: QEvent.Type) -> None:
        super().__init__()
        self.kind, self.classes, self.names = kind, Counter[str](), Counter[str]()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == self.kind:
            self.classes[type(watched).__name__] += 1
            self.names[watched.objectName()] += 1
        return False


@contextmanager
def counting(kind: QEvent.Type) -> Iterator[Counting]:
    application = QApplication.instance()
    assert application is not None
    counter = Counting(kind)
    application.installEventFilter(counter)
    yield counter
    application.removeEventFilter(counter)


def move(driver: Driver) -> None:
    for t in MOVES:
        driver.window.columns.timeline.go_to(t)
        driver.settle()
        QApplication.processEvents()


@pytest.fixture
def moved(driver: Driver) -> Driver:
    """A window in which t has moved before, so that all there is room for has its place."""
    move(driver)
    return driver


def test_nothing_is_laid_out_anew(moved: Driver) -> None:
    """Of other width are the equation and the values in the status line, and the remark is another one."""
    said = {name: moved.text(name) for name in ("remark", "status_values")}
    moved.window.columns.timeline.go_to(3)
    moved.settle()
    assert all(moved.text(name) != text for name, text in said.items())
    with counting(QEvent.Type.LayoutRequest) as laid_out:
        move(moved)
    assert set(laid_out.classes) <= {"LinePlace", "StatusPlaces"}  # they have no layout, and lay out nothing


def test_what_stays_is_not_painted(moved: Driver) -> None:
    with counting(QEvent.Type.Paint) as painted:
        move(moved)
    assert painted.names["equation"] >= len(MOVES)
    assert not painted.names["law"]
    assert not painted.names["status_size"]
    assert not painted.names["device"]


def test_labels_of_rows_are_painted_as_text_and_not_set_as_formulas(
    moved: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_ones = Mock(side_effect=formula_module._lay_out)
    monkeypatch.setattr(formula_module, "_lay_out", set_ones)
    moved.window.columns.timeline.go_to(701)
    label = moved.settle().grid.rows[0].label
    texts = [call.args[0] for call in set_ones.call_args_list]
    assert "701" in label
    assert any("701" in text for text in texts)
    assert label not in texts


def test_the_shape_of_a_grid_is_looked_at_once(moved: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = Mock(side_effect=arrangement.shape_of)
    monkeypatch.setattr(arrangement, "shape_of", looked)
    move(moved)
    grids = [call.args[0] for call in looked.call_args_list]
    assert len({id(grid) for grid in grids}) == len(grids) == len(MOVES)


def test_what_is_in_force_is_looked_for_once(moved: Driver) -> None:
    """The name of a step is written into its menu when it becomes another one, not each time t moves."""
    action = find(moved.window, QAction, "menu_undo")
    assert action.text() == "&Undo timestep"
    action.setText("as it was")
    move(moved)
    assert action.text() == "as it was"
    moved.window.store.undo()
    assert action.text() != "as it was"


def test_what_was_not_wrong_is_not_put_right(moved: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Mock()
    monkeypatch.setattr(moved.window.columns.schedule, "show_error", shown)
    move(moved)
    shown.assert_not_called()


def test_folded_statistics_are_not_told_that_there_are_none(moved: Driver) -> None:
    told = Mock()
    moved.window.statistics.found.connect(told)
    moved.window.statistics.path_found.connect(told)
    move(moved)
    told.assert_not_called()


def test_requests_at_other_timesteps_are_not_compared_further(
    moved: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = moved.settle()
    request = frame.request
    assert request.shows_the_same(replace(request, large=(9, 9), device="other"))
    assert not request.shows_the_same(replace(request, view=replace(request.view, seed=7)))
    assert not request.shows_the_same(None)
    monkeypatch.setattr(Request, "content", property(lambda _: pytest.fail("it was looked at")))
    assert not request.shows_the_same(replace(request, view=replace(request.view, t=1)))


def test_texts_leave_the_status_line_where_there_is_no_room(moved: Driver) -> None:
    status = moved.window.columns.status
    names = ("size", "time", "values", "pixel", "message")
    labels = {name: label for name in names if (label := moved.window.findChild(QLabel, f"status_{name}"))}
    seen = [label for label in labels.values() if label.isVisible()]
    assert len(seen) == 5
    for left, right in pairwise(seen):
        assert right.x() == left.geometry().right() + 7
    values = labels["values"]
    wide = values.width()
    assert wide == values.sizeHint().width()
    status.show_values("1")
    assert values.width() == values.sizeHint().width() < wide
    assert labels["pixel"].x() == values.geometry().right() + 7
    status.show_values("0" * 300)
    assert values.isHidden()
    assert labels["pixel"].x() == labels["time"].geometry().right() + 7


def test_the_same_text_makes_no_room_anew(moved: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Mock()
    monkeypatch.setattr(StatusPlaces, "_make_room", made)
    status = moved.window.columns.status
    status.show_values(moved.text("status_values"))
    made.assert_not_called()
    status.show_values("another")
    made.assert_called_once()
