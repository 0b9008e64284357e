"""Pictures: opened when the view wants another, or when the user does; the view changes once that has succeeded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from engine.open_jobs import ChangeWorkingSize, OpenJob, opening
from engine.state.change import Change
from engine.state.changes import open_source
from engine.state.view import Pasted, Source, View, named
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.store import Store

if TYPE_CHECKING:
    from engine.jobs import Progress
    from engine.pictures.given_pixels import Pixels
    from engine.pictures.opened import PictureOpened
    from engine.state.handover import Handover

PICTURE_FILES = "Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif *.avif);;All files (*)"
MOST_PASTED = 3
"""Pasted pictures whose pixels are kept, so that undo can show them again."""

Wanted = tuple[Source, int | None]
"""A picture and its working size."""


class Pictures(QObject):
    """Has pictures opened, one at a time: the newest wins."""

    opened = Signal(object)
    """PictureOpened: it is the picture of the view now."""
    busy = Signal(bool)
    progressed = Signal(object)
    """How far the opening is, 0 to 1, or None where that is not known."""
    failed = Signal(str)
    cancelled = Signal()
    """The user has stopped an opening."""

    def __init__(
        self, store: Store, jobs: Jobs, parent: QObject | None = None, before: Handover | None = None
    ) -> None:
        """`before` is what another program has left, with pictures that were pasted there."""
        super().__init__(parent)
        self.picture: PictureOpened | None = None
        self._loaded: Wanted | None = None
        self._store = store
        self._jobs = jobs
        self.pasted = dict(before.pasted) if before else {}
        """The pixels of pictures that were pasted last, by their names."""
        self.pastes = before.pastes if before else 0
        """How many were pasted by now."""
        self._seen = _pasted_in(before) if before else set[Source]()  # by their hashes
        self._ticket: Ticket | None = None
        self._by_user = False  # what is on its way will change the view
        store.changed.connect(self._follow)

    @property
    def opening(self) -> bool:
        """Whether a picture is on its way."""
        return self._ticket is not None

    @property
    def is_current(self) -> bool:
        """Whether the picture that is open is that of the view."""
        return self._loaded == (self._store.view.source, self._store.view.working_size)

    def open(self, source: Source) -> None:
        """Open a picture at the present working size."""
        self._begin((source, self._store.view.working_size), by_user=True)

    def paste(self, name: str, pixels: Pixels) -> None:
        """Open the pixels of a picture from the clipboard; the second of a name has a number."""
        self.pastes += 1
        name = name if self.pastes == 1 else f"{name} {self.pastes}"
        self.pasted[name] = pixels
        for old in list(self.pasted)[:-MOST_PASTED]:
            del self.pasted[old]
        self.open(Pasted(name))

    def keeps(self, source: Source) -> bool:
        """Whether this is a pasted picture whose pixels are still there."""
        return isinstance(source, Pasted) and source in self._seen and source.name in self.pasted

    @Slot(object)
    def resize(self, working_size: int | None) -> None:
        """Have the present picture at another working size."""
        self._begin((self._store.view.source, working_size), by_user=True)

    def load(self) -> None:
        """Open the picture of the view, as it is."""
        self._begin((self._store.view.source, self._store.view.working_size), by_user=False)

    @Slot()
    def cancel(self) -> None:
        """Stop opening; the picture that is there stays."""
        self._jobs.cancel(self._ticket)
        self._end()
        self._return()
        self.cancelled.emit()

    @Slot(object, object)
    def _follow(self, old: View, new: View) -> None:
        if (old.source, old.working_size) == (new.source, new.working_size):
            return
        if not self.is_current:
            self.load()
        elif self.opening and not self._by_user:
            # It was undone and done again before it was there: what is on its way is not wanted any more.
            self._jobs.cancel(self._ticket)
            self._end()

    def _begin(self, wanted: Wanted, *, by_user: bool) -> None:
        self._jobs.cancel(self._ticket)

        def done(opened: PictureOpened) -> None:
            self._take(wanted, opened, by_user=by_user)

        try:
            job = self._job(wanted)
        except ValueError as error:
            self._fail(str(error))
            return
        self._ticket, self._by_user = self._jobs.submit(job, done, self._progress, self._fail), by_user
        self.busy.emit(True)

    def _job(self, wanted: Wanted) -> OpenJob:
        source, size = wanted
        if self.picture is not None and self._loaded is not None and source == self._loaded[0]:
            return ChangeWorkingSize(self.picture.id, size)
        return opening(source, size, self.pasted)

    def _take(self, wanted: Wanted, opened: PictureOpened, *, by_user: bool) -> None:
        source, size = wanted
        source = named(source, opened.sha256)
        resized = self.picture if self._loaded and self._loaded[0] == source else None
        if isinstance(source, Pasted):
            self._seen.add(source)
        self.picture, self._loaded = opened, (source, size)
        self._end()
        if by_user:
            larger = opened.size[0] / resized.size[0] if resized else None
            self._store.apply(open_source(source, size, larger))
        else:  # all else of the view stays, such as its zoom
            self._store.amend(Change("", lambda view: replace(view, source=source)))
        self.opened.emit(opened)

    def _progress(self, progress: Progress) -> None:
        self.progressed.emit(progress)

    def _fail(self, sentence: str) -> None:
        self._end()
        self._return()
        self.failed.emit(sentence)  # last: who hears it may open another

    def _end(self) -> None:
        self._ticket = None
        self.busy.emit(False)

    def _return(self) -> None:
        """Where the view wants a picture that cannot be had, go back to the one that is there."""
        if self._loaded is not None and not self.is_current:
            self._store.amend(open_source(*self._loaded))


def _pasted_in(before: Handover) -> set[Source]:
    """The pasted pictures of all views that another program has left."""
    views = before.view, *(view for view, _ in (*before.history.past, *before.history.future))
    return {view.source for view in views if isinstance(view.source, Pasted)}
