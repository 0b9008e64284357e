"""The card that shows the picture and opens another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QToolTip, QVBoxLayout, QWidget

from engine.pictures.working_sizes import DEFAULT_WORKING_SIZE, WORKING_SIZES
from engine.pixels.region import Size
from engine.quoting import shown
from engine.schedules.number_text import percent
from engine.state.view import View
from gui import style
from gui.cards.thumbnail import Thumbnail
from gui.style import GAP, Theme
from gui.widgets.card import Card, label
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.fields import Choice
from gui.widgets.keys import written
from gui.widgets.tooltips import describe, show_tooltip

if TYPE_CHECKING:
    from engine.pictures.opened import PictureOpened

SIZE_HELP = (
    "Working size: the long side in pixels. The picture is reduced to it, antialiased, and never enlarged.\n"
    "It matters because a schedule acts differently at each resolution:\n"
    "the more pixels show the same thing, the more noise it outlasts."
)
SLOW = 300  # milliseconds of opening after which it can be cancelled
MOST_OF_ERROR = 84  # pixels of its height; all of it is in the tooltip


class PictureCard(Card):
    """The picture that is worked on, and the ways to another. `bundled` are names of pictures to offer.

    Nothing is opened here: `open_requested` (a file, to be asked for), `bundled_requested(name)`,
    `paste_requested` and `working_size_changed` (pixels, or None for the original) say what the user wants.
    """

    open_requested = Signal()
    bundled_requested = Signal(str)
    paste_requested = Signal()
    cancel_requested = Signal()
    working_size_changed = Signal(object)

    def __init__(self, bundled: Sequence[str]) -> None:
        super().__init__("Picture")
        self._thumbnail = Thumbnail()
        self._name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._name.setObjectName("picture_name")
        self._size = ElidedLabel("small")
        self._size.setObjectName("picture_size")
        self._original = ElidedLabel("small")
        self._original.setObjectName("original_size")
        self._type = ElidedLabel("small")
        self._type.setObjectName("picture_type")
        self._progress = label("", "small")
        self._progress.setObjectName("opening_progress")
        self._cancel = QToolButton()
        self._cancel.setObjectName("cancel_opening")
        self._cancel.setText("Cancel")
        self._cancel.setProperty("role", "in-text")
        describe(self._cancel, "cancel_opening", "Stop opening: the picture that is there stays")
        self._cancel.clicked.connect(self.cancel_requested)
        self._slow = QTimer(self, singleShot=True, interval=SLOW)
        self._slow.timeout.connect(self._show_cancel)
        self._error = label("", "small-error")
        self._error.setObjectName("picture_error")
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setWordWrap(True)
        self._error.setMaximumHeight(MOST_OF_ERROR)
        self._error.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._error.hide()
        self._facts, self._opening = QWidget(), QWidget()
        self._notes = QToolButton()
        self._open = QToolButton()
        self._working_size = Choice("working_size", SIZE_HELP)
        self._build_notes()
        self._build_open(bundled)
        self._build_working_size()
        self._build()

    @property
    def working_size(self) -> int | None:
        """The long side that pictures are reduced to, in pixels; None leaves them as they are."""
        return WORKING_SIZES[self._working_size.currentIndex()]

    def show_picture(self, picture: PictureOpened) -> None:
        """Show the picture that is now worked on."""
        low, high = picture.x0_range
        same = picture.size == picture.original_size
        self._thumbnail.show_image(picture.thumbnail)
        self._name.show_text(shown(picture.name))
        self._size.show_text(_times(picture.size))
        self._original.show_text("as in the file" if same else f"of {_times(picture.original_size)}")
        self._type.show_text(picture.source_type)
        self._type.setToolTip(f"{picture.source_type}; x₀ lies between {low:.2f} and {high:.2f}, of -1 to 1")
        show_tooltip(self._notes, "\n".join(picture.notes))
        self._notes.setAccessibleDescription(" ".join(picture.notes))
        self._notes.setVisible(bool(picture.notes))
        self.show_error("")

    def show_busy(self, busy: bool) -> None:
        """Show whether a picture is being opened."""
        self._thumbnail.show_busy(busy)
        if busy:
            self._progress.setText("opening…")
            self._slow.start()
        else:
            self._slow.stop()
            self._opening.hide()
            self._facts.show()

    def show_progress(self, part: float | None) -> None:
        """Show how far the opening is, 0 to 1; None where that is not known."""
        self._progress.setText(f"opening, {percent(part)}" if part else "opening…")

    def _show_cancel(self) -> None:
        self._facts.hide()
        self._opening.show()

    def hideEvent(self, event: QHideEvent) -> None:
        """No timer outlives the window."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.stop()

    def stop(self) -> None:
        """The window closes, whether or not its column was folded."""
        self._slow.stop()
        self._thumbnail.show_busy(False)

    def show_error(self, sentence: str) -> None:
        """Show why a picture could not be opened; "" when all is well."""
        self._error.setText(sentence)
        show_tooltip(self._error, sentence)
        self._error.setVisible(bool(sentence))

    def show_view(self, view: View) -> None:
        """Show the working size of a view."""
        self.show_working_size(view.working_size)

    def show_working_size(self, size: int | None) -> None:
        """Show one of WORKING_SIZES.

        Raises:
            ValueError: for any other size.
        """
        if size not in WORKING_SIZES:
            offered = ", ".join(str(each) for each in WORKING_SIZES)
            raise ValueError(f"The working size {size!r} is not offered; choose one of {offered}.")
        with QSignalBlocker(self._working_size):
            self._working_size.setCurrentIndex(WORKING_SIZES.index(size))

    def show_theme(self, theme: Theme) -> None:
        """Show the icons in the colours of a theme."""
        self._thumbnail.show_theme(theme)
        self._notes.setIcon(style.icon("info", theme.dim, 16))

    def _build_lines(self) -> None:
        """Size and type of the picture, or, in the same room, how far the opening of another is."""
        facts = QVBoxLayout(self._facts)
        facts.addWidget(self._size)
        facts.addWidget(self._original)
        facts.addWidget(self._type)
        opening = QVBoxLayout(self._opening)
        opening.addWidget(self._progress)
        opening.addWidget(self._cancel)
        opening.addStretch(1)
        for lines in (facts, opening):
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(1)
        self._opening.setFixedHeight(self._facts.sizeHint().height())
        self._opening.hide()

    def _build(self) -> None:
        self._build_lines()
        first = QHBoxLayout()
        first.addWidget(self._name, 1)
        first.addWidget(self._notes)
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addLayout(first)
        lines.addWidget(self._facts)
        lines.addWidget(self._opening)
        facts = QHBoxLayout()
        facts.setSpacing(GAP)
        facts.addWidget(self._thumbnail)
        facts.addLayout(lines, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self._open, 1)
        buttons.addWidget(self._working_size, 1)
        self.body.addLayout(facts)
        self.body.addWidget(self._error)
        self.body.addLayout(buttons)

    def _build_notes(self) -> None:
        self._notes.setObjectName("notes")
        self._notes.setProperty("role", "small")
        describe(self._notes, "notes on the picture", "")
        policy = self._notes.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._notes.setSizePolicy(policy)
        self._notes.clicked.connect(self._show_notes)
        self._notes.hide()

    def _build_open(self, bundled: Sequence[str]) -> None:
        self._open.setObjectName("open_picture")
        self._open.setText("Open…")
        self._open.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        describe(self._open, "open_picture", f"Open a picture  ({written('Ctrl+O')}); the arrow offers more")
        self._open.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        menu = QMenu(self._open)
        menu.addAction(f"Open a picture…\t{written('Ctrl+O')}", self.open_requested.emit)
        menu.addSeparator()
        for name in bundled:
            action = QAction(name.capitalize().replace("&", "&&"), menu)
            action.setData(name)
            menu.addAction(action)
        menu.addAction(f"Paste\t{written('Ctrl+V')}", self.paste_requested.emit)
        menu.triggered.connect(self._choose)
        self._open.setMenu(menu)
        self._open.clicked.connect(self.open_requested)

    def _build_working_size(self) -> None:
        for size in WORKING_SIZES:
            self._working_size.addItem("original" if size is None else f"{size} px")
        self.show_working_size(DEFAULT_WORKING_SIZE)
        self._working_size.currentIndexChanged.connect(self._change_working_size)

    def _choose(self, action: QAction) -> None:
        if action.data() is not None:
            self.bundled_requested.emit(action.data())

    def _change_working_size(self) -> None:
        wanted = self.working_size
        self.working_size_changed.emit(wanted)

    def _show_notes(self) -> None:
        QToolTip.showText(self._notes.mapToGlobal(QPoint(0, self._notes.height())), self._notes.toolTip())


def _times(size: Size) -> str:
    return f"{size[0]} × {size[1]}"
