"""Large pictures are worked on in bands, and come out as if they had been worked on at once."""

from __future__ import annotations

from collections.abc import Generator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.pictures import given_pixels, samples, shrinking
from engine.pictures.given_pixels import from_pixels
from engine.pictures.picture import Picture, decode


class Watched:
    """Pixels that remember how many rows were asked for at once."""

    def __init__(self, pixels: NDArray[Any]) -> None:
        self._pixels, self.most = pixels, 0
        self.shape, self.dtype = pixels.shape, pixels.dtype

    def __getitem__(self, rows: slice, /) -> NDArray[Any]:
        band: NDArray[Any] = self._pixels[rows]
        self.most = max(self.most, len(band))
        return band


def counted(work: Generator[None, None, Picture]) -> tuple[Picture, int]:
    """What the work makes, and in how many slices."""
    slices = 0
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value, slices
        slices += 1


@pytest.mark.parametrize("size", [64, 200, None])
def test_pixels_are_worked_on_in_bands_and_come_out_as_those_of_a_file(
    size: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (450, 601, 3), dtype=np.uint8)
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    at_once = decode(buffer.getvalue(), "a.png", size)
    monkeypatch.setattr(shrinking, "BAND", 10 * 601)
    monkeypatch.setattr(given_pixels, "BAND", 10 * 601)
    watched = Watched(pixels)
    picture, slices = counted(from_pixels(watched, "pasted", size))
    np.testing.assert_array_equal(picture.pixels, at_once.pixels)
    assert picture.extremes == (at_once.pixels.min(), at_once.pixels.max())
    assert watched.most <= 10
    assert slices >= 45


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("target", [(33, 40), (120, 10), (301, 90)])
def test_bands_are_filtered_as_the_whole(
    dtype: type[np.generic], target: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.random.default_rng(2).random((360, 602), np.float32)
    pixels = values if dtype == np.float32 else (values * np.iinfo(dtype).max).astype(dtype)  # type: ignore[type-var]
    monkeypatch.setattr(shrinking, "BAND", 5000)
    across, down = (max(1, n // (3 * t)) if t >= 32 else 1 for n, t in zip((602, 360), target, strict=True))
    plane = Image.fromarray(pixels if dtype == np.uint8 else pixels.astype(np.float32)).reduce((across, down))
    if dtype == np.uint16:
        plane = Image.fromarray(np.rint(np.asarray(plane)).astype(np.float32))
    box = (0.0, 0.0, 601.5 / across, 360 / down)
    whole = np.asarray(plane.resize(target, Image.Resampling.LANCZOS, box))
    if dtype != np.uint8:
        whole = np.rint(whole.clip(0, 65535)) if dtype == np.uint16 else whole.clip(0, 1)
    shrunk = shrinking.shrink(lambda top, bottom: pixels[top:bottom], (602, 360), target, (601.5, 360))
    assert shrunk.dtype == dtype
    np.testing.assert_array_equal(shrunk, whole)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_each_entry_of_a_palette_is_composited_once(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(4)
    entries = random.integers(0, 200, (300, 90), dtype=np.uint8)
    image = Image.fromarray(entries)
    colours = random.integers(0, 256, (256, 3), dtype=np.uint8)
    image.putpalette(colours.tobytes())
    alpha = random.integers(0, 256, 256) if kind == "PNG" else np.where(np.arange(256) == 7, 0, 255)
    buffer = BytesIO()
    image.save(buffer, kind, transparency=alpha.astype(np.uint8).tobytes() if kind == "PNG" else 7)
    monkeypatch.setattr(shrinking, "BAND", 4000)
    worked: list[int] = []
    composite = samples.composite
    monkeypatch.setattr(samples, "composite", lambda rgba: worked.append(rgba.size // 4) or composite(rgba))  # type: ignore[func-returns-value]
    picture = decode(buffer.getvalue(), "a", None)
    part = alpha[entries, np.newaxis] / 255
    expected = colours[entries] * part + 128 * (1 - part)
    assert np.abs(picture.pixels - expected).max() <= 0.51
    assert worked == [256]
    assert picture.notes == (samples.COMPOSITED,)


def test_an_entry_that_no_pixel_has_is_not_spoken_of() -> None:
    image = Image.fromarray(np.zeros((40, 40), np.uint8))
    image.putpalette(bytes([9, 8, 7, 1, 2, 3]))
    buffer = BytesIO()
    image.save(buffer, "PNG", transparency=bytes([255, 0]))
    picture = decode(buffer.getvalue(), "a", 20)
    assert picture.notes == ()
    assert (picture.pixels == (9, 8, 7)).all()
