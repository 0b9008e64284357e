"""The small cards of the left column: noise, grid and device."""

from __future__ import annotations

import random
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QToolButton

from engine.pixels.devices import Device
from engine.scenes import MAX_ROWS, MAX_SAMPLES, Film
from gui import style
from gui.style import Theme
from gui.widgets.card import Card
from gui.widgets.fields import Choice, Switch, field_row
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers
from gui.widgets.tooltips import describe

MAX_SEED = 2**31 - 1


class NoiseCard(Card):
    """Which noise is drawn. `changed` when the user wants another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__("Noise")
        self._seed = NumberField(
            "seed", Numbers(0, MAX_SEED), "Seed of the noise: the same seed gives the same noise"
        )
        self._seed.setProperty("role", "plain")  # without arrows there is room for ten digits
        self._reroll = QToolButton()
        self._reroll.setObjectName("reroll")
        describe(self._reroll, "reroll", "Another seed, by chance")
        self._same = Switch(
            "same_noise",
            "same noise in every row",
            "On: the rows show one noise growing, column by column. Off: every row has noise of its own.",
        )
        self._same.setChecked(True)
        self.body.addLayout(field_row("seed", self._seed, self._reroll))
        self.body.addWidget(self._same)
        self._seed.valueChanged.connect(self.changed)
        self._same.toggled.connect(self.changed)
        self._reroll.clicked.connect(self.reroll)

    @property
    def seed(self) -> int:
        """The seed, 0..MAX_SEED."""
        return self._seed.count()

    @property
    def same_noise(self) -> bool:
        """Whether all rows have the same noise."""
        return self._same.isChecked()

    def reroll(self) -> None:
        """Draw another seed, never the present one."""
        drawn = random.randrange(MAX_SEED)
        self._seed.setValue(drawn + (drawn >= self.seed))

    def show_seed(self, seed: int) -> None:
        """Show a seed, 0..MAX_SEED."""
        self._seed.show_value(seed)

    def show_same_noise(self, same: bool) -> None:
        """Show whether all rows have the same noise."""
        with QSignalBlocker(self._same):
            self._same.setChecked(same)

    def show_theme(self, theme: Theme) -> None:
        """Show the icons in the colours of a theme."""
        self._reroll.setIcon(style.icon("dice", theme.text))


class GridCard(Card):
    """How many images the film has. `changed` when the user wants more or fewer."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__("Grid")
        default = Film()
        self._rows = NumberField("rows", Numbers(1, MAX_ROWS), "Fixed timesteps that the film shows")
        self._samples = NumberField(
            "samples", Numbers(1, MAX_SAMPLES), "Samples in each row, each with its own noise"
        )
        self.body.addLayout(field_row("rows", self._rows))
        self.body.addLayout(field_row("samples", self._samples))
        self.show_rows_and_samples(default.rows, default.samples)
        self._rows.valueChanged.connect(self.changed)
        self._samples.valueChanged.connect(self.changed)

    @property
    def rows(self) -> int:
        """Rows of the film, 1..MAX_ROWS."""
        return self._rows.count()

    @property
    def samples(self) -> int:
        """Samples in each row, 1..MAX_SAMPLES."""
        return self._samples.count()

    def show_rows_and_samples(self, rows: int, samples: int) -> None:
        """Show the size of the film, cut to what the fields allow."""
        self._rows.show_value(rows)
        self._samples.show_value(samples)


class DeviceCard(Card):
    """What computes the images. `device_changed(name)` when the user wants another."""

    device_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__("Device")
        self._device = Choice("device", "What computes the images")
        self._device.addItem("looking…", "")
        self._device.setEnabled(False)
        self.body.addWidget(self._device)
        self._device.currentIndexChanged.connect(self._choose)

    @property
    def device(self) -> str:
        """The name of the device that is shown, as torch says it; empty while they are looked for."""
        return str(self._device.currentData())

    def show_devices(self, devices: Sequence[Device], current: str) -> None:
        """Offer the devices that there are, at least one, and show `current`, see `show_device`."""
        with QSignalBlocker(self._device):
            self._device.clear()
            for device in devices:
                self._device.addItem(device.title, device.name)
        self._device.setEnabled(True)
        self.show_device(current)

    def show_device(self, name: str) -> None:
        """Show a device; where there is none of this name, the first (the CPU): see `device`."""
        with QSignalBlocker(self._device):
            self._device.setCurrentIndex(max(0, self._device.findData(name)))
        self._device.setToolTip(f"What computes the images: {self._device.currentText()}")

    def _choose(self) -> None:
        self.show_device(self.device)
        self.device_changed.emit(self.device)
