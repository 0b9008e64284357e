"""Every cell of a scene as a PNG file at the full working resolution, with a table of what it is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import imageio.v3 as imageio
import numpy as np

from engine.pixels.canvas import Canvas, FrameCell
from engine.pixels.layers import View
from engine.pixels.measure import measure
from engine.pixels.renderer import Renderer, find_problem
from engine.pixels.values import Distance
from engine.scenes import Cell, Grid

COLUMNS = ("file", "row", "column", "title", "t", "weights", "l1", "l2", "psnr", "note")


def export_cells(
    grid: Grid, view: View, renderer: Renderer, folder: Path
) -> Generator[float, None, list[Path]]:
    """Write the cells of a grid and cells.csv into a folder, which is made if need be.

    Titles are TeX; `weights` is JSON, "kind key" -> weight; the numbers compare the cell with its reference (see
    messages.Distance). A cell that cannot be drawn has a note and no file. Yields the progress, returns the files.

    Raises:
        ValueError: when a file cannot be written, with the reason.
    """
    table: list[dict[str, object]] = []
    files: list[Path] = []
    places = [(row, column) for row, each in enumerate(grid.rows) for column in range(len(each.cells))]
    for number, (row, column) in enumerate(places):
        cell = grid.rows[row].cells[column]
        entry = _describe(cell, row, column, grid.rows[row].t)
        if cell.reference is not None and not cell.note:
            distances = yield from measure([cell.mix - cell.reference], view)
            entry |= _numbers(distances[0])
        if not entry["note"]:
            file = folder / f"row{row}-column{column}.png"
            _write(file, _png(cell, view, renderer))
            entry["file"] = file.name
            files.append(file)
        table.append(entry)
        yield (number + 1) / len(places)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(table)
    _write(folder / "cells.csv", text.getvalue().encode())
    return [*files, folder / "cells.csv"]


def _describe(cell: Cell, row: int, column: int, t: int) -> dict[str, object]:
    weights = {f"{layer.kind} {layer.key}".strip(): weight for layer, weight in cell.mix.weights.items()}
    return {
        "row": row,
        "column": column,
        "title": cell.title,
        "t": t if cell.t is None else cell.t,
        "weights": json.dumps(weights),
        "note": cell.note or find_problem(cell.mix),
    }


def _numbers(distance: Distance) -> dict[str, object]:
    return {"l1": repr(distance.l1), "l2": repr(distance.l2), "psnr": repr(distance.psnr)}


def _png(cell: Cell, view: View, renderer: Renderer) -> bytes:
    width, height = view.size_of(cell.mix)
    canvas = Canvas(np.zeros((height, width, 4), np.uint8))
    renderer.draw([cell.mix], (FrameCell(0, 0, width, height),), view, canvas)
    data: bytes = imageio.imwrite("<bytes>", canvas.pixels[..., 2::-1], extension=".png")
    return data


def _write(file: Path, data: bytes) -> None:
    """Write a file as a whole or not at all."""
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise ValueError(f"The file {file} cannot be written: {error.strerror or error}.") from error
