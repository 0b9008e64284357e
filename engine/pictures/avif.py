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
