"""Which noise is drawn, in one line."""

from __future__ import annotations

import random

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton

from engine.state.changes import set_seed
from engine.state.view import MAX_SEED, View
from gui import style
from gui.style import Theme
from gui.widgets.card import Card
from gui.widgets.fields import field_row
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers
from gui.widgets.tooltips import describe


class NoiseCard(Card):
    """The seed. `wanted` is a change of it."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("noise_card")
        self._seed = NumberField(
            "seed", Numbers(0, MAX_SEED), "Seed of the noise: the same seed gives the same noise"
        )
        self._seed.setProperty("role", "plain")  # without arrows there is room for ten digits
        self._reroll = QToolButton()
        describe(self._reroll, "reroll", "Another seed, by chance")
        self._reroll.setObjectName("reroll")
        self.body.addLayout(field_row("Noise, seed", self._seed, self._reroll))
        self._seed.valueChanged.connect(lambda seed: self.wanted.emit(set_seed(int(seed))))
        self._reroll.clicked.connect(self._draw)

    def _draw(self) -> None:
        """Another seed, never the present one."""
        drawn = random.randrange(MAX_SEED)
        self.wanted.emit(set_seed(drawn + (drawn >= self._seed.count())))

    def show_view(self, view: View) -> None:
        """Show the seed of a view."""
        self._seed.show_value(view.seed)

    def show_theme(self, theme: Theme) -> None:
        """Show the icons in the colours of a theme."""
        self._reroll.setIcon(style.icon("dice", theme.text))
