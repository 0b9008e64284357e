"""Statistics of images against numpy and scipy on the very pixels."""

from __future__ import annotations

import math
import sys
from dataclasses import replace

import numpy as np
import pytest
import scipy.fft
from numpy.typing import NDArray
from scipy.stats import norm

from engine.chain import forward_chain
from engine.mix import X0, Layer, Mix, noise, picture, with_offset
from engine.pictures.given_pixels import from_pixels
from engine.pixels.cache import Cache
from engine.pixels.find_layer_facts import SAMPLE, find_layer_facts
from engine.pixels.find_statistics import TILE, PictureLaw, find_statistics
from engine.pixels.laws import binned
from engine.pixels.measure import probe
from engine.pixels.noise import WhiteNoise
from engine.pixels.pixel_path import pixel_path
from engine.pixels.pyramid import Pyramid
from engine.pixels.sources import PixelSources
from engine.pixels.statistics import BINS, Statistics, weights
from engine.process import jump
from engine.schedules import make_schedule
from engine.slices import finish

SEED = 3
EPS = noise("forward 0")


def pyramid(width: int, height: int) -> Pyramid:
    """A smooth picture with some detail, so that octaves differ."""
    y, x = np.mgrid[:height, :width]
    waves = [np.sin(x / 17.0) + np.cos(y / 11.0 + x / 5.0) / 2 + ((x * 7 + y * 3) % 5) / 20 for _ in range(3)]
    pixels = np.stack([128 + 60 * wave + 10 * n for n, wave in enumerate(waves)], axis=-1)
    return Pyramid(finish(from_pixels(np.clip(pixels, 0, 255).astype(np.uint8), "waves", None)))


def exported(mix: Mix, view: PixelSources) -> NDArray[np.float64]:
    """The image from its layers, in one piece and in float64."""
    width, height = view.size
    total = np.zeros((height, width, 3))
    for layer, weight in mix.weights.items():
        source = (
            WhiteNoise(view.seed, layer.key, view.size, Cache(2**26))
            if layer.kind == "noise"
            else view.picture
        )
        total += weight * source.averages(0, range(height), range(width)).double().numpy()
    return total


@pytest.fixture(scope="module")
def view() -> PixelSources:
    return PixelSources(pyramid(150, 90), "waves", SEED)


@pytest.fixture(scope="module")
def found(view: PixelSources) -> tuple[Mix, Statistics]:
    mix = jump(make_schedule("linear", 1000), 300, X0, Mix.of(EPS))
    return mix, finish(find_statistics(mix, view))


def test_histogram_mean_and_deviation_are_those_of_the_pixels(
    found: tuple[Mix, Statistics], view: PixelSources
) -> None:
    mix, statistics = found
    image = exported(mix, view)
    assert statistics.measured is not None
    for channel in range(3):
        density, _ = np.histogram(image[..., channel], statistics.edges)
        width = statistics.edges[1] - statistics.edges[0]
        # A value that float32 rounds over an edge moves one count.
        assert np.abs(statistics.measured[channel] * width * 150 * 90 - density).max() <= 2
    assert statistics.mean == pytest.approx(image.mean((0, 1)), abs=1e-6)
    assert statistics.deviation == pytest.approx(image.std((0, 1)), abs=1e-6)
    assert statistics.measured.shape == (3, BINS)


def test_the_mixture_is_the_law_of_the_levels(found: tuple[Mix, Statistics], view: PixelSources) -> None:
    mix, statistics = found
    assert statistics.mixture is not None
    assert statistics.measured is not None
    signal, deviation = weights(mix)
    x0 = exported(X0, view)
    values, shares = np.unique(x0[..., 1], return_counts=True)
    reached = norm.cdf(statistics.edges[:, None], signal * values, deviation) @ (shares / shares.sum())
    expected = np.diff(reached) / np.diff(statistics.edges)
    assert statistics.mixture[1] == pytest.approx(expected, abs=1e-6)
    assert statistics.normal == pytest.approx(
        np.diff(norm.cdf(statistics.edges)) / np.diff(statistics.edges), abs=1e-12
    )
    # The pixels follow it: all but a few bins are within four deviations of the counts.
    count = 150 * 90 * np.diff(statistics.edges)
    spread = np.sqrt(np.maximum(statistics.mixture[1] / count, 1e-9))
    assert (np.abs(statistics.measured[1] - statistics.mixture[1]) < 4 * spread + 1e-3).mean() > 0.95


def test_without_noise_the_law_is_the_histogram_of_the_picture(view: PixelSources) -> None:
    statistics = finish(find_statistics(X0, view))
    assert statistics.mixture is not None
    assert statistics.mixture == pytest.approx(statistics.measured, abs=1e-9)
    assert (statistics.signal, statistics.noise, statistics.crossing) == (1.0, 0.0, None)
    assert statistics.above == len(statistics.frequency)


