"""The picture ``hills``: a moor and mountains under heavy cloud."""

import numpy as np
from PIL import Image, ImageDraw

from resources.drawing.ground import draw_ground, survey
from resources.drawing.noise import Array, Lattice, make_lattice
from resources.drawing.shading import develop, smooth
from resources.drawing.sky import draw_sky
from resources.drawing.terrain import find_hits

WIDTH = 1024
_HORIZON = 0.555  # of the height, from the top
_WIDE = 0.75  # slope of the ray at the right edge
_LAND_SEED, _SKY_SEED, _GRASS_SEED = 3, 5, 5


def _aim_rays(width: int, height: int) -> tuple[Array, Array]:
    """Return the slopes of the rays through the columns (rightward) and rows (upward) of the picture."""
    column, row = np.arange(width, dtype=np.float32) + 0.5, np.arange(height, dtype=np.float32) + 0.5
    pixel = np.float32(2 * _WIDE / width)
    return (column - width / 2) * pixel, (_HORIZON * height - row) * pixel


def _draw_land(lattice: Lattice, slope_x: Array, slope_y: Array) -> tuple[Array, Array, Array]:
    """Return the land's light (rows, columns, 3), its distance (inf: sky) and where grass grows."""
    hits = find_hits(lattice, slope_x, slope_y)
    seen = np.isfinite(hits)
    ground = survey(lattice, np.broadcast_to(slope_x, hits.shape)[seen] * hits[seen], hits[seen])
    light, grass = np.zeros((*hits.shape, 3), np.float32), np.zeros(hits.shape, np.float32)
    light[seen], grass[seen] = draw_ground(lattice, ground)
    return light, hits, grass


def _hang_sky(light: Array, hits: Array, slope_x: Array, slope_y: Array, supersample: int) -> None:
    """Put the sky where no land is; clouds are soft, so they are drawn at the size of the final picture."""
    rows = supersample * (int((slope_y > 0).sum()) // supersample + 8)
    coarse_x = slope_x.reshape(-1, supersample).mean(1)
    coarse_y = slope_y[:rows].reshape(-1, supersample).mean(1)
    sky = draw_sky(coarse_x, coarse_y, _SKY_SEED).repeat(supersample, 0).repeat(supersample, 1)
    gap = np.isinf(hits[:rows])
    light[:rows][gap] = sky[gap]


def _burn(light: Array) -> Array:
    """Return the light with a darker top and darker sides, as a photographer would print it."""
    rows, columns = light.shape[:2]
    y = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    x = np.abs(np.linspace(-1, 1, columns, dtype=np.float32))[None, :]
    share = (
        (1 - 0.62 * smooth(0.42, 0.0, y)) * (1 - 0.30 * smooth(0.45, 1.1, x)) * (1 - 0.25 * smooth(0.8, 1, y))
    )
    return np.asarray(light * share[..., None])


def _plant_grass(picture: Image.Image, hits: Array, grass: Array) -> None:
    """Draw blades of grass over the near moor, each in a lighter or darker shade of what is under it."""
    rng = np.random.default_rng(_GRASS_SEED)
    rows, columns = hits.shape
    count = int(0.16 * rows * columns)
    y, x = rng.integers(0, rows, count), rng.integers(0, columns, count)
    length = columns / (2 * _WIDE) * rng.uniform(0.05, 0.30, count) / hits[y, x]
    keep = (length > 0.002 * rows) & (grass[y, x] > rng.random(count))
    y, x, length = y[keep], x[keep], length[keep]
    lean = rng.normal(0.25, 0.35, y.size) * length
    shade = rng.uniform(0.55, 1.55, (y.size, 1))
    colours = np.clip(np.asarray(picture)[y, x] * shade, 0, 255).astype(int).tolist()
    lines = np.stack((x, y, x + lean, y - length), 1).tolist()
    pen = ImageDraw.Draw(picture)
    for i in np.argsort(y, kind="stable"):  # from the far blades to the near ones
        pen.line(lines[i], fill=tuple(colours[i]))


def draw_hills(width: int = WIDTH, supersample: int = 2) -> Image.Image:
    """Return the picture of hills, RGB, twice as wide as high, its land drawn ``supersample`` times finer."""
    slope_x, slope_y = _aim_rays(width * supersample, width // 2 * supersample)
    light, hits, grass = _draw_land(make_lattice(_LAND_SEED), slope_x, slope_y)
    _hang_sky(light, hits, slope_x, slope_y, supersample)
    picture = develop(_burn(light), contrast=0.55)
    _plant_grass(picture, hits, grass)
    return picture.reduce(supersample)
