"""The panels of the window and where they stand: three columns over a timeline.

The left column is the inspector: picture, schedule, the scene's own card, noise. The middle has the scenes, the
equation and the pictures to the bottom. The right column, which folds, has curves and numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QToolButton, QWidget

import resources
from engine.scenes import SCENES
from engine.schedules.quantities import numbers_of
from engine.state.changes import timesteps_of
from engine.state.view import View, shows_plane
from engine.state.visited import visited
from gui import style
from gui.cards.generate_actions import GenerateActions
from gui.cards.noise_card import NoiseCard
from gui.cards.picture_card import PictureCard
from gui.cards.runs_list import RunsList
from gui.cards.scene_card import SceneCard
from gui.cards.schedule_card import ScheduleCard
from gui.images.image_grid import ImageGrid
from gui.plots.curves import Curves
from gui.plots.drawing.panel import DrawingPanel
from gui.plots.readout import Readout
from gui.plots.scene_charts import SceneCharts
from gui.plots.statistics import StatisticsCard
from gui.scene.equation import EquationLine
from gui.scene.help import HelpSheet
from gui.scene.pin_bar import PinBar
from gui.scene.tabs import SceneTabs
from gui.scene.try_bar import TryBar
from gui.style import GAP, Theme
from gui.timeline.timeline import Timeline
from gui.widgets.focus import keys_given_back, order_tabs
from gui.widgets.layouts import SCROLL_BAR, column, lay_out_now, scrolling
from gui.widgets.screens import NO_LIMIT
from gui.window.centre import Centre, Middle
from gui.window.status import Status

if TYPE_CHECKING:
    from engine.generation.trajectory import Trajectory

LEFT, RIGHT, LEAST_RIGHT = 260, 380, 300
LEAST_CURVE = 190  # in the right column, where a curve stands alone
WIDE = 1400  # from this width on, the curves have their full width, or more
LOW = 376  # below this height the images need all of it: no small rows, no images beside charts, less around them


class ShowsView(Protocol):
    """A panel that shows something of a view."""

    def show_view(self, view: View) -> None:
        """Show it; do nothing where its part is the same."""


class Columns(QWidget):
    """Everything in the window between the menu bar and the status line."""

    low_changed = Signal(bool)
    """The window is so low now that images need all the room that there is, or it is no more."""

    def __init__(self, *, timings: bool) -> None:
        super().__init__()
        self.picture = PictureCard(resources.picture_names())
        self.schedule = ScheduleCard()
        self.scene = SceneCard()
        self.generate = GenerateActions()
        self.scene.add_actions(self.generate)
        self.runs = RunsList()
        self.scene.add_actions(self.runs)
        self.noise = NoiseCard()
        self.curves = Curves()
        self.readout = Readout()
        self.statistics = StatisticsCard()
        self.timeline = Timeline()
        self.images = ImageGrid()
        self.drawing = DrawingPanel()
        self.charts = SceneCharts()
        self.equation = EquationLine()
        self.pins = PinBar()
        self.trying = TryBar()
        self.tabs = SceneTabs()
        self.help_button = _button("help_button", "Help on the scene  F1")
        self.help_button.setCheckable(True)
        self.zoom = _button(
            "zoom", "Zoom: turn the wheel over a picture, drag, double click for all of it", "Zoom"
        )
        self.zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.camera = _button("save", "Save what is shown: a screenshot, a film, a figure", "Save")
        self.camera.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.status = Status(timings=timings)
        self._wide, self._low = True, False
        self._ordered = ""  # the scene whose fields Tab leads through

        # A new panel is one entry in its column: it is shown each view, coloured, and reached by Tab in this order;
        # what it wants goes to the store, and in the right column a film of the window shows how it changes with t.
        on_left = (self.picture, self.schedule, self.scene, self.noise)
        on_right = (self.curves, self.readout, self.statistics)
        self.panels: tuple[QWidget, ...] = (
            *on_left[:2], self.generate, self.runs, *on_left[2:],
            self.tabs, self.help_button, self.zoom, self.camera, self.trying, self.pins, self.drawing,
            self.equation, self.charts, self.images, *on_right, self.timeline,
        )  # fmt: skip
        self._showing: list[ShowsView] = [panel for panel in self.panels if hasattr(panel, "show_view")]
        self._lay_out(on_left, on_right)

    def _lay_out(self, on_left: Sequence[QWidget], on_right: Sequence[QWidget]) -> None:
        """Three columns, whose widths a user shares out, over the timeline."""
        left = column(*on_left)
        left.addStretch(1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(GAP)
        self.inspector = scrolling(left, LEFT)
        self.inspector.setObjectName("inspector")
        self.splitter.addWidget(self.inspector)
        centre = self._centre()
        self.help = HelpSheet(centre.middle)
        self.splitter.addWidget(Middle(centre, self.drawing))
        right = column(*on_right, stretch=0)
        self.right = scrolling(right, LEAST_RIGHT - SCROLL_BAR)
        self.right.setObjectName("right_column")
        self.splitter.addWidget(self.right)
        self.splitter.setStretchFactor(1, 1)
        whole = column(self.splitter, self.timeline, stretch=0)
        whole.setContentsMargins(GAP, 0, GAP, 0)
        self.setLayout(whole)

    def _centre(self) -> Centre:
        """The card with the scene: its tab, its equation and its images."""
        buttons, parts = (self.help_button, self.zoom, self.camera), (self.charts, self.images)
        return Centre(self.tabs, buttons, (self.trying,), self.equation, self.pins, parts)

    def show_view(self, view: View, run: Trajectory | None = None, pinned: Trajectory | None = None) -> None:
        """Show a view in all panels, with the generations in it and in the pinned one; what is the same stays."""
        schedule = view.schedule.make()
        self.pins.show_run(pinned)
        with keys_given_back(self):  # of a field that goes with its scene
            for panel in self._showing:
                panel.show_view(view)
        self.timeline.show_steps(schedule.steps, timesteps_of(view, run))
        self.timeline.show_t(view.t)
        self.timeline.show_marks(view.marks)
        self.curves.show_schedule(schedule, visited(view))
        self.curves.show_t(view.t)
        self.readout.show_values(schedule, view.t)
        self.help.show_text(SCENES[view.scene].help)
        if view.scene != self._ordered:  # its fields may have been made just now, after those of the timeline
            self._ordered = view.scene
            order_tabs(*self.panels)
        charts = SCENES[view.scene].has_charts or shows_plane(view)
        if charts == self.charts.isHidden() and self.images.frame:  # which was made for another place
            self.show_empty("")
        self.charts.setVisible(charts)
        self._make_room()

    def show_empty(self, sentence: str) -> None:
        """Show no frame, and nothing of one; say why, unless that is plain."""
        self.images.forget_frame(sentence)
        self.charts.show_charts((), ())
        self.equation.show_equation("", "", "")
        self.equation.show_problem(sentence)

    def reveal(self, panel: QWidget) -> None:
        """Scroll the right column to a panel, as far as it goes."""
        lay_out_now()  # the column is as high as it will be
        self.right.verticalScrollBar().setValue(panel.y())

    def show_values_below(self, view: View) -> None:
        """Say the values at t in the status line where the right column is folded."""
        self.status.show_values("" if self.right.isVisibleTo(self) else _values(view))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a wide window the curves have more room, in a low one the images or the charts."""
        super().resizeEvent(event)
        low = self.height() < LOW
        if low != self._low:
            self._low = low
            self.timeline.show_low(low)
            self._make_room()
            self.low_changed.emit(low)
        wide = self.width() >= WIDE
        if wide != self._wide:
            self._wide = wide
            self.right.setMaximumWidth(NO_LIMIT if wide else LEAST_RIGHT)
            if not wide:  # the columns may be those of a wide window
                self.show_width(self.width())

    def _make_room(self) -> None:
        """Beside charts in a low window images have no width. They are not hidden: the keys are theirs."""
        self.images.setMaximumWidth(0 if self._low and not self.charts.isHidden() else NO_LIMIT)

    def show_width(self, width: int) -> None:
        """Share a window's width among the columns; the images have the most of it."""
        right = RIGHT if width >= WIDE else LEAST_RIGHT
        self.splitter.setSizes([LEFT + SCROLL_BAR, width, right])

    def show_narrow(self, on: bool) -> None:
        """Let the right column be as narrow as a curve may be, as when one is presented, or as numbers need it."""
        least = LEAST_CURVE if on else LEAST_RIGHT - SCROLL_BAR
        holder = self.right.widget()
        assert holder is not None
        holder.setMinimumWidth(least)
        self.right.setMinimumWidth(least + SCROLL_BAR)

    def show_theme(self, theme: Theme) -> None:
        """Colour the panels that paint themselves or have icons."""
        for panel in self.panels:
            if hasattr(panel, "show_theme"):
                panel.show_theme(theme)
        for button, name in ((self.help_button, "info"), (self.zoom, "zoom"), (self.camera, "camera")):
            button.setIcon(style.icon(name, theme.dim))


def _values(view: View) -> str:
    schedule = view.schedule.make()
    first = {"alpha_bar": "ᾱ"} if schedule.variance_preserving else {"sqrt_alpha_bar": "signal"}
    numbers = numbers_of(schedule)
    return "   ".join(
        f"{words} {numbers[name].text(schedule, view.t, 4)}"
        for name, words in (first | {"snr": "SNR", "log_snr": "log SNR"}).items()
    )


def _button(name: str, help: str, words: str = "") -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setToolTip(help)
    button.setAccessibleName(words or help)
    return button
