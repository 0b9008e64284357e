"""Sets of pictures, for the denoiser that knows a set."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import resources
from engine.pictures import Picture, PictureError, decode, read_bundled, read_file

MOST = 256
SIDE = 512  # the long side to which members are brought; results are smaller


def read_members(members: str, folder: str) -> Generator[float, None, list[Picture]]:
    """The pictures of a set (see recipe.MEMBERS), of any sizes; yields the progress, 0 to 1.

    It is empty for "crops", which are those of the picture itself. Files of a folder that are no pictures are left
    out, and it is read by name up to MOST pictures; folders in it are not.

    Raises:
        ValueError: when there is no such folder, or no picture in it.
    """
    if members == "crops":
        return []
    pictures = []
    if members == "bundled":
        for name in resources.picture_names():
            pictures.append(decode(read_bundled(name), name, SIDE))
            yield len(pictures) / len(resources.picture_names())
    else:
        files = _files(folder)
        for number, file in enumerate(files):
            with suppress(PictureError):
                pictures.append(decode(read_file(file), file.name, SIDE))
            yield (number + 1) / len(files)
            if len(pictures) == MOST:
                break
        if not pictures:
            raise ValueError(f"There is no picture in the folder {folder}: choose one with pictures.")
    return pictures


def _files(folder: str) -> list[Path]:
    if not folder:
        raise ValueError("No folder is chosen for the set: choose one with pictures.")
    try:
        return sorted(path for path in Path(folder).iterdir() if path.is_file())
    except OSError as error:
        raise ValueError(f"The folder {folder} cannot be read ({error.strerror}): choose another.") from error
