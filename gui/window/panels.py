"""The panels of the window and where they stand: three columns over a timeline."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

import resources
from engine.scenes import SCENES
from engine.state.command_line import Options
from gui import style
from gui.cards.controls import DeviceCard, GridCard, NoiseCard
from gui.cards.picture_card import PictureCard
from gui.cards.run_bar import RunBar
from gui.cards.schedule_card import ScheduleCard
from gui.cards.strip import Strip
from gui.cards.strip_area import StripArea
from gui.images.image_grid import ImageGrid
from gui.plots.curves import Curves
from gui.plots.readout import Readout
from gui.scene.equation import EquationLine
from gui.style import GAP, Theme
from gui.timeline.timeline import Timeline
from gui.widgets.card import Card, label, set_role
from gui.window.status import Status

LEFT, RIGHT, LEAST_RIGHT = 240, 380, 300
WIDE = 1400  # from this width on, the curves have their full width, or more
NO_LIMIT = 16_777_215  # QWIDGETSIZE_MAX
MOST_OF_STRIP = 25  # percent of the height
SCROLL_BAR = 8
ROOMY = (1200, 800)  # smaller windows have narrow tabs, lower ones no help


class Panels(QWidget):
    """Everything in the window between the menu bar and the status line, in the state of `options`."""

    settings_changed = Signal(object)
    """The user has changed those of the scene that is shown."""

    def __init__(self, options: Options) -> None:
        super().__init__()
        self._options = options
        self.picture = PictureCard(resources.picture_names())
        self.picture.show_working_size(options.working_size)
        self.schedule = ScheduleCard()
        self.schedule.show_choice(options.schedule)
        self.noise = NoiseCard()
        self.noise.show_seed(options.seed)
        self.noise.show_same_noise(not options.film.independent)
        self.grid = GridCard()
        self.grid.show_rows_and_samples(options.film.rows, options.film.samples)
        self.device = DeviceCard()
        self.curves = Curves()
        self.readout = Readout()
        self.timeline = Timeline()
        self.images = ImageGrid()
        self.equation = EquationLine()
        self.tabs = QTabBar()
        self.strips: dict[str, Strip] = {}  # of the scenes that have been shown so far
        self._strip_area = StripArea()
        self.run_bar = RunBar()
        self.run_bar.hide()
        self.help = label("", "dim")
        self._help_wanted = True
        self._wide = True
        self.zoom = QToolButton()
        self.camera = QToolButton()
        self.status = Status(timings=options.screenshot is None)

        left = _column(self.picture, self.schedule, self.noise, self.grid, self.device)
        left.addStretch(1)
        right = _column(self.curves, self.readout, stretch=0)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.setChildrenCollapsible(False)
        self.columns.setHandleWidth(GAP)
        self.columns.addWidget(_scrolling(left))
        self.columns.addWidget(self._centre())
        self._right = _holding(right, LEAST_RIGHT)
        self.columns.addWidget(self._right)
        self.columns.setStretchFactor(1, 1)
        whole = _column(self.columns, self.timeline, stretch=0)
        whole.setContentsMargins(GAP, 0, GAP, 0)
        self.setLayout(whole)

    def _centre(self) -> Card:
        """The card with the scene: its tab, its equation and its images."""
        self.tabs.setObjectName("scene")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for name, scene in SCENES.items():
            self.tabs.setTabData(self.tabs.addTab(scene.title), name)
        self.help.setObjectName("help")
        self.help.setWordWrap(True)
        self.help.setContentsMargins(GAP, 0, GAP, 0)
        self.zoom.setObjectName("zoom")
        self.zoom.setToolTip("Zoom: turn the wheel over a picture, drag, double click for all of it")
        self.zoom.setAccessibleName("Zoom")
        self.zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.camera.setObjectName("screenshot")
        self.camera.setToolTip("Save a screenshot  Ctrl+S")
        self.camera.setAccessibleName("Save a screenshot")
        centre = Card()
        top = QHBoxLayout()
        top.addWidget(self.tabs)
        top.addStretch(1)
        top.addWidget(self.zoom)
        top.addWidget(self.camera)
        centre.body.addLayout(top)
        centre.body.addWidget(self.help)
        centre.body.addWidget(self._strip_area)
        centre.body.addWidget(self.run_bar)
        centre.body.addWidget(self.equation)
        centre.body.addWidget(self.images, 1)
        return centre

    def show_scene(self, name: str) -> None:
        """Show the tab, the help and the strip of a scene."""
        for index in range(self.tabs.count()):
            if self.tabs.tabData(index) == name:
                self.tabs.setCurrentIndex(index)
        self.help.setText(SCENES[name].help)
        if name not in self.strips:
            strip = self.strips[name] = Strip(SCENES[name], self._options.settings_of(name))
            strip.setContentsMargins(GAP, 0, GAP, 0)
            strip.changed.connect(self.settings_changed)
            self._strip_area.add(strip)
        for other, strip in self.strips.items():
            strip.setVisible(other == name)
        self._strip_area.setVisible(bool(SCENES[name].options))
        self.grid.setEnabled(SCENES[name].has_film)

    def show_help(self, on: bool) -> None:
        """Show the help on the scene, unless the window is too low for it."""
        self._help_wanted = on
        self.help.setVisible(on and self.height() >= ROOMY[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, leave out the help and what is in the menu too, and narrow the tabs."""
        super().resizeEvent(event)
        set_role(self.tabs, "narrow", self.width() < ROOMY[0])
        self.zoom.setVisible(self.width() >= ROOMY[0])
        self._strip_area.show_limit(self.height() * MOST_OF_STRIP // 100)
        wide = self.width() >= WIDE
        if wide != self._wide:
            self._wide = wide
            self._right.setMaximumWidth(NO_LIMIT if wide else LEAST_RIGHT)
            if not wide:  # the columns may be those of a wide window
                self.show_width(self.width())
        self.show_help(self._help_wanted)

    def show_width(self, width: int) -> None:
        """Share a window's width among the columns; the images have the most of it."""
        right = RIGHT if width >= WIDE else LEAST_RIGHT
        self.columns.setSizes([LEFT + SCROLL_BAR, width, right])

    def show_theme(self, theme: Theme) -> None:
        """Colour the panels that paint themselves or have icons."""
        for panel in (
            self.picture, self.schedule, self.noise, self.curves, self.readout,
            self.timeline, self.images, self.equation,
        ):  # fmt: skip
            panel.show_theme(theme)
        self.zoom.setIcon(style.icon("zoom", theme.dim))
        self.camera.setIcon(style.icon("camera", theme.dim))


def _column(*widgets: QWidget, stretch: int | None = None) -> QVBoxLayout:
    """Widgets one above the other, GAP between them; `stretch` is the one that takes what is left."""
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP)
    for index, widget in enumerate(widgets):
        column.addWidget(widget, int(index == stretch))
    return column


def _holding(column: QVBoxLayout, least_width: int) -> QWidget:
    holder = QWidget()
    holder.setLayout(column)
    holder.setMinimumWidth(least_width)
    return holder


def _scrolling(column: QVBoxLayout) -> QScrollArea:
    """The column of controls, which scrolls by itself when the window is low."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(_holding(column, LEFT))
    area.setMinimumWidth(LEFT + SCROLL_BAR)
    return area
