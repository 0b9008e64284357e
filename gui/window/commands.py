"""The one table of commands: what the menus offer, and the keys that do it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

import resources
from engine.scenes import SCENES
from engine.schedules.as_python import PYTHON
from engine.schedules.quantities import QUANTITIES
from engine.state.changes import choose_resampling, choose_scene, exchange, pin, reset_all, reset_scene, unpin
from gui.window.menus import Command, add_choices, add_commands, add_recent, add_switches
from gui.window.schedules import TABLES
from gui.window.shortcuts import ShortcutSheet

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow

ZOOM_STEP = 2**0.5
RESAMPLING_WORDS = {
    "average": "Reduced: averages (noise looks weaker)",
    "pixels": "Reduced: single pixels (noise at full strength)",
}
ORDER_WORDS = {"loop": "Begin again", "once": "Stop", "swing": "Go back and forth"}
SWITCHES = {
    "begins_with_last": "Begin with the last view",
    "carries_view": "Saved pictures carry their view",
}
"""What is remembered of the user's wishes."""
THEMES = {"system": "System", "dark": "Dark", "light": "Light"}


class Menus:
    """The menus of a window, and those of their entries that show a state."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        bar = window.menuBar()
        self._fill_file(bar.addMenu("&File"))
        self._edit = bar.addMenu("&Edit")
        self._add(self._edit, self._editing())
        self._add(bar.addMenu("&Scene"), self._scenes())
        self._add(bar.addMenu("Sche&dule"), self._schedule())
        time = bar.addMenu("&Time")
        self._add(time, self._time())
        order = time.addMenu("After the end")
        self.orders = add_choices(window, order, ORDER_WORDS, window.looks.choose_order)
        view = bar.addMenu("&View")
        self.zoom = self._zoom_menu()
        view.addMenu(self.zoom)
        self.themes = add_choices(window, view.addMenu("Theme"), THEMES, window.looks.choose_theme)
        words = {name: quantity.words.capitalize() for name, quantity in QUANTITIES.items()}
        self.curves = add_switches(
            window, view.addMenu("Curves"), words, window.looks.curves, window.looks.show_curves
        )
        self._add(view, self._view())
        self._add(bar.addMenu("&Help"), self._help())
        self.show_history()

    def _add(self, menu: QMenu, commands: list[Command | None]) -> None:
        add_commands(self._window, menu, commands)

    def _fill_file(self, menu: QMenu) -> None:
        """Pictures and sessions to open, what is saved, and how the program begins."""
        window, remembered = self._window, self._window.remembered
        self._add(menu, self._opening())
        self.recent = (
            add_recent(menu, "Recent pictures", lambda: remembered.pictures, window.opening.open_as_picture),
            add_recent(menu, "Recent sessions", lambda: remembered.sessions, window.sessions.open_or_say),
        )
        self._add(menu, self._saving())
        on = [name for name in SWITCHES if getattr(remembered, name)]
        add_switches(window, menu, SWITCHES, on, self._switch)
        self._add(menu, [None, ("menu_quit", "&Quit", "Ctrl+Q", window.close)])

    def _switch(self, on: list[str]) -> None:
        for name in SWITCHES:
            setattr(self._window.remembered, name, name in on)

    def _opening(self) -> list[Command | None]:
        window = self._window
        bundled: list[Command | None] = [
            (f"bundled_{name}", f"Open {name}", "", partial(window.opening.open_bundled, name))
            for name in resources.picture_names()
        ]
        return [
            ("menu_open", "&Open a picture…", "Ctrl+O", window.opening.ask),
            ("menu_open_as_picture", "Open &as a picture…", "", window.opening.ask_as_picture),
            *bundled,
            ("menu_paste", "&Paste a picture", "Ctrl+V", window.opening.paste),
            ("menu_open_session", "Open a s&ession…", "Ctrl+Shift+O", window.sessions.ask),
        ]

    def _saving(self) -> list[Command | None]:
        window = self._window
        return [
            None,
            ("menu_save_session", "Save the sess&ion…", "Ctrl+Shift+S", self._save_session),
            ("menu_screenshot", "&Save a screenshot…", "Ctrl+S", window.screenshots.ask),
            ("menu_film", "Save a &film…", "Ctrl+Shift+F", lambda: window.home.ask("film")),
            ("menu_figure", "Save a fi&gure…", "Ctrl+Shift+G", lambda: window.home.ask("figure")),
            ("menu_sheet", "Save a contact s&heet…", "", lambda: window.home.ask("sheet")),
            ("menu_copy_screenshot", "&Copy the window", "Ctrl+Shift+C", window.screenshots.copy_window),
            ("menu_copy_command", "Copy co&mmand", "", self._copy_command),
            None,
        ]

    def _save_session(self) -> None:
        self._window.sessions.save(self._window.words.file_name())

    def _copy_command(self) -> None:
        self._window.words.copy_command(self._window.looks)

    def _editing(self) -> list[Command | None]:
        window = self._window
        return [
            ("menu_undo", "&Undo", QKeySequence.StandardKey.Undo, window.store.undo),
            ("menu_redo", "&Redo", "Ctrl+Shift+Z", window.store.redo),
            None,
            ("menu_pin", "&Pin this view", "P", lambda: window.store.apply(pin())),
            ("menu_exchange", "E&xchange A and B", "Shift+X", lambda: window.store.apply(exchange())),
            ("menu_unpin", "U&npin", "Shift+P", lambda: window.store.apply(unpin())),
            None,
            ("menu_reset_scene", "Reset the &scene", "", self._reset_scene),
            ("menu_reset_all", "Reset &all", "", lambda: window.store.apply(reset_all())),
        ]

    def _reset_scene(self) -> None:
        store = self._window.store
        store.apply(reset_scene(store.view.scene))

    def _scenes(self) -> list[Command | None]:
        store = self._window.store
        commands: list[Command | None] = []
        for number, (name, scene) in enumerate(SCENES.items()):
            keys = f"Ctrl+{number + 1}" if number < 9 else ""
            run: Callable[[], object] = partial(store.apply, choose_scene(name))
            commands.append((f"menu_scene_{name}", scene.title, keys, run))
        return [
            *commands,
            None,
            ("menu_next_scene", "&Next scene", "Ctrl+Tab", lambda: self._move_scene(1)),
            ("menu_previous_scene", "&Previous scene", "Ctrl+Shift+Tab", lambda: self._move_scene(-1)),
        ]

    def _move_scene(self, by: int) -> None:
        names, store = list(SCENES), self._window.store
        store.apply(choose_scene(names[(names.index(store.view.scene) + by) % len(names)]))

    def _schedule(self) -> list[Command | None]:
        schedules = self._window.schedules
        save = schedules.save_table
        tables: list[Command | None] = [
            (f"menu_save_table_{name.lower()}", f"Save all numbers as {name}…", "", partial(save, ending))
            for ending, name in TABLES.items()
        ]
        codes: list[Command | None] = [
            (f"menu_copy_{kind}", f"Copy {words}", "", partial(schedules.copy_python, kind))
            for kind, (words, _) in PYTHON.items()
        ]
        return [
            ("menu_open_schedule", "&Open a schedule…", "", schedules.ask),
            ("menu_paste_schedule", "&Paste a schedule", "Ctrl+Shift+V", schedules.paste),
            None,
            ("menu_save_config", "&Save as a configuration of diffusers…", "", schedules.save_config),
            *tables,
            None,
            *codes,
        ]

    def _time(self) -> list[Command | None]:
        timeline = self._window.columns.timeline
        return [
            ("menu_play", "&Play or pause", "Space", timeline.toggle_play),
            ("menu_play_down", "Play towards t = 0", "J", lambda: timeline.play(down=True)),
            ("menu_pause", "Pa&use", "K", timeline.stop),
            ("menu_play_up", "Play towards t = T", "L", lambda: timeline.play(down=False)),
            ("menu_next", "&Next timestep", "Right", lambda: timeline.step_by(1)),
            ("menu_previous", "P&revious timestep", "Left", lambda: timeline.step_by(-1)),
            ("menu_page_on", "A &hundredth on", "Shift+Right", lambda: timeline.step_by(timeline.page)),
            ("menu_page_back", "A h&undredth back", "Shift+Left", lambda: timeline.step_by(-timeline.page)),
            ("menu_first", "&First", "Home", lambda: timeline.go_to(0)),
            ("menu_last", "&Last", "End", lambda: timeline.go_to(timeline.steps)),
        ]

    def _zoom_menu(self) -> QMenu:
        """What part of the picture is shown, and what a reduced picture shows."""
        window, zooming = self._window, self._window.zooming
        menu = QMenu("&Zoom", window)
        menu.setObjectName("zoom_menu")
        commands: list[Command | None] = [
            ("menu_zoom_in", "&Enlarge", "+", lambda: zooming.enlarge(ZOOM_STEP)),
            ("menu_zoom_out", "&Reduce", "-", lambda: zooming.enlarge(1 / ZOOM_STEP)),
            ("menu_zoom_fit", "&All of the picture", "0", zooming.show_all),
            ("menu_zoom_one", "A pixel for each &pixel", "1", zooming.show_one_to_one),
            None,
        ]
        self._add(menu, commands)
        self.resamplings = add_choices(
            window, menu, RESAMPLING_WORDS, lambda name: window.store.apply(choose_resampling(name))
        )
        return menu

    def _view(self) -> list[Command | None]:
        looks = self._window.looks
        return [
            None,
            ("menu_right_column", "Fold curves and numbers", "Ctrl+B", looks.fold_right),
            ("menu_statistics", "&Statistics", "Ctrl+I", looks.toggle_statistics),
            ("menu_full_screen", "Full screen", "F11", looks.toggle_full_screen),
            ("menu_larger", "Everything larger", "Ctrl++", lambda: looks.change_scale(1)),
            ("menu_smaller", "Everything smaller", "Ctrl+-", lambda: looks.change_scale(-1)),
        ]

    def _help(self) -> list[Command | None]:
        window = self._window
        return [
            ("menu_help", "&Help on the scene", "F1", window.looks.toggle_help),
            ("menu_shortcuts", "&Keys and mouse", "?", lambda: ShortcutSheet(window).exec()),
            ("menu_about", "&About Diffusion Sandbox", "", window.looks.show_about),
        ]

    def show_history(self) -> None:
        """Name the steps that can be undone and done again."""
        history = self._window.store.history
        for name, words, steps in (
            ("menu_undo", "Undo", history.past),
            ("menu_redo", "Redo", history.future),
        ):
            action = self._window.findChild(QAction, name)
            assert action is not None
            step = steps[-1][1] if steps else ""
            action.setText(f"&{words} {step[:1].lower() + step[1:]}" if step else f"&{words}")
            action.setEnabled(bool(steps))

    def show_state(self) -> None:
        """Check what is in force."""
        view = self._window.store.view
        for name in ("menu_exchange", "menu_unpin"):
            action = self._window.findChild(QAction, name)
            assert action is not None
            action.setEnabled(view.pin is not None)
        for action in self.resamplings.actions():
            action.setChecked(action.data() == view.resampling)
        for action in self.themes.actions():
            action.setChecked(action.data() == self._window.looks.theme)
        for action in self.orders.actions():
            action.setChecked(action.data() == self._window.looks.order)
