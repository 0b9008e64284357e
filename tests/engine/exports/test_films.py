"""Films are read back by Pillow and PyAV: frames, rate, size, pixels and the view."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from engine.exports.films import FILMS, problem_of, write_film
from engine.exports.films.still import Still
from engine.exports.options import EXPORTS, ending_of
from engine.exports.settings import FilmSettings
from engine.exports.state_in_png import state_in

ROOT = Path(__file__).parents[3]
SIZE = (48, 64, 3)
TEXT = '{"view": "<déjà & vu>"}'


def stills(count: int = 8, size: tuple[int, ...] = SIZE) -> list[Still]:
    """A smooth picture that drowns in noise; the last one twice, as a hold is."""
    random = np.random.default_rng(0)
    ramp = np.linspace(0, 120, size[1])[None, :, None] + np.linspace(20, 80, size[0])[
        :, None, None
    ] * np.ones(size)
    mixed = [ramp + n * random.normal(0, 4, size) for n in range(count)]
    pixels = [np.clip(each, 0, 255).astype(np.uint8) for each in mixed]
    return [still_of(each, 1 + (n == count - 1)) for n, each in enumerate(pixels)]


def still_of(rgb: np.ndarray, count: int = 1) -> Still:
    """With a fourth channel that must not be seen."""
    unused = np.full((*rgb.shape[:2], 1), 77, np.uint8)
    return Still(np.concatenate((rgb[..., ::-1], unused), axis=2), count)


def rgb_of(still: Still) -> np.ndarray:
    return still.pixels[..., 2::-1]


def written(tmp_path: Path, format: str, frames: list[Still], **how: object) -> Path:
    file = tmp_path / f"film{ending_of(format)}"
    write_film(frames, file, replace(FilmSettings(format=format, fps=20), **how), TEXT)  # type: ignore[arg-type]
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    return file


def read(file: Path) -> tuple[list[np.ndarray], list[int]]:
    with Image.open(file) as film:
        pairs = [
            (np.asarray(each.convert("RGB")), each.info.get("duration", 0))
            for each in ImageSequence.Iterator(film)
        ]
    return [pixels for pixels, _ in pairs], [round(duration) for _, duration in pairs]


@pytest.mark.parametrize("format", ["apng", "webp"])
def test_lossless_films_have_every_pixel_of_every_frame(tmp_path: Path, format: str) -> None:
    frames = stills()
    pixels, durations = read(written(tmp_path, format, frames, lossless=True))
    assert all(np.array_equal(one, rgb_of(still)) for one, still in zip(pixels, frames, strict=True))
    if format == "apng":
        assert durations == [50] * 7 + [100]


@pytest.mark.parametrize("format", FILMS)
def test_the_same_film_is_the_same_file(tmp_path: Path, format: str) -> None:
    """Of a size at which x264's macroblock tree gives four files that differ in some 95 of 100 runs."""
    folders = [tmp_path / str(number) for number in range(4)]
    for folder in folders:
        folder.mkdir()
    frames = stills(size=(112, 112, 3))
    assert len({written(folder, format, frames).read_bytes() for folder in folders}) == 1


def test_a_webp_says_how_long_each_frame_is_shown(tmp_path: Path) -> None:
    file = written(tmp_path, "webp", stills(), loop=False)
    with Image.open(file) as film:
        assert getattr(film, "n_frames", 0) == 8
        assert film.info["loop"] == 1
        film.load()
        film.seek(7)
        film.load()
        assert film.info["timestamp"] == 350
        assert film.info["duration"] == 100
        described = ET.fromstring(film.info["xmp"]).iter("{http://purl.org/dc/elements/1.1/}description")
    assert ["".join(each.itertext()) for each in described] == [TEXT]


def test_a_gif_keeps_equal_frames_and_its_length_on_the_grid_of_10_ms(tmp_path: Path) -> None:
    same = [*stills(), *stills(1), *stills(1)]
    file = written(tmp_path, "gif", same, fps=30)
    pixels, durations = read(file)
    assert len(pixels) == 10
    assert abs(sum(durations) - 1000 * sum(each.count for each in same) / 30) <= 10
    assert all(each % 10 == 0 for each in durations)
    assert np.abs(pixels[0].astype(int) - rgb_of(same[0])).mean() < 4  # of 256 colours
    with Image.open(file) as film:
        assert film.info["loop"] == 0
        assert film.info["comment"] == TEXT.encode()


def test_an_animated_png_carries_the_view_and_loops_as_asked(tmp_path: Path) -> None:
    for loop, times in ((True, 0), (False, 1)):
        file = written(tmp_path, "apng", stills(), loop=loop)
        assert state_in(file.read_bytes()) == TEXT
        with Image.open(file) as film:
            assert film.info["loop"] == times
            assert getattr(film, "n_frames", 0) == 8


