"""Films, figures, contact sheets and images by the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.repository.test_main import LIMIT, ROOT, SMALL, check_refused, run

FILM = [
    "--film",
    "film.webp",
    "--frames",
    "3",
    "--fps",
    "5",
    "--width",
    "200px",
    "--height",
    "150",
    "--hold",
    "0",
]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "photo.png"
    Image.effect_noise((96, 48), 60).convert("RGB").save(file)
    return file


def test_films_figures_sheets_and_images_are_made_from_the_command_line(
    picture: Path, tmp_path: Path
) -> None:
    begin = [str(picture), *SMALL]
    for words in (
        FILM,
        ["--figure", "figure.pdf", "--width", "85mm", "--dpi", "96"],
        ["--sheet", "sheet.png", "--shots", "4", "--across", "2", "--dpi", "96"],
        ["--image", "image.png", "--number", "2"],
        ["--film", "over.png", "--over", "seed", "--begin", "3", "--end", "5", *FILM[2:]],
    ):
        done = run([*begin, *words], tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout == done.stderr == ""
    with Image.open(tmp_path / "film.webp") as film:
        assert (film.size, getattr(film, "n_frames", 1)) == ((200, 150), 3)
    with Image.open(tmp_path / "over.png") as film:
        assert (film.size, getattr(film, "n_frames", 1)) == ((200, 150), 3)
    with Image.open(tmp_path / "image.png") as image:
        assert image.size == (64, 32)
    assert (tmp_path / "figure.pdf").read_bytes().startswith(b"%PDF")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.width == pytest.approx(170 / 25.4 * 96, abs=2)


def test_an_export_that_cannot_be_written_ends_it_with_a_sentence(picture: Path, tmp_path: Path) -> None:
    for words in (["--film", "gone/film.gif", "--frames", "2"], ["--figure", "gone/figure.svg"]):
        check_refused(run([str(picture), *SMALL, *words], tmp_path), "cannot be written")


@pytest.mark.skipif(sys.platform == "win32", reason="is ended otherwise there")
def test_a_film_that_is_ended_in_the_middle_leaves_nothing_and_says_so(picture: Path, tmp_path: Path) -> None:
    words = [str(picture), *SMALL, "--film", "film.webp", "--frames", "90000"]
    command = [sys.executable, str(ROOT / "main.py"), *words]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as program:
        try:
            while not [each for each in tmp_path.glob(".*.part") if each.stat().st_size > 0]:
                assert program.poll() is None
            program.terminate()
            _, said = program.communicate(timeout=LIMIT)
        finally:
            program.kill()  # or leaving would wait for it for ever
    assert program.returncode == 1
    assert "before the file was whole" in said
    assert [each.name for each in tmp_path.iterdir()] == [picture.name]


def test_settings_of_another_export_are_refused(tmp_path: Path) -> None:
    for words, said in (
        (["--figure", "a.pdf", "--frames", "5"], "is for --film"),
        (["--frames", "5"], "is for --film"),
        (["--film", "a.gif", "--over", "eta"], "argument --over: there is no number 'eta' here"),
        (
            ["--film", "a.gif", "--crf", "18"],
            "argument --crf: does nothing here: it needs format mp4 or webm",
        ),
        (["--film", "a.gif", "--begin", "T"], "argument --begin: 'T' is not a number"),
        (["--film", "a.avi"], ".webm"),
        (["--figure", "a.pdf", "--width", "5m"], "from 20 to 600"),
    ):
        done = run(words, tmp_path)
        assert done.returncode == 2
        assert said in done.stderr
