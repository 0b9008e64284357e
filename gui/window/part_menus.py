"""What a right click on charts, curves or statistics offers: to take them home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication

from engine.scenes import SCENES

if TYPE_CHECKING:
    from gui.widgets.context_menu import Entry
    from gui.window.main_window import MainWindow


class PartMenus(QObject):
    """Opens the menus of the parts of a window that show no images."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        columns = window.columns
        for part, show in (
            (columns.images, self._show_images),
            (columns.charts, self._show_charts),
            (columns.statistics, self._show_statistics),
        ):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            part.customContextMenuRequested.connect(show)
        columns.curves.image_wanted.connect(lambda: self._copy("curves"))
        columns.curves.figure_wanted.connect(lambda: window.home.ask("figure"))

    @Slot(QPoint)
    def _show_images(self, place: QPoint) -> None:
        """Offer what can be done with an image; charts beside it have no keys, and theirs come here."""
        columns = self._window.columns
        if not self._window.home.show_image_menu(place) and columns.charts.isVisible():
            charts = columns.charts
            self._show_charts(charts.mapFromGlobal(columns.images.mapToGlobal(place)))

    @Slot(QPoint)
    def _show_charts(self, place: QPoint) -> None:
        """Offer to copy the charts, as they look or as numbers, or to save a figure with them."""
        from gui.widgets.context_menu import offer  # no start waits for it

        window = self._window
        charts = window.columns.charts
        if not charts.charts:
            return
        entries: list[Entry] = [("charts_copy", "Copy as an image", lambda: self._copy("charts"))]
        if SCENES[window.store.view.scene].has_charts:  # paths in a plane have no table
            entries.append(("charts_table", "Copy the values as a table", self._copy_table))
        entries.append(("charts_figure", "Save a figure…", lambda: window.home.ask("figure")))
        offer(charts, "charts_menu", entries, place)

    @Slot(QPoint)
    def _show_statistics(self, place: QPoint) -> None:
        """Offer to copy the diagrams."""
        from gui.widgets.context_menu import offer  # no start waits for it

        panel = self._window.columns.statistics
        if panel.is_open:
            entry: Entry = "statistics_copy", "Copy as an image", lambda: self._copy("statistics")
            offer(panel, "statistics_menu", [entry], place)

    def _copy(self, part: str) -> None:
        """Put a part on the clipboard, as it is on the screen."""
        self._window.screenshots.copy(part, 1.0)

    def _copy_table(self) -> None:
        """Put the numbers of the charts on the clipboard, once they are those of what is wanted."""
        from engine.jobs import WriteTable  # no start waits for the jobs
        from gui.window.contents import request_of

        window, say = self._window, self._window.columns.status.show_message

        def put(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            rows = text.count("\n") - 1
            say(f"Copied {rows:,} rows of values, for a spreadsheet.")

        def write() -> None:
            try:
                job = WriteTable(request_of(window))
            except ValueError as error:
                say(str(error), True)
                return
            window.jobs.submit(job, put, failed=lambda sentence: say(sentence, True))

        window.settled.when(write, lambda why: say(f"There is nothing to copy: {why}", True))
