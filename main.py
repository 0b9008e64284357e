"""Diffusion Sandbox: the command line; joins the engine and the window."""

from __future__ import annotations

import gc
import io
import locale
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication

    from engine.exports.settings import ImageSettings
    from engine.requests import Request
    from engine.schedules.case import Facts
    from engine.simulator import Simulator
    from engine.state.start import Start
    from gui.window.main_window import MainWindow

HIGH_DPI = ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI", "QT_USE_PHYSICAL_DPI")
"""Variables of a user's surroundings that make Qt draw larger."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code: 0, 1 with a sentence on standard error, 2 for a bad option."""
    # Ctrl-C ends the program at once, even while it imports what it needs.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()  # what is imported becomes no garbage, and looking for some takes 10 ms; see also Garbage
    try:
        return carry_out(sys.argv[1:] if arguments is None else arguments)
    finally:
        gc.enable()


def carry_out(words: Sequence[str]) -> int:
    """Do what the words of a command line say; returns the exit code."""
    from engine.scenes import SCENES
    from engine.state.plain_line import plain_start
    from gui.startup.versions import installed_problem

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a pipe may have no letter for what the help says
    start = plain_start(words)
    if start is None:
        from engine.state.start_line import (
            parse_start,  # it reads all scenes, exports and formats of schedules
        )

        start = parse_start(words)
    errand = start.errand
    of_schedule = (
        errand.doctor or errand.save_config or (errand.table and not SCENES[start.view.scene].has_charts)
    )
    if of_schedule:
        return about_schedule(start)
    if start.errand.cells:
        return save(partial(save_cells, folder=start.errand.cells), start)
    if start.errand.image:
        return save(partial(save_image, file=start.errand.image, settings=start.errand.settings), start)
    if start.errand.table:
        return save(partial(save_table, file=start.errand.table), start)
    if start.errand.install_desktop_entry or start.errand.remove_desktop_entry:
        return change_menu(remove=start.errand.remove_desktop_entry)
    if start.errand.screenshot or start.errand.export:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        for name in HIGH_DPI:  # or the image would not have the size that was asked for
            os.environ.pop(name, None)
    problem = installed_problem()
    if problem:
        return fail(problem)
    if sys.platform == "win32":
        import torch  # noqa: F401 - its libraries cannot be loaded after Qt's there
    return run(start)


def run(start: Start) -> int:
    """Open the window, or save the screenshot, film, figure or sheet that is asked for."""
    os.environ["PYQTGRAPH_QT_LIB"] = (
        "PySide6"  # whatever else is installed, or named by the user's surroundings
    )
    from gui.startup.plain_imports import use_plain_imports

    use_plain_imports()
    from engine.worker import Worker
    from gui.startup import scale
    from gui.startup.faults import Faults
    from gui.startup.first_paint import after_first_paint
    from gui.startup.garbage import Garbage
    from gui.startup.interrupts import Interrupts
    from gui.window.looks import FIRST_SIZE, on_screen
    from gui.window.main_window import MainWindow
    from gui.window.preferences import Preferences, settings_folder
    from gui.window.settings import Settings

    screenshot, export = start.errand.screenshot, start.errand.export
    folder = scale.left()
    if folder is not None:
        from engine.state import handover

        try:
            start = handover.read(folder).start
        except (OSError, ValueError) as error:  # the program that has left it goes on
            return fail(str(error))
    if screenshot or export:  # which no screen bounds: Qt's off-screen one has 800 x 800 pixels
        size = start.looks.window_size or (FIRST_SIZE.width(), FIRST_SIZE.height())
        start = replace(start, looks=replace(start.looks, window_size=size))
    preferences = None if screenshot or export else Preferences()
    if preferences:
        scale.use(preferences.read("scale", 100, scale.percent))
    application = make_application()
    if preferences:  # a window for somebody, not for a file
        start = on_screen(start, application.primaryScreen())
    failures: list[str] = []
    unfinished: list[str] = []

    def give_up(sentence: str) -> None:
        failures.append(sentence)
        application.exit(1)

    worker = Worker(partial(make_engine, start.machine.cache))
    window = MainWindow(worker, start, Settings(preferences) if preferences else None)
    window.following.device_refused.connect(give_up)
    window.show()
    if start.before:
        from gui.window.doing import do_again

        do_again(window, start.before.doing)
    garbage = Garbage(window)
    worker.ready.connect(garbage.start)
    with ExitStack() as running:
        running.callback(garbage.stop)
        if screenshot:
            _save_when_settled(window, screenshot, give_up)
        elif export:
            running.callback(Interrupts(application).stop)  # what is being written is taken back
            unfinished.append("The program was ended before the file was whole: none was written.")
            _export_when_settled(window, start, unfinished.clear, give_up)
        else:
            running.callback(Interrupts(application).stop)
            if sys.platform == "darwin":
                application.file_opened.connect(window.opening.open_file)
            faults = Faults(settings_folder() / "faults.log", window)
            faults.said.connect(window.columns.status.show_error)
            faults.install()
            running.callback(faults.remove)

        def begin() -> None:
            if folder is not None:
                handover.clear(folder)
            running.enter_context(worker)

        after_first_paint(window, begin)  # not before: while torch is loaded, all else is slow
        code = application.exec()
        window.close()
    failures += unfinished
    return fail(failures[0]) if failures else code


