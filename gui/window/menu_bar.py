"""The menus of the window, filled with the commands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from engine.planning.curves import CURVE_GROUPS, CURVES
from engine.state.changes import choose_resampling
from engine.state.curve_words import POSITIVE
from gui.plots.curve_menu import OVER_WORDS, capital
from gui.window import commands
from gui.window.menus import add_choices, add_commands, add_recent, add_switches

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow

RESAMPLING_WORDS = {
    "average": "Reduced: averages (noise looks weaker)",
    "pixels": "Reduced: single pixels (noise at full strength)",
}
ORDER_WORDS = {"loop": "Begin again", "once": "Stop", "swing": "Go back and forth"}
SPEED_WORDS = {"pass": "Seconds of a pass", "timesteps": "Timesteps a second"}
SWITCHES = {
    "begins_with_last": "Begin with the last view",
    "carries_view": "Saved pictures carry their view",
}
"""What is remembered of the user's wishes."""
TAKEN_HOME = "menu_screenshot", "menu_film", "menu_figure", "menu_sheet", "menu_copy_screenshot"
"""Those commands that save what is shown, which the button with the camera offers too."""
THEMES = {"system": "System", "dark": "Dark", "light": "Light"}


class MenuBar:
    """The menus of a window, and those of their entries that show a state."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._shown: dict[str, object] = {}
        """What the entries show already: a view changes 120 times a second while t is dragged."""
        bar = window.menuBar()
        self._fill_file(bar.addMenu("&File"))
        self._add(bar.addMenu("&Edit"), commands.editing(window))
        self._action("menu_same_t").setCheckable(True)
        self._add(bar.addMenu("&Scene"), commands.scenes(window.store))
        schedule, card = bar.addMenu("Sche&dule"), window.columns.schedule
        self._add(schedule, commands.schedule(window.schedules, card, window.columns.drawing))
        card.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        card.addActions(schedule.actions())
        time = bar.addMenu("&Time")
        self._add(time, commands.time(window.columns.timeline, window.store))
        order = time.addMenu("After the end")
        self.orders = add_choices(window, order, ORDER_WORDS, window.looks.choose_order)
        speed = time.addMenu("Speed in")
        self.speeds = add_choices(window, speed, SPEED_WORDS, window.looks.choose_speed_in)
        view = bar.addMenu("&View")
        self.zoom = self._zoom_menu()
        view.addMenu(self.zoom)
        self.themes = add_choices(window, view.addMenu("Theme"), THEMES, window.looks.choose_theme)
        self.curves = self._curves_menu(view)
        over = view.addMenu("Curves over")
        self.curves_over = add_choices(window, over, OVER_WORDS, self._drawn_over)
        positive = {name: capital(CURVES[name].words) for name in POSITIVE}
        self.log_curves = add_switches(
            window, view.addMenu("Logarithmic curves"), positive, window.looks.curves.log, self._make_log
        )
        window.looks.curves_changed.connect(self.show_curves)
        self.show_curves()
        view.addSeparator()
        self._add(view, commands.view(window))
        view.aboutToShow.connect(self._mark)
        trying = bar.addMenu("Tr&y this")
        self._add(trying, commands.trying(window.trying))
        window.trying.fill(trying)
        help = bar.addMenu("&Help")
        self._add(help, commands.help(window))
        help.aboutToShow.connect(self._mark)
        for name in self._in_force():
            self._action(name).setCheckable(True)
        self.show_history()

    def _add(self, menu: QMenu, entries: commands.Commands) -> None:
        add_commands(self._window, menu, entries)

    def _fill_file(self, menu: QMenu) -> None:
        """Pictures and sessions to open, what is saved, and how the program begins."""
        window, remembered = self._window, self._window.remembered
        self._add(menu, commands.opening(window))
        self.recent = (
            add_recent(menu, "Recent pictures", lambda: remembered.pictures, window.opening.open_as_picture),
            add_recent(menu, "Recent sessions", lambda: remembered.sessions, window.sessions.open_or_say),
        )
        menu.addSeparator()
        self._add(menu, commands.saving(window))
        window.columns.camera.addActions([self._action(name) for name in TAKEN_HOME])
        menu.addSeparator()
        on = [name for name in SWITCHES if getattr(remembered, name)]
        add_switches(window, menu, SWITCHES, on, self._switch)
        menu.addSeparator()
        self._add(menu, commands.ending(window))

    def _switch(self, on: list[str]) -> None:
        for name in SWITCHES:
            setattr(self._window.remembered, name, name in on)

    def _curves_menu(self, view: QMenu) -> list[QAction]:
        """The curves that there are, in groups."""
        menu, looks = view.addMenu("Curves"), self._window.looks
        words = {name: capital(each.words) for name, each in CURVES.items()}
        actions = add_switches(self._window, menu, words, looks.curves.names, self._show_curves)
        firsts = {group[0].name for group in CURVE_GROUPS.values()}
        for action in actions[1:]:
            if action.data() in firsts:
                menu.insertSeparator(action)
        return actions

    def _show_curves(self, names: list[str]) -> None:
        looks = self._window.looks
        looks.show_curves(looks.curves.showing(names))

    def _drawn_over(self, name: str) -> None:
        looks = self._window.looks
        looks.show_curves(looks.curves.drawn_over(name))

    def _make_log(self, names: list[str]) -> None:
        looks = self._window.looks
        looks.show_curves(replace(looks.curves, log=tuple(names)))

    def show_curves(self) -> None:
        """Check what is in force of the curves."""
        curves = self._window.looks.curves
        for action in self.curves_over.actions():
            action.setChecked(action.data() == curves.over)
        for actions, names in ((self.curves, curves.names), (self.log_curves, curves.log)):
            for action in actions:
                with QSignalBlocker(action):
                    action.setChecked(action.data() in names)

    def _zoom_menu(self) -> QMenu:
        """What part of the picture is shown, and what a reduced picture shows."""
        window = self._window
        menu = QMenu("&Zoom", window)
        menu.setObjectName("zoom_menu")
        self._add(menu, commands.zoom(window.zooming))
        menu.addSeparator()
        self.resamplings = add_choices(
            window, menu, RESAMPLING_WORDS, lambda name: window.store.apply(choose_resampling(name))
        )
        return menu

    def _mark(self) -> None:
        """Mark what is on, however it came to be: by its key, by a button, or as the window is narrow."""
        for name, on in self._in_force().items():
            self._action(name).setChecked(on)

    def _in_force(self) -> dict[str, bool]:
        window, columns = self._window, self._window.columns
        folded = columns.right.isHidden()
        return {
            "menu_left_column": columns.inspector.isHidden(),
            "menu_right_column": folded,
            "menu_statistics": columns.statistics.is_open and not folded,
            "menu_full_screen": window.isFullScreen(),
            "menu_present": window.presenting.on,
            "menu_laser": window.presenting.points,
            "menu_help": columns.help_button.isChecked(),
        }

    def show_history(self) -> None:
        """Name the steps that can be undone and done again."""
        history = self._window.store.history
        for name, words, steps in (
            ("menu_undo", "Undo", history.past),
            ("menu_redo", "Redo", history.future),
        ):
            step = steps[-1][1] if steps else ""
            if self._is_new(name, (bool(steps), step)):
                action = self._action(name)
                action.setText(f"&{words} {step[:1].lower() + step[1:]}" if step else f"&{words}")
                action.setEnabled(bool(steps))

    def show_state(self) -> None:
        """Check what is in force."""
        view, looks = self._window.store.view, self._window.looks
        if self._is_new("pin", view.pin is not None):
            for name in ("menu_same_t", "menu_exchange", "menu_unpin"):
                self._action(name).setEnabled(view.pin is not None)
        follows = view.pin is not None and view.pin.shown.follows
        if self._is_new("follows", follows):
            self._action("menu_same_t").setChecked(follows)
        if self._is_new("checks", (view.resampling, looks.theme, looks.order, looks.speed_in)):
            for menu, chosen in (
                (self.resamplings, view.resampling),
                (self.themes, looks.theme),
                (self.orders, looks.order),
                (self.speeds, looks.speed_in),
            ):
                for action in menu.actions():
                    action.setChecked(action.data() == chosen)

    def _is_new(self, name: str, state: object) -> bool:
        before = self._shown.get(name)
        self._shown[name] = state
        return state != before

    def _action(self, name: str) -> QAction:
        action = self._window.findChild(QAction, name)
        assert action is not None
        return action
