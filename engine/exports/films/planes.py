"""Painted pixels as the planes that video encoders take: of most stills only what has changed is converted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from av import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from engine.exports.films.still import Box, Still

if TYPE_CHECKING:
    from engine.pixels.region import Size

_WIDE = 32
"""Parts begin and end at a multiple of so many columns: what converts one is prepared anew for every size."""
_BESIDE = 8
"""Rows above and below a part that are converted with it: less than eight have another filter."""


class Planes:
    """Stills one after the other in yuv420p, with the colours of BT.709."""

    def __init__(self) -> None:
        self._frame: VideoFrame | None = None
        self._whole = VideoReformatter()  # what it prepares is the same for all frames
        self._parts: dict[Size, VideoReformatter] = {}

    def of(self, still: Still) -> VideoFrame:
        """The frame of the still after the last one, every byte as if all of it were converted.

        Encoders copy it: it is written over when the next one is asked for. Odd sides get one more row or column.
        """
        pixels = even(still.pixels)
        if self._frame is None or still.changed is None:
            self._frame = _converted(pixels, self._whole)
            return self._frame
        self._frame.make_writable()  # it is copied if an encoder has kept it
        for box in still.changed:
            self._convert(pixels, box, self._frame)
        return self._frame

    def _convert(self, pixels: npt.NDArray[np.uint8], box: Box, frame: VideoFrame) -> None:
        """Convert a part of the pixels into a frame."""
        height, width = pixels.shape[:2]
        left, right = box[0] // _WIDE * _WIDE, min(width, _up(box[2], _WIDE))
        # A row of colours is made of four of pixels, of which one is above it and one below.
        top, bottom = max(0, (box[1] - 1) // 2 * 2), min(height, _up(box[3] + 1, 2))
        first, last = max(0, top - _BESIDE), min(height, bottom + _BESIDE)
        size = right - left, last - first
        converter = self._parts.setdefault(size, VideoReformatter())
        part = _converted(pixels[first:last, left:right], converter, threads=1)  # more take longer to begin
        for new, kept, step in zip(_arrays(part), _arrays(frame), (1, 2, 2), strict=True):
            kept[top // step : bottom // step, left // step : right // step] = new[
                (top - first) // step : (bottom - first) // step, : size[0] // step
            ]


def _converted(
    pixels: npt.NDArray[np.uint8], converter: VideoReformatter, threads: int | None = None
) -> VideoFrame:
    return converter.reformat(
        VideoFrame.from_numpy_buffer(pixels, "bgra"),  # which is not copied
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        threads=threads,
    )


def _arrays(frame: VideoFrame) -> list[npt.NDArray[np.uint8]]:
    """The planes, each row with what fills it up behind its pixels."""
    return [
        np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)  # type: ignore[call-overload]
        for plane in frame.planes
    ]


def _up(length: int, step: int) -> int:
    return -(-length // step) * step


def even(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Pixels whose sides are even, as yuv420p needs: the last row and column again where one is odd."""
    height, width = pixels.shape[:2]
    if height % 2 == width % 2 == 0:
        return pixels
    return np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), "edge")
