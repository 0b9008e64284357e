"""Offset noise: one more random number in each channel of each noise image, at every zoom and in every image."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.mix import Layer, noise, picture, seeded, with_offset
from engine.pictures.picture import Picture
from engine.pixels.cache import Cache
from engine.pixels.crew import Crew
from engine.pixels.find_statistics import find_statistics
from engine.pixels.layers import LayerStore
from engine.pixels.noise import WhiteNoise
from engine.pixels.offset_noise import OffsetNoise, offset_of
from engine.pixels.pixel_path import pixel_path
from engine.pixels.pyramid import Pyramid
from engine.pixels.region import RESAMPLINGS
from engine.pixels.sources import PixelSources
from engine.requests import Request
from engine.scenes import SCENES
from engine.scenes.offset import LEFT_OUT
from engine.scenes.strip import XI
from engine.schedules.choice import ScheduleChoice
from engine.schedules.saved_config import save_config
from engine.schedules.transforms import Applied
from engine.slices import finish
from engine.state.view import View

P = 0.25
CHOICE = ScheduleChoice("linear", 100, (), (Applied("offset_noise", (("strength", P),)),))


def test_offsets_are_normal_and_their_own_for_each_image_and_channel() -> None:
    offsets = torch.stack(
        [offset_of(seed, f"forward {key}", 1.0) for seed in range(40) for key in range(50)]
    ).numpy()
    assert np.abs(offsets.mean(0)).max() < 4 / math.sqrt(2000)
    np.testing.assert_allclose(np.cov(offsets.T), np.eye(3), atol=4 * math.sqrt(2 / 2000))
    np.testing.assert_array_equal(offset_of(3, "a", P), P * offset_of(3, "a", 1.0))
    assert not torch.equal(offset_of(3, "a", 1.0), offset_of(4, "a", 1.0))


@pytest.mark.parametrize("level", [0, 1, 3])
def test_each_level_is_that_of_white_noise_plus_the_whole_offset(level: int) -> None:
    white = WhiteNoise(5, "a", (300, 200), Cache(math.inf))
    image = OffsetNoise(white, offset_of(5, "a", P))
    rows, columns = range(4, 20), range(8, 30)
    expected = white.averages(level, rows, columns) + offset_of(5, "a", P)
    torch.testing.assert_close(image.averages(level, rows, columns), expected)
    assert image.size == (300, 200)


@pytest.mark.parametrize("resampling", RESAMPLINGS)
@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize("cell", [(9, 6), (64, 48), (640, 480)])
def test_layers_differ_from_white_noise_by_the_offset_alone(
    resampling: str, draft: bool, cell: tuple[int, int]
) -> None:
    pixels = np.zeros((90, 130, 3), np.uint8)
    picture = Pyramid(Picture("test", pixels, (130, 90), "test", ()))
    view = PixelSources(picture, "p", 7, resampling=resampling)
    store = LayerStore(torch.device("cpu"), 2**24, Crew(1))
    layers = noise("a"), with_offset(noise("a"), P)
    white, offset = (store.get(layer, view, cell, draft=draft) for layer in layers)
    expected = offset_of(7, "a", P).flip(0)  # blue, green, red
    torch.testing.assert_close(
        (offset - white)[..., :3], expected.expand(*white.shape[:2], 3), atol=2e-5, rtol=0
    )
    own = store.get(seeded(layers[1], 9), view, cell, draft=draft)
    theirs = store.get(seeded(layers[0], 9), view, cell, draft=draft)
    torch.testing.assert_close(
        (own - theirs)[..., :3], offset_of(9, "a", P).flip(0).expand(*white.shape[:2], 3), atol=2e-5, rtol=0
    )


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_has_the_same_weights_with_other_noise(scene: str) -> None:
    """So each image that is linear in its noise keeps its law, with the covariance of offset noise."""
    white = Request(
        View(schedule=ScheduleChoice("linear", 100), scene=scene, t=50), "p", (1, 1), (1, 1)
    ).grid()
    view = View(schedule=CHOICE, scene=scene, t=50)
    offset = Request(view, "p", (1, 1), (1, 1)).grid()
    if scene in LEFT_OUT:
        assert offset.cells == white.cells
        assert offset.remark.endswith(LEFT_OUT[scene])
        return
    for one, other in zip(white.cells, offset.cells, strict=True):
        expected = {
            layer if layer in XI.weights else with_offset(layer, P): weight
            for layer, weight in one.mix.weights.items()
        }
        assert dict(other.mix.weights) == pytest.approx(expected)
        assert (one.reference is None) == (other.reference is None)
    said = offset.remark.endswith("Offset noise: for I read I + 0.0625 · 1 1ᵀ in each channel.")
    assert said is not SCENES[scene].has_charts  # which have no I, and say it in words of their own
    assert (offset.equation, offset.law) == (white.equation, white.law)


def test_strengths_add_as_independent_numbers_and_what_is_off_adds_none() -> None:
    two = replace(CHOICE, transforms=(*CHOICE.transforms, Applied("offset_noise", (("strength", 0.6),))))
    assert two.offset_noise == pytest.approx(math.hypot(P, 0.6))
    off = replace(CHOICE, transforms=(replace(CHOICE.transforms[0], active=False),))
    assert off.offset_noise == 0
    white = Request(View(schedule=ScheduleChoice("linear", 100), t=50), "p", (1, 1), (1, 1)).grid()
    assert Request(View(schedule=off, t=50), "p", (1, 1), (1, 1)).grid().remark == white.remark
    assert ScheduleChoice("linear", 100, (), (Applied("offset_noise"),)).offset_noise == 0.1


def test_the_schedule_stays_and_so_does_its_configuration() -> None:
    plain = ScheduleChoice("linear", 100)
    np.testing.assert_array_equal(CHOICE.make().log_snr, plain.make().log_snr)
    saved = save_config(CHOICE)
    assert saved.data == save_config(plain).data
    assert saved.said == ("Offset noise belongs to training: no key of a scheduler says it.",)


def test_only_white_noise_gets_an_offset() -> None:
    for layer in (Layer("picture", ""), Layer("computed", "a"), seeded(noise("a"), 3)):
        assert with_offset(layer, P) == layer


def test_the_law_of_an_image_is_moved_by_its_offset_and_the_band_of_a_pixel_is_wider() -> None:
    pixels = np.zeros((128, 128, 3), np.uint8)
    view = PixelSources(Pyramid(Picture("test", pixels, (128, 128), "test", ())), "p", 7)
    frame = Request(View(schedule=CHOICE, t=60, seed=7), "p", (1, 1), (1, 1)).grid()
    mix = frame.main_cell.mix
    schedule = CHOICE.make()
    found = finish(find_statistics(mix, view))
    assert found.mixture is not None
    middles = (found.edges[1:] + found.edges[:-1]) / 2
    width = np.diff(found.edges)
    [layer] = [each for each in mix.weights if each.is_noise]
    shift = float(schedule.noise[60]) * offset_of(7, layer.key.partition(" ")[2], P).numpy()
    expected = -float(schedule.signal[60]) + shift
    np.testing.assert_allclose((found.mixture * middles * width).sum(1), expected, atol=1e-3)
    np.testing.assert_allclose(found.mean, expected, atol=5 * float(schedule.noise[60]) / 128)
    path = pixel_path(schedule, 60, mix, {picture(): (-1.0, -1.0, -1.0), layer: (0.0, 0.1, 0.2)}).course
    np.testing.assert_allclose(
        path.high - path.mean, 2 * np.hypot(1, P) * schedule.noise[path.t.astype(int)][:, None].repeat(3, 1)
    )
    assert path.path is not None
    assert seeded(layer, 12).deviation == pytest.approx(math.hypot(1, P))
    assert noise("a 0.5").deviation == 1


def test_another_seed_of_the_view_is_another_offset_though_layers_are_kept() -> None:
    pixels = np.zeros((90, 130, 3), np.uint8)
    view = PixelSources(Pyramid(Picture("test", pixels, (130, 90), "test", ())), "p", 7)
    store, layer = LayerStore(torch.device("cpu"), 2**24, Crew(1)), with_offset(noise("a"), P)
    first, second = (store.get(layer, replace(view, seed=seed), (64, 48)) for seed in (7, 8))
    white = [store.get(noise("a"), replace(view, seed=seed), (64, 48)) for seed in (7, 8)]
    offsets = [(one - other)[0, 0, :3].flip(0) for one, other in zip((first, second), white, strict=True)]
    torch.testing.assert_close(
        torch.stack(offsets), torch.stack([offset_of(7, "a", P), offset_of(8, "a", P)]), atol=2e-5, rtol=0
    )
