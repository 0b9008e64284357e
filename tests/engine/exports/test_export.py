import csv
import json
from collections.abc import Generator
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest

from engine.exports.cells import export_cells
from engine.mix import noise, picture
from engine.pictures.picture import Picture
from engine.pixels.layers import View
from engine.pixels.pyramid import Pyramid
from engine.pixels.renderer import Renderer
from engine.scenes import SCENES, Film
from engine.schedules import make_schedule
from tests.levels import exact_level


@pytest.fixture(scope="module")
def view() -> View:
    pixels = np.random.default_rng(0).integers(0, 256, (24, 40, 3), dtype=np.uint8)
    return View(Pyramid(Picture("test", pixels, (40, 24), "test", ())), "test", 4)


def export(name: str, t: int, view: View, folder: Path) -> list[dict[str, str]]:
    grid = SCENES[name].build(make_schedule("linear"), t, Film(), SCENES[name].defaults)
    files: list[Path] = []

    def steps() -> Generator[float, None, None]:
        files.extend((yield from export_cells(grid, view, Renderer("cpu"), folder)))

    assert all(0 <= progress <= 1 for progress in steps())
    assert all(file.is_file() for file in files)
    with (folder / "cells.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_files_are_the_images_and_the_table_tells_how_they_are_made(view: View, tmp_path: Path) -> None:
    table = export("forward", 300, view, tmp_path / "new" / "folder")
    assert len(table) == 27
    layers = {
        f"{each.kind} {each.key}".strip(): exact_level(each, view, 0).double().numpy()
        for each in (picture(), *(noise(f"forward {column}") for column in range(4)))
    }
    for entry in table:
        weights = json.loads(entry["weights"])
        image = sum(weight * layers[name] for name, weight in weights.items())
        expected = np.clip(np.floor((image + 1) * 127.5 + 0.5), 0, 255)
        pixels = imageio.imread(tmp_path / "new" / "folder" / entry["file"])
        assert pixels.shape == (24, 40, 3)
        assert abs(pixels.astype(int) - expected).max() <= 1
    sample = table[1]
    image = sum(weight * layers[name] for name, weight in json.loads(sample["weights"]).items())
    difference = image - layers["picture"]
    assert float(sample["l1"]) == pytest.approx(np.abs(difference).mean(), rel=1e-6)
    assert float(sample["psnr"]) == pytest.approx(
        20 * np.log10(2 / np.sqrt((difference**2).mean())), rel=1e-6
    )


def test_a_cell_that_cannot_be_drawn_has_a_note_and_no_file(view: View, tmp_path: Path) -> None:
    table = export("step", 0, view, tmp_path)
    assert [entry["note"] for entry in table[:3]] == ["No step leads to t = 0."] * 3
    assert not table[0]["file"]
    assert not list(tmp_path.glob("row0*.png"))


def test_a_folder_that_cannot_be_written_gets_a_sentence(view: View, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(ValueError, match=r"row0-column0\.png cannot be written"):
        export("predict", 5, view, blocked)
    assert blocked.read_text() == "not a folder"
