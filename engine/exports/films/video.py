"""MP4 with H.264 and WebM with AV1, by PyAV."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from fractions import Fraction
from typing import BinaryIO

from engine.exports.films.film_format import FilmFormat
from engine.exports.films.still import Still
from engine.exports.settings import FilmSettings

CODECS = {"mp4": "libx264", "webm": "libsvtav1"}
SAME_EACH_TIME = {"mp4": {"x264-params": "mbtree=0"}}
"""x264's macroblock tree reads beyond its rows for many sizes (64x48, 854x480, 1366x768): two films differ."""
BT_709 = 1
"""Its number in ITU-T H.273, tables 2 to 4."""
WORST_CRF = {"mp4": 51, "webm": 63}
OTHERS = "choose animated WebP, PNG or GIF"


def problem_of(how: FilmSettings) -> str:
    """Why a film cannot be encoded so, or not here, as a sentence with the remedy; empty when it can."""
    if how.crf > WORST_CRF[how.format]:
        return f"The CRF is {how.crf}: with {how.format.upper()} it is at most {WORST_CRF[how.format]}."
    try:
        import av
    except ImportError:
        return f"A film in {how.format.upper()} needs PyAV: {_remedy()}."
    try:
        av.codec.Codec(CODECS[how.format], "w")
    except ValueError:  # av.codec.codec.UnknownCodecError
        return f"This PyAV has no encoder {CODECS[how.format]}: {_remedy()}."
    return ""


def _remedy() -> str:
    if getattr(sys, "frozen", False):  # the application, which takes in no package
        return f"{OTHERS}, or build the application with: make app FILM=1"
    return f"install it with: pip install .[film], or {OTHERS}"


def write_video(stills: Iterable[Still], file: BinaryIO, how: FilmSettings, text: str) -> None:
    """Write stills as a film, in yuv420p, with a text as its comment; odd sizes get one more row or column.

    Raises:
        ValueError: when the encoder fails, with what it says.
    """
    import av
    from av.video.reformatter import ColorRange

    from engine.exports.films.planes import Planes

    disk = _Disk(file)
    os.environ.setdefault(
        "SVT_LOG", "0"
    )  # it says on standard error how it is doing, and when it is broken off
    try:
        # WebM files have random names otherwise: the same film is the same file.
        with av.open(disk, "w", format=how.format, options={"fflags": "+bitexact"}) as film:
            film.metadata["comment"] = text
            rate = Fraction(how.fps).limit_denominator(65535)
            options = SAME_EACH_TIME.get(how.format, {}) | ({"crf": str(how.crf)} if how.crf else {})
            stream = film.add_stream(CODECS[how.format], rate, options=options)
            assert isinstance(stream, av.VideoStream)
            stream.codec_context.thread_type = "FRAME"  # PyAV's slices leave cores idle between two frames
            stream.pix_fmt = "yuv420p"
            # Players take large films that say nothing for BT.709, and small ones for BT.601: say which it is.
            stream.codec_context.colorspace = stream.codec_context.color_primaries = BT_709
            stream.codec_context.color_trc = BT_709
            stream.codec_context.color_range = ColorRange.MPEG
            planes, begun = Planes(), False
            for still in stills:
                frame = planes.of(still)
                if not begun:
                    stream.height, stream.width = frame.height, frame.width
                    begun = True
                for _ in range(still.count):
                    frame.pts = None  # or a frame that is shown again would have its old time
                    film.mux(stream.encode(frame))
            film.mux(stream.encode())
    except av.FFmpegError as error:
        if disk.problem is not None:  # of which PyAV says no more than that there was one
            raise disk.problem from error
        if isinstance(error, OSError):
            raise
        raise ValueError(
            f"The encoder {CODECS[how.format]} failed ({error.strerror}): choose another size, quality or format."
        ) from error


class _Disk:
    """A file that PyAV writes to, and what went wrong with it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell
        self.problem: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write to the file."""
        try:
            return self._file.write(data)
        except OSError as error:
            self.problem = error
            raise


MP4 = FilmFormat("MP4, H.264", write_video, ("crf",), problem_of)
WEBM = FilmFormat("WebM, AV1", write_video, ("crf",), problem_of)
