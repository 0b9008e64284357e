"""The picture card, driven by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from engine.pictures.opened import PictureOpened
from engine.pictures.picture import WORKING_SIZES
from gui import style
from gui.cards.picture_card import MOST_OF_ERROR, PictureCard
from gui.cards.thumbnail import Thumbnail
from gui.style import THEMES
from tests.gui.find import find

LEFT = Qt.MouseButton.LeftButton
RED, BLUE = (220, 30, 20), (10, 40, 200)


def flat(width: int, height: int, colour: tuple[int, int, int] = RED) -> np.ndarray:
    return np.full((height, width, 3), colour, np.uint8)


def rgb(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    colour = QColor(image.pixel(x, y))
    return colour.red(), colour.green(), colour.blue()


def opened(thumbnail: np.ndarray | None = None, **changes: object) -> PictureOpened:
    values: dict[str, object] = {
        "id": "1 hills",
        "name": "hills.png",
        "size": (512, 256),
        "original_size": (1024, 512),
        "source_type": "8-bit RGB PNG",
        "x0_range": (-1.0, 0.976),
        "notes": (),
        "thumbnail": flat(480, 240) if thumbnail is None else thumbnail,
    }
    return PictureOpened(**(values | changes))  # type: ignore[arg-type]


class Shown:
    """A card on the screen, its parts, and what it said."""

    def __init__(self, qtbot: QtBot) -> None:
        self.card = PictureCard(("hills", "chart & map"))
        self.said: list[object] = []
        self.card.open_requested.connect(lambda: self.said.append("open"))
        self.card.bundled_requested.connect(lambda name: self.said.append(("bundled", name)))
        self.card.paste_requested.connect(lambda: self.said.append("paste"))
        self.card.working_size_changed.connect(lambda size: self.said.append(("size", size)))
        qtbot.addWidget(self.card)
        self.card.resize(240, self.card.sizeHint().height())
        self.card.show()
        self.open = find(self.card, QToolButton, "open_picture")
        self.notes = find(self.card, QToolButton, "notes")
        self.size = find(self.card, QComboBox, "working_size")
        self.error = find(self.card, QLabel, "picture_error")
        self.thumbnail = find(self.card, Thumbnail)

    def text(self, name: str) -> str:
        return find(self.card, QLabel, name).text()

    def image(self) -> QImage:
        return self.thumbnail.grab().toImage()


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_a_picture_is_shown_with_its_sizes_type_and_range(shown: Shown) -> None:
    shown.card.show_picture(opened())
    assert shown.text("picture_name") == "hills.png"
    assert shown.text("picture_size") == "512 × 256"
    assert shown.text("original_size") == "of 1024 × 512"
    assert shown.text("picture_type") == "8-bit RGB PNG"
    assert "between -1.00 and 0.98" in find(shown.card, QLabel, "picture_type").toolTip()
    assert not shown.notes.isVisible()
    shown.card.show_picture(opened(size=(64, 32), original_size=(64, 32)))
    assert shown.text("picture_size") == "64 × 32"
    assert shown.text("original_size") == "as in the file"


def test_notes_are_a_tooltip_in_a_place_that_is_kept(shown: Shown) -> None:
    def places() -> list[object]:
        labels = shown.card.findChildren(QLabel)
        return [label.geometry() for label in labels if label is not shown.error]

    shown.card.show_picture(opened(name="n" * 300, source_type="s" * 300))
    QApplication.processEvents()
    before = places()
    shown.card.show_picture(opened(notes=("16-bit colour was read at 8 bits.", "First <of> several.")))
    QApplication.processEvents()
    assert shown.notes.isVisible()
    assert "8 bits." in shown.notes.toolTip()
    assert "First &lt;of&gt; several." in shown.notes.toolTip()
    assert places() == before
    assert shown.card.minimumSizeHint().width() <= 240


@pytest.mark.parametrize("ratio", [(480, 240), (60, 480), (480, 30), (1, 480), (480, 1), (1, 1), (7, 5)])
def test_the_thumbnail_keeps_its_proportions(shown: Shown, ratio: tuple[int, int]) -> None:
    shown.card.show_theme(THEMES["dark"])
    shown.card.show_picture(opened(flat(*ratio)))
    image = shown.image()
    scale = min(image.width() / ratio[0], image.height() / ratio[1])
    inked = [(x, y) for x in range(image.width()) for y in range(image.height()) if rgb(image, x, y)[0] > 150]
    width = max(x for x, _ in inked) - min(x for x, _ in inked) + 1
    height = max(y for _, y in inked) - min(y for _, y in inked) + 1
    assert abs(width - max(1, ratio[0] * scale)) <= 1.5
    assert abs(height - max(1, ratio[1] * scale)) <= 1.5


def test_the_thumbnail_has_its_colours_and_the_right_way_up(shown: Shown) -> None:
    pixels = np.vstack((flat(480, 120, RED), flat(480, 120, BLUE)))
    shown.card.show_picture(opened(pixels))
    pixels[:] = 0  # what is shown is a copy
    image = shown.image()
    assert rgb(image, image.width() // 2, image.height() // 2 - 8) == RED
    assert rgb(image, image.width() // 2, image.height() // 2 + 8) == BLUE


def test_a_thumbnail_that_is_not_contiguous(shown: Shown) -> None:
    shown.card.show_picture(opened(flat(480, 480)[::2, ::-1]))
    assert rgb(shown.image(), 48, 28) == RED


def test_opening_is_asked_for_by_the_button_and_by_its_menu(shown: Shown) -> None:
    QTest.mouseClick(shown.open, LEFT, pos=shown.open.rect().center() / 2)
    QTest.keyClick(shown.open, Qt.Key.Key_Space)
    assert shown.said == ["open", "open"]
    actions = {action.text(): action for action in shown.open.menu().actions()}
    assert list(actions) == ["Open a picture…\tCtrl+O", "", "Hills", "Chart && map", "Paste\tCtrl+V"]
    shown.said.clear()
    for action in actions.values():
        action.trigger()
    assert shown.said == ["open", ("bundled", "hills"), ("bundled", "chart & map"), "paste"]


def test_the_working_size_is_chosen_from_the_list(shown: Shown) -> None:
    assert shown.card.working_size == 512
    assert [shown.size.itemText(i) for i in range(shown.size.count())] == [
        *("64 px", "128 px", "256 px", "512 px", "1024 px", "original")
    ]
    for _ in range(3):
        QTest.keyClick(shown.size, Qt.Key.Key_Down)
    assert shown.said == [("size", 1024), ("size", None)]
    assert shown.card.working_size is None


@pytest.mark.parametrize("size", WORKING_SIZES)
def test_a_working_size_is_shown_and_said_to_nobody(shown: Shown, size: int | None) -> None:
    shown.card.show_working_size(size)
    assert shown.card.working_size == size
    assert shown.said == []


@pytest.mark.parametrize("size", [0, 300, -64, "512", 2**40])
def test_a_working_size_that_is_not_offered_is_refused(shown: Shown, size: object) -> None:
    with pytest.raises(ValueError, match="is not offered; choose one of 64, 128, 256, 512, 1024, None"):
        shown.card.show_working_size(size)  # type: ignore[arg-type]
    assert shown.card.working_size == 512


def test_an_error_is_there_to_be_read_until_it_is_over(shown: Shown) -> None:
    clears: tuple[Callable[[], None], ...] = (
        lambda: shown.card.show_error(""),
        lambda: shown.card.show_picture(opened()),
    )
    for clear in clears:
        shown.card.show_error("notes.txt is no picture: choose a <PNG> file.")
        assert shown.error.isVisible()
        assert shown.error.text() == "notes.txt is no picture: choose a <PNG> file."
        QApplication.processEvents()
        assert shown.error.heightForWidth(shown.error.width()) <= shown.error.height()
        clear()
        assert not shown.error.isVisible()


def test_an_error_without_end_leaves_room_for_the_rest(shown: Shown) -> None:
    shown.card.show_error("word " * 500)
    QApplication.processEvents()
    assert shown.error.height() <= MOST_OF_ERROR


def test_the_picture_fades_while_another_is_opened(qtbot: QtBot, shown: Shown) -> None:
    shown.card.show_theme(THEMES["dark"])
    shown.card.show_picture(opened())

    def red() -> int:
        return rgb(shown.image(), 10, 10)[0]

    shown.card.show_busy(True)
    shown.card.show_busy(True)
    assert red() == RED[0]  # what is quick does not flicker
    qtbot.waitUntil(lambda: red() < RED[0] / 2)
    shown.card.show_busy(True)
    assert red() < RED[0] / 2
    shown.card.show_busy(False)
    assert red() == RED[0]


def test_a_closed_card_has_no_timer_running(shown: Shown) -> None:
    shown.card.show_busy(True)
    shown.card.close()
    assert not any(timer.isActive() for timer in shown.card.findChildren(QTimer))


def test_before_any_picture_there_is_a_mark_in_its_place(shown: Shown) -> None:
    image = shown.image()
    colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert len(colours) > 2


def test_the_button_that_cancels_an_opening_has_room_for_its_word(shown: Shown, qtbot: QtBot) -> None:
    shown.card.setStyleSheet(style.stylesheet(THEMES["light"]))
    shown.card.show_busy(True)
    cancel = find(shown.card, QToolButton, "cancel_opening")
    qtbot.waitUntil(cancel.isVisible)
    assert cancel.width() > cancel.fontMetrics().horizontalAdvance("Cancel")
    shown.card.show_busy(False)


@pytest.mark.parametrize(
    ("part", "words"),
    [(None, "opening…"), (0.0, "opening…"), (0.123, "opening, 12 %"), (1.0, "opening, 100 %")],
)
def test_how_far_an_opening_is_is_said_once_that_is_known(
    shown: Shown, part: float | None, words: str
) -> None:
    shown.card.show_progress(part)
    assert find(shown.card, QLabel, "opening_progress").text() == words
