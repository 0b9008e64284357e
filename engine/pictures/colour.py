"""Embedded colour profiles (ICC) -> sRGB, by LittleCMS as Pillow brings it."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from itertools import product

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

_SAME = 2  # grey levels: profiles of sRGB differ by so much from each other
_FITTING = {"CMYK": ("CMYK",), "LAB": (), **dict.fromkeys(("1", "L", "LA", "La", "I;16"), ("L", "RGB"))}
"""The modes that a profile may be for, by those of the picture; for others it is RGB."""
_LIKE_SRGB = (1, 2), (1, 2, 6, 13, 14, 15)  # 2: unknown; those of television are meant for the same displays
_BROKEN = "The colour profile is damaged or does not fit the picture, and was ignored."


@dataclass(frozen=True, eq=False)
class Conversion:
    """Brings colours of a Pillow mode (L, RGB or CMYK) to RGB in sRGB."""

    mode: str
    transform: ImageCms.ImageCmsTransform

    def apply(self, image: Image.Image) -> Image.Image:
        """An image of `mode` -> a new one, RGB."""
        result = ImageCms.applyTransform(image, self.transform)
        assert result is not None, "only in place there is none"
        return result

    def curve(self) -> NDArray[np.float64]:
        """What becomes of the 256 grey levels: 0 to 255, (256,)."""
        levels = Image.fromarray(np.arange(256, dtype=np.uint8)[np.newaxis]).convert(self.mode)
        curve: NDArray[np.float64] = np.asarray(self.apply(levels), float).mean(axis=(0, 2))
        return curve


def find_conversion(profile: bytes, mode: str) -> tuple[Conversion | None, str]:
    """How a picture of a Pillow mode comes to sRGB from its profile, and a note; None where it is sRGB already.

    Relative colorimetric with black point compensation, as is usual for photographs.
    """
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        read_as = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK"}[space]
        if read_as not in _FITTING.get(mode, ("RGB",)):
            return None, _BROKEN
        transform = ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            read_as,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        found = Conversion(read_as, transform)
        if read_as != "CMYK" and _changes_nothing(found):
            return None, ""
        name = ImageCms.getProfileDescription(source)
    except ImportError:
        return None, "The colour profile was ignored: the installed Pillow cannot convert colours."
    except Exception:  # LittleCMS and Pillow raise whatever they run into
        return None, _BROKEN
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:60]
    return found, f"The colours were converted to sRGB from {name or 'a profile without a name'}."


def declared_colours(primaries: int, transfer: int) -> list[str]:
    """A note when code points of ITU-T H.273 declare colours that are not sRGB: these are not converted."""
    if primaries in _LIKE_SRGB[0] and transfer in _LIKE_SRGB[1]:
        return []
    return [f"The colours are declared as H.273 {primaries}/{transfer}; they are shown as sRGB."]


def _changes_nothing(found: Conversion) -> bool:
    if found.mode == "L":
        return bool(np.abs(found.curve() - np.arange(256)).max() <= _SAME)
    levels = [0, 1, *range(16, 256, 48), 255]
    values = np.array(list(product(levels, repeat=3)), np.uint8)[np.newaxis]
    return bool(np.abs(np.asarray(found.apply(Image.fromarray(values)), int) - values).max() <= _SAME)
