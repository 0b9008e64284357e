"""The small curves beside rows: heights on their two axes, read from the pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from engine.scenes.row_axes import beta_decades
from engine.schedules import make_schedule
from gui.images.row_curves import paint_curve

ROOM = QRectF(0, 5, 400, 300)


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
