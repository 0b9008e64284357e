"""Labels of rows: a number is read whole."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from engine.scenes import Given, Strip
from engine.scenes.compare import CompareSettings, build
from engine.schedules import make_schedule
from gui.formulas.tex import parse
from gui.formulas.tex_text import plain
from gui.images.label_painter import fitted
from gui.images.layout import LABEL


@pytest.mark.parametrize("t", [1, 300, 500, 900, 1000])
@pytest.mark.parametrize("name", ["linear", "cosine", "karras"])
def test_the_label_of_a_large_row_has_its_whole_number(qapp: QApplication, name: str, t: int) -> None:
    grid = build(make_schedule(name, 1000), t, Given(Strip()), CompareSettings(by="snr"))
    words = plain(parse(grid.rows[0].label))
    text, _ = fitted(words, LABEL, True, broken=True)
    assert text.replace("\n", " ") == words
