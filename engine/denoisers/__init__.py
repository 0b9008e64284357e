"""Denoisers computed from pictures in closed form, by name. Importing this loads no torch; making one does.

A denoiser is a folder, whose `__init__` declares a FAMILY with its settings, and an entry here; the Generate scene
has its settings among its own.
"""

from __future__ import annotations

from engine.denoisers import gaussian, ideal, patches
from engine.denoisers.family import Family

__all__ = ["DENOISERS", "Family"]

DENOISERS: dict[str, Family] = {
    "gaussian": gaussian.FAMILY,
    "ideal": ideal.FAMILY,
    "patches": patches.FAMILY,
}