def octaves(image: NDArray[np.float64]) -> NDArray[np.float64]:
    """Variance of the DCT per octave of radial frequency, the lowest first, mode by mode."""
    height, width, _ = image.shape
    power = np.zeros((height, width))
    for channel in range(3):
        power += scipy.fft.dctn(image[..., channel] - image[..., channel].mean(), norm="ortho") ** 2 / 3
    bands: dict[int, list[float]] = {}
    for row in range(height):
        for column in range(width):
            if row or column:
                radius = math.hypot(row / (2 * height), column / (2 * width))
                bands.setdefault(max(0, math.floor(math.log2(0.5 / radius) + 1e-9)), []).append(
                    power[row, column]
                )
    return np.array([np.mean(bands[band]) for band in sorted(bands, reverse=True)])


def test_spectra_are_those_of_the_pixels(found: tuple[Mix, Statistics], view: PixelSources) -> None:
    mix, statistics = found
    assert statistics.power == pytest.approx(octaves(exported(mix, view)), rel=1e-4)
    of_x0 = octaves(exported(X0, view))
    assert statistics.picture == pytest.approx(statistics.signal**2 * of_x0, rel=1e-4)
    assert statistics.above == (statistics.signal**2 * of_x0 > statistics.noise**2).sum()
    assert 0 < statistics.above < len(of_x0)
    crossing = statistics.crossing
    assert crossing is not None
    over = statistics.picture > statistics.noise**2
    last = int(np.flatnonzero(over[:-1] & ~over[1:])[-1])
    assert statistics.frequency[last] <= crossing <= statistics.frequency[last + 1]


def test_a_picture_of_several_tiles_has_the_mean_of_their_spectra() -> None:
    view = PixelSources(pyramid(TILE + 40, 30), "wide", SEED)
    statistics = finish(find_statistics(Mix.of(EPS), view))
    image = exported(Mix.of(EPS), view)
    assert statistics.mean == pytest.approx(image.mean((0, 1)), abs=1e-6)
    assert statistics.power[-1] == pytest.approx(1.0, abs=0.03)  # white
    assert (statistics.signal, statistics.above) == (0.0, 0)


def test_bins_are_those_of_numpy() -> None:
    values = np.random.default_rng(1).normal(0, 3, 10_000).astype(np.float32)
    edges = np.linspace(-4, 4, 33)
    assert np.abs(binned(values, edges) - np.histogram(values, edges)[0]).max() <= 1


def test_what_is_known_of_a_picture_is_kept_for_it_alone(view: PixelSources) -> None:
    known: dict[str, PictureLaw] = {}
    one = finish(find_statistics(X0, view, known))
    assert list(known) == ["waves"]
    other = finish(find_statistics(X0, replace(view, picture=pyramid(40, 30), picture_id="other"), known))
    assert list(known) == ["other"]
    assert len(other.frequency) < len(one.frequency)
    again = finish(find_statistics(X0, view, known))
    assert np.array_equal(again.picture, one.picture)


def test_all_noise_of_a_path_counts_together(view: PixelSources) -> None:
    schedule = make_schedule("cosine", 100)
    mix = forward_chain(schedule, "0").state(40)
    assert len(mix.weights) > 2
    assert weights(mix) == pytest.approx((schedule.signal[40], schedule.noise[40]))


def test_what_is_computed_has_no_law(view: PixelSources) -> None:
    computed = replace(view, computed={"run": pyramid(75, 45)})
    statistics = finish(find_statistics(Mix.of(Layer("computed", "run")), computed))
    assert not statistics.has_law
    assert (statistics.mixture, statistics.crossing, statistics.above) == (None, None, 0)
    assert np.isnan(statistics.picture).all()  # of another size
    assert statistics.power[-1] > 0


def test_no_statistics_wait_for_scipy(view: PixelSources, monkeypatch: pytest.MonkeyPatch) -> None:
    """To import it takes the window a tenth of a second."""
    mix = jump(make_schedule("linear", 1000), 300, X0, Mix.of(EPS))
    for module in ("scipy", "scipy.special", "scipy.fft"):
        monkeypatch.setitem(sys.modules, module, None)
    assert finish(find_statistics(mix, view)).mixture is not None


def test_a_single_pixel_has_no_spectrum() -> None:
    statistics = finish(find_statistics(X0, PixelSources(pyramid(1, 1), "dot", SEED)))
    assert len(statistics.frequency) == len(statistics.power) == len(statistics.picture) == 0


def test_an_image_that_cannot_be_drawn_is_refused(view: PixelSources) -> None:
    with pytest.raises(ValueError, match=r"weight of the noise is 1\.0e"):
        finish(find_statistics(Mix.of(EPS) * 1e31, view))


def test_the_path_of_a_pixel_is_that_of_the_exported_images(view: PixelSources) -> None:
    schedule, t = make_schedule("cosine", 200), 120
    mix = jump(schedule, t, X0, Mix.of(EPS))
    layers = picture(), EPS
    values = finish(probe(list(map(Mix.of, layers)), view, Cache(2**24), 20, 30))
    path = pixel_path(schedule, t, mix, dict(zip(layers, values, strict=True)))
    course = path.course
    assert course.path is not None
    for state in (0, 1, 50, t, 200):
        image = exported(jump(schedule, state, X0, Mix.of(EPS)), view)[30, 20]
        row = int(np.flatnonzero(course.t == state)[0])
        assert course.path[row] == pytest.approx(image, abs=1e-6)
        assert (course.high - course.mean)[row] == pytest.approx(2 * schedule.noise[state])
    assert path.now == pytest.approx(tuple(exported(mix, view)[30, 20]), abs=1e-6)


