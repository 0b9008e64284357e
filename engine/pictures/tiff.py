"""What Pillow does not see in a TIFF file: the picture behind a thumbnail, and the order of its bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from PIL import Image, TiffImagePlugin

from engine.pictures.samples import raw_mode, read_as

WIDTH, HEIGHT, BITS, PHOTOMETRIC, PLANAR, SAMPLE_FORMAT = 256, 257, 258, 262, 284, 339
SEPARATE = 2
WHITE_IS_ZERO, UNSIGNED, SIGNED = 0, 1, 2
_KIND, _OLD_KIND, _INNER = 254, 255, 330
_REDUCED, _OLD_REDUCED = 1, 2
_TYPES = {
    3: "H",
    4: "I",
    13: "I",
    16: "Q",
    18: "Q",
}  # numbers and places in the file; other types are not needed
_MOST = 64  # directories, and values of an entry, that are looked at

# libtiff hands out numbers in the order of this machine, and Pillow takes them for those of the file.
_AS_UNPACKED = {
    **dict.fromkeys(("F;32F", "F;32BF"), "F;32NF"),
    **dict.fromkeys(("I;32S", "I;32BS"), "I;32NS"),
    **dict.fromkeys(("I;16S", "I;16BS"), "I;16NS"),
}


@dataclass(frozen=True, eq=False)
class Directory:
    """One picture of a TIFF file: where its directory lies, and its size in pixels."""

    place: int
    size: tuple[int, int]
    reduced: bool

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.size[0] * self.size[1]


def largest_picture(data: bytes) -> tuple[Directory | None, Directory | None]:
    """The first picture of a TIFF file, and the largest that is no smaller version of another, where it is larger.

    Cameras and DNG put a thumbnail first and the picture into an inner directory (TIFF/EP, Adobe supplement 1).
    """
    found = _directories(data)
    if not found:
        return None, None
    first = found[0]
    whole = [one for one in found if not one.reduced and one.pixels > first.pixels]
    return first, max(whole, key=lambda one: one.pixels, default=None)


def begin_with(data: bytes, directory: Directory) -> bytes:
    """The same file with another directory as its first."""
    order = "<" if data[:2] == b"II" else ">"
    if data[2:4] in (b"+\0", b"\0+"):
        return data[:8] + struct.pack(order + "Q", directory.place) + data[16:]
    return data[:4] + struct.pack(order + "I", directory.place) + data[8:]


def use_order_of_machine(image: Image.Image) -> None:
    """Make Pillow read the numbers of a TIFF that it has opened as libtiff hands them out."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        if image.mode in ("LA", "La", "PA") and get_tag(image, PLANAR, 1) == SEPARATE:
            raise SyntaxError("two planes")  # which Pillow takes for one
        raw = raw_mode(image)
        if raw in _AS_UNPACKED:
            read_as(image, _AS_UNPACKED[raw])


def get_tag(image: Image.Image, tag: int, default: int) -> int:
    """The first value of a tag of a TIFF; the default for other pictures, and where there is none."""
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return default
    value = image.tag_v2.get(tag, default)
    return int(value[0] if isinstance(value, tuple) else value)


def is_signed(image: Image.Image) -> bool:
    """Whether the samples of a TIFF are integers below zero too; Pillow says so of 16 and 32 bits only."""
    return get_tag(image, SAMPLE_FORMAT, UNSIGNED) == SIGNED


def depth_of(image: Image.Image) -> int:
    """Bits per sample of a TIFF: the greatest of its channels."""
    bits = image.tag_v2.get(BITS, (1,)) if isinstance(image, TiffImagePlugin.TiffImageFile) else (8,)
    return int(max(bits))


def _directories(data: bytes) -> list[Directory]:
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    waiting = [struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)[0]]
    found: list[Directory] = []
    seen: set[int] = set()
    while waiting and len(seen) < _MOST:
        place = waiting.pop(0)
        if place in seen or not 0 < place < len(data):
            continue
        seen.add(place)
        try:
            tags, following = _entries(data, place, order, big)
        except struct.error:  # it points behind the end of the file
            continue
        size = tags.get(WIDTH, [0])[0], tags.get(HEIGHT, [0])[0]
        reduced = tags.get(_KIND, [0])[0] & _REDUCED or tags.get(_OLD_KIND, [0])[0] == _OLD_REDUCED
        found.append(Directory(place, size, bool(reduced)))
        waiting += [*tags.get(_INNER, []), following]
    return found


def _entries(data: bytes, place: int, order: str, big: bool) -> tuple[dict[int, list[int]], int]:
    """The numbers of a directory by their tags, and the place of the next directory."""
    count_format, entry_format, offset_format = ("Q", "HHQ", "Q") if big else ("H", "HHI", "I")
    (entries,) = struct.unpack_from(order + count_format, data, place)
    place += struct.calcsize(order + count_format)
    room = struct.calcsize(order + offset_format)
    tags: dict[int, list[int]] = {}
    for _ in range(min(entries, 4096)):
        tag, kind, count = struct.unpack_from(order + entry_format, data, place)
        place += struct.calcsize(order + entry_format)
        if kind in _TYPES and count > 0:
            values = f"{order}{min(count, _MOST)}{_TYPES[kind]}"
            outside = count * struct.calcsize(order + _TYPES[kind]) > room
            start = struct.unpack_from(order + offset_format, data, place)[0] if outside else place
            tags[tag] = list(struct.unpack_from(values, data, start))
        place += room
    return tags, struct.unpack_from(order + offset_format, data, place)[0]
