"""The distances of images from their references, beside the titles: what is said of them, and the room for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.scenes import Cell
from engine.schedules.number_text import with_minus
from gui.formulas.formula import formula
from gui.images.layout import GAP
from gui.images.marks import SMALL_TEXT

if TYPE_CHECKING:
    from engine.pixels.values import Distance

TITLE_SIZE = 13
APART = 2 * GAP  # a title from the distance beside it


def title_end(cell: Cell, width: float) -> float:
    """Where the title of a cell of this width ends: as far left of the middle as a distance with its name needs."""
    title = formula(cell.title, TITLE_SIZE)
    middle = (width + title.width) / 2
    if cell.reference is None:
        return middle
    least = formula(rf"\text{{l1 0.00 to}}\, {cell.reference.name}", SMALL_TEXT)
    end = math.floor(width - APART - least.width)
    return min(middle, end) if title.width <= end else middle


def longest_form(places: Sequence[tuple[Sequence[str], float]]) -> int:
    """The first of the forms of some texts for which there is room in all places; the last where there is none."""
    forms = min((len(texts) for texts, _ in places), default=1)
    for which in range(forms):
        if all(formula(texts[which], SMALL_TEXT).width <= room for texts, room in places):
            return which
    return forms - 1


def numbers(distance: Distance, name: str) -> list[str]:
    """A distance to what has this name, in TeX, from all of it to the least."""
    psnr = f"{with_minus(f'{distance.psnr:.1f}')} dB" if distance.l2 else "equal"
    l1, l2 = f"l1 {distance.l1:.4f}", f"l2 {distance.l2:.4f}"
    least = f"l1 {distance.l1:.2f}"
    forms = (f"{l1}   {l2}   {psnr}", f"{l1}   {psnr}", l1, least)
    return [*(rf"\text{{{text} to}}\, {name}" for text in forms), rf"\text{{{least}}}"]
