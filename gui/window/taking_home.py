"""Taking home what the window shows: films, figures, contact sheets, single images."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal, Slot

from engine.exports.beside import numbers_at, write_beside
from engine.exports.options import EXPORTS
from engine.exports.settings import FigureSettings, FilmSettings, ImageSettings, SheetSettings
from engine.jobs import ExportCells, ExportImage
from engine.open_jobs import TakePixels
from engine.quoting import one_line, shown
from engine.requests import Request
from engine.scenes import SCENES
from engine.state.axes import axes_of
from engine.state.kept_exports import exports_text, settings_of, without_ends
from engine.state.pinning import pin
from gui.controllers.exporting import Exporting, Task
from gui.exports.film_task import FilmTask
from gui.exports.page_task import PageTask
from gui.exports.progress import ProgressDialog
from gui.exports.screenshot import copy_image
from gui.widgets.context_menu import Entry, offer
from gui.widgets.file_dialogs import FileDialogs
from gui.window.contents import (
    caption_for,
    figure_of,
    request_of,
    schedules_of,
    sheet_of,
    stage_of,
    way_of,
)
from gui.window.copying_commands import CopyingCommands
from gui.window.preview import Preview

if TYPE_CHECKING:
    from engine.state.view import Marks
    from gui.window.main_window import MainWindow


class TakingHome(QObject):
    """Makes files of the present view; each keeps the view that it was asked for."""

    said = Signal(str, bool)
    """How it went, and whether that is an error."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings_of(window.remembered.exports)
        self._marks: Marks | None = None  # when the dialog was there last
        self._progress: ProgressDialog | None = None
        self._copying = CopyingCommands(window)
        self._copying.said.connect(self.said)  # the dialog may be closed before a picture is written
        self.exporting = Exporting(window.jobs, self)
        window.store.changed.connect(self.exporting.give_way)
        self.exporting.ended.connect(self._on_ended)
        self.exporting.ended.connect(self.said)

    def ask(self, kind: str = "film") -> None:
        """Let the user choose what to save, and how."""
        from gui.exports.dialog import ExportDialog  # slow: it knows the encoders

        picture = self._window.pictures.picture
        view = self._window.store.view
        axes = axes_of(view, picture.size if picture else None)
        if view.marks != self._marks:  # they are newer than the ends that were typed
            self._marks, self._settings = view.marks, without_ends(self._settings)
        dialog = ExportDialog(kind, self._settings, self._window.words.file_name(), axes, self._window)
        dialog.wanted.connect(self.save)
        dialog.command_wanted.connect(self._copying.copy)
        self._copying.said.connect(dialog.say)
        preview = Preview(self._window)
        dialog.changed.connect(preview.show_settings)
        preview.made.connect(dialog.show_preview)
        preview.refused.connect(dialog.show_no_preview)
        self._window.frames.at_rest.connect(dialog.show_settings)  # the images may still be on their way
        self.exporting.ended.connect(dialog.show_free)
        dialog.show_busy(self.exporting.busy)
        dialog.exec()
        self._settings = dialog.chosen
        self._window.remembered.exports = exports_text(self._settings)
        # Two dialogs that close at once leave some window managers with no window that has the keys.
        (self._progress or self._window).activateWindow()
        preview.stop()
        preview.deleteLater()
        dialog.deleteLater()

    @Slot(str, object, object)
    def save(self, kind: str, settings: Any, file: Path) -> None:
        """Make a file of a kind in EXPORTS, with its settings; `said` says how it went."""
        try:
            MAKERS[kind](self, settings, file)
        except ValueError as error:
            self.said.emit(str(error), True)

    def stop(self) -> None:
        """End what is in the making, and leave no file of it."""
        self.exporting.stop()

    def _film(self, settings: FilmSettings, file: Path) -> None:
        from engine.exports.films import problem_of

        window, request = self._window, request_of(self._window)
        problem = problem_of(settings)
        if problem:
            raise ValueError(problem)
        way = way_of(window, settings, request)
        stage = stage_of(window, settings, way, request)
        self._start(FilmTask(request, way, stage, file, settings, window.words.carried()))

    def _figure(self, settings: FigureSettings, file: Path) -> None:
        window, request = self._window, request_of(self._window)
        caption = caption_for(window, request)
        also = partial(write_beside, file, caption, _numbers(request)) if settings.beside else None
        self._start(PageTask(figure_of(window, settings, request), file, also))

    def _sheet(self, settings: SheetSettings, file: Path) -> None:
        window = self._window
        self._start(PageTask(sheet_of(window, settings, request_of(window)), file))

    def _image(self, settings: ImageSettings, file: Path) -> None:
        job = ExportImage(request_of(self._window), file, settings, self._window.words.carried())

        def done(size: tuple[int, int]) -> None:
            self.said.emit(f"Saved {one_line(file)}, {size[0]} × {size[1]} pixels.", False)

        self._window.jobs.submit(job, done, failed=lambda sentence: self.said.emit(sentence, True))

    def _start(self, task: Task) -> None:
        try:
            self.exporting.start(task)
        except ValueError:
            task.release()
            raise
        if task.count > 1 and self.exporting.running:
            self._window.columns.status.clear()  # it may say that the last one was cancelled
            self._progress = ProgressDialog(f"Saving {shown(task.file.name)}", self._window)
            self._progress.cancelled.connect(self.exporting.cancel)
            self.exporting.progressed.connect(self._progress.show_progress)
            self._progress.show()

    @Slot()
    def _on_ended(self) -> None:
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.hide()
            progress.deleteLater()

    # One image.

    def show_image_menu(self, position: QPoint) -> bool:
        """Offer to copy, save or open the image that is there, if one is, to save all, and to pin what is shown."""
        images = self._window.columns.images
        index = images.cell_at(position)
        if index is None or images.frame is None or images.frame.cells[index].problem:
            return False
        entries: tuple[Entry, ...] = (
            ("image_copy", "Copy the image", lambda: self.copy_image(index)),
            ("image_save", "Save the image…", lambda: self.save_image(index)),
            ("image_save_all", "Save all images…", self.save_all_images),
            ("image_use", "Use as picture", lambda: self.use_image(index)),
            ("image_pin", "Pin this view", lambda: self._window.store.apply(pin())),
        )
        offer(images, "image_menu", entries, position)
        return True

    def copy_image(self, index: int) -> None:
        """Put an image on the clipboard, as it is on the screen."""
        from gui.exports.sheet import image_of

        frame = self._window.columns.images.frame
        if frame is not None and index < len(frame.cells):
            image = image_of(frame, index)
            copy_image(image)
            self.said.emit(f"Copied, {image.width()} × {image.height()} pixels.", False)

    def save_image(self, index: int) -> None:
        """Let the user save an image at its own size."""
        name = f"{self._window.words.file_name()}_image{index + 1}.png"
        title = f"Save {EXPORTS['image'].words}"
        file = FileDialogs.of(self._window).file_to_save(title, "PNG pictures (*.png)", name)
        if file is not None:
            self.save("image", ImageSettings(number=index + 1), file)

    def use_image(self, index: int) -> None:
        """Open an image, at its own size and of 8 bits, as the picture; the one before comes back by undoing."""
        name = f"image {index + 1} of {self._window.words.file_name()}"
        try:
            job = TakePixels(request_of(self._window), index + 1)
        except ValueError as error:
            self.said.emit(str(error), True)
            return
        self._window.jobs.submit(
            job,
            lambda pixels: self._window.pictures.paste(name, pixels),
            failed=lambda sentence: self.said.emit(sentence, True),
        )

    def save_all_images(self) -> None:
        """Let the user choose a folder for all images of the scene at their own size, with a table of them."""
        folder = FileDialogs.of(self._window).folder_to_use("Save all images with a table of them")
        if folder is None:
            return
        try:
            job = ExportCells(request_of(self._window), folder, self._window.words.carried())
        except ValueError as error:
            self.said.emit(str(error), True)
            return

        def done(files: list[Path]) -> None:
            self.said.emit(
                f"Saved {len(files) - 1} images and {files[-1].name} in {one_line(folder)}.", False
            )

        self._window.jobs.submit(job, done, failed=lambda sentence: self.said.emit(sentence, True))


def _numbers(request: Request) -> Iterable[dict[str, Any]]:
    """Those of the charts of a request, or those of its schedules at t."""
    if SCENES[request.view.scene].has_charts:
        return request.table()
    return numbers_at(request.view.t, schedules_of(request))


MAKERS: dict[str, Callable[[TakingHome, Any, Path], None]] = {
    "film": TakingHome._film,
    "figure": TakingHome._figure,
    "sheet": TakingHome._sheet,
    "image": TakingHome._image,
}
