"""The timeline: where in the process we are, and playing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from engine.scenes.scene import nearest
from engine.state.start import Order
from engine.state.view import Marks, timesteps
from gui.formulas.formula_label import FormulaLabel
from gui.style import GAP, PAD, THEMES, Theme
from gui.timeline.playback import Playback
from gui.timeline.speed_field import Speed, SpeedField
from gui.timeline.states import within
from gui.timeline.step_buttons import StepButtons
from gui.timeline.timestep_slider import TimestepSlider
from gui.widgets.card import Card, label
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers

STEPS = 1000  # until show_steps


class Timeline(Card):
    """The timestep t = 0..T: buttons, a slider, a field. `changed(t)` when the user or playback moves it.

    `marks_wanted` has `Marks`: the user wants playback to go between them.

    `clock` tells the seconds that playback goes by.
    """

    changed = Signal(int)
    marks_wanted = Signal(object)

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        super().__init__()
        self.setObjectName("timeline")
        self._theme = THEMES["dark"]
        self._playback = Playback(clock, self)
        self._kept: Sequence[int] | None = None
        self._shown: tuple[int, Sequence[int] | None] | None = None
        self._order: Order = "loop"
        self._marks: Marks | None = None
        self._buttons = StepButtons()
        self._slider = TimestepSlider()
        self._symbol = FormulaLabel("t")
        self._field = NumberField(
            "timestep",
            Numbers(0, STEPS),
            "Timestep t: 0 is the clean picture, T the noisiest.\n"
            "Libraries count the noisy states from 0: their index is t − 1.",
        )
        self._steps = label("", "dim")
        self._speed = SpeedField()
        self._build()
        self._connect()
        self.show_steps(STEPS)
        self.show_theme(self._theme)

    @property
    def t(self) -> int:
        """The timestep that is shown."""
        return self._slider.value()

    @property
    def steps(self) -> int:
        """T, the last timestep."""
        return self._slider.maximum()

    @property
    def page(self) -> int:
        """Timesteps of a large step: a hundredth of T."""
        return self._slider.pageStep()

    @property
    def playing(self) -> bool:
        """Whether t is running."""
        return self._playback.running

    @property
    def rate(self) -> float:
        """How many timesteps a second are to be seen; 0 while nothing plays."""
        return self._playback.rate

    def show_t(self, t: int) -> None:
        """Show a timestep, cut to 0..T. Playback goes on from there."""
        with QSignalBlocker(self._slider):
            self._slider.setValue(t)
        self._follow_slider()

    def show_steps(self, steps: int, timesteps: Sequence[int] | None = None) -> None:
        """Show another T, and where not all timesteps 0..T are there, a tick for each that is, in ascending order.

        Where t lies beyond T, t becomes T without a signal: read `t` afterwards.
        """
        if self._shown == (steps, timesteps):
            return
        self._shown = steps, timesteps
        self._kept = timesteps
        self._steps.setText(f"/ {steps}")
        self._show_states(steps)

    @property
    def speed(self) -> Speed:
        """Of playback."""
        return self._speed.speed

    def show_speed(self, speed: Speed) -> None:
        """Let playback go so fast."""
        self._speed.show_speed(speed)
        self._playback.show_speed(self.speed)

    def show_by_timesteps(self, by_timesteps: bool) -> None:
        """Let timesteps a second be asked for, at first about as many as there are, or the seconds of a pass."""
        pace = self.speed.pace or float(f"{self._playback.pace:.2g}")
        self.show_speed(Speed(self.speed.seconds, pace if by_timesteps else None))

    def show_playback(self, order: Order = "loop", down: bool = False) -> None:
        """How playback goes: what comes after its end, and from T to 0 (`down`)."""
        self._order = order
        self._playback.show_order(order, down)

    def show_marks(self, marks: Marks | None) -> None:
        """Let playback go between two parts of T, or over all timesteps; with another T they are the same parts."""
        if marks != self._marks:
            self._marks = marks
            self._show_bounds()

    def _show_bounds(self) -> None:
        bounds = timesteps(self._marks, self.steps)
        self._slider.show_bounds(bounds if self._marks else None)
        self._playback.show_states(within(self._states, *bounds))

    def _mark(self, low: int, high: int) -> None:
        """Want playback between two timesteps."""
        self.marks_wanted.emit((low / self.steps, high / self.steps))

    def _show_states(self, steps: int) -> None:
        kept = self._kept
        self._states: Sequence[int] = range(steps + 1) if kept is None else kept
        with QSignalBlocker(self._slider):
            self._slider.show_states(steps, self._states)
        self._field.show_numbers(
            Numbers(self._states[0], self._states[-1], among=kept if isinstance(kept, tuple) else ())
        )
        self._show_bounds()
        self._follow_slider()

    def show_low(self, on: bool) -> None:
        """Have little around the buttons, or as much as other cards."""
        above = PAD // 4 if on else PAD
        self.body.setContentsMargins(PAD, above, PAD, above)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the slider needs the room of buttons, whose keys stay."""
        super().resizeEvent(event)
        self._buttons.fit(self.width())

    def show_playing(self, playing: bool) -> None:
        """Start or stop playback at the present t."""
        if playing != self.playing:
            self._playback.run(playing)
            self._show_play_button()

    def show_theme(self, theme: Theme) -> None:
        """Show the icons in the colours of a theme."""
        self._theme = theme
        self._symbol.show_theme(theme)
        self._buttons.show_theme(theme, playing=self.playing)

    def go_to(self, t: int) -> None:
        """Move to the nearest timestep that there is, as the user does: with a signal when it is another."""
        self._slider.setValue(self._states[nearest(self._states, t)])

    def step_by(self, steps: int) -> None:
        """Move by a number of timesteps, or of states where only some are there, stopping at the ends."""
        self._slider.move_by(steps)

    def toggle_play(self) -> None:
        """Start playback, or stop it."""
        self.show_playing(not self.playing)

    def play(self, *, down: bool) -> None:
        """Play in a direction, from where it is."""
        self.show_playback(self._order, down)
        self.show_playing(True)

    def stop(self) -> None:
        """Stop playback."""
        self.show_playing(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop playback when the window closes; a window that is only minimised plays on."""
        if not event.spontaneous():
            self.show_playing(False)
        super().hideEvent(event)

    def _move(self, t: int) -> None:
        self._follow_slider()
        self.changed.emit(t)

    def _follow_slider(self) -> None:
        self._field.show_value(self.t)
        self._playback.go_on_from(self.t)

    def _play_on(self, t: int) -> None:
        if self._slider.isSliderDown():
            self._playback.go_on_from(self.t)
        else:
            self.go_to(t)

    def _show_play_button(self) -> None:
        self._buttons.show_playing(self._theme, playing=self.playing)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.body.addLayout(row)
        for button in self._buttons.named.values():
            row.addWidget(button)
        row.addSpacing(GAP // 2)
        row.addWidget(self._slider)
        row.addSpacing(GAP // 2)
        for widget, width in ((self._symbol, 10), (self._field, 84), (self._steps, 64), (self._speed, 92)):
            widget.setFixedWidth(width)  # fits the largest number, so that nothing moves
            row.addWidget(widget)

    def _connect(self) -> None:
        self._playback.reached.connect(self._play_on)
        self._slider.valueChanged.connect(self._move)
        self._slider.bounds_dragged.connect(self._mark)
        self._field.valueChanged.connect(self.go_to)
        # Else playback would write into what is being typed.
        self._field.lineEdit().textEdited.connect(lambda: self.show_playing(False))
        self._speed.valueChanged.connect(lambda: self._playback.show_speed(self.speed))
        self._playback.ended.connect(self._show_play_button)
        for name, act in {
            "first": lambda: self.go_to(0), "last": lambda: self.go_to(self.steps), "play": self.toggle_play,
            "previous": lambda: self.step_by(-1), "next": lambda: self.step_by(1),
        }.items():  # fmt: skip
            self._buttons.named[name].clicked.connect(act)
