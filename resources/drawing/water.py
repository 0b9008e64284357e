"""Drops of water on a picture: small lenses, each with its shadow, its glint and the light it gathers."""

import numpy as np

from resources.drawing.noise import Array

_DRY = 0.45  # a drop lies only where the red light is brighter than this: not in the dark between petals


def _refract(light: Array, row: int, column: int, down: Array, right: Array, radius: float) -> Array:
    """Return the light seen through a drop: the picture behind it, enlarged in the middle."""
    bend = radius * (0.45 + 0.35 * np.clip(np.hypot(right, down), 0, 1) ** 3)
    side = light.shape[0]
    rows = np.clip((row + down * bend).astype(int), 0, side - 1)
    columns = np.clip((column + right * bend).astype(int), 0, side - 1)
    return np.asarray(light[rows, columns])


def _lay_drop(light: Array, row: int, column: int, radius: float, sun: Array) -> None:
    """Lay one drop of ``radius`` pixels on the picture; ``sun`` points to the light, at most 1 long."""
    reach = int(1.9 * radius) + 2
    box = slice(row - reach, row + reach), slice(column - reach, column + reach)
    down, right = np.mgrid[-reach:reach, -reach:reach].astype(np.float32) / np.float32(radius)
    far = np.hypot(right, down)
    away = -(right * sun[0] + down * sun[1]) / float(np.hypot(sun[0], sun[1]))
    seen = _refract(light, row, column, down, right, radius)
    gather = 0.42 + 0.72 * np.clip(0.35 + away, 0, 1.3) ** 1.5 - 0.5 * np.clip(far - 0.75, 0, 1)
    glint = 1.6 * np.clip(1.25 - 5.2 * np.hypot(right + 0.36, down + 0.42), 0, 1)
    arc = 0.30 * np.exp(-(((far - 0.86) / 0.06) ** 2)) * np.clip(away, 0, 1) ** 3
    drop = seen * gather[..., None] + (glint + arc)[..., None]
    shadow = np.clip(2.75 - 2.2 * np.hypot(right + 0.55 * sun[0], down + 0.55 * sun[1]), 0, 1)
    cover = np.clip((1 - far) * radius, 0, 1)[..., None]
    light[box] = light[box] * (1 - 0.72 * shadow[..., None]) * (1 - cover) + drop * cover


def lay_drops(light: Array, sun: Array, count: int, seed: int) -> None:
    """Lay up to ``count`` drops of mixed sizes on the bright parts of a square picture in linear light."""
    side = light.shape[0]
    for x, y, size in np.random.default_rng(seed).random((count, 3)):
        row, column, radius = int(y * side), int(x * side), float(0.004 + 0.018 * size**2.5) * side
        reach = int(1.9 * radius) + 2
        if reach <= min(row, column) and max(row, column) < side - reach:
            under = light[row - reach // 2 : row + reach // 2, column - reach // 2 : column + reach // 2, 0]
            if under.min() > _DRY:
                _lay_drop(light, row, column, radius, sun)
