"""Labels of rows: a number is read whole."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from engine.scenes import Given, Grid, Row, Strip
from engine.scenes.compare import CompareSettings, build
from engine.schedules import SCHEDULES, make_schedule
from gui.formulas.tex import parse
from gui.formulas.tex_text import plain
from gui.images.label_painter import LEAST_TEXT, fitted, paint_labels
from gui.images.layout import LABEL, Layout, Rect
from gui.images.marks import font_of
from gui.style import THEMES


@pytest.mark.parametrize("t", [1, 300, 500, 900, 1000])
@pytest.mark.parametrize("name", ["linear", "cosine", "karras"])
def test_the_label_of_a_large_row_has_its_whole_number(qapp: QApplication, name: str, t: int) -> None:
    grid = build(make_schedule(name, 1000), t, Given(Strip()), CompareSettings(by="snr"))
    words = plain(parse(grid.rows[0].label))
    text, _ = fitted(words, LABEL, True, broken=True)
    assert text.replace("\n", " ") == words


def test_the_label_of_a_long_t_stays_in_one_line(qapp: QApplication) -> None:
    assert fitted("t = 30000", LABEL, True, broken=True)[0] == "t = 30000"


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_name_of_each_family_is_read_whole(qapp: QApplication, name: str) -> None:
    text, size = fitted(name, LABEL, False, broken=True)
    assert text.replace("-\n", "").replace("\n", "") == name
    assert text.count("\n") <= 1
    assert size >= LEAST_TEXT
    assert max(QFontMetricsF(font_of(size)).horizontalAdvance(line) for line in text.split("\n")) <= LABEL


def test_what_is_too_long_for_its_place_shows_both_ends(qapp: QApplication) -> None:
    text, _ = fitted("interpolated_backwards_twice", LABEL, False, broken=True)
    assert text.startswith("inte")
    assert text.endswith("wice")


def test_the_labels_of_very_low_rows_are_not_cut(qapp: QApplication) -> None:
    def ink(height: int) -> tuple[int, int]:
        """The first row of pixels with letters, and the first after them."""
        image = QImage(100, 60, QImage.Format.Format_RGB32)
        image.fill(QColor("black"))
        rect = Rect(0, 30 - height // 2, 90, height)
        layout = Layout((9, 9), (9, 9), (), (rect,), (), None, Rect(0, 0, 0, 0), False)
        with QPainter(image) as painter:
            paint_labels(
                painter, THEMES["dark"], Grid("", "", (Row("t = 600", 0, ()),)), layout, lambda _: True
            )
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(60, 100, 4)[..., :3].max(axis=(1, 2))
        (found,) = np.nonzero(rows)
        return int(found[0]), int(found[-1]) + 1

    low, usual = ink(7), ink(40)
    assert low[1] - low[0] > 7
    assert usual[0] <= low[0] < low[1] <= usual[1]