def make_application() -> QApplication:
    """Qt, with the program's name, icon, fonts and style; where it cannot start, the process ends with a sentence."""
    from PySide6.QtWidgets import QApplication

    from gui import style
    from gui.startup.qt_messages import QtMessages

    messages = QtMessages(end_at_once)
    if sys.platform == "darwin":
        from gui.startup.application import Application as QApplication
    if sys.platform == "win32":  # or its taskbar shows the icon of Python
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("diffusion-sandbox")
    application = QApplication(
        ["diffusion-sandbox"]
    )  # by this name a window belongs to its entry in the menu
    locale.setlocale(
        locale.LC_NUMERIC, "C"
    )  # Qt takes the user's, by which encoders would write and read 0,6
    messages.started()
    application.setApplicationName("Diffusion Sandbox")
    application.setDesktopFileName("diffusion-sandbox")
    application.setWindowIcon(style.application_icon())
    application.setStyle("Fusion")
    style.load_fonts()
    return application


def _save_when_settled(window: MainWindow, file: Path, give_up: Callable[[str], None]) -> None:
    """Save the window once its images are there, and end the program; give up on any failure."""
    from engine.state.session import to_json
    from gui.exports.screenshot import save_png

    def save(image: QImage) -> None:
        try:
            save_png(image, file, to_json(window.store.view, shared=True))
        except ValueError as error:
            give_up(str(error))
        else:
            window.close()

    _give_up_on_failure(window, give_up)
    window.screenshots.capture("window", 1.0, save, give_up)


def _export_when_settled(
    window: MainWindow, start: Start, made: Callable[[], None], give_up: Callable[[str], None]
) -> None:
    """Make the film, figure or sheet once the images are there, and end the program; give up on any failure."""

    def end(sentence: str, failed: bool) -> None:
        if failed:
            give_up(sentence)
        else:
            if not window.home.exporting.cancelled:  # as it is when the program is ended
                made()
            window.close()

    errand = start.errand
    _give_up_on_failure(window, give_up)
    window.home.said.connect(end)
    window.settled.when(
        lambda: window.home.save(errand.export, errand.settings, getattr(errand, errand.export)), give_up
    )


