"""MP4 with H.264 and WebM with AV1, by PyAV through imageio."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import BinaryIO

import imageio.v3 as imageio
import numpy as np

from engine.exports.options import FilmSettings
from engine.exports.still import Still

CODECS = {"mp4": "libx264", "webm": "libsvtav1"}
REMEDY = "install it with: pip install .[film], or choose animated WebP, PNG or GIF"


def missing_encoder(format: str) -> str:
    """Why a film cannot be encoded here, as a sentence with the remedy; empty when it can."""
    try:
        import av
    except ImportError:
        return f"A film in {format.upper()} needs PyAV: {REMEDY}."
    try:
        av.codec.Codec(CODECS[format], "w")
    except ValueError:  # av.codec.codec.UnknownCodecError
        return f"This PyAV has no encoder {CODECS[format]}: {REMEDY}."
    return ""


def write_video(stills: Iterable[Still], file: BinaryIO, how: FilmSettings, text: str) -> None:
    """Write stills as a film, in yuv420p, with a text as its comment; odd sizes get one more row or column.

    Raises:
        ValueError: when the encoder is missing, or fails, with what it says.
    """
    problem = missing_encoder(how.format)
    if problem:
        raise ValueError(problem)
    import av

    os.environ.setdefault("SVT_LOG", "1")  # it says on standard error how it is doing
    try:
        with imageio.imopen(
            file, "w", plugin="pyav", extension=f".{how.format}", container=how.format
        ) as film:
            film.init_video_stream(CODECS[how.format], fps=how.fps, pixel_format="yuv420p")
            film.container_metadata["comment"] = text
            for still in stills:
                pixels = even(still.pixels)
                for _ in range(still.count):
                    film.write_frame(pixels)
    except av.FFmpegError as error:
        if isinstance(error, OSError):
            raise
        raise ValueError(f"The encoder {CODECS[how.format]} failed ({error.strerror}): {REMEDY}.") from error


def even(
    pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Pixels whose sides are even, as yuv420p needs: the last row and column again where one is odd."""
    height, width = pixels.shape[:2]
    return np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), "edge")
