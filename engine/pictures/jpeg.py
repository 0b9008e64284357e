"""Whether the coded data of a JPEG is whole: what is missing or overwritten libjpeg makes up, in silence.

libjpeg counts what it finds wrong, but Pillow does not hand that on. So it is asked in another way. Bytes put behind
the data of a scan change nothing, unless blocks were missing there; bytes changed at its end change the picture,
unless they were left over. A hole shifts everything behind it, so that one or the other comes out. Not to be told, by
libjpeg either, is a hole behind which the codes fall into step again with as many blocks as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, JpegImagePlugin

from engine.pictures.jpeg_scans import Scan, scans_of

MISSING, OVERWRITTEN = "some of its coded data is missing", "some of its coded data was overwritten"
# Bytes changed at an end, as few as will be seen: at full size, at half of it, in details, at many ends.
_SHORT, _HALF, _DETAILS, _SEVERAL = 16, 48, 64, 128
_TRIES = range(3)  # in which what is changed may look as before
_LONG = 1024  # bytes of a scan that surely holds more than codes for "nothing more"
_MOST_PIXELS = 20_000_000  # that are decoded anew to look at the scans of a progressive file one by one
_OTHER = np.random.default_rng(0).integers(1, 255, 2**10, dtype=np.uint8).tobytes()


def find_damage(data: bytes, image: Image.Image) -> str:
    """What is wrong with the coded data of a JPEG of which `image` was loaded, at any of libjpeg's scales; or "".

    A file with arithmetic codes, and a picture of one colour, are not judged.
    """
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        return ""
    scans, in_order = scans_of(data)
    if not in_order:
        return OVERWRITTEN
    extremes = image.getextrema()
    if not scans or all(
        low == high for low, high in (extremes if isinstance(extremes[0], tuple) else (extremes,))
    ):
        return ""
    if _scale(image) > 2:
        image = _decode(data, 2)
    if _differs(image, _with_more(data, scans)):
        return MISSING
    if len(scans) == 1 and not scans[0].progressive and scans[0].colours == len(image.layer):
        return "" if _each_end_matters(data, scans[0], image) else OVERWRITTEN
    for scan in _to_look_at(data, scans, image):
        ends = (_with_other_ends(data, scan.parts[-1:], _DETAILS, time) for time in _TRIES)
        if not any(_differs(image, end) for end in ends):
            return OVERWRITTEN
    return ""


def _to_look_at(data: bytes, scans: list[Scan], image: JpegImagePlugin.JpegImageFile) -> Iterable[Scan]:
    """Those of several scans of which a change must be seen, in the time that there is."""
    rough = image.width * image.height * len(scans) > _MOST_PIXELS
    scans = [scan for scan in scans if scan.last_length > _LONG and (scan.first or not scan.rough)]
    scans = [scan for scan in scans if _has_several_codes(data, scan)]
    return [scan for scan in scans if scan.rough] if rough else scans


def _has_several_codes(data: bytes, scan: Scan) -> bool:
    """Whether a scan has any code but 0: the only one where all means are alike, as the colours of a grey picture."""
    start, end = scan.parts[-1]
    return data.count(b"\0", start, end - 1) < end - 1 - start


def _each_end_matters(data: bytes, scan: Scan, image: JpegImagePlugin.JpegImageFile) -> bool:
    """Whether changes at the ends of all parts change the picture there: each part has blocks of its own."""
    width, height = _block_size(image)
    across = -(-image.width // width)
    blocks = across * -(-image.height // height)
    interval = scan.interval or blocks
    if len(scan.parts) != -(-blocks // interval):
        return False
    length = _SEVERAL if len(scan.parts) > 1 else _SHORT if _scale(image) == 1 else _HALF
    seen = np.array([len(scan.parts) > 1 and end - start <= 2 * length for start, end in scan.parts])
    for time in _TRIES:
        other = _decode(_with_other_ends(data, scan.parts, length, time), _scale(image))
        seen |= np.logical_or.reduceat(_changed_blocks(image, other), range(0, blocks, interval))
        if seen.all():
            return True
    return _ends_gray(image)


def _ends_gray(image: JpegImagePlugin.JpegImageFile) -> bool:
    """Whether the last pixel could be one that libjpeg made up: behind a change too these are as they were."""
    return set(np.asarray(image)[-1, -1].flat) <= {127, 128}


def _changed_blocks(image: JpegImagePlugin.JpegImageFile, other: Image.Image) -> NDArray[np.bool_]:
    """Whether two pictures differ in each block, row by row; but for what its neighbours bring."""
    width, height = _block_size(image)
    changed = []
    for top in range(0, image.height, height):
        box = (0, top, image.width, min(top + height, image.height))
        differ = np.asarray(image.crop(box)) != np.asarray(other.crop(box))
        columns = differ.reshape(*differ.shape[:2], -1).any(axis=2)
        if min(len(columns), (image.width - 1) % width + 1) > 2:
            columns[[0, -1]] = columns[:, ::width] = columns[:, width - 1 :: width] = False
        changed.append(np.logical_or.reduceat(columns.any(axis=0), range(0, image.width, width)))
    return np.concatenate(changed)


def _block_size(image: JpegImagePlugin.JpegImageFile) -> tuple[int, int]:
    """Width and height in pixels of what is coded together, at the scale at which the picture was loaded."""
    sampling = [layer[1:3] for layer in image.layer] if len(image.layer) > 1 else [(1, 1)]
    across, down = (max(each) * 8 // _scale(image) for each in zip(*sampling, strict=True))
    return across, down


def _scale(image: JpegImagePlugin.JpegImageFile) -> int:
    return int(image.decoderconfig[0]) if image.decoderconfig else 1


def _decode(data: bytes, scale: int) -> JpegImagePlugin.JpegImageFile:
    image = Image.open(BytesIO(data), formats=["JPEG"])
    assert isinstance(image, JpegImagePlugin.JpegImageFile)
    if scale > 1:
        image.draft(image.mode, (image.width // scale, image.height // scale))
    image.load()
    return image


def _differs(image: JpegImagePlugin.JpegImageFile, data: bytes) -> bool:
    other = _decode(data, _scale(image))
    return ImageChops.difference(image.copy(), other).getbbox() is not None


def _with_more(data: bytes, scans: list[Scan]) -> bytes:
    """The file with bytes added to the end of each part."""
    pieces, place = [], 0
    for _, end in (part for scan in scans for part in scan.parts):
        pieces += [data[place:end], _OTHER[: 4 * _SEVERAL]]
        place = end
    return b"".join([*pieces, data[place:]])


def _with_other_ends(data: bytes, parts: list[tuple[int, int]], length: int, time: int) -> bytes:
    """The file with up to `length` bytes changed before the end of each part, to others each time."""
    changed = bytearray(data)
    for start, end in parts:
        begin = max(start, end - length)
        begin += data[begin - 1 : begin] == b"\xff" and begin > start  # the 0 behind it belongs to it
        changed[begin:end] = _OTHER[time * _SEVERAL :][: end - begin]
    return bytes(changed)
