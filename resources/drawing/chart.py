"""The picture ``chart``: text, edges, gratings, ramps and colours, to see what noise hides first."""

import colorsys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

SIZE = (1024, 768)
_PAPER, _CARD, _LINE, _INK, _DIM = 232, 250, 190, 20, 105
_SUPERSAMPLE = 4
_SENTENCE = "Noise hides fine things first."
_PATCHES = (
    (
        "#c00000",
        "#e06000",
        "#f0c000",
        "#60a000",
        "#008040",
        "#00a0a0",
        "#0070c0",
        "#3030b0",
        "#7030a0",
        "#c02080",
    ),
    (
        "#735244",
        "#c29682",
        "#627a9d",
        "#576c43",
        "#8580b1",
        "#67bdaa",
        "#d67e2c",
        "#505ba6",
        "#c15a63",
        "#5e3c6c",
    ),
)
Values = NDArray[np.float64]
Box = tuple[int, int, int, int]  # left, top, right, bottom


def _sample(size: tuple[int, int], pattern: Callable[[Values, Values], Values]) -> Image.Image:
    """Return the grey image of a pattern 0..1 of (x, y) in pixels from the middle, averaged in each."""
    width, height = (side * _SUPERSAMPLE for side in size)
    x = (np.arange(width) + 0.5) / _SUPERSAMPLE - size[0] / 2
    y = (np.arange(height) + 0.5) / _SUPERSAMPLE - size[1] / 2
    values = pattern(*np.meshgrid(x, y))
    return Image.fromarray((values * 255 + 0.5).astype(np.uint8)).reduce(_SUPERSAMPLE)


def _write(pen: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, ink: int = _INK) -> None:
    """Write a line of text, its top left corner at ``at``."""
    pen.text(at, text, fill=(ink,) * 3, font=ImageFont.load_default(size))


def _card(picture: Image.Image, box: Box, title: str) -> ImageDraw.ImageDraw:
    """Draw an empty card with a small title and return the pen."""
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle(box, 8, fill=(_CARD,) * 3, outline=(_LINE,) * 3)
    _write(pen, (box[0] + 12, box[1] + 8), title, 12, _DIM)
    return pen


def _draw_text(picture: Image.Image, box: Box) -> None:
    """Draw one sentence in falling sizes, then in falling contrast."""
    pen = _card(picture, box, "Text, 40 to 7 pixels, and in falling contrast")
    left, y = box[0] + 12, box[1] + 30
    for size, text in ((40, "Noise hides"), (28, "fine things first."), (20, _SENTENCE), (16, _SENTENCE)):
        _write(pen, (left, y), text, size)
        y += round(1.32 * size)
    for size in (13, 11, 9, 8, 7):
        _write(pen, (left, y), f"{size}  {_SENTENCE} 0123456789", size)
        y += round(1.45 * size)
    for ink in (120, 180, 215, 235):
        _write(pen, (left, y), _SENTENCE, 14, ink)
        y += 18


def _draw_star(picture: Image.Image, box: Box) -> None:
    """Draw a Siemens star: 36 pairs of rays, finer toward the middle."""
    _card(picture, box, "Siemens star, 36 pairs")
    side = box[2] - box[0] - 24

    def star(x: Values, y: Values) -> Values:
        rays = np.where(np.sin(36 * np.arctan2(y, x)) > 0, _INK, _CARD) / 255
        return np.where(np.hypot(x, y) < side / 2, rays, _CARD / 255)

    picture.paste(_sample((side, side), star), (box[0] + 12, box[1] + 30))


def _draw_zone_plate(picture: Image.Image, box: Box) -> None:
    """Draw rings whose spacing falls from the middle to 3 pixels at the rim."""
    _card(picture, box, "Zone plate, down to 3 pixels")
    side = box[2] - box[0] - 24

    def rings(x: Values, y: Values) -> Values:
        r = np.hypot(x, y)
        wave = 0.5 + 0.46 * np.cos(np.pi * r * r / (3 * side / 2))
        return np.where(r < side / 2, wave, _CARD / 255)

    picture.paste(_sample((side, side), rings), (box[0] + 12, box[1] + 30))


