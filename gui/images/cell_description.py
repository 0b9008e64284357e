"""What a cell of a frame is, in words."""

from __future__ import annotations

from engine.requests import Frame
from engine.scenes import Grid, Row
from gui.formulas.tex import parse
from gui.formulas.tex_text import plain


def find_cell(grid: Grid, index: int) -> tuple[Row, int]:
    """The row and the column of a cell, which `index` counts row after row; IndexError if there is none."""
    for row in grid.rows:
        if index < len(row.cells):
            return row, index
        index -= len(row.cells)
    raise IndexError(index)


def describe_cell(frame: Frame, index: int) -> str:
    """Title, label and problem of a cell, in plain text."""
    row, column = find_cell(frame.grid, index)
    title = ""
    for each in frame.grid.rows:
        if column < len(each.cells) and each.large == row.large:
            title = each.cells[column].title or title
        if each is row:
            break
    texts = [plain(parse(title)), plain(parse(row.label))]
    return "\n".join(filter(None, (", ".join(filter(None, texts)), frame.cells[index].problem)))