@pytest.mark.parametrize(("format", "codec"), [("mp4", "h264"), ("webm", "av1")])
def test_a_video_is_padded_to_even_sides_and_never_scaled(tmp_path: Path, format: str, codec: str) -> None:
    frames = stills(size=(65, 97, 3))
    with av.open(str(written(tmp_path, format, frames))) as film:
        stream = film.streams.video[0]
        assert stream.codec_context.name.endswith(codec) or codec in stream.codec_context.codec.canonical_name
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.average_rate == 20
        assert {key.lower(): each for key, each in film.metadata.items()}["comment"] == TEXT
        seen = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(seen) == 9  # the last one is shown twice
    assert seen[0].shape == (66, 98, 3)
    error = np.abs(seen[0][:65, :97].astype(int) - rgb_of(frames[0])).mean()
    assert error < 6


@pytest.mark.parametrize("format", ["mp4", "webm"])
def test_a_video_says_its_colours_and_has_them(tmp_path: Path, format: str) -> None:
    colour = np.array([200, 30, 90])
    frames = [still_of(np.full((64, 64, 3), colour, np.uint8), 3)]
    with av.open(str(written(tmp_path, format, frames, crf=10))) as film:
        context = film.streams.video[0].codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)
        planes = [frame.to_ndarray() for frame in film.decode(video=0)]
    assert len(planes) == 3
    red, green, blue = colour / 255
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue  # ITU-R BT.709
    expected = 16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748
    seen = planes[0][:64].mean(), planes[0][64:80].mean(), planes[0][80:].mean()
    assert seen == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize("format", ["mp4", "webm"])
@pytest.mark.parametrize("size", [(98, 130), (101, 167)])
def test_a_video_of_which_only_parts_change_is_the_file_of_whole_frames(
    tmp_path: Path, format: str, size: tuple[int, int]
) -> None:
    """Of noise, where every row of colours that is made of other pixels is another one."""
    random = np.random.default_rng(5)
    height, width = size
    boxes = [
        (0, 0, 9, 1),
        (33, 41, 34, 42),
        (64, 48, width, 52),
        (50, height - 1, 99, height),
        (31, 64, 97, 80),
    ]
    pixels = random.integers(0, 256, (height, width, 4), np.uint8)
    whole, parts = [Still(pixels)], [Still(pixels)]
    for changed in [*([box] for box in boxes), [], boxes, boxes[::2]]:
        pixels = pixels.copy()
        for left, top, right, bottom in changed:
            shape = bottom - top, right - left, 4
            pixels[top:bottom, left:right] = random.integers(0, 256, shape, np.uint8)
        whole.append(Still(pixels))
        parts.append(Still(pixels, changed=changed))
    folders = [tmp_path / name for name in ("whole", "parts")]
    for folder in folders:
        folder.mkdir()
    files = [written(*each) for each in zip(folders, (format, format), (whole, parts), strict=True)]
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize(("format", "name"), [("mp4", "crf"), ("webm", "crf"), ("webp", "quality")])
def test_a_film_of_better_quality_is_larger_and_nearer(tmp_path: Path, format: str, name: str) -> None:
    noise = [still_of(np.random.default_rng(n).integers(90, 160, SIZE, np.uint8)) for n in range(3)]

    def error(value: int) -> tuple[int, float]:
        file = written(tmp_path, format, noise, **{name: value})
        if format == "webp":
            seen = read(file)[0][0]
        else:
            with av.open(str(file)) as film:
                seen = next(film.decode(video=0)).to_ndarray(format="rgb24")
        return file.stat().st_size, float(np.abs(seen.astype(int) - rgb_of(noise[0])).mean())

    good, poor = (15, 45) if name == "crf" else (95, 20)
    (large, near), (small, far) = error(good), error(poor)
    assert large > small
    assert near < far


def test_a_quality_that_a_format_has_not_is_refused() -> None:
    assert "at most 51" in problem_of(FilmSettings(crf=52))
    assert not problem_of(FilmSettings(crf=51))


@pytest.mark.parametrize("size", [(1023, 700), (1024, 699)])
def test_a_film_of_the_window_has_room_for_all_panels(size: tuple[int, int]) -> None:
    small = FilmSettings(format="apng", part="window", width=size[0], height=size[1])
    assert "at least 1024 × 700" in problem_of(small)
    assert not problem_of(replace(small, part="images"))
    assert not problem_of(replace(small, width=1024, height=700))


def test_a_film_that_is_broken_off_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def broken() -> Iterator[Still]:
        yield from stills()[:3]
        raise Cancelled

    for format in FILMS:
        file = tmp_path / f"film{ending_of(format)}"
        file.write_text("old", encoding="utf-8")
        with pytest.raises(Cancelled):
            write_film(broken(), file, FilmSettings(format=format), TEXT)
        assert file.read_text(encoding="utf-8") == "old"
        file.unlink()
        assert not list(tmp_path.iterdir())


