"""Fractal noise for the drawn pictures: gradient noise with slopes, its sums, and a volume of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]  # float32 everywhere; arithmetic with numbers keeps it
_BLOCK = 1 << 14  # points per block: the temporaries of a block stay in the processor's cache
_TURN = (0.8, 0.6)  # cosine and sine between octaves, so that their lattices never line up


@dataclass(frozen=True)
class Lattice:
    """A 256 x 256 periodic lattice of random unit gradients, entry ``row * 256 + column``."""

    gx: Array
    gy: Array


def make_lattice(seed: int) -> Lattice:
    """Return the lattice of unit gradients that belongs to a seed."""
    angle = np.random.default_rng(seed).uniform(0, 2 * np.pi, 256 * 256)
    return Lattice(np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32))


def _noise_block(lattice: Lattice, x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Return gradient noise and its two slopes (Perlin 2002, quintic fade) at one block of points."""
    x0, y0 = np.floor(x), np.floor(y)
    fx, fy = x - x0, y - y0
    column, row = x0.astype(np.int32), y0.astype(np.int32)
    left, right = column & 255, (column + 1) & 255
    top, bottom = (row & 255) << 8, ((row + 1) & 255) << 8
    a, b, c, d = top + left, top + right, bottom + left, bottom + right
    gx, gy = lattice.gx, lattice.gy
    ax, ay, bx, by = gx[a], gy[a], gx[b], gy[b]
    cx, cy, dx, dy = gx[c], gy[c], gx[d], gy[d]
    na = ax * fx + ay * fy
    nb = bx * (fx - 1) + by * fy
    nc = cx * fx + cy * (fy - 1)
    nd = dx * (fx - 1) + dy * (fy - 1)
    u, v = fx * fx * fx * (fx * (fx * 6 - 15) + 10), fy * fy * fy * (fy * (fy * 6 - 15) + 10)
    du, dv = 30 * (fx * (fx - 1)) ** 2, 30 * (fy * (fy - 1)) ** 2
    k = na - nb - nc + nd
    value = na + u * (nb - na) + v * (nc - na) + u * v * k
    slope_x = ax + u * (bx - ax) + v * (cx - ax) + u * v * (ax - bx - cx + dx) + du * (nb - na + v * k)
    slope_y = ay + u * (by - ay) + v * (cy - ay) + u * v * (ay - by - cy + dy) + dv * (nc - na + u * k)
    return value, slope_x, slope_y


def noise(lattice: Lattice, x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Return gradient noise, about -0.7..0.7, with its slopes along x and y, in the shape of ``x``."""
    xs, ys = np.ravel(x), np.ravel(y)
    out = np.empty((3, xs.size), np.float32)
    for start in range(0, xs.size, _BLOCK):
        part = slice(start, start + _BLOCK)
        out[0, part], out[1, part], out[2, part] = _noise_block(lattice, xs[part], ys[part])
    value, slope_x, slope_y = out.reshape(3, *np.shape(x))
    return value, slope_x, slope_y


def turn(x: Array, y: Array, scale: float) -> tuple[Array, Array]:
    """Return the coordinates of the next octave: turned by 37 degrees, shifted and scaled."""
    c, s = _TURN
    return scale * (c * x - s * y) + np.float32(17.3), scale * (s * x + c * y) - np.float32(9.1)


def fbm(lattice: Lattice, x: Array, y: Array, octaves: int, gain: float = 0.5) -> Array:
    """Return fractal Brownian motion: octaves of noise of falling amplitude, about -1..1."""
    total, weight = np.zeros(np.shape(x), np.float32), 1.0
    for _ in range(octaves):
        total += weight * noise(lattice, x, y)[0]
        x, y = turn(x, y, 2.03)
        weight *= gain
    return total


def ridges(lattice: Lattice, x: Array, y: Array, octaves: int, gain: float = 0.5) -> Array:
    """Return a ridged multifractal (Musgrave 1994), about 0..1.6: sharp crests, smooth valleys."""
    total, weight = np.zeros(np.shape(x), np.float32), 1.0
    carry = np.ones(np.shape(x), np.float32)
    for _ in range(octaves):
        crest = (1 - 1.6 * np.abs(noise(lattice, x, y)[0])) ** 2
        total += weight * carry * crest
        carry = np.clip(crest, 0, 1)
        x, y = turn(x, y, 2.07)
        weight *= gain
    return total


def eroded(lattice: Lattice, x: Array, y: Array, octaves: int, gain: float = 0.5) -> Array:
    """Return fractal noise, about -1..1, whose fine octaves fade on steep ground as if washed away."""
    total, weight = np.zeros(np.shape(x), np.float32), 1.0
    sum_x, sum_y = np.zeros_like(total), np.zeros_like(total)
    for _ in range(octaves):
        value, slope_x, slope_y = noise(lattice, x, y)
        sum_x += slope_x * gain
        sum_y += slope_y * gain
        total += weight * value / (1 + sum_x * sum_x + sum_y * sum_y)
        x, y = turn(x, y, 2.03)
        weight *= gain
    return total


def make_volume(seed: int, size: int, slope: float) -> Array:
    """Return a periodic cube of fractal noise, mean 0 and deviation 1, amplitude falling as f**-slope."""
    white = np.random.default_rng(seed).standard_normal((size, size, size), np.float32)
    axis = np.fft.fftfreq(size).astype(np.float32) * size
    half = np.fft.rfftfreq(size).astype(np.float32) * size
    f = np.sqrt(axis[:, None, None] ** 2 + axis[None, :, None] ** 2 + half[None, None, :] ** 2)
    f[0, 0, 0] = np.inf
    cube = np.fft.irfftn(np.fft.rfftn(white) * f**-slope, s=white.shape, axes=(0, 1, 2))
    return np.asarray(cube / cube.std(), np.float32)


def sample_volume(cube: Array, x: Array, y: Array, z: Array) -> Array:
    """Return the periodic cube at points (unit: one period), interpolated linearly."""
    size = cube.shape[0]
    flat, points = cube.ravel(), (np.ravel(x), np.ravel(y), np.ravel(z))
    out = np.empty(points[0].size, np.float32)
    for start in range(0, out.size, _BLOCK):
        low, fraction = [], []
        for axis in points:
            scaled = axis[start : start + _BLOCK] * np.float32(size)
            floor = np.floor(scaled)
            low.append(floor.astype(np.int32) & (size - 1))
            fraction.append(scaled - floor)
        out[start : start + _BLOCK] = _interpolate(flat, size, low, fraction)
    return out.reshape(np.shape(x))


def _interpolate(flat: Array, size: int, low: list[NDArray[np.int32]], fraction: list[Array]) -> Array:
    """Return the trilinear mean of the eight corners around each point."""
    (x, y, z), (fx, fy, fz) = low, fraction
    z1 = (z + 1) & (size - 1)
    total = np.zeros(x.shape, np.float32)
    for xi, wx in ((x, 1 - fx), ((x + 1) & (size - 1), fx)):
        for yi, wy in ((y, 1 - fy), ((y + 1) & (size - 1), fy)):
            line = (xi * size + yi) * size
            total += wx * wy * (flat[line + z] * (1 - fz) + flat[line + z1] * fz)
    return total
