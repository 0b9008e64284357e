"""The panel of statistics: histograms, spectra and the path of a pixel, all of the image of x_t."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from engine.pixels.pixel_path import PixelPath
from engine.pixels.statistics import Statistics
from gui import style
from gui.plots.line_chart import LineChart
from gui.plots.statistics_diagrams import (
    counted_text,
    histogram_diagram,
    moments_texts,
    octaves_text,
    path_diagram,
    spectrum_diagram,
)
from gui.style import THEMES, Theme
from gui.widgets.card import Card
from gui.widgets.elided_label import ElidedLabel

NOT_YET = "…"
ARROW = 12  # pixels
ABSENT = "There is no image of x\N{LATIN SUBSCRIPT SMALL LETTER T} here."


class StatisticsCard(Card):
    """Folds to its title. What it shows is of one request; of another it shows nothing."""

    opened = Signal(bool)
    """The user has unfolded it, or folded it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statistics")
        self._theme = THEMES["dark"]
        self._found: Statistics | None = None
        self._path: PixelPath | None = None
        self._none = NOT_YET
        self.button = QToolButton()
        self.button.setObjectName("statistics_button")
        self.button.setProperty("role", "fold")
        self.button.setCheckable(True)
        self.button.setText("Statistics of x\N{LATIN SUBSCRIPT SMALL LETTER T}")
        self.button.setToolTip(
            "Histogram, spectrum and a pixel's path, at full resolution; while t moves the histogram is of a sample"
        )
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # words at the edge, then the arrow
        self.button.setIconSize(QSize(ARROW, ARROW))
        self.button.toggled.connect(self._show_open)
        self._histogram = LineChart("statistics_histogram", "Histogram of each channel, its law, and N(0, 1)")
        self._spectrum = LineChart("statistics_spectrum", "Power over wavelength")
        self._path_chart = LineChart("statistics_path", "A pixel over t, with two deviations of the noise")
        self._moments, self._spread = _line("statistics_moments"), _line("statistics_deviation")
        self._octaves = _line("statistics_octaves")
        self._pixel = _line("statistics_pixel")
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(2)
        self._counted = _heading("statistics_counted", counted_text(None, 0))
        for widgets in (
            (self._counted, _heading("", "lines: their law, dashed: N(0, 1)"), self._histogram),
            (self._moments, self._spread),
            (
                _heading("", "Power: x\N{LATIN SUBSCRIPT SMALL LETTER T}, picture, noise dashed"),
                self._spectrum,
            ),
            (self._octaves, _heading("", "Pixel pointed at, over t, ±2 deviations"), self._path_chart),
            (self._pixel,),
        ):
            for widget in widgets:
                inside.addWidget(widget)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        self.body.addWidget(self._inside)
        self._show_open(False)

    @property
    def is_open(self) -> bool:
        """Whether it is unfolded."""
        return self.button.isChecked()

    def show_open(self, on: bool) -> None:
        """Unfold it, or fold it."""
        self.button.setChecked(on)

    @Slot(bool)
    def _show_open(self, on: bool) -> None:
        self._inside.setVisible(on)
        self._show_arrow()
        self.opened.emit(on)

    def _show_arrow(self) -> None:
        self.button.setIcon(style.icon("down" if self.is_open else "next", self._theme.dim, ARROW))

    @Slot(bool)
    def show_absent(self, on: bool) -> None:
        """Say that there is nothing to show, or not yet."""
        self._none = ABSENT if on else NOT_YET
        if self._found is None:
            self._octaves.show_text(self._none)

    @Slot(object, int)
    def show_statistics(self, found: Statistics | None, t: int) -> None:
        """Show what was found of the image at t; None while it is not known."""
        self._found = found
        self._counted.show_text(counted_text(found, t))
        self._histogram.show_diagram(None if found is None else histogram_diagram(found, self._theme.name))
        self._spectrum.show_diagram(None if found is None else spectrum_diagram(found))
        for line, text in zip((self._moments, self._spread), moments_texts(found), strict=True):
            line.show_text(text)
        self._octaves.show_text(self._none if found is None else octaves_text(found))

    @Slot(object, object)
    def show_path(self, path: PixelPath | None, pixel: tuple[int, int] | None) -> None:
        """Show the path of a pixel (x, y); None while it is not known."""
        self._path = path
        self._path_chart.show_diagram(None if path is None else path_diagram(path, self._theme.name))
        if path is None or pixel is None:
            self._pixel.show_text(NOT_YET)
            return
        if path.now is None:
            self._pixel.show_text(f"pixel x {pixel[0]}, y {pixel[1]}:  its values once t rests")
            return
        values = "  ".join(f"{value:+.3f}" for value in path.now).replace("-", "−")
        self._pixel.show_text(f"pixel x {pixel[0]}, y {pixel[1]}:  {values}")

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme
        self._show_arrow()
        for chart in (self._histogram, self._spectrum, self._path_chart):
            chart.show_theme(theme)
        if self._found is not None:
            self._histogram.show_diagram(histogram_diagram(self._found, theme.name))
        if self._path is not None:
            self._path_chart.show_diagram(path_diagram(self._path, theme.name))


def _heading(name: str, text: str) -> ElidedLabel:
    heading = ElidedLabel("dim")
    heading.setObjectName(name)
    heading.show_text(text)
    return heading


def _line(name: str) -> ElidedLabel:
    line = ElidedLabel("small")
    line.setObjectName(name)
    line.show_text(NOT_YET)
    return line
