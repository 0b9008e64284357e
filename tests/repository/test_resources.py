"""The bundled pictures and icons are whole, and are what their drawings say."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from resources import path, picture_names
from resources.drawing.chart import draw_chart
from resources.drawing.flower import lay_flower
from resources.drawing.hills import draw_hills
from resources.drawing.noise import fbm, make_lattice, make_volume, noise, sample_volume
from resources.drawing.petals import draw_petals
from resources.drawing.pictures import DRAWINGS
from resources.drawing.shading import blur

SIZES = {"hills": (1024, 512), "petals": (768, 768), "chart": (1024, 768)}
APP_ICON = "diffusion-sandbox"
ICONS = [
    *("first", "previous", "play", "pause", "next", "last", "open", "picture", "dice", "camera"),
    *("reset", "copy", "warning", "info", "close", "zoom", "draw", "up", "down", "exchange"),
]

Pixels = NDArray[np.float64]


def load(name: str) -> Image.Image:
    with Image.open(path("pictures", f"{name}.png")) as picture:
        picture.load()
        return picture


def shrink(picture: Image.Image, size: tuple[int, int]) -> Pixels:
    return np.asarray(picture.resize(size, Image.Resampling.BOX), np.float64)


def render(svg: bytes, side: int) -> NDArray[np.uint8]:
    """Return the icon on a transparent ground, shape (side, side, 4), in the order BGRA."""
    renderer = QSvgRenderer(QByteArray(svg))
    assert renderer.isValid()
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(side, side, 4).copy()


def test_every_name_has_a_picture_and_a_drawing() -> None:
    names = set(picture_names())
    assert names == set(SIZES) == set(DRAWINGS)
    assert names == {file.stem for file in path("pictures").glob("*.png")}


@pytest.mark.parametrize("name", picture_names())
def test_picture_is_small_plain_rgb_of_its_size(name: str) -> None:
    picture = load(name)
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", SIZES[name])
    assert path("pictures", f"{name}.png").stat().st_size < 1_600_000


@pytest.mark.parametrize("name", picture_names())
def test_picture_uses_the_range_and_has_detail_everywhere(name: str) -> None:
    pixels = np.asarray(load(name), np.float64)
    low, high = np.percentile(pixels, (1, 99))
    assert high - low > 150
    rows, columns = (side // 4 for side in pixels.shape[:2])
    blocks = pixels[: 4 * rows, : 4 * columns].reshape(4, rows, 4, columns, 3)
    assert blocks.std((1, 3)).max(-1).min() > 8


@pytest.mark.parametrize(
    ("name", "draw"),
    [("hills", lambda: draw_hills(256, supersample=1)), ("petals", lambda: draw_petals(256, supersample=1))],
)
def test_picture_is_what_its_drawing_says(name: str, draw: Callable[[], Image.Image]) -> None:
    size = SIZES[name][0] // 16, SIZES[name][1] // 16
    drawn, bundled = shrink(draw(), size), shrink(load(name), size)
    assert np.abs(drawn - bundled).mean() < 6
    assert np.corrcoef(drawn.ravel(), bundled.ravel())[0, 1] > 0.97


def test_chart_is_what_its_drawing_says() -> None:
    drawn, bundled = np.asarray(draw_chart(), np.int64), np.asarray(load("chart"), np.int64)
    assert (np.abs(drawn - bundled) > 2).mean() < 0.02  # letters may differ between versions of Pillow


def test_drawing_twice_gives_the_same_bytes() -> None:
    assert draw_hills(64, 1).tobytes() == draw_hills(64, 1).tobytes()
    assert draw_petals(64, 1).tobytes() == draw_petals(64, 1).tobytes()


def test_noise_slopes_are_the_derivatives_of_its_values() -> None:
    lattice = make_lattice(1)
    y, x = np.random.default_rng(0).uniform(-300, 300, (2, 500))
    _, slope_x, slope_y = noise(lattice, x, y)
    step = 1e-3
    assert slope_x == pytest.approx(
        (noise(lattice, x + step, y)[0] - noise(lattice, x - step, y)[0]) / (2 * step), abs=2e-3
    )
    assert slope_y == pytest.approx(
        (noise(lattice, x, y + step)[0] - noise(lattice, x, y - step)[0]) / (2 * step), abs=2e-3
    )


def test_noise_vanishes_on_its_lattice_and_does_not_depend_on_the_order_of_points() -> None:
    lattice = make_lattice(2)
    y, x = np.mgrid[-3:3, 0:40_000:1].astype(np.float32)
    assert not noise(lattice, x[:, :50], y[:, :50])[0].any()
    points = x + np.float32(0.37)
    assert np.array_equal(fbm(lattice, points, y, 3)[:, ::-1], fbm(lattice, points[:, ::-1], y, 3))


def test_volume_is_periodic_and_exact_at_its_samples() -> None:
    cube = make_volume(3, 16, 2.0)
    assert cube.mean() == pytest.approx(0, abs=1e-5)
    assert cube.std() == pytest.approx(1, abs=1e-5)
    x, y, z = (axis.astype(np.float32) / 16 for axis in np.mgrid[-16:0, 0:16, 16:32])
    assert sample_volume(cube, x, y, z) == pytest.approx(cube, abs=1e-4)


def test_blur_keeps_the_mean_and_has_the_deviation_asked_for() -> None:
    spot = np.zeros((65, 65), np.float32)
    spot[32, 32] = 1
    soft = blur(spot, 4)
    assert soft.sum() == pytest.approx(1, abs=1e-4)
    assert (soft.sum(0) * (np.arange(65) - 32) ** 2).sum() == pytest.approx(16, rel=0.02)


def test_petals_cover_the_picture_and_keep_to_their_coordinates() -> None:
    flower = lay_flower(96, seed=1)
    petal = flower.number >= 0
    assert petal.mean() > 0.97
    assert np.all((flower.along[petal] > 0) & (flower.along[petal] < 1))
    assert np.all(np.abs(flower.across[petal]) < 1)


def test_icons_are_those_the_program_names() -> None:
    assert {file.stem for file in path("icons").glob("*.svg")} == {*ICONS, APP_ICON}


@pytest.mark.parametrize("name", ICONS)
def test_icon_is_drawn_in_black_alone_and_keeps_clear_of_the_edge(name: str) -> None:
    svg = path("icons", f"{name}.svg").read_bytes()
    assert set(re.findall(rb'(?:fill|stroke)="([^"]*)"', svg)) <= {b"none", b"#000000"}
    assert set(re.findall(rb"#[0-9a-fA-F]+|rgba?\(|style=|<style", svg)) == {b"#000000"}
    pixels = render(svg, 40)
    assert 0.04 < (pixels[..., 3] > 127).mean() < 0.5
    assert not pixels[[0, -1], :, 3].any()
    assert not pixels[:, [0, -1], 3].any()


@pytest.mark.parametrize("name", ICONS)
def test_icon_takes_the_colour_of_the_theme(name: str) -> None:
    svg = path("icons", f"{name}.svg").read_bytes().replace(b"#000000", b"#e69f00")
    pixels = render(svg, 40)
    solid = pixels[pixels[..., 3] == 255]
    assert len(solid) > 0
    assert np.all(solid[:, :3] == (0x00, 0x9F, 0xE6))


def test_no_two_icons_look_alike() -> None:
    seen = {name: render(path("icons", f"{name}.svg").read_bytes(), 20)[..., 3] for name in ICONS}
    for name, mask in seen.items():
        for other in ICONS[: ICONS.index(name)]:
            assert np.abs(mask.astype(int) - seen[other]).mean() > 3, (name, other)


@pytest.mark.parametrize("side", [16, 32, 256])
def test_app_icon_shows_an_orange_picture_on_a_dark_ground(side: int) -> None:
    pixels = render(path("icons", f"{APP_ICON}.svg").read_bytes(), side)
    assert tuple(pixels[side // 2, int(side * 0.04), :3]) == (0x1C, 0x17, 0x15)
    assert pixels[0, 0, 3] < 100
    left = pixels[int(side * 0.30), int(side * 0.40), :3]
    assert tuple(left) == (0x00, 0x9F, 0xE6)
    right = pixels[side // 8 : -side // 8, side * 3 // 4 :, :3].reshape(-1, 3).astype(int)
    assert right.std(0).min() > 15
