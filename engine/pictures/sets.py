"""Sets of pictures, for the denoiser that knows a set."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import resources
from engine.pictures.decoding import Decoder
from engine.pictures.picture import Picture, PictureError, decode, read_bundled, read_file
from engine.quoting import one_line, shown

MOST = 256
SIDE = 512  # the long side to which members are brought; results are smaller


def read_members(
    members: str, folder: str, decoder: Decoder
) -> Generator[float, None, tuple[list[Picture], str]]:
    """The pictures of a set (see denoisers.ideal.MEMBERS), of any sizes; yields the progress, 0 to 1.

    There are none for "crops", which are those of the picture itself. A folder is read by name up to MOST pictures;
    folders in it are not, nor files that are damaged or take too long. Returns with them a sentence on what is left
    out, or none.

    Raises:
        ValueError: when there is no such folder, or no picture in it.
    """
    if members == "crops":
        return [], ""
    pictures: list[Picture] = []
    left_out = ""
    if members == "bundled":
        for name in resources.picture_names():
            pictures.append(decode(read_bundled(name), name, SIDE))
            yield len(pictures) / len(resources.picture_names())
    else:
        files = _files(folder)
        for number, file in enumerate(files):
            with suppress(PictureError):
                pictures.append(
                    (
                        yield from _within(
                            decoder.decode(read_file(file), file.name, SIDE), number / len(files)
                        )
                    )
                )
            yield (number + 1) / len(files)
            if len(pictures) == MOST and number + 1 < len(files):
                left_out = f"Only the first {MOST} pictures of the folder are taken."
                break
        else:
            names = {picture.name for picture in pictures}
            bad = [file.name for file in files if file.name not in names]
            if bad:
                left_out = (
                    f"Not read as pictures: {', '.join(map(shown, bad[:3]))}{', …' if len(bad) > 3 else ''}."
                )
        if not pictures:
            raise ValueError(
                f"There is no picture in the folder {one_line(folder)}: choose one with pictures."
            )
    return pictures, left_out


def _within(work: Generator[object, None, Picture], progress: float) -> Generator[float, None, Picture]:
    """The work, with the progress of the whole while it is done."""
    try:
        while True:
            next(work)
            yield progress
    except StopIteration as end:
        picture: Picture = end.value
        return picture
    finally:
        work.close()


def _files(folder: str) -> list[Path]:
    if not folder:
        raise ValueError("No folder is chosen for the set: choose one with pictures.")
    try:
        return sorted(path for path in Path(folder).iterdir() if path.is_file())
    except OSError as error:
        raise ValueError(
            f"The folder {one_line(folder)} cannot be read ({error.strerror}): choose another."
        ) from error
