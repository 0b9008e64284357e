import csv
import io
from collections.abc import Generator
from pathlib import Path
from typing import Any

import imageio.v3 as imageio
import numpy as np
import pytest

from engine.exports.cells import export_cells
from engine.mix import noise, picture
from engine.pictures.picture import Picture
from engine.pixels.pyramid import Pyramid
from engine.pixels.renderer import Renderer
from engine.pixels.sources import PixelSources
from engine.scenes import SCENES, Given, Strip
from engine.scenes.compare import CompareSettings
from engine.scenes.reverse import ReverseSettings
from engine.schedules import make_schedule
from tests.levels import exact_level


@pytest.fixture(scope="module")
def view() -> PixelSources:
    pixels = np.random.default_rng(0).integers(0, 256, (24, 40, 3), dtype=np.uint8)
    return PixelSources(Pyramid(Picture("test", pixels, (40, 24), "test", ())), "test", 4)


def export(
    name: str, t: int, view: PixelSources, folder: Path, settings: object = None, strip: Strip | None = None
) -> list[dict[str, str]]:
    schedule = make_schedule("linear")
    grid = SCENES[name].build(schedule, t, Given(strip or Strip()), settings or SCENES[name].defaults)
    files: list[Path] = []

    def steps() -> Generator[float, None, None]:
        files.extend((yield from export_cells(grid, schedule, view, Renderer("cpu"), folder)))

    assert all(0 <= progress <= 1 for progress in steps())
    assert sorted(files) == sorted(folder.iterdir())
    with (folder / "cells.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def weights_of(entry: dict[str, str]) -> dict[str, float]:
    names = [name for name in entry if name == "picture" or name.startswith("noise ")]
    return {name: float(entry[name]) for name in names if entry[name]}


def test_files_are_the_images_and_the_table_tells_how_they_are_made(
    view: PixelSources, tmp_path: Path
) -> None:
    table = export("forward", 300, view, tmp_path / "new" / "folder")
    assert len(table) == 27
    layers = {
        f"{each.kind} {each.key}".strip(): exact_level(each, view, 0).double().numpy()
        for each in (picture(), *(noise(f"forward {column}") for column in range(4)))
    }
    for entry in table:
        image = sum(weight * layers[name] for name, weight in weights_of(entry).items())
        expected = np.clip(np.floor((image + 1) * 127.5 + 0.5), 0, 255)
        pixels = imageio.imread(tmp_path / "new" / "folder" / entry["file"])
        assert pixels.shape == (24, 40, 3)
        assert abs(pixels.astype(int) - expected).max() <= 1
    for sample in (entry for entry in table if entry["compared_with"]):
        assert sample["compared_with"] == "x_0"
        image = sum(weight * layers[name] for name, weight in weights_of(sample).items())
        difference = image - layers["picture"]
        assert float(sample["l1"]) == pytest.approx(np.abs(difference).mean(), rel=1e-6)
        squares = (difference**2).mean()
        psnr = 20 * np.log10(2 / np.sqrt(squares)) if squares else np.inf
        assert float(sample["psnr"]) == pytest.approx(psnr, rel=1e-6)
    assert [entry["title"] for entry in table[7:12]] == ["mean", *(f"sample {n}" for n in range(1, 5))]


def test_a_spreadsheet_reads_the_table(view: PixelSources, tmp_path: Path) -> None:
    export("posterior", 300, view, tmp_path)
    text = (tmp_path / "cells.csv").read_text(encoding="ascii")
    header, *lines = csv.reader(text.splitlines())
    assert header[:6] == ["file", "row", "column", "title", "t", "schedule"]
    assert header[6:] == [
        "picture", "noise forward 0", "noise posterior 0", "compared_with", "l1", "l2", "psnr", "note",
    ]  # fmt: skip
    assert all(len(line) == len(header) for line in lines)
    assert lines[1][3:6] == ["mu_tilde_t", "300", "linear T=1000 beta_start=0.0001 beta_end=0.02 rescale=0.0"]


def test_every_image_has_its_own_timestep_in_the_table(view: PixelSources, tmp_path: Path) -> None:
    by_snr = export("compare", 300, view, tmp_path / "compare", CompareSettings(by="snr"))
    assert float(by_snr[0]["t"]) == pytest.approx(300)
    assert len({entry["t"] for entry in by_snr}) > 15
    assert {entry["schedule"].split()[0] for entry in by_snr} == {"linear", "quadratic", "sigmoid", "cosine"}
    assert all(entry["l1"] for entry in by_snr)
    kept = export("reverse", 310, view, tmp_path / "reverse", ReverseSettings(kept=50))
    assert [entry["t"] for entry in kept[:3]] == ["320"] * 3
    assert kept[0]["title"] == "x_320"


def test_a_smaller_export_leaves_nothing_of_an_earlier_one_but_what_is_not_its_own(
    view: PixelSources, tmp_path: Path
) -> None:
    export("forward", 300, view, tmp_path)
    export("predict", 300, view, tmp_path)  # checks the folder
    assert len(list(tmp_path.iterdir())) == 5
    mine = tmp_path / "row7-column0.png"
    mine.write_bytes(b"never listed")
    listed = tmp_path / "notes.png"
    listed.write_bytes(b"listed by hand")
    table = tmp_path / "cells.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("row0-column3.png", "notes.png"), encoding="utf-8"
    )
    with pytest.raises(AssertionError):
        export("predict", 300, view, tmp_path)  # there is more in the folder now
    assert mine.read_bytes() == b"never listed"
    assert listed.read_bytes() == b"listed by hand"


