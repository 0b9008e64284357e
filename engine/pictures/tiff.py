"""What Pillow does not see in a TIFF file: the picture behind a thumbnail, and the order of its bytes."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, TiffImagePlugin

from engine.pictures.samples import raw_mode, read_as

WIDTH, HEIGHT, BITS, PHOTOMETRIC, SAMPLES, PLANAR, ALPHA, SAMPLE_FORMAT = (
    256,
    257,
    258,
    262,
    277,
    284,
    338,
    339,
)
SEPARATE = 2
WHITE_IS_ZERO, UNSIGNED, SIGNED = 0, 1, 2
RGB, ASSOCIATED = 2, 1
_COMPRESSION, _ROWS, _TILE_WIDTH, _TILE_LENGTH, _TILE_OFFSETS = 259, 278, 322, 323, 324
_STRIPS, _TILES = (273, 279), (_TILE_OFFSETS, 325)  # tags of the places of the data, and of their lengths
_AS_IS, _JPEG, _ZLIB, _YCBCR = 1, 7, (8, 32946), 6
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
    """Make Pillow read the numbers of a TIFF that it has opened as libtiff hands them out.

    Raises:
        SyntaxError: as Pillow does for what it cannot read, when alpha is in a plane of its own.
    """
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


def find_damage(data: bytes, image: Image.Image) -> str:
    """What does not fit together in the first picture of a TIFF file, where libtiff reads on; or ""."""
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return ""
    tags = image.tag_v2
    width, height = int(tags[WIDTH]), int(tags[HEIGHT])
    tiled = _TILE_OFFSETS in tags
    places, lengths = (tags.get(tag, ()) for tag in (_TILES if tiled else _STRIPS))
    if tags.get(_COMPRESSION) == _JPEG and places and lengths:
        block = Image.open(BytesIO(data[places[0] : places[0] + lengths[0]]), formats=["JPEG"])
        expected = int(tags[_TILE_WIDTH]) if tiled else width
        if block.width != expected:
            return f"its width is said to be {expected} pixels, and its data has {block.width}"
    if tiled:
        return ""
    planes = len(tags[BITS]) if tags.get(PLANAR) == SEPARATE else 1
    strips = -(-height // min(int(tags.get(_ROWS, height)), height)) * planes
    if len(places) > strips:
        return f"its {len(places)} strips do not fit its height of {height} pixels"
    row = -(-width * sum(tags.get(BITS, (1,))) // planes // 8)
    more = sum(lengths) - row * height * planes
    if tags.get(_COMPRESSION, _AS_IS) == _AS_IS and more >= max(row, 4 * strips):
        return f"its data is {more} bytes longer than {width} x {height} pixels"
    if tags.get(_COMPRESSION) in _ZLIB and tags.get(PHOTOMETRIC) != _YCBCR:
        size = row * min(int(tags.get(_ROWS, height)), height)
        strip = data[places[0] : places[0] + lengths[0]]
        if len(zlib.decompressobj().decompress(strip, size + row)) >= size + row:
            return f"its data is of more than {width} columns"
    return ""


def first_tags(data: bytes) -> dict[int, list[int]]:
    """The numbers of the first directory by their tags. Raises: struct.error when it is not in the file."""
    order, big = ("<" if data[:2] == b"II" else ">"), data[2:4] in (b"+\0", b"\0+")
    place = struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)[0]
    return _entries(data, place, order, big, len(data))[0]


def in_bytes(data: bytes) -> bytes:
    """The file as if the samples of its first picture were single bytes of grey.

    Of such a picture libtiff says whether its data is complete, whatever the samples are.
    """
    tags = first_tags(data)
    separate = tags.get(PLANAR, [1])[0] == SEPARATE
    channels, height = tags.get(SAMPLES, [1])[0], tags[HEIGHT][0]
    wide = tags[BITS][0] // 8 * (1 if separate else channels)
    entries = {
        WIDTH: [tags[WIDTH][0] * wide],
        HEIGHT: [height * (channels if separate else 1)],
        BITS: [8],
        _COMPRESSION: tags.get(_COMPRESSION, [_AS_IS]),
        PHOTOMETRIC: [1],
        SAMPLES: [1],
    }
    if _TILE_OFFSETS in tags:
        down = tags[_TILE_LENGTH][0]
        entries |= {_TILE_WIDTH: [tags[_TILE_WIDTH][0] * wide], _TILE_LENGTH: [down]}
        if separate:
            entries[HEIGHT] = [-(-height // down) * down * channels]
    else:
        entries[_ROWS] = [min(tags.get(_ROWS, [height])[0], height)]
    entries |= {tag: tags[tag] for tag in (*_STRIPS, *_TILES) if tag in tags}
    return _with_directory(data, entries)


def _with_directory(data: bytes, entries: dict[int, list[int]]) -> bytes:
    """The file with a directory of these numbers behind it, as its first."""
    order, big = ("<" if data[:2] == b"II" else ">"), data[2:4] in (b"+\0", b"\0+")
    number, kind, count = ("Q", 16, "Q") if big else ("I", 4, "H")
    outside, directory = data + bytes(-len(data) % 8), struct.pack(order + count, len(entries))
    for tag, values in sorted(entries.items()):
        stored = struct.pack(f"{order}{len(values)}{number}", *values)
        if len(values) > 1:
            stored, outside = struct.pack(order + number, len(outside)), outside + stored
        directory += struct.pack(f"{order}HH{number}", tag, kind, len(values)) + stored
    whole = outside + directory + bytes(8)
    return begin_with(whole, Directory(len(outside), (0, 0), reduced=False))


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


def _entries(
    data: bytes, place: int, order: str, big: bool, most: int = _MOST
) -> tuple[dict[int, list[int]], int]:
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
            values = f"{order}{min(count, most)}{_TYPES[kind]}"
            outside = count * struct.calcsize(order + _TYPES[kind]) > room
            start = struct.unpack_from(order + offset_format, data, place)[0] if outside else place
            tags[tag] = list(struct.unpack_from(values, data, start))
        place += room
    return tags, struct.unpack_from(order + offset_format, data, place)[0]
