"""A picture file of which the header was read: what Pillow will read, and what it does not say of the file."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageFile

from engine.pictures import avif, formats, tiff
from engine.pictures.jpeg import find_damage
from engine.pictures.png import GRAY_AND_ALPHA, Png, read_png

Report = Callable[[float], None]
"""Told how far reading has come, 0 to 1."""

_EXIF_DIRECTORY, _INTEROPERABILITY, _INDEX, _ADOBE_RGB = 0x8769, 0xA005, 1, "R03"


class OpenedFile:
    """The image, not yet loaded, and sentences on what is not shown truly.

    Attributes:
        image: as Pillow opened it.
        depth: bits per sample in the file: Pillow tells only what it reads these as.
        mode: the Pillow mode that would fit the file.
        transparent: the one grey or colour that is transparent, in the depth that is read, or none.
        animated: whether there are more pictures in the file.
        profile: the embedded colour profile (ICC), or none.
        notes: sentences; reading adds to them.
    """

    def __init__(self, data: bytes, name: str, report: Report) -> None:
        """Open the file. Raises: PictureError and whatever Pillow does when it cannot be."""
        self._data, self._name, self._report = data, name, report
        self.notes: list[str] = []
        self.transparent: tuple[int, ...] = ()
        self._png: Png | None = None
        kind = formats.identify(data)
        png = read_png(data, name) if kind == "PNG" else None
        if png is not None:
            self._data = png.data
        elif kind == "TIFF":
            self._data = self._behind_thumbnail(data)
        elif kind == "WebP":
            formats.check_size(*formats.webp_size(data), name)  # Pillow takes the memory as it opens it
        elif kind == "BMP":
            width = formats.bmp_width(data)
            self._refuse(kind, f"its width is said to be {width} pixels" if width < 0 else "")
        self.image = self.open()
        self.mode, self.depth = self.image.mode, 8
        self.profile: bytes = self.image.info.get("icc_profile") or b""
        self.animated = bool(getattr(self.image, "is_animated", False))
        if png is not None:
            self._take(png)
        elif kind == "TIFF":
            self.depth = tiff.depth_of(self.image)
            if tiff.is_signed(self.image):
                self.mode = "I"
            self._refuse(kind, tiff.find_damage(self._data, self.image))
        elif kind == "JPEG":
            self._check_passes()
            self._note_adobe_rgb()
        elif kind == "AVIF":
            coded = avif.coded_size(data)
            if coded and coded != self.image.size:
                said, found = (f"{width} x {height}" for width, height in (self.image.size, coded))
                self._refuse(kind, f"its size is said to be {said} pixels, and its data has {found}")
            self.depth = avif.depth_of(data)
            self.notes += [] if self.profile else avif.notes_on_colours(data)

    def open(self) -> ImageFile.ImageFile:
        """The image, opened anew."""
        image = Image.open(_Watched(self._data, self._report), formats=formats.FORMATS)
        formats.check_size(image.width, image.height, self._name)
        tiff.use_order_of_machine(image)
        return image

    def check_complete(self) -> None:
        """Raises: PictureError and EOFError when parts of a PNG or JPEG are missing, which decoders make up."""
        self._refuse("JPEG", find_damage(self._data, self.image))
        last_row = self.image.crop((0, self.image.height - 1, *self.image.size))
        png = self._png
        if png and (png.interlaced or last_row.getbbox() is None) and not png.has_all_rows():
            raise EOFError("rows are missing")

    def _refuse(self, kind: str, damage: str) -> None:
        if damage:
            raise formats.damaged(self._name, kind, damage)

    def _take(self, png: Png) -> None:
        self._png = png
        self.depth, self.profile, self.animated = png.depth, png.profile, png.animated
        if png.colour == GRAY_AND_ALPHA:
            self.mode = "LA"
        self.notes += png.notes
        to_8_bits = 255 // (2**png.depth - 1) if png.depth < 8 else 1
        self.transparent = tuple(value * to_8_bits for value in png.transparent)

    def _behind_thumbnail(self, data: bytes) -> bytes:
        first, larger = tiff.largest_picture(data)
        if first is None or larger is None:
            return data
        size = f"{larger.size[0]} x {larger.size[1]} pixels"
        if not first.reduced:
            self.notes.append(f"The file holds a picture of {size} too; this is the first.")
            return data
        whole = tiff.begin_with(data, larger)
        try:
            Image.open(BytesIO(whole), formats=["TIFF"]).close()
        except OSError:  # the raw data of a camera, for instance
            self.notes.append(f"This is a thumbnail: the picture of {size} behind it cannot be read.")
            return data
        self.notes.append("The file begins with a thumbnail; this is the picture behind it.")
        return whole

    def _check_passes(self) -> None:
        scans = self._data.count(b"\xff\xda")  # in coded data 0xff is followed by 0
        if scans > 20 and scans * self.image.width * self.image.height > formats.MAX_PASSES:
            raise formats.PictureError(
                f"{self._name} is stored in {scans} passes over all of its pixels, which takes too long to "
                "read: save it anew, not progressive."
            )

    def _note_adobe_rgb(self) -> None:
        try:
            index = self.image.getexif().get_ifd(_EXIF_DIRECTORY).get(_INTEROPERABILITY, {}).get(_INDEX)
        except Exception:  # a broken EXIF block does not spoil the picture
            return
        if index == _ADOBE_RGB and not self.profile:
            self.notes.append("The camera says Adobe RGB without a profile; the colours are shown as sRGB.")


class _Watched(BytesIO):
    """Bytes that tell how far they have been read."""

    def __init__(self, data: bytes, report: Report) -> None:
        super().__init__(data)
        self._length, self._tell_part = max(1, len(data)), report

    def read(self, size: int | None = -1, /) -> bytes:
        """Read on, and tell."""
        self._tell_part(self.tell() / self._length)
        return super().read(size)
