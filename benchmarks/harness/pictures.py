"""Pictures of any size to measure with: the same on every machine, kept for the next script."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

import resources

Image.MAX_IMAGE_PIXELS = None  # these are the program's own
_TILE = 1024


def make_picture(width: int, height: int) -> Path:
    """A JPEG of the bundled landscape, enlarged to this size, with fine texture."""
    file = Path(tempfile.gettempdir()) / f"diffusion-sandbox-{width}x{height}.jpg"
    if not file.exists():
        with Image.open(resources.path("pictures", "hills.png")) as hills:
            picture = hills.convert("RGB").resize((width, height), Image.Resampling.BICUBIC)
        _add_texture(picture)
        unfinished = file.with_suffix(f".{os.getpid()}")
        picture.save(unfinished, "JPEG", quality=90)
        unfinished.replace(file)
    return file


def _add_texture(picture: Image.Image) -> None:
    """Add noise of a few grey levels, tile by tile: the whole of it would need much memory."""
    texture = np.random.default_rng(0).integers(-12, 13, (_TILE, _TILE, 1))
    for top in range(0, picture.height, _TILE):
        for left in range(0, picture.width, _TILE):
            box = left, top, min(left + _TILE, picture.width), min(top + _TILE, picture.height)
            tile = np.asarray(picture.crop(box)).astype(np.int16)
            tile += texture[: tile.shape[0], : tile.shape[1]]
            picture.paste(Image.fromarray(tile.clip(0, 255).astype(np.uint8)), box)
