"""What the drawn pictures share once light is concerned: steps, mixtures, blurs and the way to pixels."""

import numpy as np
from PIL import Image

from resources.drawing.noise import Array


def colour(red: float, green: float, blue: float) -> Array:
    """Return a colour in linear light, shape (3,)."""
    return np.array((red, green, blue), np.float32)


def smooth(low: float, high: float, x: Array) -> Array:
    """Return the smooth step of x, 0 at ``low`` and 1 at ``high``; ``low`` may lie above ``high``."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def mix(low: Array, high: Array, share: Array) -> Array:
    """Return colours low * (1 - share) + high * share, the share clipped to 0..1 and given per pixel."""
    return np.asarray(low + (high - low) * np.clip(share, 0, 1)[..., None], np.float32)


def blur(field: Array, radius: float) -> Array:
    """Return a plane blurred by a Gaussian of this deviation in pixels, mirrored at its edges."""
    edge = int(3 * radius) + 1
    wide = np.pad(field, edge, mode="reflect")
    rows, columns = wide.shape
    fade_y = np.exp(-2 * (np.pi * radius * np.fft.fftfreq(rows)) ** 2)
    fade_x = np.exp(-2 * (np.pi * radius * np.fft.rfftfreq(columns)) ** 2)
    soft = np.fft.irfft2(np.fft.rfft2(wide) * (fade_y[:, None] * fade_x).astype(np.float32), s=wide.shape)
    return np.asarray(soft[edge:-edge, edge:-edge], np.float32)


def develop(light: Array, contrast: float) -> Image.Image:
    """Return the RGB image of linear light 0..1: display gamma, then a part of an S-shaped curve."""
    tone = np.clip(light, 0, 1) ** np.float32(1 / 2.2)
    tone += contrast * (tone * tone * (3 - 2 * tone) - tone)
    return Image.fromarray((tone * 255 + 0.5).astype(np.uint8))
