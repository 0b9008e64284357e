"""What the wheel, the hand and the keys make of the part of the picture that is shown."""

from __future__ import annotations

from engine.pixels.region import MAX_ENLARGEMENT, Size, Zoom, region_of

CENTRE = (0.5, 0.5)
Place = tuple[float, float]
"""A place in a cell, as parts (x, y) of its width and height."""


def zoom_to(width: float, zoom: Zoom | None, picture: Size, cell: Size, place: Place = CENTRE) -> Zoom | None:
    """Show so many pixels of the picture side by side; what is at a place of the cell stays there.

    None, which is all of the picture, where that is at most `width` wide.
    """
    width = max(width, cell[0] / MAX_ENLARGEMENT)
    if width >= picture[0]:
        return None
    before = region_of(zoom, picture, cell)
    height = width * cell[1] / cell[0]
    x = before.x + place[0] * (before.width - width)
    y = before.y + place[1] * (before.height - height)
    return _inside(Zoom(x + width / 2, y + height / 2, width), picture, cell)


def zoom_by(
    factor: float, zoom: Zoom | None, picture: Size, cell: Size, place: Place = CENTRE
) -> Zoom | None:
    """Enlarge by a factor; what is at a place of the cell stays there."""
    return zoom_to(region_of(zoom, picture, cell).width / factor, zoom, picture, cell, place)


def pan_by(parts: Place, zoom: Zoom | None, picture: Size, cell: Size) -> Zoom | None:
    """Move the picture by parts of the cell's width and height, as far as it goes."""
    if zoom is None:
        return None
    region = region_of(zoom, picture, cell)
    moved = Zoom(zoom.x - parts[0] * region.width, zoom.y - parts[1] * region.height, zoom.width)
    return _inside(moved, picture, cell)


def _inside(zoom: Zoom, picture: Size, cell: Size) -> Zoom:
    """The same with its true centre: at the edge of the picture it is not where it was asked for."""
    region = region_of(zoom, picture, cell)
    return Zoom(region.x + region.width / 2, region.y + region.height / 2, zoom.width)
