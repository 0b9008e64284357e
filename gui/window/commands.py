"""The one table of commands: what the menus offer, each with its key, one function for each menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

import resources
from engine.scenes import TITLES
from engine.schedules.as_python import PYTHON
from engine.state.changes import begin_here, choose_scene, end_here, mark, reset_all, reset_scene
from engine.state.pinning import exchange, follow, pin, unpin
from gui.cards.schedule_card import ScheduleCard
from gui.controllers.store import Store
from gui.controllers.zooming import Zooming
from gui.plots.drawing.panel import DrawingPanel
from gui.scene.tabs import key_of
from gui.startup.scale import USUAL
from gui.timeline.timeline import Timeline
from gui.window.menus import Command
from gui.window.schedules import TABLES, Schedules
from gui.window.trying import Trying

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow

Commands = list[Command | None]
"""None is a separator."""
ZOOM_STEP = 2**0.5


def opening(window: MainWindow) -> Commands:
    """Pictures and sessions to open."""
    bundled: Commands = [
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


def saving(window: MainWindow) -> Commands:
    """What is taken home of the view."""

    def save_session() -> None:
        window.sessions.save(window.words.file_name())

    return [
        ("menu_save_session", "Save the sess&ion…", "Ctrl+Shift+S", save_session),
        ("menu_screenshot", "&Save a screenshot…", "Ctrl+S", window.screenshots.ask),
        ("menu_film", "Save a &film…", "Ctrl+Shift+F", lambda: window.home.ask("film")),
        ("menu_figure", "Save a fi&gure…", "Ctrl+Shift+G", lambda: window.home.ask("figure")),
        ("menu_sheet", "Save a contact s&heet…", "", lambda: window.home.ask("sheet")),
        ("menu_copy_screenshot", "&Copy the window", "Ctrl+Shift+C", window.screenshots.copy_window),
        ("menu_copy_command", "Copy co&mmand", "", lambda: window.words.copy_command(window.looks)),
    ]


def editing(window: MainWindow) -> Commands:
    """Steps taken back, views compared, and defaults."""
    store = window.store
    return [
        ("menu_undo", "&Undo", QKeySequence.StandardKey.Undo, store.undo),
        ("menu_redo", "&Redo", "Ctrl+Shift+Z; Ctrl+Y", store.redo),
        None,
        ("menu_pin", "&Pin this view", "P", lambda: store.apply(pin())),
        ("menu_same_t", "A at the same &t as B", "Shift+T", lambda: store.apply(follow())),
        ("menu_exchange", "E&xchange A and B", "Shift+X", lambda: store.apply(exchange())),
        ("menu_unpin", "U&npin", "Shift+P", lambda: store.apply(unpin())),
        None,
        ("menu_reset_scene", "Reset the &scene", "", lambda: store.apply(reset_scene(store.view.scene))),
        ("menu_reset_all", "Reset &all", "", lambda: store.apply(reset_all())),
    ]


def scenes(store: Store) -> Commands:
    """The scenes, by name and one after the other."""
    names = list(TITLES)

    def move(by: int) -> None:
        store.apply(choose_scene(names[(names.index(store.view.scene) + by) % len(names)]))

    def choose(number: int, name: str) -> Command:
        run: Callable[[], object] = partial(store.apply, choose_scene(name))
        return f"menu_scene_{name}", TITLES[name], key_of(number), run

    return [
        *(choose(number, name) for number, name in enumerate(names)),
        None,
        ("menu_next_scene", "&Next scene", "Ctrl+Tab", lambda: move(1)),
        ("menu_previous_scene", "&Previous scene", "Ctrl+Shift+Tab", lambda: move(-1)),
    ]


def schedule(schedules: Schedules, card: ScheduleCard, drawing: DrawingPanel) -> Commands:
    """Schedules from elsewhere, and for elsewhere."""
    compare = schedules.compare
    save = schedules.save_table
    tables: Commands = [
        (f"menu_save_table_{name.lower()}", f"Save all numbers as {name}…", "", partial(save, ending))
        for ending, name in TABLES.items()
    ]
    codes: Commands = [
        (f"menu_copy_{kind}", f"Copy {words}", "", partial(schedules.copy_python, kind))
        for kind, (words, _) in PYTHON.items()
    ]
    return [
        ("menu_gallery", "&Browse all schedules…", "", card.open_gallery),
        ("menu_draw", "&Draw the schedule", "D", drawing.toggle),
        ("menu_compare_schedule", "&Compare this schedule", "Shift+C", compare),
        ("menu_findings", "&What the doctor says…", "", card.badge.open),
        None,
        ("menu_open_schedule", "&Open a schedule…", "", schedules.ask),
        ("menu_paste_schedule", "&Paste a schedule", "Ctrl+Shift+V", schedules.paste),
        None,
        ("menu_save_config", "&Save as a configuration of diffusers…", "", schedules.save_config),
        *tables,
        None,
        *codes,
    ]


def time(timeline: Timeline, store: Store) -> Commands:
    """Ways through the timesteps."""
    return [
        ("menu_play", "&Play or pause", "Space", timeline.toggle_play),
        ("menu_play_down", "Play towards t = 0", "J", lambda: timeline.play(down=True)),
        ("menu_pause", "Pa&use", "K", timeline.stop),
        ("menu_play_up", "Play towards t = T", "L", lambda: timeline.play(down=False)),
        ("menu_begin_here", "Play from here &on", "I", lambda: store.apply(begin_here())),
        ("menu_end_here", "Play up &to here", "O", lambda: store.apply(end_here())),
        ("menu_play_all", "Play through &all timesteps", "Shift+O", lambda: store.apply(mark(None))),
        None,
        ("menu_next", "&Next timestep", "Right", lambda: timeline.step_by(1)),
        ("menu_previous", "P&revious timestep", "Left", lambda: timeline.step_by(-1)),
        ("menu_page_on", "A &hundredth on", "Shift+Right; PgUp", lambda: timeline.step_by(timeline.page)),
        (
            "menu_page_back",
            "A hundredth &back",
            "Shift+Left; PgDown",
            lambda: timeline.step_by(-timeline.page),
        ),
        ("menu_first", "&First timestep", "Home", lambda: timeline.go_to(0)),
        ("menu_last", "&Last timestep", "End", lambda: timeline.go_to(timeline.steps)),
    ]


def zoom(zooming: Zooming) -> Commands:
    """What part of the picture is shown."""
    return [
        ("menu_zoom_in", "&Enlarge", "+", lambda: zooming.enlarge(ZOOM_STEP)),
        ("menu_zoom_out", "&Reduce", "-", lambda: zooming.enlarge(1 / ZOOM_STEP)),
        ("menu_zoom_fit", "&All of the picture", "0", zooming.show_all),
        ("menu_zoom_one", "A pixel for each &pixel", "1", zooming.show_one_to_one),
    ]


def trying(trying: Trying) -> Commands:
    """Below the experiments of the scene: all of them in an order."""
    return [None, ("menu_tour", "A guided &tour", "", trying.begin_tour)]


def view(window: MainWindow) -> Commands:
    """How the window looks."""
    looks, presenting, curves = window.looks, window.presenting, window.columns.curves
    return [
        ("menu_curve_ranges", "Range of the curves…", "", curves.ask_for_ranges),
        ("menu_copy_curves", "Copy the data of the curves", "", curves.copy),
        ("menu_copy_table", "Copy as table: all quantities over t", "", curves.copy_table),
        None,
        ("menu_left_column", "Fold picture and settings", "Ctrl+Shift+B", looks.fold_left),
        ("menu_right_column", "Fold curves and numbers", "Ctrl+B", looks.fold_right),
        ("menu_statistics", "&Statistics", "Ctrl+I", looks.toggle_statistics),
        None,
        ("menu_full_screen", "Full screen", "F11", looks.toggle_full_screen),
        ("menu_present", "&Presentation", "F5", presenting.toggle),
        ("menu_laser", "&Laser pointer", "Ctrl+L", presenting.toggle_laser),
        None,
        ("menu_larger", "Everything larger", "Ctrl++", lambda: looks.change_scale(1)),
        ("menu_smaller", "Everything smaller", "Ctrl+-", lambda: looks.change_scale(-1)),
        ("menu_usual_size", "Everything at its usual size", "", lambda: looks.choose_scale(USUAL)),
    ]


def help(window: MainWindow) -> Commands:
    """What the program is and how it is used."""

    def show_shortcuts() -> None:
        from gui.window.shortcuts import ShortcutSheet  # no start waits for it

        ShortcutSheet(window).exec()

    return [
        ("menu_help", "&Help on the scene", "F1", window.columns.help_button.toggle),
        ("menu_shortcuts", "&Keys and mouse", "?", show_shortcuts),
        ("menu_about", "&About Diffusion Sandbox", "", window.looks.show_about),
    ]


def ending(window: MainWindow) -> Commands:
    """The way out."""
    return [("menu_quit", "&Quit", "Ctrl+Q", window.close)]
