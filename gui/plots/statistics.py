"""The panel of statistics, which folds: most starts leave it folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton

from gui import style
from gui.style import THEMES, Theme
from gui.widgets.card import Card

if TYPE_CHECKING:
    from engine.pixels.pixel_path import PixelPath
    from engine.pixels.statistics import Statistics
    from gui.plots.statistics_sheet import StatisticsSheet

ARROW = 12  # pixels


class StatisticsCard(Card):
    """Folds to its title. What it shows is of one request; of another it shows nothing."""

    opened = Signal(bool)
    """The user has unfolded it, or folded it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statistics")
        self._theme = THEMES["dark"]
        self._absent = False
        self._sheet: StatisticsSheet | None = None  # made when it is first unfolded
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
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        self._show_arrow()

    @property
    def is_open(self) -> bool:
        """Whether it is unfolded."""
        return self.button.isChecked()

    def show_open(self, on: bool) -> None:
        """Unfold it, or fold it."""
        self.button.setChecked(on)

    @Slot(bool)
    def _show_open(self, on: bool) -> None:
        if self._sheet is None:
            self._sheet = self._made()
        self._sheet.setVisible(on)
        self._show_arrow()
        self.opened.emit(on)

    def _made(self) -> StatisticsSheet:
        from gui.plots.statistics_sheet import StatisticsSheet

        sheet = StatisticsSheet()
        sheet.show_theme(self._theme)
        sheet.show_absent(self._absent)
        self.body.addWidget(sheet)
        return sheet

    def _show_arrow(self) -> None:
        self.button.setIcon(style.icon("down" if self.is_open else "next", self._theme.dim, ARROW))

    @Slot(bool)
    def show_absent(self, on: bool) -> None:
        """Say that there is nothing to show, or not yet."""
        self._absent = on
        if self._sheet is not None:
            self._sheet.show_absent(on)

    @Slot(object, int)
    def show_statistics(self, found: Statistics | None, t: int) -> None:
        """Show what was found of the image at t; None while it is not known."""
        if self._sheet is not None:
            self._sheet.show_statistics(found, t)

    @Slot(object, object)
    def show_path(self, path: PixelPath | None, pixel: tuple[int, int] | None) -> None:
        """Show the path of a pixel (x, y); None while it is not known."""
        if self._sheet is not None:
            self._sheet.show_path(path, pixel)

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme
        self._show_arrow()
        if self._sheet is not None:
            self._sheet.show_theme(theme)