def test_places_that_cannot_be_written_are_said(tmp_path: Path) -> None:
    for format in FILMS:
        name = f"film{ending_of(format)}"
        with pytest.raises(ValueError, match="cannot be written"):
            write_film(stills(2), tmp_path / "gone" / name, FilmSettings(format=format), "")
        (tmp_path / name).mkdir()
        with pytest.raises(ValueError, match="is a folder"):
            write_film(stills(2), tmp_path / name, FilmSettings(format=format), "")
        (tmp_path / name).rmdir()


@pytest.mark.skipif(sys.platform == "win32", reason="no folder in use is removed there")
@pytest.mark.parametrize("renamed", [False, True])
def test_a_film_whose_folder_vanishes_ends_at_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: bool
) -> None:
    monkeypatch.setattr("engine.exports.films.OFTEN", 0)
    for format in FILMS:
        folder, taken = tmp_path / format, 0
        folder.mkdir()

        def frames(folder: Path) -> Iterator[Still]:
            nonlocal taken
            for still in stills() * 100:
                taken += 1
                if taken == 3:
                    folder.rename(folder.with_suffix(".moved")) if renamed else shutil.rmtree(folder)
                yield still

        with pytest.raises(
            ValueError, match=r"cannot be written \(No such file or directory\): choose another"
        ):
            write_film(frames(folder), folder / f"film{ending_of(format)}", FilmSettings(format=format), TEXT)
        assert taken == 3
        assert not folder.exists()
        moved = folder.with_suffix(".moved")
        assert not renamed or list(moved.iterdir()) == []


def test_a_video_ends_with_the_disk_and_not_with_the_last_frame(tmp_path: Path) -> None:
    class FullDisk(io.BytesIO):
        def write(self, data: Any, /) -> int:
            raise OSError(28, "No space left on device")

    for format in ("mp4", "webm"):
        many = stills() * 100
        left = iter(many)
        with pytest.raises(OSError, match="No space left"):
            FILMS[format].write(left, FullDisk(), FilmSettings(format=format), TEXT)
        assert len(list(left)) > 0, format


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from engine.exports.films import write_film
from engine.exports.settings import FilmSettings
from engine.exports.films.still import Still
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
noise = [Still(np.random.default_rng(n).integers(0, 256, (64, 64, 4), np.uint8)) for n in range(8)]
for format in sys.argv[2:]:
    try:
        write_film(noise, Path(sys.argv[1]) / f"film.{format}", FilmSettings(format=format), "")
    except ValueError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_when_there_is_no_room_one_sentence_says_so_and_nothing_is_left(tmp_path: Path) -> None:
    for format in FILMS:
        (tmp_path / f"film.{format}").write_text("old", encoding="utf-8")
    words = [sys.executable, "-c", FULL_DISK, str(tmp_path), *FILMS]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    said = done.stdout.splitlines()
    assert len(said) == len(FILMS), done.stdout + done.stderr
    assert all("cannot be written" in each for each in said)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(f"film.{each}" for each in FILMS)
    assert all(each.read_text(encoding="utf-8") == "old" for each in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("format", "codec", "side"),
    [("mp4", "libx264", 70_000), ("webm", "libsvtav1", 20_000)],  # SVT-AV1 takes 16384 pixels along a side
)
def test_an_encoder_that_fails_is_said_and_the_old_file_stays(
    tmp_path: Path, format: str, codec: str, side: int
) -> None:
    file = tmp_path / f"film.{format}"
    file.write_text("old", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"The encoder {codec} failed .*: choose another size, quality"):
        write_film(stills(1, (2, side, 3)), file, FilmSettings(format=format), "")
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    assert file.read_text(encoding="utf-8") == "old"


def test_a_missing_encoder_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    assert "pip install .[film]" in problem_of(FilmSettings(format="mp4"))
    assert not problem_of(FilmSettings(format="gif"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)  # the application has no pip
    said = problem_of(FilmSettings(format="webm"))
    assert "choose animated WebP" in said
    assert "pip" not in said


def test_a_gif_that_would_be_too_fast_is_refused() -> None:
    assert "at most 50" in problem_of(FilmSettings(format="gif", fps=60))
    assert not problem_of(FilmSettings(format="gif", fps=50))


def test_every_format_has_its_function_and_every_option_its_field() -> None:
    assert list(FILMS) == [key for key, _ in EXPORTS["film"].options[0].choices]
    for export in EXPORTS.values():
        for option in export.options:
            option.check(getattr(export.defaults, option.name))


def test_the_ending_of_a_file_says_the_format() -> None:
    assert EXPORTS["film"].format_of(Path("A.PNG")) == "apng"
    with pytest.raises(ValueError, match=r"\.webm"):
        EXPORTS["film"].format_of(Path("film.avi"))
