"""Diffusion Sandbox: the command line; joins the engine and the window."""

from __future__ import annotations

import gc
import io
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.simulator import Simulator
    from engine.state.start import Start

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

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a pipe may have no letter for what the help says
    start = plain_start(words)
    if start is None:
        from engine.state.start_line import (
            parse_start,  # it reads all scenes, exports and formats of schedules
        )

        start = parse_start(words)
    errand = start.errand
    table_of_schedule = errand.table and not SCENES[start.view.scene].has_charts
    if errand.doctor or errand.save_config or table_of_schedule:
        return about_schedule(start)
    if errand.cells or errand.image or errand.table:
        return write_files(start)
    if errand.install_desktop_entry or errand.remove_desktop_entry:
        return change_menu(remove=errand.remove_desktop_entry)
    return run(start)


def run(start: Start) -> int:
    """Open the window, or save the screenshot, film, figure or sheet that is asked for."""
    from gui.startup.versions import installed_problem

    if start.errand.screenshot or start.errand.export:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        for name in HIGH_DPI:  # or the image would not have the size that was asked for
            os.environ.pop(name, None)
    problem = installed_problem()
    if problem:
        return fail(problem)
    if sys.platform == "win32":
        import torch  # noqa: F401 - its libraries cannot be loaded after Qt's there
    os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"  # whatever else is installed, or named by the surroundings
    from gui.startup.plain_imports import use_plain_imports

    use_plain_imports()
    from gui.window import program

    failure = program.run(start, make_engine, end_at_once)
    return fail(failure) if failure else 0


def about_schedule(start: Start) -> int:
    """Say what is wrong with the schedule, and return 1 if anything is; or write it as a file. It needs no Qt."""
    from engine.exports.table import write_schedule_table
    from engine.state.saved_view import write_config

    errand = start.errand
    for sentence in start.said:
        say(sentence)
    try:
        if errand.doctor:
            return examine(start)
        if errand.table:
            write_schedule_table(start.view.schedule, errand.table)
        elif errand.save_config:
            for sentence in write_config(start.view, errand.save_config):
                say(sentence)
    except ValueError as error:
        return fail(str(error))
    return 0


def examine(start: Start) -> int:
    """Say what the doctor finds in the schedule, for the picture and the scene; returns 1 if anything is wrong."""
    from engine.failures import explain
    from engine.schedules.doctor import as_data, as_text, is_wrong
    from engine.schedules.doctor import examine as findings_of

    try:
        with closing(make_engine(start.machine.cache)) as engine:
            from engine.errands import measured

            facts = measured(engine, start)
    except Exception as error:
        return fail(explain(error))
    findings = findings_of(start.view.schedule, facts)
    print(json.dumps(as_data(findings), indent=1) if start.errand.json else as_text(findings))
    return int(is_wrong(findings))


def write_files(start: Start) -> int:
    """Write files of the view, without a window. This needs no Qt at all."""
    from engine.failures import explain

    # What is being written is taken back where the program is ended.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        with closing(make_engine(start.machine.cache)) as engine:
            gc.enable()
            from engine import errands

            errands.write_files(engine, start)
    except Exception as error:
        return fail(explain(error))
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


def make_engine(cache: int = 128) -> Simulator:
    """The engine, imported (and torch with it) in the thread that runs it; it keeps `cache` MB of layers."""
    try:
        from engine.simulator import Simulator

        return Simulator(cache * 2**20)
    finally:
        # Each full search for garbage would go through all of torch and the window, and stop them for 0.1 s.
        gc.freeze()


def end_at_once(sentence: str) -> None:
    """End the process, whatever its threads do: with code 1 and a sentence, or with 0 where there is none."""
    code = fail(sentence) if sentence else 0
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as they are where the program was started without them
            stream.flush()
    os._exit(code)


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
