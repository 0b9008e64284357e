"""What a user is about in a window that no view holds: found in one window, and done again in the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from engine.state.handover import Doing
from gui.widgets.typed import Typed

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow


def doing_of(window: MainWindow, *, plays: bool) -> Doing:
    """What is done in a window; `plays` says whether it did, before it was stopped for this."""
    presenting, field = window.presenting, QApplication.focusWidget()
    drawing = window.columns.drawing
    typed: tuple[str, ...] = ()
    if isinstance(field, Typed) and field.window() is window and (text := field.typed) is not None:
        typed = field.objectName(), text
    return Doing(
        presenting.on,
        presenting.was_full_screen if presenting.on else window.isFullScreen(),
        plays,
        not drawing.isHidden() or presenting.hides(drawing),
        *window.trying.place,
        typed,
    )


def do_again(window: MainWindow, doing: Doing) -> None:
    """Go on with that in another window, which is on the screen."""
    if doing.full_screen:
        window.showFullScreen()
    if doing.draws:  # before it is hidden by what comes next, and comes back after it
        window.columns.drawing.show_open(True)
    if doing.presents:
        window.presenting.begin()
    window.trying.go_on(doing.tour, doing.experiment)
    if doing.typed:
        name, text = doing.typed
        fields = (each for each in window.findChildren(QWidget, name) if isinstance(each, Typed))
        for field in fields:
            if field.isVisible():
                field.setFocus()
                field.type_in(text)
    if doing.plays:
        window.columns.timeline.toggle_play()


def at_work(window: MainWindow) -> str:
    """What is in the making that would be broken off, in a sentence; empty if there is nothing."""
    if "home" in vars(window) and window.home.exporting.running:
        return "A file is still in the making, and would not be written."
    if window.new_pictures.running:
        return "New pictures are still being made, and would begin anew."
    if window.plans.suggesting:
        return "Something to suggest is still being looked for, and would be looked for no more."
    return ""


def lost(window: MainWindow) -> str:
    """What would have to be made again by hand, in a sentence; empty if nothing."""
    others = window.new_pictures.kept_besides
    if not others:
        return ""
    runs = "One other run that is kept is" if others == 1 else f"{others} other runs that are kept are"
    return f"{runs} not kept over it; what the view shows is made again by itself."
