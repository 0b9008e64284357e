"""How the program looks: colours, spacing, type, icons and the style sheet made of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from string import Template

from PySide6.QtCore import QByteArray, QDir, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer

import resources

GAP = 8  # between cards
PAD = 12  # inside a card
RADIUS = 8
TEXT_SIZE = 13
EQUATION_SIZE = 18


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, as "#rrggbb". Curves keep theirs wherever they appear (Okabe-Ito)."""

    name: str
    ground: str
    card: str
    field: str
    line: str
    text: str
    dim: str
    muted: str
    accent: str
    on_accent: str
    band: str
    error: str
    beta: str
    alpha_bar: str
    log_snr: str
    sqrt_alpha_bar: str
    sqrt_one_minus_alpha_bar: str
    rows: tuple[str, ...]
    """Of schedules that are compared, in the order of their rows."""


THEMES = {
    "dark": Theme(
        name="dark",
        ground="#15171c",
        card="#1b1e25",
        field="#242832",
        line="#2e3340",
        text="#e6e8ee",
        dim="#9aa1b2",
        muted="#8b93a6",
        accent="#e69f00",
        on_accent="#15171c",
        band="#3a3120",
        error="#ff8f70",
        beta="#56b4e9",
        alpha_bar="#e69f00",
        log_snr="#009e73",
        sqrt_alpha_bar="#f0e442",
        sqrt_one_minus_alpha_bar="#cc79a7",
        rows=("#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#f0e442", "#ff7f50", "#9a8cff"),
    ),
    "light": Theme(
        name="light",
        ground="#f4f5f7",
        card="#ffffff",
        field="#f0f1f4",
        line="#dcdfe6",
        text="#1c2029",
        dim="#5a6172",
        muted="#666e7d",
        accent="#b35c00",
        on_accent="#ffffff",
        band="#fff3e0",
        error="#b3261e",
        beta="#0072b2",
        alpha_bar="#b35c00",
        log_snr="#00795a",
        sqrt_alpha_bar="#7a6a00",
        sqrt_one_minus_alpha_bar="#a3407a",
        rows=("#b35c00", "#0072b2", "#00795a", "#a3407a", "#7a6a00", "#c0391b", "#5a4fcf"),
    ),
}


def theme_named(name: str) -> Theme:
    """The theme "dark" or "light"; "system" is the one that the desktop uses."""
    if name == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        name = "dark" if dark else "light"
    return THEMES[name]


def row_colour(theme: Theme, row: int) -> str:
    """The colour of a schedule in a comparison, wherever it appears."""
    return theme.rows[row % len(theme.rows)]


ROW_DASHES: tuple[tuple[float, ...], ...] = (
    *((), (7, 3), (2, 2), (9, 3, 2, 3), (4, 2), (9, 2, 1, 2, 1, 2), (14, 3), (6, 2, 2, 2, 2, 2)),
)
"""In widths of the line, for schedules that have the same colour; () is a solid line."""


def row_pen(theme: Theme, row: int, width: float) -> QPen:
    """The line of a schedule in a comparison: its colour and its dashes, which no other one has."""
    pen = QPen(QColor(row_colour(theme, row)), width)
    if dashes := ROW_DASHES[row // len(theme.rows) % len(ROW_DASHES)]:
        pen.setDashPattern(dashes)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def colour_named(theme: Theme, name: str) -> str:
    """The theme's colour of a name such as "dim" or "beta"; other quantities have one of the rows' colours each."""
    own = getattr(theme, name, None)
    return own if isinstance(own, str) else row_colour(theme, sum(name.encode()))


def load_fonts() -> None:
    """Make the font of formulas known to Qt; call once, after the application and before any formula.

    Raises:
        RuntimeError: when the file of the font is missing or damaged.
    """
    file = resources.path("fonts", "STIXGeneral.ttf")
    if QFontDatabase.addApplicationFont(str(file)) < 0:
        raise RuntimeError(f"The font {file} cannot be loaded: reinstall the program.")


def text_font(pixels: int = TEXT_SIZE, bold: bool = False) -> QFont:
    """The system's sans face, with figures of equal width so that numbers do not dance."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(pixels)
    font.setBold(bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def number_font() -> QFont:
    """The system's fixed-width face."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(TEXT_SIZE)
    return font


def math_font(pixels: int = EQUATION_SIZE) -> QFont:
    """The serif face of equations."""
    font = QFont("STIXGeneral")
    font.setPixelSize(pixels)
    return font


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size: int, ratio: float = 2.0) -> QPixmap:
    """The icon resources/icons/<name>.svg in one colour, `size` logical pixels long."""
    svg = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.replace("#000000", colour).encode())).render(
        painter, QRectF(0, 0, size, size)
    )
    painter.end()
    return image


def icon(name: str, colour: str, size: int = 20) -> QIcon:
    """An icon button's picture, see `pixmap`: sharp on the screens that there are, and at twice their resolution."""
    result = QIcon(pixmap(name, colour, size))
    if (ratio := screen_ratio()) > 1:
        result.addPixmap(pixmap(name, colour, size, 2 * ratio))
    return result


def screen_ratio() -> float:
    """Pixels per logical pixel of the finest screen."""
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)


def application_icon() -> QIcon:
    """The icon of the program."""
    return QIcon(str(resources.path("icons", "diffusion-sandbox.svg")))


def palette(theme: Theme) -> QPalette:
    """Colours for what the style sheet does not reach (tooltips, dialogs, selections)."""
    result = QPalette()
    role = QPalette.ColorRole
    for colour, roles in (
        (theme.ground, (role.Window,)),
        (theme.field, (role.Base, role.Button, role.AlternateBase, role.ToolTipBase)),
        (theme.text, (role.WindowText, role.Text, role.ButtonText, role.ToolTipText)),
        (theme.muted, (role.PlaceholderText,)),
        (theme.accent, (role.Highlight, role.Link)),
        (theme.on_accent, (role.HighlightedText,)),
    ):
        for each in roles:
            result.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, each, theme.muted)
    return result


def stylesheet(theme: Theme) -> str:
    """The style sheet of the window: resources/style.qss with the theme's colours."""
    sheet = Template(resources.path("style.qss").read_text(encoding="utf-8"))
    # By this name, as a sheet with an ö or a ' in the path of the program is one that Qt cannot read.
    QDir.setSearchPaths("controls", [str(resources.path("controls"))])
    return sheet.substitute(asdict(theme), radius=RADIUS, text_size=TEXT_SIZE)
