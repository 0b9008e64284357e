"""Two views in one grid: the pinned one, A, beside the present one, B, or the difference of the two.

Of each the image of x_t is taken. All images are sums of layers, so their difference is one too, and it is drawn,
measured, probed and exported as any other image. Where it is not possible, a note says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.mix import Mix, seeded
from engine.quoting import tex_text
from engine.scenes.grid import Cell, Grid, Reference, Row

MODES = {"side": "A | B", "wipe": "Wipe", "difference": "B − A"}
MOST_GAIN = 100.0
COMPUTED = "A denoiser made one of the two: it has not the pixels of the other, so there is no difference."


@dataclass(frozen=True, slots=True)
class Shown:
    """How two views are compared: a name of MODES, the gain of a difference, 1 to MOST_GAIN, and the edge of a wipe
    as a part of the width, 0 to 1. A `follows` where it goes through t with B, instead of standing where it was
    pinned."""

    mode: str = "side"
    gain: float = 1.0
    edge: float = 0.5
    follows: bool = False


def compared(
    a: Grid | str, b: Grid, shown: Shown, names: tuple[str, str] = ("A", "B"), *, named: bool = False
) -> Grid:
    """The large images of two grids in one row; equation and law are those of B.

    `a` may be a sentence instead: why there is no A. `names` are what the two are called, in words; with `named` the
    title of a difference says them too.
    """
    left = Cell(Mix({}), note=a) if isinstance(a, str) else a.main_cell
    right = b.main_cell
    titles = [tex_text(name) for name in names]
    if shown.mode == "difference":
        cell = _difference(left, right, shown.gain)
        said = r",\;\; ".join([cell.title, *titles])
        cells: tuple[Cell, ...] = (replace(cell, title=said, short=cell.title) if named else cell,)
    else:
        reference = Reference(left.mix, r"\mathrm{A}") if _measurable(left, right) else None
        cells = (
            Cell(left.mix, titles[0], note=left.note, short=r"\mathrm{A}"),
            Cell(right.mix, titles[1], reference, note=right.note, short=r"\mathrm{B}"),
        )
    wipe = shown.edge if shown.mode == "wipe" else None
    row = Row("", None, cells, large=True)
    remark = "" if b.schedules else b.remark  # which is of rows that are not shown
    return Grid(b.equation, b.law, (row,), remark, main=len(cells) - 1, wipe=wipe)


def of_seed(grid: Grid, seed: int) -> Grid:
    """A grid whose image of x_t keeps the noise of this seed beside those of another."""
    cell = grid.main_cell
    mix = Mix({seeded(layer, seed): weight for layer, weight in cell.mix.weights.items()})
    first = grid.rows[0]
    cells = tuple(replace(cell, mix=mix) if n == grid.main else each for n, each in enumerate(first.cells))
    return replace(grid, rows=(replace(first, cells=cells), *grid.rows[1:]))


def _difference(left: Cell, right: Cell, gain: float) -> Cell:
    """B - A times a gain; its distance to what is given as its reference is that of B to A, without the gain."""
    title = r"\mathrm{B} - \mathrm{A}" + (rf",\; \times\, {gain:g}" if gain != 1 else "")
    note = left.note or right.note
    if not note and _is_computed(left) != _is_computed(right):
        note = COMPUTED
    if note:
        return Cell(Mix({}), title, note=note)
    exact = Cell(right.mix, reference=Reference(left.mix, "")).difference
    assert exact is not None
    reference = Reference((gain - 1) * exact, r"\mathrm{A}") if _measurable(left, right) else None
    return Cell(gain * exact, title, reference)


def _measurable(left: Cell, right: Cell) -> bool:
    return not (left.note or right.note or _is_computed(left) or _is_computed(right))


def _is_computed(cell: Cell) -> bool:
    return any(layer.kind == "computed" for layer in cell.mix.weights)
