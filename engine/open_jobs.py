"""Jobs that open a picture, from wherever it comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.quoting import shown
from engine.state.view import Bundled, FromFile, Source

if TYPE_CHECKING:
    from engine.pictures.given_pixels import Pixels
    from engine.requests import Request


@dataclass(frozen=True, slots=True)
class OpenFile:
    """Job: open a picture file."""

    path: Path
    working_size: int | None


@dataclass(frozen=True, slots=True)
class OpenBundled:
    """Job: open one of the pictures that come with the program."""

    name: str
    working_size: int | None


@dataclass(frozen=True, slots=True)
class OpenData:
    """Job: open the bytes of a picture file."""

    name: str
    data: bytes
    working_size: int | None


@dataclass(frozen=True, slots=True, eq=False)
class OpenPixels:
    """Job: open pixels that need no decoding (pasted, for instance).

    They are asked for in the engine thread, some rows at a time.
    """

    name: str
    pixels: Pixels
    working_size: int | None


@dataclass(frozen=True, slots=True)
class ChangeWorkingSize:
    """Job: a picture that is open, by its id, again at another working size."""

    picture: str
    working_size: int | None


@dataclass(frozen=True, slots=True)
class TakePixels:
    """Job: an image of a view at its own size, uint8 (height, width, 3), to be opened as a picture; from 1."""

    request: Request
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class WritePixels:
    """Job: write pixels that have no file as a PNG of as many bits: the hash of its bytes (SHA-256)."""

    pixels: Pixels
    file: Path


OpenJob = OpenFile | OpenBundled | OpenData | OpenPixels | ChangeWorkingSize


def opening(
    source: Source, working_size: int | None, pasted: Mapping[str, Pixels] = MappingProxyType({})
) -> OpenJob:
    """The job that opens a picture; `pasted` has the pixels of those from the clipboard, by their names.

    Raises:
        ValueError: for a pasted picture that is not kept any more.
    """
    match source:
        case FromFile(path):
            return OpenFile(path, working_size)
        case Bundled(name):
            return OpenBundled(name, working_size)
    if source.name not in pasted:
        raise ValueError(f"The {shown(source.name)} is not kept any more: copy and paste it again.")
    return OpenPixels(source.name, pasted[source.name], working_size)


@dataclass(frozen=True, slots=True)
class FindPicture:
    """Job: where the picture of a session is on this computer, None where it is not found; see `find_picture`."""

    source: FromFile
    beside: Path
    recent: tuple[Path, ...] = ()


PictureJob = OpenJob | TakePixels | WritePixels | FindPicture
