"""The small curves beside rows: heights on their two axes, read from the pixels."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QRectF
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from engine.scenes import Given, Strip
from engine.scenes.compare import CompareSettings, build
from engine.scenes.row_axes import beta_decades
from engine.schedules import make_schedule
from gui.images.image_grid import ImageGrid
from gui.images.marks import SMALL_TEXT, font_of
from gui.images.row_curves import NAME, paint_curve, room_of_curve
from tests.gui.images.test_image_grid import make_frame

ROOM = QRectF(0, 5, 400, 300)
SIZES = (90, 45), (60, 30)


def inked(name: str, decades: tuple[int, int]) -> NDArray[np.bool_]:
    image = QImage(400, 310, QImage.Format.Format_RGB32)
    image.fill("#ffffff")
    with QPainter(image) as painter:
        paint_curve(painter, make_schedule(name, 1000), ROOM, "#000000", decades)
    return np.array(image.constBits()).reshape(310, 400, 4)[..., 0] < 128


def test_alpha_bar_is_from_0_to_1_and_beta_on_the_logarithmic_axis_of_all(qapp: QApplication) -> None:
    made = [make_schedule(name, 1000) for name in ("linear", "cosine")]
    low, high = decades = beta_decades(tuple(made))
    for schedule in made:
        seen = inked(schedule.name, decades)
        found = []
        for t in (250, 500, 750):
            x = round(t / 1000 * 400)
            heights = (305 - np.flatnonzero(seen[:, x - 6 : x + 7].any(1))) / 300  # a dash, or half a gap
            wanted = schedule.alpha_bar[t], (np.log10(schedule.beta(t)) - low) / (high - low)
            found += [np.abs(heights - each).min() for each in wanted]
        assert max(found) < 0.02


def test_the_mouse_is_told_the_axes_of_a_row_at_its_label(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _, text, *__: said.append(text))
    given, settings = Given(Strip()), CompareSettings(("linear", "cosine"))
    shown = ImageGrid()
    qtbot.addWidget(shown)
    shown.resize(900, 600)
    shown.show_frame(make_frame(build(make_schedule("linear", 1000), 300, given, settings), SIZES))
    assert shown.frame is not None
    for label in shown._layout_of(shown.frame).labels:
        place = QRect(*label).center()
        QApplication.sendEvent(shown, QHelpEvent(QEvent.Type.ToolTip, place, shown.mapToGlobal(place)))
    of_large, *of_rows = said
    assert of_large == ""  # it has no curves
    assert [each.split(":")[0] for each in of_rows] == ["linear", "cosine"]
    assert all("dashed β, on a logarithmic one from 10⁻⁵ to 1 in all rows" in each for each in of_rows)


@pytest.mark.parametrize("lines", [1, 2])
def test_a_curve_stands_below_all_lines_of_its_name(lines: int) -> None:
    room = room_of_curve(QRect(0, 0, 68, 50), lines)
    assert room is not None
    assert room.top() >= NAME[lines] >= lines * QFontMetricsF(font_of(SMALL_TEXT)).height() - 1
    assert room.bottom() <= 50
