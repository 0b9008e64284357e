"""Jobs that open a picture."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from hashlib import sha256
from math import prod
from pathlib import Path

import numpy as np
import torch

from engine.holdings import Holdings
from engine.jobs import Progress
from engine.open_jobs import ChangeWorkingSize, FindPicture, OpenBundled, OpenData, OpenFile, OpenPixels
from engine.pictures.given_pixels import Pixels, from_pixels
from engine.pictures.opened import PictureOpened
from engine.pictures.picture import Picture, decode, read_bundled, read_in_pieces
from engine.pixels.averages import reduce
from engine.pixels.noise import TOP
from engine.pixels.pyramid import Pyramid
from engine.pixels.region import level_for, region_of
from engine.state.find_picture import find_picture

THUMBNAIL = 480  # pixels along the long side
_HASHED = 4 * 2**20  # bytes, which take some milliseconds
Opening = Generator[Progress, None, PictureOpened]


def open_bundled(holdings: Holdings, job: OpenBundled) -> Opening:
    """Open a picture of the program itself, whose decoding needs no process."""
    picture = decode(read_bundled(job.name), job.name, job.working_size)
    return (yield from _opened(holdings, job, picture))


def open_pixels(holdings: Holdings, job: OpenPixels) -> Opening:
    """Open pixels that need no decoding."""
    picture = yield from from_pixels(job.pixels, job.name, job.working_size)
    return (yield from _opened(holdings, job, picture, (yield from _digest(job.pixels))))


def open_data(holdings: Holdings, job: OpenData) -> Opening:
    """Open the bytes of a picture file."""
    picture = yield from holdings.decoder.decode(job.data, job.name, job.working_size)
    return (
        yield from _opened(holdings, job, picture, (yield from _digest(np.frombuffer(job.data, np.uint8))))
    )


def open_file(holdings: Holdings, job: OpenFile) -> Opening:
    """Read a picture file, and open what was read: it stays the picture when the file changes."""
    data = yield from read_in_pieces(job.path)
    return (yield from open_data(holdings, OpenData(job.path.name, data, job.working_size)))


def change_working_size(holdings: Holdings, job: ChangeWorkingSize) -> Opening:
    """Open a picture again.

    Raises:
        ValueError: when others have replaced it, or it cannot be opened any more.
    """
    match holdings.opened(job.picture):
        case OpenBundled() as source:
            return (yield from open_bundled(holdings, replace(source, working_size=job.working_size)))
        case OpenPixels() as source:
            return (yield from open_pixels(holdings, replace(source, working_size=job.working_size)))
        case source:
            return (yield from open_data(holdings, replace(source, working_size=job.working_size)))


def find(holdings: Holdings, job: FindPicture) -> Generator[Progress, None, Path | None]:
    """Look for the picture of a session."""
    yield 0.0
    return find_picture(job.source, job.beside, job.recent)


def _digest(rows: Pixels) -> Generator[None, None, str]:
    """SHA-256 of the bytes of an array, some megabytes at a time."""
    digest, step = sha256(), max(1, _HASHED // (prod(rows.shape[1:]) * rows.dtype.itemsize))
    for start in range(0, rows.shape[0], step):
        digest.update(np.ascontiguousarray(rows[start : start + step]).data)
        yield
    return digest.hexdigest()


def _opened(
    holdings: Holdings, source: OpenBundled | OpenData | OpenPixels, picture: Picture, digest: str = ""
) -> Opening:
    pyramid = Pyramid(picture)
    yield from pyramid.build()
    name = f"{holdings.new_id()} {source.name}"
    holdings.open(name, pyramid, source)
    return replace(describe(picture, pyramid, name), sha256=digest)


def describe(picture: Picture, pyramid: Pyramid, picture_id: str) -> PictureOpened:
    """What the window shows of a picture."""
    width, height = pyramid.size
    scale = min(1.0, THUMBNAIL / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    level = level_for(region_of(None, pyramid.size, size), size, TOP)
    x0 = pyramid.averages(level, range(-(-height >> level)), range(-(-width >> level)))
    shown = reduce(x0, size).add(1).mul(127.5).add(0.5).clamp(0, 255)
    return PictureOpened(
        id=picture_id,
        name=picture.name,
        size=pyramid.size,
        original_size=picture.original_size,
        source_type=picture.source_type,
        x0_range=picture.x0_range,
        notes=picture.notes,
        thumbnail=shown.to(torch.uint8).contiguous().numpy(),
    )
