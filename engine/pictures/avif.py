"""What Pillow does not say of an AVIF file: how deep its samples are, and in which colours."""

from __future__ import annotations

from engine.pictures.colour import declared_colours

_HIGH_BIT_DEPTH, _TWELVE_BIT = 0x40, 0x20


def depth_of(data: bytes) -> int:
    """Bits per sample, as the first configuration box says (AV1-ISOBMFF 2.3.3)."""
    box = data.find(b"av1C")
    flags = data[box + 6] if 0 <= box < len(data) - 6 else 0
    if not flags & _HIGH_BIT_DEPTH:
        return 8
    return 12 if flags & _TWELVE_BIT else 10


def notes_on_colours(data: bytes) -> list[str]:
    """A note when the first colour box without a profile declares other colours than sRGB (ISO 14496-12, 12.1.5)."""
    box = data.find(b"colrnclx")
    points = data[box + 8 : box + 12]
    if box < 0 or len(points) < 4:
        return []
    return declared_colours(int.from_bytes(points[:2], "big"), int.from_bytes(points[2:], "big"))


def coded_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of the pixels that are coded, where the file holds one picture and begins with its header.

    libavif stretches them to the size that the file declares (`ispe`), without a word. Of a picture in tiles, and
    of a header that speaks of times, this tells nothing (AV1 bitstream, 5.5.1).
    """
    start = data.find(b"mdat") + 4
    start += 2 * (data[start : start + 2] == b"\x12\0")  # a delimiter of times
    if start < 6 or b"grid" in data[:start] or data[start : start + 1] != b"\x0a":
        return None
    bits = f"{int.from_bytes(data[start + 2 : start + 32].ljust(30), 'big'):0{30 * 8}b}"
    place = 5
    if bits[4] == "1":  # the header of a still picture, which leaves out what only films need
        place += 5
    elif bits[5:7] == "00":  # neither times nor delays: one level for each way to play it
        points = int(bits[7:12], 2) + 1
        place = 12
        for _ in range(points):
            level = int(bits[place + 12 : place + 17], 2)
            place += 18 if level > 7 else 17
    else:
        return None
    lengths = int(bits[place : place + 4], 2) + 1, int(bits[place + 4 : place + 8], 2) + 1
    place += 8
    width = int(bits[place : place + lengths[0]], 2) + 1
    place += lengths[0]
    return width, int(bits[place : place + lengths[1]], 2) + 1
