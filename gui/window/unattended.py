"""A window that nobody looks at: it makes a screenshot, a film, a figure or a sheet, and ends the program."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from engine.state.session import to_json
from engine.state.start import Errand
from gui.exports.screenshot import save_png

if TYPE_CHECKING:
    from gui.window.ending import Ending
    from gui.window.main_window import MainWindow


def carry_out(window: MainWindow, errand: Errand, ending: Ending) -> None:
    """Make what is asked for once the images are there, and end the program; give up on any failure."""

    def fail_loudly(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        ending.give_up(f"The image could not be made ({kind.__name__}: {error}).")

    sys.excepthook = fail_loudly  # or an exception in a slot would leave the program waiting for ever
    window.settled.failed.connect(ending.give_up)
    window.pictures.failed.connect(ending.give_up)
    if errand.screenshot:
        _save_screenshot(window, errand.screenshot, ending.give_up)
    else:
        _export(window, errand, ending)


def _save_screenshot(window: MainWindow, file: Path, give_up: Callable[[str], None]) -> None:
    def save(image: QImage) -> None:
        try:
            save_png(image, file, to_json(window.store.view, shared=True))
        except ValueError as error:
            give_up(str(error))
        else:
            window.close()

    window.screenshots.capture("window", 1.0, save, give_up)


def _export(window: MainWindow, errand: Errand, ending: Ending) -> None:
    ending.unfinished = "The program was ended before the file was whole: none was written."

    def end(sentence: str, failed: bool) -> None:
        if failed:
            ending.give_up(sentence)
            return
        if not window.home.exporting.cancelled:  # as it is when the program is ended
            ending.unfinished = ""
        window.close()

    file = getattr(errand, errand.export)
    window.home.said.connect(end)
    window.settled.when(lambda: window.home.save(errand.export, errand.settings, file), ending.give_up)
