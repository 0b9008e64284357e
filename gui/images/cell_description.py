"""What a cell of a frame is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.scenes import Grid, Row
from gui.formulas.tex import parse
from gui.formulas.tex_text import plain
from gui.widgets.tooltips import escaped

if TYPE_CHECKING:
    from engine.requests import Frame


def find_cell(grid: Grid, index: int) -> tuple[Row, int]:
    """The row and the column of a cell, which `index` counts row after row; IndexError if there is none."""
    for row in grid.rows:
        if index < len(row.cells):
            return row, index
        index -= len(row.cells)
    raise IndexError(index)


def describe_cell(frame: Frame, index: int) -> str:
    """Title, label, problem and reference of a cell, as the rich text of a tooltip."""
    row, column = find_cell(frame.grid, index)
    title = frame.grid.title(frame.grid.rows.index(row), column)
    texts = [plain(parse(each), rich=True) for each in (title, row.label)]
    problem = escaped(frame.cells[index].problem)
    lines = (", ".join(filter(None, texts)), problem, _comparison(frame.grid, index))
    return f"<p style='white-space:pre; margin:0'>{'<br>'.join(filter(None, lines))}</p>"


def describe_curves(frame: Frame, number: int) -> str:
    """The name of a row, and the axes of the small curves beside it, as plain text; empty where it has none."""
    grid = frame.grid
    if grid.rows[number].curve is None:
        return ""
    from engine.scenes.row_axes import beta_decades  # of one scene
    from engine.schedules.number_text import power_text

    low, high = beta_decades(tuple(schedule for schedule, _ in grid.schedules))
    return (
        f"{plain(parse(grid.rows[number].label))}: ᾱ over t, on an axis from 0 to 1; dashed β, on a logarithmic one "
        f"from {power_text(low)} to {power_text(high)} in all rows."
    )


def _comparison(grid: Grid, index: int) -> str:
    reference = grid.cells[index].reference
    if reference is None or index not in grid.compared:
        return ""
    return f"Distances to {plain(parse(reference.name), rich=True)}; PSNR for the range 2 of pictures, from −1 to 1."
