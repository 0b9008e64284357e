import math
from collections.abc import Generator

import numpy as np
import pytest

from engine.mix import Layer, Mix, noise, picture
from engine.pictures.picture import Picture
from engine.pixels import noise as noise_module
from engine.pixels.cache import Cache
from engine.pixels.computed import Computed
from engine.pixels.measure import measure, probe
from engine.pixels.noise import BLOCK
from engine.pixels.pyramid import Pyramid
from engine.pixels.sources import PixelSources
from engine.pixels.values import Distance, Value
from engine.slices import finish
from tests.levels import exact_level

X0, EPS = Mix.of(picture()), Mix.of(noise("a"))


@pytest.mark.parametrize("size", [(7, 5), (300, 500), (40_000, 2)])
def test_distances_are_those_of_the_whole_images(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    view = PixelSources(Pyramid(Picture("test", pixels, size, "test", ())), "test", 4)
    mixes = [0.3 * X0 - 0.7 * EPS, Mix({}), 1e-9 * EPS, X0]
    steps = measure(mixes, view)
    progress = []
    try:
        while True:
            progress.append(next(steps))
    except StopIteration as end:
        distances = end.value
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    blocks = math.ceil(size[0] / BLOCK) * math.ceil(size[1] / BLOCK)
    assert len(progress) == blocks * (2 + 3 + 1)  # the engine gives way after each layer and each difference
    x0, eps = (exact_level(layer, view, 0).double().numpy() for layer in (picture(), noise("a")))
    for distance, image in zip(distances, [0.3 * x0 - 0.7 * eps, 0 * x0, 1e-9 * eps, x0], strict=True):
        assert distance.l1 == pytest.approx(np.abs(image).mean(), rel=1e-9)
        assert distance.l2 == pytest.approx(math.sqrt((image**2).mean()), rel=1e-9)
    assert distances[1] == Distance(0.0, 0.0)


def test_new_pictures_are_measured_at_their_own_size() -> None:
    """The picture may be larger or smaller than they are: what is beyond its edge is not left out, or counted."""
    chance = np.random.default_rng(0)
    for width, height in ((300, 90), (8, 4)):
        pixels = chance.integers(0, 256, (height, width, 3), dtype=np.uint8)
        images = {name: chance.normal(size=(20, 40, 3)).astype(np.float32) for name in ("one", "other")}
        computed = {name: Pyramid(Computed(image)) for name, image in images.items()}
        of_picture = Pyramid(Picture("test", pixels, (width, height), "test", ()))
        view = PixelSources(of_picture, "test", 4, computed)
        one, other = (Mix.of(Layer("computed", name)) for name in images)
        first, second = finish(measure([one - other, X0], view))
        difference = images["one"].astype(float) - images["other"]
        assert first.l1 == pytest.approx(np.abs(difference).mean(), rel=1e-6)
        assert first.l2 == pytest.approx(math.sqrt((difference**2).mean()), rel=1e-6)
        assert second.l2 == pytest.approx(math.sqrt(((pixels / 127.5 - 1) ** 2).mean()), rel=1e-5)
        with pytest.raises(ValueError, match="of 2 sizes"):
            finish(measure([one - X0], view))


def test_psnr_is_of_the_range_2() -> None:
    assert Distance(0.1, 0.2).psnr == pytest.approx(20.0)
    assert Distance(0.0, 0.0).psnr == math.inf
    assert Distance(math.inf, math.inf).psnr == -math.inf


def test_a_probe_says_the_values_of_one_pixel() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (300, 90, 3), dtype=np.uint8)
    view = PixelSources(Pyramid(Picture("test", pixels, (90, 300), "test", ())), "test", 4)
    x0, eps = (exact_level(layer, view, 0).double().numpy() for layer in (picture(), noise("a")))
    values: list[Value] = []

    def steps() -> Generator[float, None, None]:
        values.extend((yield from probe([X0, 0.5 * X0 - 2 * EPS, Mix({})], view, Cache(2**26), 70, 259)))

    assert all(0 < progress <= 1 for progress in steps())
    one, two, nothing = values
    assert one == pytest.approx(x0[259, 70])
    assert two == pytest.approx(0.5 * x0[259, 70] - 2 * eps[259, 70])
    assert nothing == (0.0, 0.0, 0.0)


def test_the_next_pixel_under_the_mouse_makes_no_noise_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.zeros((300, 300, 3), np.uint8)
    view = PixelSources(Pyramid(Picture("test", pixels, (300, 300), "test", ())), "test", 4)
    blocks = Cache(2**26)
    list(probe([EPS], view, blocks, 10, 10))
    monkeypatch.setattr(noise_module, "_LINE", None)
    list(probe([EPS], view, blocks, 11, 12))
