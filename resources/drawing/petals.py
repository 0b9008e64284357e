"""The picture ``petals``: a dahlia close by, with veins in its petals and drops of water on them."""

import numpy as np
from PIL import Image

from resources.drawing.flower import Flower, lay_flower
from resources.drawing.noise import Array, Lattice, fbm, make_lattice, noise
from resources.drawing.shading import blur, colour, develop, mix
from resources.drawing.water import lay_drops

SIDE = 768
_SUN = colour(-0.50, -0.56, 0.66)  # from the upper left, above the picture
_FLOWER_SEED, _VEIN_SEED, _WATER_SEED = 1, 11, 21


def _shift(field: Array, right: int, down: int) -> Array:
    """Return the plane moved by whole pixels, its edges repeated."""
    rows, columns = field.shape
    y = np.clip(np.arange(rows) - down, 0, rows - 1)
    x = np.clip(np.arange(columns) - right, 0, columns - 1)
    return np.asarray(field[y][:, x])


def _cast_shadows(height: Array) -> Array:
    """Return the share of sunlight that passes over the relief to each pixel, 0..1, softer from afar."""
    side = height.shape[0]
    flat = float(np.hypot(_SUN[0], _SUN[1]))
    clear = np.ones_like(height)
    for reach in np.geomspace(0.002, 0.13, 26):
        right, down = (round(float(-_SUN[i]) / flat * reach * side) for i in (0, 1))
        above = _shift(height, right, down) - height - np.float32(reach * _SUN[2] / flat)
        clear = np.minimum(clear, np.clip(1 - above / np.float32(0.004 + 0.22 * reach), 0, 1))
    return blur(clear, side / 700)


def _open_share(height: Array) -> Array:
    """Return how open each pixel lies to light from all sides, 0..1: dark in the gaps between petals."""
    side = height.shape[0]
    share = np.ones_like(height)
    for radius, weight in ((0.004, 56.0), (0.012, 36.0), (0.035, 20.0)):
        share *= np.exp(-weight * np.clip(blur(height, radius * side) - height, 0, None))
    return share


def _grow_veins(lattice: Lattice, flower: Flower) -> tuple[Array, Array]:
    """Return the height of the veins that run along each petal, and a softer mottling, about -1..1."""
    own = flower.number * np.float32(7.31)
    fan = flower.across * (1.15 - 0.45 * flower.along**2)
    wide = noise(lattice, fan * 9 + own, flower.along * 1.1 + own)[0]
    fine = noise(lattice, fan * 26 - own, flower.along * 3 + own)[0]
    grain = fbm(lattice, fan * 60 + own, flower.along * 34 - own, 3)
    return 0.75 * wide + 0.6 * fine + 0.30 * grain, grain + wide


def _paint(lattice: Lattice, flower: Flower, vein: Array, mottle: Array) -> Array:
    """Return the colour of the petals: yellow at the base, then orange, magenta at the tips."""
    t = np.clip(flower.along + 0.07 * mottle - 0.16 * np.abs(flower.across), 0, 1)
    own = 0.10 * noise(lattice, flower.number * 0.37, np.full_like(t, 0.5))[0]
    age = np.clip(flower.ring * 1.2 + own, 0, 1)
    base = mix(colour(0.98, 0.62, 0.02), colour(0.95, 0.20, 0.02), age)
    body = mix(colour(0.98, 0.30, 0.01), colour(0.55, 0.004, 0.10), age)
    tip = mix(colour(0.90, 0.05, 0.06), colour(0.72, 0.02, 0.46), age)
    petal = mix(mix(base, body, (t - 0.2) / 0.42), tip, (t - 0.55) / 0.4)
    rim = np.clip((np.abs(flower.across) - 0.80) / 0.2, 0, 1) ** 2 * flower.along
    return mix(petal * (1 + 0.38 * vein[..., None]), colour(1.0, 0.50, 0.42), 0.5 * rim)


def _find_normals(flower: Flower, vein: Array) -> Array:
    """Return the unit normals of the petals with their veins, shape (rows, columns, 3)."""
    bump_y, bump_x = np.gradient(vein * np.float32(0.0011 * vein.shape[0]))
    normal = np.stack((-flower.slope_x - bump_x, -flower.slope_y - bump_y, np.ones_like(vein)), -1)
    return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True))


def _shade(flower: Flower, paint: Array, vein: Array) -> Array:
    """Return the light that the petals send to the eye: sun, sky, light through the petals, gloss."""
    normal = _find_normals(flower, vein)
    sun = _SUN / np.linalg.norm(_SUN)
    halfway = (sun + colour(0, 0, 1)) / np.linalg.norm(sun + colour(0, 0, 1))
    lit, open_share = _cast_shadows(flower.height), _open_share(flower.height)
    facing = normal @ sun
    direct = 2.1 * np.clip(facing, 0, 1) * lit
    through = 0.7 * np.clip(0.35 - 0.5 * facing, 0, 1) * (0.3 + 0.7 * lit) * open_share
    ambient = 0.11 * open_share * (1 + normal[..., 2])
    gloss = 0.07 * np.clip(normal @ halfway, 0, 1) ** 60 * lit * (0.6 + 0.8 * vein)
    light = paint * (direct[..., None] * colour(1.0, 0.95, 0.86) + ambient[..., None])
    light += paint**1.25 * through[..., None]
    return np.asarray(light * (0.15 + 0.85 * open_share)[..., None] + gloss[..., None])


def _focus(light: Array, ring: Array) -> Array:
    """Return the picture with the outer petals out of focus, as a lens close by would show them."""
    soft = np.stack([blur(light[..., i], 0.0048 * light.shape[0]) for i in range(3)], -1)
    return mix(light, soft, (ring - 0.66) / 0.34)


def draw_petals(side: int = SIDE, supersample: int = 2) -> Image.Image:
    """Return the picture of petals, RGB, square; it is drawn ``supersample`` times finer."""
    lattice = make_lattice(_VEIN_SEED)
    flower = lay_flower(side * supersample, _FLOWER_SEED)
    vein, mottle = _grow_veins(lattice, flower)
    light = _shade(flower, _paint(lattice, flower, vein, mottle), vein)
    light[flower.number < 0] = (0.004, 0.016, 0.014)
    light = _focus(light, flower.ring)
    lay_drops(light, _SUN, 170, _WATER_SEED)
    return develop(1 - np.exp(-0.78 * np.clip(light, 0, None)), contrast=0.6).reduce(supersample)