def test_a_path_of_many_noise_images_has_only_its_band() -> None:
    schedule = make_schedule("cosine", 200)
    mix = forward_chain(schedule, "0").state(120)
    values = dict.fromkeys(mix.weights, (1.0, 1.0, 1.0))
    path = pixel_path(schedule, 120, mix, values)
    assert path.course.path is None
    assert path.now == pytest.approx([sum(mix.weights.values())] * 3)
    assert pixel_path(schedule, 0, X0, {picture(): (0.5, 0.0, 0.0)}).course.path is None
    of_the_picture = pixel_path(schedule, 120, mix, {picture(): (0.5, 0.0, 0.0)})
    assert of_the_picture.now is None
    assert of_the_picture.course.mean[0] == pytest.approx([0.5, 0.0, 0.0])


def test_in_a_drag_the_course_of_a_pixel_stays_the_same(view: PixelSources) -> None:
    schedule = make_schedule("cosine", 200)
    values = {picture(): (0.5, 0.0, 0.0), EPS: (1.0, -1.0, 0.0)}
    one, other = (pixel_path(schedule, t, jump(schedule, t, X0, Mix.of(EPS)), values) for t in (80, 120))
    assert one.course is other.course
    assert one.now == pytest.approx(
        [schedule.signal[80] * 0.5 + schedule.noise[80], -schedule.noise[80], 0.0]
    )


def alike(one: Statistics | None, other: Statistics) -> None:
    """All but the histogram are the same numbers."""
    assert one is not None
    for name in ("edges", "normal", "mixture", "mean", "deviation", "frequency", "power", "picture"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-5, abs=1e-6), name
    assert (one.signal, one.noise, one.above) == pytest.approx((other.signal, other.noise, other.above))


@pytest.mark.parametrize("size", [(150, 90), (TILE + 40, 30)])
def test_at_any_t_the_facts_of_layers_say_what_all_pixels_do(size: tuple[int, int]) -> None:
    view = PixelSources(pyramid(*size), "waves", SEED)
    other = with_offset(noise("step 0"), 0.3)
    facts = finish(find_layer_facts([picture(), EPS, other], view, {}))
    schedule = make_schedule("linear", 1000)
    for t in (0, 300, 1000):
        mix = jump(schedule, t, X0, Mix.of(EPS))
        alike(facts.statistics(mix), finish(find_statistics(mix, view)))
    mix = X0 * 0.5 + Mix.of(EPS) * 0.7 - Mix.of(other) * 0.2
    alike(facts.statistics(mix), finish(find_statistics(mix, view)))


def test_a_small_picture_has_all_its_pixels_in_the_sample(view: PixelSources) -> None:
    facts = finish(find_layer_facts([picture(), EPS], view, {}))
    mix = X0 * 0.5 + Mix.of(EPS) * 0.7
    one, other = facts.statistics(mix), finish(find_statistics(mix, view))
    assert one is not None
    assert one.counted == one.pixels == 150 * 90
    assert one.measured == pytest.approx(other.measured, abs=2 / (150 * 90 * np.diff(one.edges)[0]))


def test_the_sample_of_a_large_picture_follows_the_law() -> None:
    view = PixelSources(pyramid(300, 200), "waves", SEED)
    found = finish(find_layer_facts([picture(), EPS], view, {})).statistics(X0 * 0.5 + Mix.of(EPS) * 0.7)
    assert found is not None
    assert found.measured is not None
    assert found.mixture is not None
    assert (found.counted, found.pixels) == (SAMPLE, 60_000)
    width = np.diff(found.edges)[0]
    assert (found.measured.sum(1) * width).tolist() == pytest.approx([1, 1, 1], abs=1e-3)
    spread = np.sqrt(np.maximum(found.mixture / (SAMPLE * width), 1e-9))
    assert (np.abs(found.measured - found.mixture) < 4 * spread + 1e-3).mean() > 0.95


def test_of_noise_that_was_not_measured_the_law_alone_is_said(view: PixelSources) -> None:
    schedule = make_schedule("cosine", 100)
    mix = forward_chain(schedule, "0").state(40)
    facts = finish(find_layer_facts([picture()], view, {}))
    found, all_pixels = facts.statistics(mix), finish(find_statistics(mix, view))
    assert found is not None
    assert found.measured is None
    assert found.counted == 0
    assert np.isnan(found.power).all()
    assert found.mixture == pytest.approx(all_pixels.mixture, abs=1e-6)
    assert found.picture == pytest.approx(all_pixels.picture, rel=1e-5)
    assert found.crossing == pytest.approx(all_pixels.crossing, rel=1e-5)
    assert found.deviation == pytest.approx(all_pixels.deviation, abs=0.02)
    assert facts.statistics(Mix.of(with_offset(EPS, 0.1))) is None
    assert facts.statistics(Mix.of(Layer("computed", "run"))) is None
