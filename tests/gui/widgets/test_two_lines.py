"""A sentence that is too long for one line is read in two."""

import numpy as np
import pytest
from PySide6.QtGui import QFontMetrics, QImage
from pytestqt.qtbot import QtBot

from gui import style
from gui.widgets.two_lines import SMALL, TwoLines, in_two_lines

LONG = (
    "The picture notes.txt cannot be opened: it is none of PNG, JPEG, WebP, TIFF, BMP or GIF. "
    "Save it as one of these, and open that."
)


def lines_painted(label: TwoLines) -> int:
    """The runs of rows with ink."""
    image = label.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    ink = np.ptp(rows[:, : image.width()].astype(int), axis=1) > 40
    return int(np.count_nonzero(ink & ~np.concatenate([[False], ink[:-1]])))


@pytest.mark.parametrize("width", [420, 700])
def test_all_words_are_in_two_lines_and_none_is_cut(qtbot: QtBot, width: int) -> None:
    metrics = QFontMetrics(style.text_font(SMALL))
    lines = in_two_lines(LONG, width)
    assert " ".join(lines).strip() == LONG
    assert all(metrics.horizontalAdvance(line) <= width for line in lines)


def test_what_is_too_long_for_two_lines_ends_with_dots(qtbot: QtBot) -> None:
    first, second = in_two_lines(LONG, 200)
    assert LONG.startswith(first)
    assert second.endswith("…")
    assert in_two_lines("word" * 100, 200)[0].endswith("…")


def test_the_label_has_one_height_whatever_it_says(qtbot: QtBot) -> None:
    label = TwoLines()
    qtbot.addWidget(label)
    height = label.sizeHint().height()
    label.resize(600, height)
    label.show_text("It is done.")
    assert lines_painted(label) == 1
    label.show_text(LONG)
    assert lines_painted(label) == 2
    assert label.sizeHint().height() == height
