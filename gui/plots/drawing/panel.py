"""The editor of a drawn schedule: its chart, and fields for the numbers of the selected point."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from engine.quoting import shown
from engine.schedules.checks import HIGHEST_LOG_SNR
from engine.schedules.drawn import Drawn, t_of
from engine.schedules.fit import Fit, fit
from engine.state.drawing import EDITOR, end_without_signal, place_point
from engine.state.view import View
from gui import style
from gui.plots.drawing.sheet import DrawingSheet
from gui.style import GAP, PAD, Theme
from gui.widgets.card import Card, label, set_role
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.fields import Switch
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers
from gui.widgets.tooltips import describe

HINT = "Drag a point. Double click adds one, right click deletes it, Shift snaps; or use the keys."
FIELDS = ("drawn_t", "drawn_log_snr")
LEAST_WIDTH = 240
LOW = 190
"""Below this height the chart needs the room of the sentence below it, and of what is empty around it."""


class DrawingPanel(Card):
    """Hidden until `open`. `wanted` is a change of the view; `open_changed` says whether it is there."""

    wanted = Signal(object)
    open_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("drawing_panel")
        self._view: View | None = None
        self.sheet = DrawingSheet()
        self._title = label("DRAW", "title")
        self._which = label("", "dim")
        self._t = NumberField(FIELDS[0], Numbers(1, 2, decimals=6), "t of the selected point")
        self._log_snr = NumberField(
            FIELDS[1],
            Numbers(-HIGHEST_LOG_SNR, HIGHEST_LOG_SNR, step=0.1, decimals=4),
            "log SNR of the selected point",
        )
        self._zero = Switch(
            "drawn_zero", "zero SNR at T", "Zero terminal SNR: nothing of the picture is left at t = T"
        )
        self._add = _button("add_point", "Add", "Add a point after the selected one  Insert or A")
        self._delete = _button("delete_point", "Delete", "Delete the selected point  Delete")
        self._close = _button("close_drawing", "", "Close; the schedule stays as it is drawn  Escape")
        self._message = ElidedLabel("small")
        self._message.setObjectName("drawing_message")
        self._from: tuple[tuple[int, tuple[QWidget, ...]], ...] = ()
        """From which widths of the panel on there is room for what."""
        self._build()
        self.hide()

    def _build(self) -> None:
        for field in (self._t, self._log_snr):
            field.setFixedWidth(92)
        self._which.setFixedWidth(self._which.fontMetrics().horizontalAdvance("point 000/000") + 4)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        parts: tuple[QWidget, ...] = (
            *(self._title, self._which, label("t", "dim"), self._t, label("log SNR", "dim"), self._log_snr),
            *(self._add, self._delete, self._zero),
        )
        for part in parts:
            line.addWidget(part)
        self._from = (
            (720, (self._title, self._which)), (590, (self._add, self._delete)), (480, (self._zero,)),
            (350, parts[2:5:2]),
        )  # fmt: skip
        line.addStretch(1)
        line.addWidget(self._close)
        self.body.setSpacing(GAP // 2)
        self.body.addWidget(self.sheet, 1)  # before the fields, as it has the keys first
        self.body.insertLayout(0, line)
        self.body.addWidget(self._message)
        self.sheet.wanted.connect(self.wanted)
        self.sheet.selected.connect(self._show_point)
        self.sheet.left.connect(lambda: self.show_open(False))
        self._t.valueChanged.connect(lambda t: self._place(float(t), self._point[1], FIELDS[0]))
        self._log_snr.valueChanged.connect(lambda value: self._place(self._point[0], float(value), FIELDS[1]))
        self._zero.toggled.connect(lambda on: self.wanted.emit(end_without_signal(on)))
        self._add.clicked.connect(self.sheet.add_beside)
        self._delete.clicked.connect(self.sheet.delete)
        self._close.clicked.connect(lambda: self.show_open(False))

    def show_open(self, on: bool) -> None:
        """Be there, with the keys, or go."""
        if on != self.isHidden():
            return
        self.setVisible(on)
        if on and self._view is not None:
            self._show(self._view)
            self.sheet.setFocus()
        elif not on:
            self.window().setFocus()
        self.open_changed.emit(on)

    def toggle(self) -> None:
        """Be there, or go."""
        self.show_open(self.isHidden())

    def show_view(self, view: View) -> None:
        """Show the drawing of a view, or a drawing of its schedule, which is not yet taken."""
        before, self._view = self._view, view
        if self.isHidden():
            return
        self.sheet.show_t(view.t)
        if before is None or view.schedule != before.schedule:
            self._show(view)

    def has_made(self, fields: Collection[str]) -> bool:
        """Whether a change that was refused for these fields is one that was made here."""
        return EDITOR in fields and not self.isHidden()

    def show_error(self, sentence: str, fields: Collection[str] = ()) -> None:
        """Say why a change of the drawing was not possible; "" when it was."""
        if self.isHidden() or self._view is None:
            return
        for name, field in zip(FIELDS, (self._t, self._log_snr), strict=True):
            set_role(field, "invalid", "true" if name in fields else "false")
        if sentence:
            self._say(sentence, "small-error")
            self._show_point()
        elif self._message.property("role") == "small-error":
            self._show(self._view)

    def minimumSizeHint(self) -> QSize:
        """Room for the fields, without what goes where there is no more."""
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the fields need the whole line; what the buttons do, keys and mouse do too."""
        super().resizeEvent(event)
        for least, parts in self._from:
            for part in parts:
                part.setVisible(self.width() >= least)
        low = self.height() < LOW
        self._message.setHidden(low)
        self.body.setContentsMargins(*((PAD, PAD // 2) if low else (PAD, PAD)) * 2)

    def show_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._close.setIcon(style.icon("close", theme.dim))
        self.sheet.show_theme(theme)

    def _show(self, view: View) -> None:
        given = view.schedule.given
        found: Fit | None = None
        reference = None
        try:
            if isinstance(given, Drawn):
                drawn, steps = given, view.schedule.steps
                after = any(each.active for each in view.schedule.transforms)
                self._say(f"The transforms of the schedule come after the drawing. {HINT}" if after else HINT)
            else:
                schedule = view.schedule.make()
                found = fit(schedule)
                drawn, steps, reference = found.drawn, schedule.steps, schedule.log_snr[1:]
                self._say(_of_fit(found, view))
        except ValueError as error:
            self.sheet.show_drawing(None, 2, None)
            self._say(str(error), "small-error")
            self._enable(False)
            return
        self._enable(True)
        self._t.show_numbers(Numbers(1, steps, step=max(1, steps // 200), decimals=6))
        with QSignalBlocker(self._zero):
            self._zero.setChecked(drawn.zero_terminal)
        self.sheet.show_t(view.t)
        self.sheet.show_drawing(drawn, steps, reference)
        self._show_point()

    def _enable(self, on: bool) -> None:
        for part in (self._t, self._log_snr, self._add, self._delete, self._zero, self.sheet):
            part.setEnabled(on)

    def _show_point(self) -> None:
        if self.sheet.drawn is None:
            return
        last = len(self.sheet.drawn.points) - 1
        t, log_snr = self._point
        inner = 0 < self.sheet.index < last
        self._which.setText(f"point {self.sheet.index + 1}/{last + 1}")
        self._t.setEnabled(inner)  # an end has its t
        self._delete.setEnabled(inner)
        # A point lies between timesteps when T is another; all digits have no room.
        self._t.show_value(round(t, 3))
        self._log_snr.show_value(log_snr)

    @property
    def _point(self) -> tuple[float, float]:
        """t and log SNR of the selected point."""
        assert self.sheet.drawn is not None
        v, log_snr = self.sheet.drawn.points[self.sheet.index]
        return t_of(v, self.sheet.steps), log_snr

    def _place(self, t: float, log_snr: float, field: str) -> None:
        self.wanted.emit(place_point(self.sheet.index, t, log_snr, field))

    def _say(self, sentence: str, role: str = "small") -> None:
        self._message.show_text(sentence)
        set_role(self._message, "role", role)


def _of_fit(found: Fit, view: View) -> str:
    return (
        f"{len(found.drawn.points)} points on the log SNR of {shown(view.schedule.title)}: the drawing is off by "
        f"{found.error:.2g} at most, at t = {found.t}. Move a point to take it."
    )


def _button(name: str, text: str, help: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    describe(button, name, help)
    return button
