"""Taking home what the window shows: films, figures, contact sheets, single images."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from engine.exports.beside import caption_of, numbers_at, write_beside
from engine.exports.options import EXPORTS, FigureSettings, FilmSettings, ImageSettings, SheetSettings
from engine.exports.shots import Way
from engine.jobs import ExportImage
from engine.quoting import one_line, shown
from engine.requests import Request
from engine.scenes import SCENES
from engine.schedules import Schedule
from engine.state.axes import axes_of
from gui import style
from gui.controllers.exporting import Exporting, Task
from gui.exports.film_task import FilmTask
from gui.exports.legend import compared_in
from gui.exports.page_task import PageTask
from gui.exports.part_stages import CurvesStage, OneImageStage
from gui.exports.progress import ProgressDialog
from gui.exports.screenshot import copy_image
from gui.exports.stage import ImagesStage, Stage
from gui.widgets.file_dialogs import FileDialogs

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow


class TakingHome(QObject):
    """Makes files of the present view; each keeps the view that it was asked for."""

    said = Signal(str, bool)
    """How it went, and whether that is an error."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._settings: dict[str, Any] = {}
        self._progress: ProgressDialog | None = None
        self.exporting = Exporting(window.jobs, self)
        self.exporting.ended.connect(self._on_ended)
        self.exporting.ended.connect(self.said)

    def ask(self, kind: str = "film") -> None:
        """Let the user choose what to save, and how."""
        from gui.exports.dialog import ExportDialog  # slow: it knows the encoders

        picture = self._window.pictures.picture
        axes = axes_of(self._window.store.view, picture.size if picture else None)
        dialog = ExportDialog(kind, self._settings, self._window.words.file_name(), axes, self._window)
        dialog.wanted.connect(self.save)
        dialog.exec()
        dialog.deleteLater()

    @Slot(str, object, object)
    def save(self, kind: str, settings: Any, file: Path) -> None:
        """Make a file of a kind in EXPORTS, with its settings; `said` says how it went."""
        self._settings[kind] = settings
        try:
            MAKERS[kind](self, settings, file)
        except ValueError as error:
            self.said.emit(str(error), True)

    def stop(self) -> None:
        """End what is in the making, and leave no file of it."""
        self.exporting.stop()

    def _request(self) -> Request:
        """What is shown. Raises ValueError where there are no images."""
        window = self._window
        picture, asked = window.pictures.picture, window.frames.asked
        if window.frames.problem:
            raise ValueError(f"There is nothing to save: {window.frames.problem}")
        if picture is None or asked is None:
            raise ValueError("There is nothing to save yet: wait until the images are there.")
        store = window.store
        new, of_pin = store.trajectory, store.pinned_trajectory
        return replace(asked, view=store.view, picture=picture.id, trajectory=new, pinned=of_pin)

    def _film(self, settings: FilmSettings, file: Path) -> None:
        from engine.exports.films import problem_of

        window, request = self._window, self._request()
        picture = window.pictures.picture
        problem = problem_of(settings)
        if problem:
            raise ValueError(problem)
        assert picture is not None
        way = self._way(settings, request)
        size, theme = (settings.width, settings.height), style.theme_named(window.looks.theme)
        curves, spectrum = window.looks.curves, window.plans.spectrum
        stage: Stage
        match settings.part:
            case "window":
                from gui.window.whole_stage import WholeStage

                stage = WholeStage(*size, theme, picture, curves, spectrum)
            case "curves":
                stage = CurvesStage(size, theme, curves, way.label, spectrum)
            case "image":
                stage = OneImageStage(size, theme, picture.size, settings.number)
            case _:
                stage = ImagesStage(size, theme, picture.size, way.label)
        self._start(FilmTask(request, way, stage, file, settings, window.words.carried()))

    def _way(self, settings: FilmSettings | SheetSettings, request: Request) -> Way:
        """What is gone through. Raises ValueError where an end of it cannot be shown."""
        picture = self._window.pictures.picture
        assert picture is not None
        way = Way.of(settings, request.view, request.trajectory, picture.size)
        for value in (way.begin, way.end):
            replace(request, view=way.at(value)).grid()
        return way

    def _figure(self, settings: FigureSettings, file: Path) -> None:
        from gui.exports.figure import Figure  # slow

        window, request = self._window, self._request()
        picture = window.pictures.picture
        assert picture is not None
        caption, text = caption_of(request.view, picture.name, _schedules(request)), window.words.carried()
        spectrum = window.plans.spectrum
        figure = Figure(request, picture.size, window.looks.curves, settings, caption, text, spectrum)
        also = partial(write_beside, file, caption, _numbers(request)) if settings.beside else None
        self._start(PageTask(figure, file, also))

    def _sheet(self, settings: SheetSettings, file: Path) -> None:
        from gui.exports.sheet import Sheet

        window, request = self._window, self._request()
        picture = window.pictures.picture
        assert picture is not None
        way = self._way(settings, request)
        self._start(PageTask(Sheet(request, way, picture.size, settings, window.words.carried()), file))

    def _image(self, settings: ImageSettings, file: Path) -> None:
        job = ExportImage(self._request(), file, settings)

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

    @Slot(QPoint)
    def show_image_menu(self, position: QPoint) -> None:
        """Offer to copy or save the image that is there."""
        images = self._window.columns.images
        index = images.cell_at(position)
        if index is None or images.frame is None or images.frame.cells[index].problem:
            return
        menu = QMenu(images)
        menu.setObjectName("image_menu")
        for name, text, run in (
            ("image_copy", "Copy the image", lambda: self.copy_image(index)),
            ("image_save", "Save the image…", lambda: self.save_image(index)),
        ):
            action = QAction(text, menu)
            action.setObjectName(name)
            action.triggered.connect(run)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(images.mapToGlobal(position))

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


def _numbers(request: Request) -> Iterable[dict[str, Any]]:
    """Those of the charts of a request, or those of its schedules at t."""
    if SCENES[request.view.scene].has_charts:
        return request.table()
    return numbers_at(request.view.t, _schedules(request))


def _schedules(request: Request) -> list[Schedule]:
    """Those that are compared, or that of the view."""
    compared = [schedule for schedule, _ in compared_in(request.grid())]
    return compared or [request.view.schedule.make()]


MAKERS: dict[str, Callable[[TakingHome, Any, Path], None]] = {
    "film": TakingHome._film,
    "figure": TakingHome._figure,
    "sheet": TakingHome._sheet,
    "image": TakingHome._image,
}
