"""Draws the bundled pictures anew: ``python -m resources.drawing.pictures`` (about half a minute)."""

from collections.abc import Callable

from PIL import Image

from resources import path, picture_names
from resources.drawing.chart import draw_chart
from resources.drawing.hills import draw_hills
from resources.drawing.petals import draw_petals

DRAWINGS: dict[str, Callable[[], Image.Image]] = {
    "hills": draw_hills,
    "petals": draw_petals,
    "chart": draw_chart,
}


def save_pictures() -> None:
    """Draw every bundled picture and save it as an optimised PNG beside this package."""
    path("pictures").mkdir(exist_ok=True)
    for name in picture_names():
        DRAWINGS[name]().save(path("pictures", f"{name}.png"), optimize=True)


if __name__ == "__main__":
    save_pictures()
