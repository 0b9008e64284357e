"""A heavy, broken layer of cloud lit from behind, marched through a volume of fractal noise."""

import numpy as np

from resources.drawing.noise import Array, make_volume, sample_volume, turn
from resources.drawing.shading import colour, mix, smooth

_BASE, _TOP = 1.0, 2.3  # the layer of cloud above the camera, in km
_STEPS = 64
_SUN = (0.22, 0.62, 0.75)  # to the right, up, away from the camera
_HAZE_KM = 40.0
_BRIGHT = colour(1.00, 1.00, 1.02)
_GLOOM = colour(0.030, 0.034, 0.041)
_BLUE = colour(0.30, 0.38, 0.50)
_HORIZON = colour(0.86, 0.89, 0.93)


def _density(cube: Array, x: Array, h: float, z: Array, detail: bool) -> Array:
    """Return how thick the cloud is at a height, 0..1, above the points (x, z) in km."""
    up = np.full_like(x, h)
    across, along = turn(x, z, 1.0)
    shape = sample_volume(cube, across / 8, up / 5, along / 8)
    if detail:
        shape = shape + 0.50 * np.exp(-z / 60) * sample_volume(cube, across / 1.9, up / 1.5, along / 1.9)
        shape = shape + 0.32 * np.exp(-z / 14) * sample_volume(cube, across / 0.5, up / 0.4, along / 0.5)
    level = (h - _BASE) / (_TOP - _BASE)
    profile = min(1.0, 3 * level) * min(1.0, 1.8 * (1 - level))
    cover = 0.75 - 0.65 * smooth(4, 12, z) + 0.25 * smooth(20, 50, z)
    return smooth(0.0, 2.4, shape + cover - 0.9 * (1 - profile))


def _sunlight(cube: Array, x: Array, h: float, z: Array) -> Array:
    """Return the share of sunlight that reaches points inside the layer, 0..1."""
    depth = np.zeros_like(x)
    for reach, share in ((0.12, 0.2), (0.4, 0.4), (0.9, 0.6)):
        up = h + reach * _SUN[1]
        if up < _TOP:
            near = reach < 0.2
            depth += share * _density(cube, x + reach * _SUN[0], up, z + reach * _SUN[2], detail=near)
    return np.asarray(0.62 * np.exp(-6.5 * depth) + 0.28 * np.exp(-1.9 * depth) + 0.10 * np.exp(-0.5 * depth))


def draw_sky(slope_x: Array, slope_y: Array, seed: int) -> Array:
    """Return the light of the sky along rays (slope_x, slope_y, 1), shape (rows, columns, 3), linear.

    ``slope_y`` rises upward; rays at or below the horizon get the light of the horizon.
    """
    cube = make_volume(seed, 128, 2.1)
    sx, sy = np.meshgrid(slope_x, np.maximum(slope_y, 0.004))
    jitter = np.random.default_rng(seed).random(sx.shape, np.float32)
    clear = np.ones_like(sx)
    light = np.zeros((*sx.shape, 3), np.float32)
    rise = (_TOP - _BASE) / _STEPS
    for step in range(_STEPS):
        h = _BASE + (step + 0.5) * rise
        z = (h + (jitter - 0.5) * rise) / sy
        x = sx * z
        density = _density(cube, x, h, z, detail=True)
        stop = 1 - np.exp(-density * 8 * rise * np.minimum(1 / np.maximum(sy, 0.12), 4))
        sun = _sunlight(cube, x, h, z)[..., None]
        glow = _GLOOM * (1.5 - density[..., None]) + _BRIGHT * sun**1.4
        far = (1 - np.exp(-z / _HAZE_KM))[..., None]
        light += (clear * stop)[..., None] * (glow + (_HORIZON * 0.9 - glow) * far)
        clear *= 1 - stop
    light += clear[..., None] * _open_sky(cube, sx, sy)
    return _soften(light)


def _open_sky(cube: Array, sx: Array, sy: Array) -> Array:
    """Return the light of the high veil that shows through the gaps: streaks on a pale grey blue."""
    across, along = turn(sx / sy, 1 / sy, 0.16)
    veil = sample_volume(cube, across, np.full_like(sx, 0.3), 0.4 * along)
    fall = np.exp(-sy / 0.13)
    white = np.clip(0.42 + 0.30 * veil * (1 - fall) + 0.6 * fall, 0, 1)
    return mix(_BLUE, _HORIZON, white)


def _soften(light: Array) -> Array:
    """Return the sky with less grain: each pixel a mean of its 3 x 3 neighbours, itself first."""
    wide = np.pad(light, ((1, 1), (1, 1), (0, 0)), mode="edge")
    rows = (wide[:-2] + 2 * wide[1:-1] + wide[2:]) / 4
    return np.asarray((rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) / 4, np.float32)
