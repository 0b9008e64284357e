"""Pages of a given width in millimetres: PDF and SVG with lines and letters as such, or PNG."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from engine.exports.options import MM_PER_INCH
from engine.exports.settings import FigureSettings, SheetSettings
from engine.exports.state_in_png import with_state
from gui.exports.pdf_update import GlyphPainter, with_text, with_width
from gui.exports.screenshot import png_bytes
from gui.formulas.glyphs import face
from gui.style import TEXT_SIZE, THEMES, Theme

POINTS_PER_INCH = 72
PDF_RESOLUTION = 1200
Paint = Callable[[QPainter], None]


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page is made of: `width` in millimetres, `text` in points, dots per inch of what is made of pixels.

    It is painted in units of which the text is TEXT_SIZE high, as on the screen.
    """

    format: str
    width: float
    text: float
    dpi: int
    colours: str
    transparent: bool

    @classmethod
    def of(cls, how: FigureSettings | SheetSettings) -> Paper:
        """The page that an export has."""
        return cls(**{field.name: getattr(how, field.name) for field in fields(cls)})

    @property
    def units(self) -> int:
        """The width in units."""
        return round(self.width / MM_PER_INCH * POINTS_PER_INCH / (self.text / TEXT_SIZE))

    @property
    def points(self) -> float:
        """The length of a unit: whole units make the width, so that text may be a hair off its size."""
        return self.width / MM_PER_INCH * POINTS_PER_INCH / self.units

    @property
    def ratio(self) -> float:
        """Pixels of a unit."""
        return self.points / POINTS_PER_INCH * self.dpi

    @property
    def theme(self) -> Theme:
        """The colours."""
        return THEMES[self.colours]


def page_bytes(paper: Paper, height: int, paint: Paint, text: str) -> bytes:
    """A page, `paper.units` wide and `height` units high, as the bytes of a file that carries a view.

    Raises:
        ValueError: when there is no memory for it.
    """

    return PAGES[paper.format](paper, height, _on_ground(paper, paint), text)


def page_image(paper: Paper, height: int, paint: Paint) -> QImage:
    """The same page as an image, null when there is no memory for it."""
    return _image(paper, height, _on_ground(paper, paint))


def _on_ground(paper: Paper, paint: Paint) -> Paint:
    def paint_on_ground(painter: QPainter) -> None:
        # To the edge: a page of PDF is whole points high, and may be higher than its units.
        if not paper.transparent:
            inverse, _ = painter.transform().inverted()
            painter.fillRect(inverse.mapRect(QRectF(painter.viewport())), QColor(paper.theme.card))
        paint(painter)

    return paint_on_ground


def _image(paper: Paper, height: int, paint: Paint) -> QImage:
    image = QImage(QSize(paper.units, height) * paper.ratio, QImage.Format.Format_ARGB32_Premultiplied)
    if not image.isNull():
        image.fill(Qt.GlobalColor.transparent)
        _paint(image, paper.ratio, paint)
        dots = round(paper.dpi / MM_PER_INCH * 1000)
        image.setDotsPerMeterX(dots)
        image.setDotsPerMeterY(dots)
    return image if paper.transparent else image.convertToFormat(QImage.Format.Format_RGB32)


def _png(paper: Paper, height: int, paint: Paint, text: str) -> bytes:
    return with_state(png_bytes(_image(paper, height, paint)), text)


def _pdf(paper: Paper, height: int, paint: Paint, text: str) -> bytes:
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setResolution(PDF_RESOLUTION)
    width, high = paper.units * paper.points, height * paper.points
    size = QSizeF(math.ceil(width), math.ceil(high))  # as Qt makes whole points of all
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    writer.setTitle("Diffusion Sandbox")
    writer.setCreator("Diffusion Sandbox")
    if text:
        writer.addFileAttachment("view.json", QByteArray(text.encode()), "application/json")
    painter = GlyphPainter()
    _paint(writer, PDF_RESOLUTION / POINTS_PER_INCH * paper.points, paint, painter)
    pdf = with_width(bytes(buffer.data().data()), width)
    return with_text(pdf, tuple(painter.glyphs), face(TEXT_SIZE))


def _svg(paper: Paper, height: int, paint: Paint, text: str) -> bytes:
    buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(paper.units, height))
    generator.setViewBox(QRectF(0, 0, paper.units, height))
    generator.setTitle("Diffusion Sandbox")
    generator.setDescription("DESCRIPTION")
    _paint(generator, 1.0, paint)
    svg = bytes(buffer.data().data()).decode()
    svg = svg.replace(
        "<desc>DESCRIPTION</desc>", f"<desc>{escape(text, quote=False)}</desc>" if text else "", 1
    )
    size = f'width="{paper.width:g}mm" height="{paper.width / paper.units * height:.4f}mm"'  # Qt's have whole dots
    svg = re.sub(r'width="[^"]*mm" height="[^"]*mm"', size, svg, count=1)
    return re.sub(r'font-family="([^"]*)"', _families, svg).encode()


def _families(written: re.Match[str]) -> str:
    """A name in quotes as the font that it stands for here, and what to take where that is missing."""
    return f"font-family=\"'{QFontInfo(QFont(written[1])).family()}', sans-serif\""


PAGES: dict[str, Callable[[Paper, int, Paint, str], bytes]] = {"pdf": _pdf, "svg": _svg, "png": _png}


def _paint(
    device: QImage | QPdfWriter | QSvgGenerator, scale: float, paint: Paint, painter: QPainter | None = None
) -> None:
    painter = painter or QPainter()
    painter.begin(device)
    with painter:
        painter.scale(scale, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # else PDF has JPEGs
        paint(painter)


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
