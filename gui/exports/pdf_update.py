"""Adds to a PDF what Qt leaves out: the letters of formulas as text, and a width that is not of whole points.

Changed objects are appended with a table of their places, an incremental update (ISO 32000-1:2008, 7.5.6).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QGlyphRun, QPainter, QPainterPath, QRawFont

_LETTERS = (*range(0x20, 0x3000), *range(0x1D400, 0x1D800))
"""Characters of formulas; the second are mathematical alphabets, beyond those of which Qt knows the text."""
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_MOST = 100
"""Lines of a block in a table of characters (Adobe Technical Note 5014)."""


class GlyphPainter(QPainter):
    """Knows the glyphs that were painted as such, in their first order: so Qt numbers them in a PDF, from 1."""

    def __init__(self) -> None:
        super().__init__()
        self.glyphs: dict[int, None] = {}

    def drawGlyphRun(self, position: QPointF | QPoint | QPainterPath.Element, run: QGlyphRun) -> None:
        """Paint glyphs."""
        self.glyphs |= dict.fromkeys(run.glyphIndexes())
        super().drawGlyphRun(position, run)


def with_text(pdf: bytes, glyphs: Sequence[int], face: QRawFont) -> bytes:
    """A PDF of Qt whose glyphs of a font have texts: 𝑡 is t, as it is typed and searched for.

    `glyphs` are those of the face in the order of their numbers in the PDF, which stays as it is where Qt says
    another text of one of them.
    """
    named = (
        rf"/BaseFont /{face.familyName()}\S*\n/Encoding /Identity-H\n"
        r"/DescendantFonts \[\d+ 0 R\]\n/ToUnicode (\d+) 0 R"
    ).encode()
    found = re.search(named, pdf)
    if found is None:
        return pdf
    number = int(found[1])
    own = _texts(face)
    texts = {cid: own[glyph] for cid, glyph in enumerate(glyphs, 1) if glyph in own}
    if any(texts.get(cid, text) != text for cid, text in _said(_object(pdf, number)).items()):
        return pdf
    lines = [f"<{cid:04X}> <{text.encode('utf-16-be').hex().upper()}>\n" for cid, text in texts.items()]
    blocks = [lines[start : start + _MOST] for start in range(0, len(lines), _MOST)]
    table = _CMAP.format(
        "".join(f"{len(each)} beginbfchar\n{''.join(each)}endbfchar\n" for each in blocks)
    ).encode()
    return _updated(pdf, {number: b"<<\n/Length %d\n>>\nstream\n%s\nendstream\n" % (len(table), table)})


def with_width(pdf: bytes, points: float) -> bytes:
    """A PDF of Qt whose page is so wide, of which Qt has written the next whole number."""
    page = re.search(rb"(\d+) 0 obj\n<<\n/Type /Page\n", pdf)
    assert page is not None
    boxes = rb"(?<=Box \[0 0 )\S+"
    return _updated(pdf, {int(page[1]): re.sub(boxes, b"%.4f" % points, _object(pdf, int(page[1])))})


def _texts(face: QRawFont) -> dict[int, str]:
    """What glyphs mean."""
    texts: dict[int, str] = {}
    for char in map(chr, _LETTERS):
        for glyph in face.glyphIndexesForString(char):
            texts.setdefault(glyph, unicodedata.normalize("NFKC", char) if char.isalpha() else char)
    texts.pop(0, None)  # what the face has not
    return texts


def _said(table: bytes) -> dict[int, str]:
    """The texts that a table of Qt has, by numbers of glyphs."""
    said = {}
    for first, texts in re.findall(rb"^<(\w{4})> <\w{4}> (.+)$", table, re.MULTILINE):
        for number, text in enumerate(re.findall(rb"<(\w{4})>", texts), int(first, 16)):
            said[number] = chr(int(text, 16))
    return {number: text for number, text in said.items() if text not in "\0\t"}


def _object(pdf: bytes, number: int) -> bytes:
    """What stands in an object."""
    found = re.search(rb"\n%d 0 obj\n(.*?)endobj\n" % number, pdf, re.DOTALL)
    assert found is not None
    return found[1]


def _updated(pdf: bytes, objects: Mapping[int, bytes]) -> bytes:
    """A PDF with other objects in the place of its own."""
    trailer = pdf[pdf.rindex(b"trailer\n<<") :]
    before = int(trailer.split(b"startxref\n")[1].split()[0])
    entries = trailer[: trailer.index(b"startxref")].rstrip().removesuffix(b">>")
    entries = re.sub(rb"/Prev \d+\n", b"", entries)
    places = b""
    for number, content in objects.items():
        places += b"%d 1\n%010d 00000 n \n" % (number, len(pdf))
        pdf += b"%d 0 obj\n%sendobj\n" % (number, content)
    end = b"%s/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n" % (entries, before, len(pdf))
    return pdf + b"xref\n" + places + end
