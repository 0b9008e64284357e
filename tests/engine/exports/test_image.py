"""One image at its own size, and frames away from the window."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from engine.exports.image_formats import png_of, whole_numbers
from engine.exports.settings import ImageSettings
from engine.exports.state_in_png import state_in
from engine.jobs import ExportImage, Gather, Job, Render
from engine.open_jobs import OpenPixels
from engine.pixels.canvas import Canvas
from engine.pixels.pyramid import Pyramid
from engine.pixels.sources import PixelSources
from engine.requests import Request
from engine.simulator import Simulator
from engine.slices import finish
from engine.state.view import View
from tests.levels import exact_level

PIXELS = np.random.default_rng(1).integers(0, 256, (40, 80, 3), np.uint8)
TEXT = "the view"
WHOLE = ImageSettings()
NOISY = 8


def run(simulator: Simulator, job: Job) -> Any:
    return finish(simulator.run(job))


def request_for(simulator: Simulator, pixels: np.ndarray[Any, Any] = PIXELS) -> Request:
    opened = run(simulator, OpenPixels("test", pixels, None))
    return Request(View(t=300, seed=4), opened.id, (80, 40), (20, 10))


def expected(simulator: Simulator, request: Request, number: int) -> np.ndarray[Any, Any]:
    pyramid = simulator.holdings.pictures[request.picture]
    assert isinstance(pyramid, Pyramid)
    layers = PixelSources(pyramid, request.picture, request.view.seed)
    mix = request.grid().cells[number].mix
    parts = [w * exact_level(layer, layers, 0).double().numpy() for layer, w in mix.weights.items()]
    return np.asarray(sum(parts))


def test_the_numbers_are_those_of_the_mix_before_clipping(simulator: Simulator, tmp_path: Path) -> None:
    request, file = request_for(simulator), tmp_path / "image.npz"
    assert run(
        simulator, ExportImage(request, file, replace(WHOLE, format="npz", number=NOISY + 1), TEXT)
    ) == (
        80,
        40,
    )
    with np.load(file) as saved:
        image, text = saved["image"], str(saved["view"])
    assert image.dtype == np.float32
    assert abs(image - expected(simulator, request, NOISY)).max() < 1e-5
    assert abs(image).max() > 1  # of noise that a picture would clip
    assert text == TEXT


def test_a_png_of_8_bits_is_what_the_screen_shows(simulator: Simulator, tmp_path: Path) -> None:
    request, file = request_for(simulator), tmp_path / "image.png"
    run(simulator, ExportImage(request, file, replace(WHOLE, number=NOISY + 1), TEXT))
    shown = np.clip(np.floor((expected(simulator, request, NOISY) + 1) * 127.5 + 0.5), 0, 255)
    with Image.open(file) as image:
        assert abs(np.asarray(image.convert("RGB")).astype(int) - shown).max() <= 1
    assert state_in(file.read_bytes()) == TEXT


def test_sixteen_bits_are_kept_whole() -> None:
    values = np.random.default_rng(0).uniform(-1.2, 1.2, (9, 7, 3)).astype(np.float32)
    whole = whole_numbers(values, 16)
    with av.open(io.BytesIO(png_of(whole)), "r") as film:  # Pillow reads 8 of them
        read = next(film.decode(video=0)).to_ndarray(format="rgb48le")
    assert np.array_equal(read, whole)
    assert whole.min() == 0
    assert whole.max() == 65535


def test_an_image_that_is_not_there_is_refused_and_the_file_stays(
    simulator: Simulator, tmp_path: Path
) -> None:
    request, file = request_for(simulator), tmp_path / "image.png"
    file.write_text("old", encoding="utf-8")
    with pytest.raises(ValueError, match="no image 1000"):
        run(simulator, ExportImage(request, file, replace(WHOLE, number=1000)))
    assert file.read_text(encoding="utf-8") == "old"


def test_what_is_rendered_off_the_window_has_the_pixels_of_the_window(simulator: Simulator) -> None:
    request = request_for(simulator)
    material = run(simulator, Gather(request))
    shown = [
        frame
        for frame in simulator.frames(
            request, lambda height, width: Canvas(np.zeros((height, width, 4), np.uint8))
        )
        if frame is not None
    ][-1]
    other = run(simulator, Render(replace(request, view=replace(request.view, seed=5)), material))
    frame = run(simulator, Render(request, material))
    assert np.array_equal(frame.pixels, shown.pixels)
    assert not np.array_equal(other.pixels, shown.pixels)
    assert frame.cells == shown.cells


def test_a_film_goes_on_with_a_picture_that_others_have_replaced(simulator: Simulator) -> None:
    request = request_for(simulator)
    material = run(simulator, Gather(request))
    before = run(simulator, Render(request, material)).pixels
    for value in (0, 255):
        run(simulator, Gather(request_for(simulator, np.full((20, 20, 3), value, np.uint8))))
    assert request.picture not in simulator.holdings.pictures
    assert np.array_equal(run(simulator, Render(request, material)).pixels, before)