def test_the_table_of_another_program_tells_nothing(view: PixelSources, tmp_path: Path) -> None:
    other = tmp_path / "row9-column9.png"
    other.write_bytes(b"mine")
    (tmp_path / "cells.csv").write_text("name,file\nx,row9-column9.png\n", encoding="utf-8")
    with pytest.raises(AssertionError):
        export("predict", 300, view, tmp_path)
    assert other.read_bytes() == b"mine"


def test_a_link_in_the_folder_leads_nowhere(view: PixelSources, tmp_path: Path) -> None:
    other, folder = tmp_path / "elsewhere.png", tmp_path / "folder"
    folder.mkdir()
    other.write_bytes(b"mine")
    (folder / "row0-column0.png").symlink_to(other)
    export("predict", 300, view, folder)
    assert other.read_bytes() == b"mine"
    assert not (folder / "row0-column0.png").is_symlink()


def test_a_cell_that_cannot_be_drawn_has_a_note_and_no_file(view: PixelSources, tmp_path: Path) -> None:
    table = export("step", 0, view, tmp_path)
    assert [entry["note"] for entry in table[:3]] == ["No step leads to t = 0."] * 3
    assert not table[0]["file"]
    assert not table[1]["compared_with"]
    assert not list(tmp_path.glob("row0*.png"))


def test_a_folder_that_cannot_be_written_gets_a_sentence(view: PixelSources, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    with pytest.raises(ValueError, match=r"The folder .* cannot be written to"):
        export("predict", 5, view, blocked)
    assert blocked.read_text(encoding="utf-8") == "not a folder"


@pytest.mark.parametrize("failing", [1, 5, 20, 27])
def test_a_full_disk_or_a_cancel_leaves_what_was_there_and_nothing_else(
    view: PixelSources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    class FullDisk(io.BufferedRandom):
        def write(self, data: Any, /) -> int:
            written.append(1)
            if len(written) == failing:
                raise OSError(28, "No space left on device")
            return super().write(data)

    written: list[int] = []
    old, new = tmp_path / "old", tmp_path / "new" / "folder"
    export("forward", 100, view, old)
    before = {each.name: each.read_bytes() for each in old.iterdir()}
    for folder in (old, new):
        with monkeypatch.context() as patch:
            patch.setattr(
                "engine.exports.files.os.fdopen", lambda number, _: FullDisk(io.FileIO(number, "w+"))
            )
            written.clear()
            with pytest.raises(
                ValueError, match=r"cannot be written \(No space left on device\): choose another"
            ):
                export("forward", 300, view, folder)
        assert {each.name: each.read_bytes() for each in old.iterdir()} == before
        assert [each.name for each in tmp_path.iterdir()] == ["old"]
    schedule = make_schedule("linear")
    grid = SCENES["forward"].build(schedule, 300, Given(Strip()), SCENES["forward"].defaults)
    steps = export_cells(grid, schedule, view, Renderer("cpu"), new)
    for _ in range(failing - 1):
        next(steps)
    steps.close()
    assert [each.name for each in tmp_path.iterdir()] == ["old"]


def test_files_of_an_earlier_export_stay_until_all_new_ones_are_in_their_places(
    view: PixelSources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(part: Path, target: Path) -> None:
        raise OSError(5, "Input/output error")

    export("forward", 300, view, tmp_path)
    before = {each.name for each in tmp_path.iterdir()}
    monkeypatch.setattr("engine.exports.files._take_place", fail)
    with pytest.raises(ValueError, match="Input/output error"):
        export("predict", 300, view, tmp_path)  # it has fewer images
    assert {each.name for each in tmp_path.iterdir()} == before
