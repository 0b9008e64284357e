"""What part of the picture is seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from engine.pixels.region import MAX_ENLARGEMENT, Size, Zoom
from engine.state.changes import look_at
from gui.controllers.pictures import Pictures
from gui.controllers.store import Store
from gui.images.zooming import zoom_by, zoom_to


class Zooming(QObject):
    """Zooms by keys and menus; `cell` says how large a large cell is now."""

    said = Signal(str, bool)

    def __init__(
        self, store: Store, pictures: Pictures, cell: Callable[[], Size], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._pictures, self._cell = store, pictures, cell
        pictures.opened.connect(self._fit)

    @Slot(object)
    def look_at(self, zoom: Zoom | None) -> None:
        """Show this part of the picture."""
        if self._pictures.picture is not None:
            self._store.apply(look_at(zoom))

    def enlarge(self, factor: float) -> None:
        """Enlarge about the middle."""
        picture = self._pictures.picture
        if picture is not None:
            self.look_at(zoom_by(factor, self._store.view.zoom, picture.size, self._cell()))

    def show_all(self) -> None:
        """Show all of the picture."""
        self.look_at(None)

    def show_one_to_one(self) -> None:
        """Show a pixel of the picture for each of the screen."""
        picture, cell = self._pictures.picture, self._cell()
        if picture is None:
            return
        zoom = zoom_to(cell[0], self._store.view.zoom, picture.size, cell)
        self.look_at(zoom)
        if zoom is None and cell[0] > picture.size[0]:
            self.said.emit("The picture is smaller than its cell: all of it is shown, enlarged.", False)

    @Slot(object)
    def _fit(self, _: object) -> None:
        """A zoom that was asked for with a picture goes as far as that picture goes."""
        picture, zoom = self._pictures.picture, self._store.view.zoom
        if picture is None or zoom is None:
            return
        least = self._cell()[0] / MAX_ENLARGEMENT
        if not (least <= zoom.width < picture.size[0] and zoom.is_within(picture.size)):
            self._store.amend(look_at(zoom_to(zoom.width, zoom, picture.size, self._cell())))
