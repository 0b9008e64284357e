"""What can be taken home, and the settings of each kind: the dialog and the command line are made from this table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.exports.films import FILMS, formats_with
from engine.exports.image_formats import IMAGE_FORMATS
from engine.exports.settings import FigureSettings, FilmSettings, ImageSettings, SheetSettings
from engine.option import Option
from engine.quoting import shown

MM_PER_INCH = 25.4


def _format(choices: dict[str, str]) -> Option:
    return Option("format", "Format", "choice", "kind of file", tuple(choices.items()))


def _only_in(option: str) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """When an option applies that not every format of films has."""
    return (("format", formats_with(option)),)


PAGE_FORMATS = {"pdf": "PDF", "svg": "SVG", "png": "PNG"}
COLOURS = (("light", "Light page"), ("dark", "Dark page"))
_OVER = Option(
    "over",
    "Over",
    "name",
    "what changes: t, seed, steps for T, the name of another number of the scene or of the schedule as eta or "
    "beta_end, or pinned for the way from A to B",
)
_BEGIN = Option("begin", "From", "value", "where that begins", none="usual", group="From, to")
_END = Option("end", "To", "value", "where that ends", none="usual", group="From, to")
_WIDTH = Option(
    "width", "Width", "number", "width on the page", minimum=20, maximum=600, unit="mm", presets=(85, 170)
)
_TEXT_IN_FILM = Option(
    "text",
    "Text",
    "number",
    "size of the text, in percent of the shorter side: 2.8 is 15 points on a slide",
    minimum=1,
    maximum=5,
    step=0.1,
    unit="%",
    when=(("part", ("images", "curves")),),
)
_TEXT = Option("text", "Text", "number", "size of the text", minimum=4, maximum=24, step=0.5, unit="pt")
_COLOURS = Option("colours", "Colours", "choice", "colours of axes and text", COLOURS)
_NUMBER = Option("number", "Image", "whole", "which image of the scene, from 1", minimum=1, maximum=100_000)
_TRANSPARENT = Option("transparent", "Transparent ground", "switch", "let the page shine through")
_DPI = Option(
    "dpi",
    "Resolution",
    "whole",
    "dots per inch of what is made of pixels",
    minimum=72,
    maximum=1200,
    unit="dpi",
    presets=(300, 600),
)

FILM = (
    _format({name: each.words for name, each in FILMS.items()}),
    Option(
        "part",
        "Part",
        "choice",
        "what is filmed",
        (("images", "Images"), ("window", "Whole window"), ("curves", "Curves"), ("image", "One image")),
    ),
    replace(_NUMBER, when=(("part", ("image",)),)),
    Option(
        "width", "Width", "whole", "width of the film in pixels", minimum=64, maximum=7680, unit="px",
        group="Width, height",
    ),
    Option(
        "height", "Height", "whole", "height of the film in pixels", minimum=64, maximum=4320, unit="px",
        group="Width, height",
    ),
    _TEXT_IN_FILM,
    _OVER,
    _BEGIN,
    _END,
    Option("frames", "Frames", "whole", "frames from the first to the last", minimum=2, maximum=100_000),
    Option("fps", "Frames a second", "number", "frames a second", minimum=1, maximum=120),
    Option("back", "There and back", "switch", "come back to the beginning"),
    Option("hold", "Hold at the ends", "number", "rest at both ends", maximum=60, step=0.1, unit="s"),
    Option("loop", "Loop", "switch", "begin again at the end", when=_only_in("loop")),
    Option("lossless", "Lossless", "switch", "keep every pixel as it is", when=_only_in("lossless")),
    Option(
        "quality", "Quality", "whole", "of a lossy film, in percent", minimum=1, maximum=100,
        when=(*_only_in("quality"), ("lossless", (False,))),
    ),
    Option(
        "crf", "Quality (CRF)", "whole",
        "what may be left out: 18 is hardly seen, more is smaller and worse; usual is 23 for MP4, 35 for WebM",
         maximum=63, none="usual", when=_only_in("crf"),
    ),
)  # fmt: skip
FIGURE = (
    _format(PAGE_FORMATS),
    Option(
        "part",
        "Part",
        "choice",
        "what is shown",
        (("all", "Equation, images, curves"), ("images", "Images"), ("curves", "Curves")),
    ),
    _WIDTH,
    _DPI,
    _TEXT,
    _COLOURS,
    _TRANSPARENT,
    Option("caption", "Caption", "switch", "name picture, scene, schedule, T, t and seed below"),
    Option(
        "beside",
        "Caption and numbers beside it",
        "switch",
        "write NAME_caption.txt and NAME_numbers.csv in the same folder",
    ),
)
SHEET = (
    _format({name: PAGE_FORMATS[name] for name in ("png", "pdf", "svg")}),
    _OVER,
    _BEGIN,
    _END,
    Option("shots", "Images", "whole", "so many images, evenly spaced", minimum=2, maximum=400),
    Option("across", "Across", "whole", "images in a row", minimum=1, maximum=40),
    _WIDTH,
    _DPI,
    _TEXT,
    _COLOURS,
    _TRANSPARENT,
)
IMAGE = (
    _format({name: each.words for name, each in IMAGE_FORMATS.items()}),
    Option(
        "depth", "Depth", "choice", "bits of a channel", (("8", "8 bits"), ("16", "16 bits")),
        when=(("format", tuple(name for name, each in IMAGE_FORMATS.items() if each.has_depth)),),
    ),
    _NUMBER,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    """A kind of thing that is taken home: its title, the defaults of its frozen settings, and their options.

    `words` say what it is in a sentence.
    """

    title: str
    words: str
    defaults: Any
    options: tuple[Option, ...]

    def format_of(self, file: Path) -> str:
        """The format that a file's name asks for. Raises ValueError, with the endings that there are."""
        endings = {ending_of(name): name for name, _ in self.options[0].choices}
        ending = file.suffix.lower()
        if ending not in endings:
            raise ValueError(f"{shown(file.name)} does not end in one of {', '.join(endings)}")
        return endings[ending]

    def file(self, text: str) -> Path:
        """The file that a text names. Raises ValueError, with the endings that there are."""
        self.format_of(Path(text))
        return Path(text)


def ending_of(format: str) -> str:
    """How the files of a format end."""
    film = FILMS.get(format)
    return (film.ending if film else "") or f".{format}"


EXPORTS = {
    "film": Export("Film", "a film", FilmSettings(), FILM),
    "figure": Export("Figure", "a figure for a page", FigureSettings(), FIGURE),
    "sheet": Export("Contact sheet", "a contact sheet", SheetSettings(), SHEET),
    "image": Export("One image", "one image at its own size", ImageSettings(), IMAGE),
}
