"""The noise, grid and device cards, driven by mouse and keys."""

from __future__ import annotations

import random
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.pixels.devices import Device
from engine.scenes import MAX_ROWS, MAX_SAMPLES
from gui.cards.controls import MAX_SEED, DeviceCard, GridCard, NoiseCard
from gui.style import THEMES
from gui.widgets.number_field import NumberField

LEFT = Qt.MouseButton.LeftButton
CPU = Device("cpu", "CPU, 2 threads")
GPU = Device("cuda:0", "A graphics card with a name that is longer than the card is wide, 24 GB")


Found = TypeVar("Found", bound=QWidget)


def find(parent: QWidget, kind: type[Found], name: str = "") -> Found:
    found = parent.findChild(kind, name) if name else parent.findChild(kind)
    assert isinstance(found, kind)
    return found


def retype(field: NumberField, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.fixture
def noise(qtbot: QtBot) -> NoiseCard:
    card = NoiseCard()
    qtbot.addWidget(card)
    card.resize(240, 104)
    card.show()
    return card


def test_a_seed_is_typed_and_the_largest_fits_the_field(noise: NoiseCard) -> None:
    said: list[int] = []
    noise.changed.connect(lambda: said.append(noise.seed))
    field = find(noise, NumberField, "seed")
    retype(field, str(MAX_SEED))
    assert said[-1] == noise.seed == MAX_SEED == 2147483647
    assert field.fontMetrics().horizontalAdvance(field.text()) + 6 <= field.lineEdit().width()
    retype(field, "2147483648")
    assert (noise.seed, field.text()) == (MAX_SEED, "2147483648")  # refused, not turned into another
    assert said == [MAX_SEED]


@pytest.mark.parametrize("drawn", [0, 41, 42, 43, MAX_SEED - 1])
def test_the_dice_draw_another_seed_and_say_so_once(
    noise: NoiseCard, drawn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[int] = []
    noise.show_seed(42)
    noise.changed.connect(lambda: said.append(noise.seed))
    monkeypatch.setattr(random, "randrange", lambda stop: min(drawn, stop - 1))
    QTest.mouseClick(find(noise, QToolButton, "reroll"), LEFT)
    assert said == [noise.seed]
    assert noise.seed != 42
    assert 0 <= noise.seed <= MAX_SEED


def test_the_dice_do_not_always_fall_alike(noise: NoiseCard) -> None:
    seeds = set()
    for _ in range(8):
        noise.reroll()
        seeds.add(noise.seed)
    assert len(seeds) > 1


def test_the_same_noise_in_every_row_is_a_switch_that_is_on(noise: NoiseCard) -> None:
    said: list[bool] = []
    noise.changed.connect(lambda: said.append(noise.same_noise))
    switch = find(noise, QCheckBox, "same_noise")
    assert noise.same_noise
    for _ in range(2):
        QTest.keyClick(switch, Qt.Key.Key_Space)
    assert said == [False, True]


def test_what_is_shown_in_the_cards_is_said_to_nobody(qtbot: QtBot, noise: NoiseCard) -> None:
    said: list[str] = []
    grid = GridCard()
    device = DeviceCard()
    qtbot.addWidget(grid)
    qtbot.addWidget(device)
    noise.changed.connect(lambda: said.append("noise"))
    grid.changed.connect(lambda: said.append("grid"))
    device.device_changed.connect(said.append)
    noise.show_seed(7)
    noise.show_same_noise(False)
    noise.show_theme(THEMES["light"])
    grid.show_rows_and_samples(3, 2)
    device.show_devices([CPU, GPU], "cuda:0")
    device.show_device("cpu")
    assert (noise.seed, noise.same_noise, grid.rows, grid.samples, device.device) == (7, False, 3, 2, "cpu")
    assert said == []


def test_rows_and_samples_are_counted_between_one_and_the_most(qtbot: QtBot) -> None:
    grid = GridCard()
    qtbot.addWidget(grid)
    grid.show()
    said: list[tuple[int, int]] = []
    grid.changed.connect(lambda: said.append((grid.rows, grid.samples)))
    assert (grid.rows, grid.samples) == (5, 4)
    QTest.keyClick(find(grid, NumberField, "rows"), Qt.Key.Key_Up)
    QTest.keyClick(find(grid, NumberField, "samples"), Qt.Key.Key_Down)
    assert said == [(6, 4), (6, 3)]
    grid.show_rows_and_samples(10**6, 0)
    assert (grid.rows, grid.samples) == (MAX_ROWS, 1)
    grid.show_rows_and_samples(0, 10**6)
    assert (grid.rows, grid.samples) == (1, MAX_SAMPLES)
    assert len(said) == 2


@pytest.fixture
def device(qtbot: QtBot) -> DeviceCard:
    card = DeviceCard()
    qtbot.addWidget(card)
    card.resize(240, 80)
    card.show()
    return card


def test_devices_are_looked_for_and_then_offered(device: DeviceCard) -> None:
    combo = find(device, QComboBox, "device")
    assert (combo.currentText(), combo.isEnabled(), device.device) == ("looking…", False, "")
    device.show_devices([CPU, GPU], "cpu")
    assert (combo.currentText(), combo.isEnabled(), combo.count()) == (CPU.title, True, 2)
    said: list[str] = []
    device.device_changed.connect(said.append)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert said == [device.device] == ["cuda:0"]
    assert GPU.title in combo.toolTip()


def test_a_device_that_is_not_there_shows_the_first(device: DeviceCard) -> None:
    device.show_device("cuda:0")
    assert device.device == ""
    device.show_devices([CPU], "cuda:7")
    assert device.device == "cpu"


def test_a_long_name_does_not_widen_the_card(device: DeviceCard) -> None:
    before = device.minimumSizeHint().width()
    device.show_devices([GPU], "cuda:0")
    assert device.minimumSizeHint().width() == before <= 240
