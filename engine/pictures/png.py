"""The chunks of a PNG file: checked by their checksums, and only those that the pixels need handed on.

Pillow looks at few checksums, refuses files with much text in them (as image generators write), and does not scale
the transparent grey of few bits.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from engine.pictures.colour import declared_colours
from engine.pictures.formats import PictureError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GRAY, COLOUR, PALETTE, GRAY_AND_ALPHA, COLOUR_AND_ALPHA = 0, 2, 3, 4, 6
MAX_PROFILE_BYTES = 16 * 2**20
_SAMPLES = {COLOUR: 3, GRAY_AND_ALPHA: 2, COLOUR_AND_ALPHA: 4}
_ADAM7 = (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)
_PASSED_ON = (b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"iTXt", b"IDAT")
_XMP = b"XML:com.adobe.xmp\0\0"  # uncompressed: it may hold the orientation
_SRGB_GAMMA = 45455

Chunks = dict[bytes, list[bytes]]


@dataclass(frozen=True, eq=False)
class Png:
    """A PNG file whose checksums hold.

    Attributes:
        data: the same picture with only the chunks that its pixels need.
        depth: bits per sample.
        colour: type of colour (PNG 11.2.1): 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
        transparent: the one grey or colour that is transparent, as it lies in the file, or none.
        interlaced: whether the rows come in passes.
        profile: the embedded colour profile (ICC), or none.
        animated: whether there are more pictures in the file.
        notes: sentences on what is not shown truly.
    """

    data: bytes
    depth: int
    colour: int
    interlaced: bool
    transparent: tuple[int, ...]
    profile: bytes
    animated: bool
    notes: tuple[str, ...]
    _size: tuple[int, int]
    _packed: tuple[bytes, ...]

    def has_all_rows(self) -> bool:
        """Whether the pixels unpack to as many bytes as they have to; all of them are unpacked for it."""
        bits = self.depth * _SAMPLES.get(self.colour, 1)
        expected = sum(rows * (1 + (columns * bits + 7) // 8) for columns, rows in self._passes() if columns)
        unpacking, length = zlib.decompressobj(), 0
        for rest in self._packed:
            while rest and not unpacking.eof:
                length += len(unpacking.decompress(rest, 2**20))
                rest = unpacking.unconsumed_tail
        return length >= expected

    def _passes(self) -> list[tuple[int, int]]:
        """Columns and rows of each pass (PNG 8.2)."""
        width, height = self._size
        if not self.interlaced:
            return [self._size]
        return [(-((x - width) // dx), -((y - height) // dy)) for x, y, dx, dy in _ADAM7]


def read_png(data: bytes, name: str) -> Png:
    """Check and sort the chunks of a PNG file.

    Raises:
        PictureError: when a chunk that the pixels need is damaged or missing.
    """
    chunks, notes = _by_kind(data, name)
    header = chunks.get(b"IHDR", [b""])[0]
    if len(header) != 13:
        raise _damaged(name, "it has no header")
    if b"IDAT" not in chunks:
        raise _damaged(name, "it has no pixels")
    depth, colour = header[8], header[9]
    profile, said = _profile(chunks)
    transparency = chunks.pop(b"tRNS", [b""])[0]
    if colour == PALETTE and transparency:
        chunks[b"tRNS"] = [transparency]
    transparent = _samples(transparency) if colour in (GRAY, COLOUR) else ()
    animated = int.from_bytes(chunks.get(b"acTL", [b""])[0][:4], "big") > 1
    notes += said
    return Png(
        _join(chunks),
        depth,
        colour,
        header[12] == 1,
        transparent,
        profile,
        animated,
        tuple(notes),
        (int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")),
        tuple(chunks[b"IDAT"]),
    )


def _by_kind(data: bytes, name: str) -> tuple[Chunks, list[str]]:
    """The chunks that are whole, and what is said of others, which the pixels do not need."""
    chunks: Chunks = {}
    notes: list[str] = []
    for kind, content, whole in _chunks(data, name):
        if kind == b"CgBI":
            raise PictureError(
                f"{name} is a PNG in the form that Apple makes for its devices, which other programs cannot "
                "read: export it as PNG again."
            )
        if whole:
            chunks.setdefault(kind, []).append(content)
        elif kind[0] & 0x20:  # a lower-case letter: the pixels do not need it
            notes.append(f"Damaged and left out: {kind.decode('latin-1')} ({_meaning(kind)}).")
        else:
            raise _damaged(name, "a checksum does not fit the data")
    return chunks, notes


def _chunks(data: bytes, name: str) -> Iterator[tuple[bytes, bytes, bool]]:
    """Kind and content of each chunk up to the last, and whether its checksum holds."""
    place, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        end = place + 12 + length
        if end > len(data):
            raise _damaged(name, "its end is missing")
        content = data[place + 8 : end - 4]
        checksum = zlib.crc32(content, zlib.crc32(kind))
        yield kind, content, checksum == int.from_bytes(data[end - 4 : end], "big")
        place = end


def _damaged(name: str, reason: str) -> PictureError:
    return PictureError(
        f"{name} cannot be read as a PNG picture, because it is damaged, cut off or of an unusual kind "
        f"({reason}): get it anew from where it came."
    )


def _meaning(kind: bytes) -> str:
    known = {b"tRNS": "transparency", b"iCCP": "colour profile", b"gAMA": "gamma", b"eXIf": "orientation"}
    return known.get(kind, "not needed for the pixels")


def _profile(chunks: Chunks) -> tuple[bytes, list[str]]:
    """The colour profile, and notes on colours that are not converted."""
    embedded = chunks.get(b"iCCP", [])
    notes = ["The file holds several colour profiles; the first was taken."] if len(embedded) > 1 else []
    if embedded:
        packed = embedded[0].partition(b"\0")[2][1:]
        try:
            unpacking = zlib.decompressobj()
            profile = unpacking.decompress(packed, MAX_PROFILE_BYTES)
            if unpacking.eof:
                return profile, notes
        except zlib.error:
            pass
        return b"", [*notes, "The colour profile is damaged or too large, and was ignored."]
    points = chunks.get(b"cICP", [b""])[0]
    notes += declared_colours(points[0], points[1]) if len(points) == 4 else []
    gamma = int.from_bytes(chunks.get(b"gAMA", [b""])[0], "big")
    if gamma and not chunks.keys() & {b"sRGB", b"cICP"} and abs(gamma / _SRGB_GAMMA - 1) > 0.03:
        notes.append(f"The gamma {gamma / 100_000:g} is declared, and the values are shown as sRGB.")
    return b"", notes


def _samples(transparency: bytes) -> tuple[int, ...]:
    """The values of a tRNS chunk of a grey or RGB picture: 16 bits each, whatever the depth."""
    pairs = range(0, len(transparency) - 1, 2)
    return tuple(int.from_bytes(transparency[place : place + 2], "big") for place in pairs)


def _join(chunks: Chunks) -> bytes:
    parts = [SIGNATURE]
    for kind in _PASSED_ON:
        for content in chunks.get(kind, []):
            if kind == b"iTXt" and not content.startswith(_XMP):
                continue
            checksum = zlib.crc32(content, zlib.crc32(kind)).to_bytes(4, "big")
            parts += [len(content).to_bytes(4, "big"), kind, content, checksum]
            if kind == b"IHDR":
                break
    return b"".join([*parts, b"\0\0\0\0IEND\xaeB`\x82"])
