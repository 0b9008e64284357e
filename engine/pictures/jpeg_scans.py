"""Where the coded data of a JPEG lies (ITU-T T.81, B.1 and B.2): nothing of it is decoded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BASELINE, _EXTENDED, _PROGRESSIVE = 0xC0, 0xC1, 0xC2  # the kinds with Huffman codes
_RESTART_INTERVAL, _START_OF_SCAN, _END = 0xDD, 0xDA, 0xD9
_BETWEEN = {0xC4, 0xDB, 0xDC, _RESTART_INTERVAL, _START_OF_SCAN, _END, 0xFE, *range(0xE0, 0xF0)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_MARKER = re.compile(rb"\xff+[\x01-\xfe]")  # in coded data 0xff is followed by 0
_RESTARTS = range(0xD0, 0xD8)


@dataclass(frozen=True)
class Scan:
    """One pass over a picture.

    Attributes:
        colours: how many of the colours it holds.
        progressive: whether it holds a part of the coefficients, or of their bits.
        first: whether these are the first bits of them, to which no other scan adds.
        rough: whether the mean of each block is among them.
        interval: blocks between restart markers, or 0.
        parts: start and end of the coded data between restart markers, in bytes of the file.
    """

    colours: int
    progressive: bool
    first: bool
    rough: bool
    interval: int
    parts: list[tuple[int, int]] = field(default_factory=list)

    @property
    def last_length(self) -> int:
        """Bytes of the last part."""
        start, end = self.parts[-1]
        return end - start


def scans_of(data: bytes) -> tuple[list[Scan], bool]:
    """The scans of the first picture, none if it has no Huffman codes; and whether the markers are in order."""
    scans: list[Scan] = []
    place, frame, interval = 2, 0, 0
    while place + 4 <= len(data) and data[place] == 0xFF:
        kind, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        content = data[place + 4 : place + 2 + length]
        if kind == 0xFF:
            place += 1
            continue
        if kind == _END or (scans and kind not in _BETWEEN):
            return scans, kind == _END
        if kind in _FRAMES:
            frame = kind
            if frame not in (_BASELINE, _EXTENDED, _PROGRESSIVE):
                return [], True
        elif kind == _RESTART_INTERVAL:
            interval = int.from_bytes(content[:2], "big")
        place += 2 + length
        if kind == _START_OF_SCAN and len(content) >= 4:
            progressive = frame == _PROGRESSIVE
            scan = Scan(content[0], progressive, content[-1] >> 4 == 0, content[-3] == 0, interval)
            scans.append(scan)
            place, in_order = _take_parts(data, place, scan)
            if not in_order:
                return scans, False
    return scans, True


def _take_parts(data: bytes, place: int, scan: Scan) -> tuple[int, bool]:
    """Find the parts of a scan; gives where the next marker is, and whether restart markers count up."""
    while found := _MARKER.search(data, place):
        scan.parts.append((place, found.start()))
        kind = data[found.end() - 1]
        if kind not in _RESTARTS:
            return found.end() - 2, True
        if kind != _RESTARTS[(len(scan.parts) - 1) % 8]:
            return found.start(), False
        place = found.end()
    scan.parts.append((place, len(data)))
    return len(data), True
