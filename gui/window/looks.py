"""How the window looks: theme, shown curves, folds. It is no part of the view, and is kept by the settings."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QWidget

from engine import __version__
from engine.scenes import GROUPS, SCENES
from engine.schedules.curve_looks import CurveLooks
from engine.state.start import ORDERS, Looks, Order, Start
from gui import style
from gui.startup.scale import SCALES
from gui.timeline.speed_field import Speed
from gui.widgets.focus import keys_given_back
from gui.widgets.screens import room_on
from gui.window.columns import WIDE, Columns

FIRST_SIZE = QSize(1600, 1000)
LEAST_UNFOLDED = 1180  # a window that is narrower has its right column folded, unless the user wants it
LEAST_WITH_LEFT = 880  # the same for its left column, as it is where everything is large
LEAST_WITH_BOTH = 1000  # and for its left one beside the right one, or the images would have less than either
WIDE_FOR_CHARTS = 1900  # the same, in a scene with charts of its own
LEAST_SIZE = QSize(900, 560)  # where the screen has room for it
ABOUT = (
    "<h3>Diffusion Sandbox {version}</h3><p>See diffusion: drag the timestep and watch images and curves of the "
    "noise process move together.</p><p>MIT licence. Equations: STIX fonts.</p>"
)


def on_screen(start: Start, screen: QScreen) -> Start:
    """The same, in a window for which the screen has room, and a sentence where that is not the size it asks for."""
    if start.looks.window_size is None:
        return start
    asked = QSize(*start.looks.window_size)
    size = asked.boundedTo(room_on(screen))
    if size == asked:
        return start
    sentence = (
        f"The window has {size.width()} x {size.height()}, all that this screen has room for: {asked.width()} x "
        f"{asked.height()} were asked for, which only saved images can have."
    )
    looks = replace(start.looks, window_size=(size.width(), size.height()))
    return replace(start, looks=looks, said=(*start.said, sentence))


class WindowLooks(QObject):
    """Changes how the window looks, and knows how it does."""

    curves_changed = Signal()
    scale_wanted = Signal()
    """The size of the next start is another one."""

    def __init__(self, window: QMainWindow, columns: Columns, looks: Looks) -> None:
        super().__init__(window)
        self._window, self._columns = window, columns
        self.theme = looks.theme or "system"
        self.curves = looks.of_curves
        self.scale = self.next_scale = 100
        """How large everything is, in percent, and how large it will be at the next start."""
        self.order: Order = looks.order or "loop"
        """What playback does after its end."""
        self.chosen_theme: str | None = None
        """What the user has chosen in this session: only that is remembered."""
        self._down = False
        self._help = bool(looks.help)
        self.presents = False
        """Whether the right column has the one curve of a presentation, in a window of any width."""
        columns.readout.show_digits(looks.digits or 4)
        columns.timeline.show_speed(Speed(looks.speed or Speed().seconds, looks.pace))
        columns.timeline.show_playback(self.order, self._down)
        columns.curves.show_looks(self.curves)
        columns.curves.looks_wanted.connect(self.show_curves)
        columns.help_button.toggled.connect(self._show_help)
        columns.help_button.setChecked(self._help)
        columns.statistics.show_open(bool(looks.statistics))
        columns.statistics.opened.connect(self._show_statistics)
        self._folded = None if looks.folded is None else "right" in looks.folded
        """Whether the user has folded the right column; None leaves it to the scene and the width."""
        self._left_folded: bool | None = None
        """The same of the left column, in this session."""
        columns.right.setHidden(bool(self._folded))
        self._fit(looks)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def _fit(self, looks: Looks) -> None:
        """Never larger than the screen has room for."""
        size = QSize(*looks.window_size) if looks.window_size else FIRST_SIZE
        self._window.setMinimumSize(self.room(LEAST_SIZE))
        self._window.resize(size if looks.window_size else self.room(size))
        self._columns.show_width(self._window.width())

    def room(self, size: QSize) -> QSize:
        """A size, as far as there is room for it on the screen, with a little for the frame of the window."""
        return size.boundedTo(room_on(self._window.screen()))

    def choose_scale(self, percent: int) -> None:
        """The user wants everything so large: the program starts again, with what it shows."""
        if percent != self.next_scale:
            self.next_scale = percent
            self.scale_wanted.emit()

    def change_scale(self, by: int) -> None:
        """The next larger size, or the next smaller one: so many steps as there are presses."""
        place = SCALES.index(self.next_scale) + by
        if 0 <= place < len(SCALES):
            self.choose_scale(SCALES[place])

    def choose_order(self, name: str) -> None:
        """The user wants playback to go on otherwise after its end."""
        self.order = next(order for order in ORDERS if order == name)
        self._columns.timeline.show_playback(self.order, self._down)

    @property
    def speed_in(self) -> str:
        """What the speed of playback is given in, a name in SPEED_WORDS."""
        return "pass" if self._columns.timeline.speed.pace is None else "timesteps"

    def choose_speed_in(self, name: str) -> None:
        """The user wants to give the speed of playback in another unit."""
        self._columns.timeline.show_by_timesteps(name == "timesteps")

    def choose_theme(self, name: str) -> None:
        """The user wants another theme."""
        self.chosen_theme = name
        self.show_theme(name)

    @Slot(str)
    def show_theme(self, name: str) -> None:
        """Use the theme "system", "dark" or "light" everywhere."""
        self.theme = name
        theme = style.theme_named(name)
        QApplication.setPalette(style.palette(theme))
        self._window.setStyleSheet(style.stylesheet(theme))
        self._columns.show_theme(theme)

    @Slot()
    def _follow_system(self) -> None:
        if self.theme == "system":
            self.show_theme("system")

    @Slot(object)
    def show_curves(self, curves: CurveLooks) -> None:
        """Show other curves, or the same otherwise; a presentation has one, and the others come back after it."""
        self.curves = curves.showing(self.curves.names) if self.presents else curves
        self._columns.curves.show_looks(curves)
        self.curves_changed.emit()

    @Slot(bool)
    def _show_help(self, on: bool) -> None:
        self._help = on
        self._columns.help.show_open(on)

    @Slot(bool)
    def _show_statistics(self, on: bool) -> None:
        if on:  # they may be below what is seen of their column
            self._columns.reveal(self._columns.statistics)

    def toggle_statistics(self) -> None:
        """Unfold the statistics, with the column that they stand in, or fold them."""
        panel = self._columns.statistics
        hidden = self._columns.right.isHidden()
        if hidden:
            self.fold_right()
        panel.show_open(hidden or not panel.is_open)

    def fold_right(self) -> None:
        """Fold the column of curves and numbers, or unfold it."""
        self._folded = not self._columns.right.isHidden()
        self._hide(self._columns.right, self._folded)
        self._fold_left_where_narrow()

    def fold_left(self) -> None:
        """Fold the column of picture and settings, or unfold it."""
        self._left_folded = not self._columns.inspector.isHidden()
        self._hide(self._columns.inspector, self._left_folded)

    def _hide(self, column: QWidget, on: bool) -> None:
        """Hide a column or show it; the keys of a field that goes are those of the images."""
        with keys_given_back(self._columns):
            column.setHidden(on)

    def adapt(self, scene: str) -> None:
        """Where there is little room, and large pictures or charts need it, the right column is folded, and the left.

        A scene whose process goes from T to 0 is played that way.
        """
        if SCENES[scene].backwards != self._down:
            self._down = SCENES[scene].backwards
            self._columns.timeline.show_playback(self.order, self._down)
        if self.presents:
            self._hide(self._columns.right, SCENES[scene].has_charts)
        elif self._folded is None:
            least = LEAST_UNFOLDED if scene in GROUPS["The process"] else WIDE
            least = WIDE_FOR_CHARTS if SCENES[scene].has_charts else least
            self._hide(self._columns.right, self._window.width() < least)
        self._fold_left_where_narrow()

    def _fold_left_where_narrow(self) -> None:
        """Fold the left column where there is no room for it, unless the user has chosen."""
        if not self.presents:
            least = LEAST_WITH_LEFT if self._columns.right.isHidden() else LEAST_WITH_BOTH
            narrow = self._window.width() < least
            self._hide(self._columns.inspector, narrow if self._left_folded is None else self._left_folded)

    def toggle_full_screen(self) -> None:
        """Take the whole screen, or give it back."""
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def show_about(self) -> None:
        """Say what the program is."""
        QMessageBox.about(self._window, "About Diffusion Sandbox", ABOUT.format(version=__version__))

    @property
    def looks(self) -> Looks:
        """As they are."""
        return Looks(
            theme=self.chosen_theme,
            window_size=(self._window.width(), self._window.height()),
            digits=self._columns.readout.digits,
            help=self._help,
            statistics=self._columns.statistics.is_open,
            folded=None if self._folded is None else ("right",) * self._folded,
            speed=self._columns.timeline.speed.seconds,
            pace=self._columns.timeline.speed.pace,
            order=self.order,
        ).with_curves(self.curves)
