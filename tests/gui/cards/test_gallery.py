"""The gallery of schedules, by its keys and its mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from engine.schedules import SCHEDULES
from engine.schedules.choice import ScheduleChoice
from engine.schedules.given import Given
from engine.state.view import View
from gui.cards.gallery import NAME, Gallery
from gui.controllers.store import Store
from gui.plots.line_chart import LineChart


class Shown:
    """A gallery that is open over a store."""

    def __init__(self, qtbot: QtBot) -> None:
        self.parent = QWidget()
        qtbot.addWidget(self.parent)
        self.store = Store(View(schedule=ScheduleChoice("cosine")))
        self.gallery = Gallery(self.parent, ScheduleChoice)
        self.gallery.wanted.connect(self.store.apply)
        self.gallery.open_for(self.store.view.schedule, QPoint(0, 0))
        search, items = self.gallery.findChild(QLineEdit), self.gallery.findChild(QListWidget)
        assert search is not None
        assert items is not None
        self.search, self.items = search, items

    @property
    def name(self) -> str:
        return self.store.view.schedule.name

    def visible(self) -> list[str | None]:
        items = [self.items.item(row) for row in range(self.items.count())]
        return [item.data(NAME) for item in items if not item.isHidden()]


def inked(item: QListWidgetItem) -> int:
    """The pixels of its curve."""
    image = item.icon().pixmap(72, 30).toImage()
    return sum(image.pixelColor(x, y).alpha() > 100 for x in range(72) for y in range(30))


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    shown = Shown(qtbot)
    qtbot.addWidget(shown.gallery)
    return shown


def test_every_family_is_there_with_a_curve_under_the_title_of_its_group(shown: Shown, qtbot: QtBot) -> None:
    names = [name for name in shown.visible() if name]
    assert names == list(SCHEDULES)
    assert shown.visible().count(None) == len({family.group for family in SCHEDULES.values()})
    current = shown.items.currentItem()
    assert current is not None
    assert current.data(NAME) == "cosine"
    shown.gallery.open_for(shown.store.view.schedule, QPoint(0, 0))
    families = [shown.items.item(row) for row in range(shown.items.count())]
    families = [item for item in families if item.data(NAME)]
    assert not any(map(inked, families))  # to draw them all would hold the window
    qtbot.waitUntil(lambda: not shown.gallery._drawing.isActive())
    assert all(inked(item) > 50 for item in families)
    shown.store.stop()


def test_page_keys_go_past_the_titles_of_groups_and_what_is_filtered_out(shown: Shown) -> None:
    names = list(SCHEDULES)
    for _ in range(12):
        QTest.keyClick(shown.search, Qt.Key.Key_PageUp)
    assert shown.name == names[0]  # under the first title, which cannot be chosen
    for _ in range(12):
        QTest.keyClick(shown.search, Qt.Key.Key_PageDown)
    assert shown.name == names[-1]
    QTest.keyClicks(shown.search, "cos")
    found = [name for name in shown.visible() if name]
    for key, name in ((Qt.Key.Key_PageUp, found[0]), (Qt.Key.Key_PageDown, found[-1])):
        for _ in range(4):
            QTest.keyClick(shown.search, key)
        assert shown.name == name
    shown.store.stop()


def test_arrows_preview_enter_takes_and_escape_goes_back(shown: Shown) -> None:
    names = list(SCHEDULES)
    after = names[names.index("cosine") + 1]
    QTest.keyClick(shown.search, Qt.Key.Key_Down)
    assert shown.name == after
    QTest.keyClick(shown.search, Qt.Key.Key_Escape)
    assert shown.name == "cosine"
    assert not shown.gallery.isVisible()
    shown.gallery.open_for(shown.store.view.schedule, QPoint(0, 0))
    QTest.keyClick(shown.search, Qt.Key.Key_Down)
    QTest.keyClick(shown.search, Qt.Key.Key_Return)
    assert shown.name == after
    shown.store.undo()
    assert shown.name == "cosine"  # all that was looked at is one step
    shown.store.stop()


def test_a_name_of_a_library_finds_its_family(shown: Shown) -> None:
    QTest.keyClicks(shown.search, "squaredcos_cap")
    assert [name for name in shown.visible() if name] == ["cosine"]
    assert shown.visible()[0] is None  # the title of its group stays
    shown.search.setText("no such thing")
    assert shown.visible() == []
    shown.store.stop()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("scaled_linear", "quadratic"),
        ("Scaled-Linear", "quadratic"),
        ("linear", "linear"),
        ("laplace d", "laplace_diffusers"),
    ],
)
def test_enter_takes_what_was_searched_for_where_no_arrow_was_used(
    shown: Shown, text: str, name: str
) -> None:
    shown.search.setText(text)
    assert shown.name == "cosine"  # what is being typed changes nothing
    QTest.keyClick(shown.search, Qt.Key.Key_Return)
    assert shown.name == name
    assert not shown.gallery.isVisible()
    shown.store.stop()


def test_enter_keeps_the_present_schedule_where_nothing_is_found(shown: Shown) -> None:
    shown.search.setText("no such thing")
    QTest.keyClick(shown.search, Qt.Key.Key_Return)
    assert shown.name == "cosine"
    shown.store.stop()


def test_a_variant_is_shown_beside_its_original_with_the_greatest_difference(shown: Shown) -> None:
    words, chart = shown.gallery.findChild(QLabel, "family_words"), shown.gallery.findChild(LineChart)
    assert words is not None
    assert chart is not None
    assert chart.diagram is not None
    assert (len(chart.diagram.lines), chart.diagram.marks) == (1, ())
    assert words.text().startswith("Nichol and Dhariwal")
    shown.search.setText("laplace as in diffusers")
    QTest.keyClick(shown.search, Qt.Key.Key_Down)
    assert shown.name == "laplace_diffusers"
    assert words.text().startswith("Dashed: Laplace (paper). The log SNR differs most at t = 999, by +1.76.")
    variant, original = chart.diagram.lines[1], chart.diagram.lines[0]
    assert original.dashed
    middle = len(variant.x) // 2
    assert variant.y[middle] - original.y[middle] == pytest.approx(0.88, abs=0.05)
    assert chart.diagram.marks[0].x == 999
    shown.store.stop()


def test_the_gallery_stays_on_the_screen(shown: Shown) -> None:
    room = shown.gallery.screen().availableGeometry()
    shown.gallery.open_for(ScheduleChoice(), QPoint(0, room.bottom()))
    assert room.contains(shown.gallery.geometry())


def test_numbers_that_were_given_are_of_no_family(shown: Shown) -> None:
    given = Given.of("betas", [0.1, 0.2], "mine.csv")
    shown.gallery.open_for(ScheduleChoice("linear", 2, given=given), QPoint(0, 0))
    words, chart = shown.gallery.findChild(QLabel, "family_words"), shown.gallery.findChild(LineChart)
    assert words is not None
    assert chart is not None
    assert (words.text(), chart.diagram) == ("", None)


@pytest.mark.parametrize(("key", "towards"), [(Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, -1)])
def test_arrows_enter_what_is_left_where_the_present_one_is_filtered_out(
    shown: Shown, key: Qt.Key, towards: int
) -> None:
    shown.search.setText("linear")
    names = list(SCHEDULES)
    left = sorted(names.index(name) for name in shown.visible() if name)
    place = names.index("cosine")
    assert left[0] < place < left[-1]
    assert place not in left
    nearest = next(each for each in left[::towards] if (each - place) * towards > 0)
    QTest.keyClick(shown.search, key)
    assert shown.name == names[nearest]
    QTest.keyClick(shown.search, key)
    assert shown.name == names[left[left.index(nearest) + towards]]
    shown.search.setText("no such schedule")
    QTest.keyClick(shown.search, key)
    assert shown.name == names[left[left.index(nearest) + towards]]
    shown.store.stop()
