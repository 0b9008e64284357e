"""The settings of each kind of thing that can be taken home."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FilmSettings:
    """How a film is made, over t or another number of the view, see engine.state.axes.

    `begin` and `end` are None for where one usually goes. `width` and `height` are in pixels, `hold` in seconds;
    `number` is the image that is filmed where that is the part. `text` is the size of its text in percent of the
    shorter side. `crf` is 0 for the encoder's own.
    """

    format: str = "mp4"
    part: str = "images"
    number: int = 1
    width: int = 1280
    height: int = 720
    text: float = 2.8
    over: str = "t"
    begin: float | None = None
    end: float | None = None
    frames: int = 120
    fps: float = 30.0
    back: bool = False
    hold: float = 0.5
    loop: bool = True
    lossless: bool = False
    quality: int = 85
    crf: int = 0

    @property
    def text_pixels(self) -> float:
        """The size of the text in pixels."""
        return self.text / 100 * min(self.width, self.height)

    @property
    def length(self) -> int:
        """Frames of the whole film, with those at rest and those on the way back."""
        return self.frames + 2 * round(self.hold * self.fps) + (self.frames - 2) * self.back


@dataclass(frozen=True, slots=True)
class FigureSettings:
    """How a figure for a page is made; `width` is in millimetres, `text` the size of its text in points."""

    format: str = "pdf"
    part: str = "all"
    width: float = 170.0
    dpi: int = 300
    text: float = 8.0
    colours: str = "light"
    transparent: bool = False
    caption: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class SheetSettings:
    """How a contact sheet is made: the scene's large image at some timesteps, or other numbers of the view."""

    format: str = "png"
    over: str = "t"
    begin: float | None = None
    end: float | None = None
    shots: int = 12
    across: int = 4
    width: float = 170.0
    dpi: int = 300
    text: float = 8.0
    colours: str = "light"
    transparent: bool = False


@dataclass(frozen=True, slots=True)
class ImageSettings:
    """How one image is written at its own size; `number` counts the images of the scene from 1."""

    format: str = "png"
    depth: str = "8"
    number: int = 1
