"""Every cell of a scene as a PNG file at the full working resolution, with a table of what it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Generator, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import imageio.v3 as imageio
import numpy as np

from engine.exports.files import whole_file
from engine.exports.folder_lock import claimed
from engine.exports.plain_text import plain_text
from engine.exports.state_in_png import with_state
from engine.mix import Layer
from engine.pixels.canvas import Canvas, FrameCell
from engine.pixels.measure import measure
from engine.pixels.renderer import Renderer, find_problem
from engine.pixels.sources import PixelSources
from engine.scenes import Cell, Grid
from engine.schedules import Schedule
from engine.schedules.transforms import called

TABLE = "cells.csv"
FIRST = ("file", "row", "column", "title", "t", "schedule")
LAST = ("compared_with", "l1", "l2", "psnr", "note")
_NAME = re.compile(r"row\d+-column\d+\.png")


def export_cells(
    grid: Grid, schedule: Schedule, view: PixelSources, renderer: Renderer, folder: Path, text: str = ""
) -> Generator[float, None, list[Path]]:
    """Write the cells of a grid and cells.csv into a folder, which is made if need be.

    Between the columns FIRST and LAST is one for the weight of each layer: "picture", and "noise ..." of every noise
    image. `t` is the timestep that the image shows, empty where there is none; the numbers compare the image
    with `compared_with` (see `Distance`); images of a generation have neither. A cell that cannot be drawn has a note
    and no file. An earlier export stays as it was until all of this one is there; then those of its files are removed
    that its table lists and this one does not have. What fails or is broken off leaves nothing. One process at a time
    writes to a folder. Each image carries `text`, the view as JSON. Yields the progress, returns the files.

    Raises:
        ValueError: when a file cannot be written, with the reason, or another export is writing there.
    """
    with claimed(folder), ExitStack() as parts:
        earlier = _listed(folder / TABLE)
        # The table takes its place last.
        of_table = parts.enter_context(whole_file(folder / TABLE, through_links=False))
        table: list[dict[str, object]] = []
        files: list[Path] = []
        places = [(row, column) for row, each in enumerate(grid.rows) for column in range(len(each.cells))]
        for number, (row, column) in enumerate(places):
            cell = grid.rows[row].cells[column]
            entry = _describe(grid, schedule, row, column)
            if cell.difference is not None:
                distance = (yield from measure([cell.difference], view))[0]
                entry |= {"l1": distance.l1, "l2": distance.l2, "psnr": distance.psnr}
            if not entry["note"]:
                file = folder / f"row{row}-column{column}.png"
                part = parts.enter_context(whole_file(file, through_links=False))
                part.write(with_state(_png(cell, view, renderer), text))
                part.flush()  # a full disk says so now
                entry["file"] = file.name
                files.append(file)
            table.append(entry)
            yield (number + 1) / len(places)
        of_table.write(_csv(table, _weight_columns(grid)))
        of_table.flush()
        parts.close()
        for name in earlier - {file.name for file in files}:
            with suppress(OSError):
                (folder / name).unlink()
    return [*files, folder / TABLE]


def _describe(grid: Grid, schedule: Schedule, row: int, column: int) -> dict[str, object]:
    each = grid.rows[row]
    cell, t = each.cells[column], each.timestep(column)
    entry: dict[str, object] = {
        "row": row,
        "column": column,
        "title": plain_text(grid.title(row, column)),
        "t": "" if t is None else t,
        "schedule": _schedule_text(each.curve or schedule),
        "compared_with": plain_text(cell.reference.name) if cell.reference and not cell.note else "",
        "note": cell.note or find_problem(cell.mix),
    }
    entry |= {
        _column(layer): weight for layer, weight in cell.mix.weights.items() if layer.kind != "computed"
    }
    return entry


def _schedule_text(schedule: Schedule) -> str:
    """Name, T and parameters of a schedule."""
    numbers = [f"T={schedule.steps}", *(f"{name}={value!r}" for name, value in schedule.parameters)]
    return " ".join((called(schedule), *numbers))


def _column(layer: Layer) -> str:
    return "picture" if layer.kind == "picture" else f"{layer.kind} {layer.key}".strip()


def _weight_columns(grid: Grid) -> list[str]:
    """The layers of all cells that have weights, the picture first, in the order of first use."""
    layers = (layer for cell in grid.cells for layer in cell.mix.weights if layer.kind != "computed")
    return list(dict.fromkeys(["picture", *map(_column, layers)]))


def _csv(table: list[dict[str, object]], weights: list[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*FIRST, *weights, *LAST], restval="")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode()


def _listed(table: Path) -> set[str]:
    """The images that the table of an earlier export lists; none if it is not a table of this program."""
    try:
        with table.open(newline="", encoding="utf-8") as opened:
            return set(_names(csv.DictReader(opened)))
    except (OSError, ValueError, csv.Error):
        return set()


def _names(rows: csv.DictReader[str]) -> Iterator[str]:
    if tuple(rows.fieldnames or ())[:5] == FIRST[:5]:
        for row in rows:
            if _NAME.fullmatch(row["file"] or ""):
                yield row["file"]


def _png(cell: Cell, view: PixelSources, renderer: Renderer) -> bytes:
    width, height = view.size_of(cell.mix)
    canvas = Canvas(np.zeros((height, width, 4), np.uint8))
    renderer.draw([cell.mix], (FrameCell(0, 0, width, height),), view, canvas)
    data: bytes = imageio.imwrite("<bytes>", canvas.pixels[..., 2::-1], extension=".png")
    return data
