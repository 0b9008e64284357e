"""What the panel of statistics shows: histograms, spectra and the path of a pixel, all of the image of x_t."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.plots.line_chart import LineChart
from gui.plots.statistics_diagrams import (
    counted_text,
    histogram_diagram,
    moments_texts,
    octaves_text,
    path_diagram,
    spectrum_diagram,
)
from gui.style import GAP, THEMES, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.line_place import LinePlace

if TYPE_CHECKING:
    from engine.pixels.pixel_path import PixelPath
    from engine.pixels.statistics import Statistics

NOT_YET = "…"
ABSENT = "There is no image of x\N{LATIN SUBSCRIPT SMALL LETTER T} here."


class StatisticsSheet(QWidget):
    """Three charts and their numbers, of one request; of another they show nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = THEMES["dark"]
        self._found: Statistics | None = None
        self._path: PixelPath | None = None
        self._none = NOT_YET
        self._histogram = LineChart("statistics_histogram", "Histogram of each channel, its law, and N(0, 1)")
        self._spectrum = LineChart("statistics_spectrum", "Power over wavelength")
        self._path_chart = LineChart(
            "statistics_path", "A pixel over t, with two standard deviations of the noise"
        )
        self._moments, self._spread = _line("statistics_moments"), _line("statistics_deviation")
        self._octaves = _line("statistics_octaves")
        self._pixel = _line("statistics_pixel")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(2)
        self._counted = _heading("statistics_counted", counted_text(None, 0))
        law = _heading("", "lines: their law, dashed: N(0, 1)")
        power = _heading("", "Power: x\N{LATIN SUBSCRIPT SMALL LETTER T}, picture, noise dashed")
        pixel = _heading("statistics_pixel_heading", "Pixel pointed at, over t, ±2 s.d.")
        for widgets in (
            (self._counted, law, self._histogram, self._moments, self._spread),
            (power, self._spectrum, self._octaves),
            (pixel, self._path_chart, self._pixel),
        ):
            if inside.count():
                inside.addSpacing(GAP)  # each chart with what is said of it
            for widget in widgets:
                inside.addWidget(LinePlace(widget) if isinstance(widget, ElidedLabel) else widget)

    def show_absent(self, on: bool) -> None:
        """Say that there is nothing to show, or not yet."""
        self._none = ABSENT if on else NOT_YET
        if self._found is None:
            self._octaves.show_text(self._none)

    def show_statistics(self, found: Statistics | None, t: int) -> None:
        """Show what was found of the image at t; None while it is not known."""
        self._found = found
        self._counted.show_text(counted_text(found, t))
        self._histogram.show_diagram(None if found is None else histogram_diagram(found, self._theme.name))
        self._spectrum.show_diagram(None if found is None else spectrum_diagram(found))
        for line, text in zip((self._moments, self._spread), moments_texts(found), strict=True):
            line.show_text(text)
        self._octaves.show_text(self._none if found is None else octaves_text(found))

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
