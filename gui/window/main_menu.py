"""What the menus of the window offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu, QMessageBox

import resources
from engine.schedules.quantities import QUANTITIES
from gui.timeline.timeline import Timeline
from gui.window.menus import Command, add_choices, add_commands, add_switches

ZOOM_STEP = 2**0.5
SAMPLING_WORDS = {
    "average": "Reduced: averages (noise looks weaker)",
    "pixels": "Reduced: single pixels (noise at full strength)",
}
THEMES = {"system": "System", "dark": "Dark", "light": "Light"}
ABOUT = (
    "<h3>Diffusion Sandbox</h3><p>See diffusion: drag the timestep and watch images and curves of the noise "
    "process move together.</p><p>MIT licence. Equations: STIX fonts.</p>"
)


def add_file_menu(
    window: QMainWindow,
    open_file: Callable[[], object],
    open_bundled: Callable[[str], object],
    commands: Iterable[Command | None],
) -> None:
    """Open, the bundled pictures, then the other commands."""
    menu = window.menuBar().addMenu("&File")
    add_commands(window, menu, [("menu_open", "&Open a picture…", "Ctrl+O", open_file)])
    bundled = menu.addMenu("Open &bundled")
    for name in resources.picture_names():
        add_commands(window, bundled, [(f"bundled_{name}", name.capitalize(), "", _with(open_bundled, name))])
    add_commands(window, menu, [*commands, None, ("menu_quit", "&Quit", "Ctrl+Q", window.close)])


def add_time_menu(window: QMainWindow, timeline: Timeline) -> None:
    """What the keys do to the timestep."""
    commands: list[Command | None] = [
        ("menu_play", "&Play or pause", "Space", timeline.toggle_play),
        ("menu_next", "&Next timestep", "Right", lambda: timeline.step_by(1)),
        ("menu_previous", "P&revious timestep", "Left", lambda: timeline.step_by(-1)),
        ("menu_page_on", "A &hundredth on", "Shift+Right", lambda: timeline.step_by(timeline.page)),
        ("menu_page_back", "A h&undredth back", "Shift+Left", lambda: timeline.step_by(-timeline.page)),
        ("menu_first", "&First", "Home", lambda: timeline.go_to(0)),
        ("menu_last", "&Last", "End", lambda: timeline.go_to(timeline.steps)),
    ]
    add_commands(window, window.menuBar().addMenu("&Time"), commands)


def add_view_menu(
    window: QMainWindow,
    show_theme: Callable[[str], object],
    curves: Iterable[str],
    show_curves: Callable[[], object],
    zoom: QMenu,
) -> tuple[QActionGroup, list[QAction]]:
    """The zoom, themes and curves; returns the entries of the last two."""
    menu = window.menuBar().addMenu("&View")
    menu.addMenu(zoom)
    themes = add_choices(window, menu.addMenu("Theme"), THEMES, show_theme)
    words = {name: quantity.words.capitalize() for name, quantity in QUANTITIES.items()}
    return themes, add_switches(window, menu.addMenu("Curves"), words, curves, show_curves)


def zoom_menu(
    window: QMainWindow,
    zoom_by: Callable[[float], object],
    fit: Callable[[], object],
    one_to_one: Callable[[], object],
    show_sampling: Callable[[str], object],
    sampling: str,
) -> QMenu:
    """What part of the picture is shown, and what a reduced picture shows."""
    menu = QMenu("&Zoom", window)
    menu.setObjectName("zoom_menu")
    commands: list[Command | None] = [
        ("menu_zoom_in", "&Enlarge", "+", lambda: zoom_by(ZOOM_STEP)),
        ("menu_zoom_out", "&Reduce", "-", lambda: zoom_by(1 / ZOOM_STEP)),
        ("menu_zoom_fit", "&All of the picture", "0", fit),
        ("menu_zoom_one", "A pixel for each &pixel", "1", one_to_one),
        None,
    ]
    add_commands(window, menu, commands)
    for action in add_choices(window, menu, SAMPLING_WORDS, show_sampling).actions():
        action.setChecked(action.data() == sampling)
    return menu


def add_help_menu(window: QMainWindow, show_help: Callable[[], object], shown: bool) -> QAction:
    """The help on the scene, and about; returns the switch of the help."""
    menu = window.menuBar().addMenu("&Help")
    (switch,) = add_switches(window, menu, {"scene": "Show help on the scene"}, ["scene"] * shown, show_help)

    def about() -> None:
        QMessageBox.about(window, "About Diffusion Sandbox", ABOUT)

    add_commands(window, menu, [("menu_about", "&About Diffusion Sandbox", "", about)])
    return switch


def _with(function: Callable[[str], object], argument: str) -> Callable[[], object]:
    return lambda: function(argument)