def _draw_gratings(picture: Image.Image, box: Box) -> None:
    """Draw upright and lying line gratings with periods of 2 to 24 pixels."""
    pen = _card(picture, box, "Gratings, period in pixels")
    x, top = box[0] + 12, box[1] + 30
    row, column = np.indices((61, 48))
    for period in (2, 4, 6, 8, 12, 16, 24):
        for place, y in ((column, top), (row, top + 67)):
            lines = np.where(place % period < period / 2, _INK, _CARD).astype(np.uint8)
            picture.paste(Image.fromarray(lines), (x, y))
        _write(pen, (x, top + 134), str(period), 11, _DIM)
        x += 54


def _draw_checkerboards(picture: Image.Image, box: Box) -> None:
    """Draw checkerboards with fields of 1 to 16 pixels."""
    pen = _card(picture, box, "Checkerboards, field in pixels")
    x, top = box[0] + 12, box[1] + 30
    row, column = np.indices((128, 64))
    for field in (1, 2, 4, 8, 16):
        board = np.where((row // field + column // field) % 2, _CARD, _INK).astype(np.uint8)
        picture.paste(Image.fromarray(board), (x, top))
        _write(pen, (x, top + 134), str(field), 11, _DIM)
        x += 72


def _draw_edges(picture: Image.Image, box: Box) -> None:
    """Draw a slanted edge of full contrast, one of low contrast, and thin rings."""
    _card(picture, box, "Edges and circles")
    left, top = box[0] + 12, box[1] + 30

    def slant(low: float, high: float) -> Callable[[Values, Values], Values]:
        return lambda x, y: np.where(x + 0.09 * y < 0, low, high) / 255

    def circles(x: Values, y: Values) -> Values:
        return np.where(np.abs(np.hypot(x, y) % 10 - 5) < 0.75, _INK, _CARD) / 255

    picture.paste(_sample((80, 72), slant(_INK, _CARD)), (left, top))
    picture.paste(_sample((80, 72), slant(118, 138)), (left + 88, top))
    picture.paste(_sample((168, 72), circles), (left, top + 80))


def _draw_ramps(picture: Image.Image, box: Box) -> None:
    """Draw 17 steps of grey, a smooth ramp of grey and one of every hue."""
    _card(picture, box, "Grey in 17 steps, smooth grey, every hue")
    left, top, width = box[0] + 12, box[1] + 30, box[2] - box[0] - 24
    share = np.arange(width) / (width - 1)
    steps = np.minimum(np.arange(width) * 17 // width, 16) / 16
    hues = np.array([colorsys.hsv_to_rgb(hue, 0.85, 0.95) for hue in share])
    for values, height in ((steps, 50), (share, 50), (hues, 50)):
        line = (np.broadcast_to(values.reshape(width, -1), (width, 3)) * 255 + 0.5).astype(np.uint8)
        strip = Image.fromarray(np.ascontiguousarray(np.broadcast_to(line, (height, width, 3))))
        picture.paste(strip, (left, top))
        top += height


def _draw_patches(picture: Image.Image, box: Box) -> None:
    """Draw two rows of colour patches: pure colours and those of skin, sky, leaves and fruit."""
    pen = _card(picture, box, "Colours")
    width = (box[2] - box[0] - 24) / 10
    for row, colours in enumerate(_PATCHES):
        for column, paint in enumerate(colours):
            left, top = box[0] + 12 + round(column * width), box[1] + 30 + 76 * row
            pen.rectangle((left, top, box[0] + 8 + round((column + 1) * width), top + 72), fill=paint)


def draw_chart() -> Image.Image:
    """Return the test chart, RGB, 1024 x 768."""
    picture = Image.new("RGB", SIZE, (_PAPER,) * 3)
    _draw_text(picture, (16, 16, 376, 340))
    _draw_star(picture, (388, 16, 692, 340))
    _draw_zone_plate(picture, (704, 16, 1008, 340))
    _draw_gratings(picture, (16, 352, 412, 546))
    _draw_checkerboards(picture, (424, 352, 804, 546))
    _draw_edges(picture, (816, 352, 1008, 546))
    _draw_ramps(picture, (16, 558, 512, 752))
    _draw_patches(picture, (524, 558, 1008, 752))
    return picture