def _give_up_on_failure(window: MainWindow, give_up: Callable[[str], None]) -> None:
    def fail_loudly(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        give_up(f"The image could not be made ({kind.__name__}: {error}).")

    sys.excepthook = fail_loudly  # or an exception in a slot would leave the program waiting for ever
    window.settled.failed.connect(give_up)
    window.pictures.failed.connect(give_up)


def end_at_once(sentence: str) -> None:
    """End where Qt would abort the process as soon as this returned."""
    fail(sentence)
    if sys.stderr is not None:  # as it is where the program was started without one
        sys.stderr.flush()
    os._exit(1)


def about_schedule(start: Start) -> int:
    """Say what is wrong with the schedule, and return 1 if anything is; or write it as a file. It needs no Qt."""
    import json

    from engine.exports.table import write_schedule_table
    from engine.schedules.doctor import as_data, as_text, examine, is_wrong
    from engine.state.saved_view import write_config

    choice, errand = start.view.schedule, start.errand
    for sentence in start.said:
        say(sentence)
    try:
        if errand.doctor:
            findings = examine(choice, measured(start))
            print(json.dumps(as_data(findings), indent=1) if errand.json else as_text(findings))
            return int(is_wrong(findings))
        if errand.table:
            write_schedule_table(choice, errand.table)
        elif errand.save_config:
            for sentence in write_config(start.view, errand.save_config):
                say(sentence)
    except ValueError as error:
        return fail(str(error))
    return 0


def measured(start: Start) -> Facts:
    """What the doctor needs to know of the view, as its window does."""
    from engine.failures import explain
    from engine.jobs import FindFacts
    from engine.open_jobs import opening
    from engine.quoting import shown
    from engine.schedules.case import Facts
    from engine.slices import finish
    from engine.state.judged import facts_of

    engine = make_engine(start.machine.cache)
    try:
        opened = finish(engine.run(opening(start.view.source, start.view.working_size)))
        name = shown(opened.name)
        try:
            found = finish(engine.run(FindFacts(opened.id)))
        except ValueError:  # of a single pixel nothing can be measured
            return Facts(name, opened.size)
        return facts_of(start.view, name, opened.size, found)
    except Exception as error:
        raise ValueError(explain(error)) from error
    finally:
        engine.close()


def save(write: Callable[[Simulator, Request], None], start: Start) -> int:
    """Write files of the view, without a window. This needs no Qt at all."""
    from engine.failures import explain
    from engine.jobs import CompareRuns, FindFacts, FindSetSpectrum, Generate
    from engine.open_jobs import opening
    from engine.pixels.devices import choose_device
    from engine.requests import Request
    from engine.scenes import SCENES
    from engine.slices import finish
    from engine.state.view import named

    # What is being written is taken back where the program is ended.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    view = start.view
    engine: Simulator | None = None
    try:
        engine = make_engine(start.machine.cache)
        gc.enable()
        device = choose_device(start.machine.device, engine.devices)
        opened = finish(engine.run(opening(view.source, view.working_size)))
        view = replace(view, source=named(view.source, opened.sha256))
        views = [view, view.pin.view] if view.pin else [view]
        jobs = [Generate.of(each, opened.id, device) for each in views]
        runs = {job: finish(engine.run(job)) if job else None for job in dict.fromkeys(jobs)}
        facts = finish(engine.run(FindFacts(opened.id))) if SCENES[view.scene].has_charts else None
        of_set = FindSetSpectrum.of(view)
        if facts is not None and of_set is not None:
            facts = replace(facts, of_set=finish(engine.run(of_set)))
        compare = CompareRuns.of(view, opened.id, device)
        comparison = finish(engine.run(compare)) if compare else None
        request = Request(
            view, opened.id, (1, 1), (1, 1), device, runs[jobs[0]], facts, comparison=comparison
        )
        write(engine, replace(request, pinned=runs[jobs[-1]]))
    except Exception as error:
        return fail(explain(error))
    finally:
        if engine is not None:
            engine.close()
    return 0


def change_menu(remove: bool) -> int:
    """Put the program into the desktop's menu of applications, or take it out."""
    from gui.startup.desktop_entry import command_here, data_folder, install_entry, remove_entry

    try:
        data = data_folder()
        print(remove_entry(data) if remove else install_entry(data, command_here()))
    except ValueError as error:
        return fail(str(error))
    return 0


def save_cells(engine: Simulator, request: Request, folder: Path) -> None:
    """Write every cell of the scene into a folder."""
    from engine.jobs import ExportCells
    from engine.slices import finish

    finish(engine.run(ExportCells(request, folder)))


def save_image(engine: Simulator, request: Request, file: Path, settings: ImageSettings) -> None:
    """Write one image of the scene into a file."""
    from engine.jobs import ExportImage
    from engine.slices import finish

    finish(engine.run(ExportImage(request, file, settings)))


def save_table(engine: Simulator, request: Request, file: Path) -> None:
    """Write the numbers of the charts of the scene into a file."""
    from engine.exports.table import write_table

    write_table(request.table(), file)


def make_engine(cache: int = 128) -> Simulator:
    """The engine, imported (and torch with it) in the thread that runs it; it keeps `cache` MB of layers."""
    try:
        from engine.simulator import Simulator

        return Simulator(cache * 2**20)
    finally:
        # Each full search for garbage would go through all of torch and the window, and stop them for 0.1 s.
        gc.freeze()


def fail(sentence: str) -> int:
    """Say on standard error why the program ends; returns its exit code."""
    say(sentence)
    return 1


def say(sentence: str) -> None:
    """Say something on standard error."""
    from engine.quoting import one_line

    print("diffusion-sandbox:", one_line(sentence), file=sys.stderr)  # a file's name may hold anything


if __name__ == "__main__":
    multiprocessing.freeze_support()  # the decoding process of a frozen program begins here
    sys.exit(main())
