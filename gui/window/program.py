"""The program with a window: what it begins with, how long it runs, and why it ends."""

from __future__ import annotations

import locale
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from engine.worker import Engine, Worker
from gui import style
from gui.startup import scale
from gui.startup.faults import Faults
from gui.startup.first_paint import after_first_paint
from gui.startup.garbage import Garbage
from gui.startup.interrupts import Interrupts
from gui.startup.qt_messages import QtMessages
from gui.window.ending import Ending
from gui.window.looks import FIRST_SIZE, on_screen
from gui.window.main_window import MainWindow
from gui.window.preferences import Preferences, settings_folder
from gui.window.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from engine.state.start import Start


def run(start: Start, make_engine: Callable[[int], Engine], end_at_once: Callable[[str], None]) -> str:
    """Show the window until it is closed, or make the screenshot, film, figure or sheet that is asked for.

    `make_engine` gets the MB for layers and runs in the engine's thread. `end_at_once` must end the process: it gets
    a sentence where Qt cannot go on, and none where the window was closed while the engine is still being loaded.
    Returns why it failed, in a sentence; nothing where it did not.
    """
    folder = scale.left()
    if folder is not None:
        from engine.state import handover

        try:
            start = handover.read(folder).start
        except (OSError, ValueError) as error:  # the program that has left it goes on
            return str(error)
    attended = not (start.errand.screenshot or start.errand.export)
    preferences = Preferences() if attended else None
    if preferences:
        scale.use(preferences.read("scale", 100, scale.percent))
    application = make_application(end_at_once)
    start = on_screen(start, application.primaryScreen()) if attended else _of_its_own_size(start)
    ending = Ending(application)
    worker = Worker(partial(make_engine, start.machine.cache))
    window = _window(worker, start, preferences)
    window.following.device_refused.connect(ending.give_up)
    with ExitStack() as running:
        running.callback(_collecting(window, worker).stop)
        if not start.errand.screenshot:  # which nothing is lost with
            running.callback(Interrupts(application).stop)
        if attended:
            if sys.platform == "darwin":
                application.file_opened.connect(window.opening.open_file)
            running.callback(_writing_down(window).remove)
        else:
            from gui.window.unattended import carry_out

            carry_out(window, start.errand, ending)

        def begin() -> None:
            if folder is not None:
                handover.clear(folder)
            running.enter_context(worker)

        after_first_paint(window, begin)  # not before: while torch is loaded, all else is slow
        application.exec()
        window.close()
        if attended and worker.loading:  # nothing of it is lost, and nobody is to wait for it
            end_at_once(ending.sentence)
    return ending.sentence


def _window(worker: Worker, start: Start, preferences: Preferences | None) -> MainWindow:
    """The window, shown, and what another program that has left its view was doing."""
    window = MainWindow(worker, start, Settings(preferences) if preferences else None)
    window.show()
    if start.before:
        from gui.window.doing import do_again

        do_again(window, start.before.doing)
    return window


def make_application(end_at_once: Callable[[str], None]) -> QApplication:
    """Qt, with the program's name, icon, fonts and style; where it cannot start, `end_at_once` gets a sentence."""
    messages = QtMessages(end_at_once)
    if sys.platform == "darwin":
        from gui.startup.application import Application as QApplication
    else:
        from PySide6.QtWidgets import QApplication
    if sys.platform == "win32":  # or its taskbar shows the icon of Python
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("diffusion-sandbox")
    # By this name a window belongs to its entry in the menu.
    application = QApplication(["diffusion-sandbox"])
    # Qt takes the user's, by which encoders would write and read 0,6.
    locale.setlocale(locale.LC_NUMERIC, "C")
    messages.started()
    application.setApplicationName("Diffusion Sandbox")
    application.setDesktopFileName("diffusion-sandbox")
    application.setWindowIcon(style.application_icon())
    application.setStyle("Fusion")
    style.load_fonts()
    return application


def _of_its_own_size(start: Start) -> Start:
    """With a size that no screen bounds: Qt's off-screen one has 800 x 800 pixels."""
    size = start.looks.window_size or (FIRST_SIZE.width(), FIRST_SIZE.height())
    return replace(start, looks=replace(start.looks, window_size=size))


def _collecting(window: MainWindow, worker: Worker) -> Garbage:
    """What collects garbage from when the engine is there."""
    garbage = Garbage(window)
    worker.ready.connect(garbage.start)
    return garbage


def _writing_down(window: MainWindow) -> Faults:
    """What says faults of the program in the window, and writes them down."""
    faults = Faults(settings_folder() / "faults.log", window)
    faults.said.connect(window.columns.status.show_error)
    faults.install()
    return faults
