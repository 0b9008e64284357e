"""The strip of each scene, through its widgets."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.scenes import SCENES
from gui.cards.strip import Strip
from gui.widgets.number_field import NumberField


class Shown:
    """A strip on the screen, and what it said last."""

    def __init__(self, qtbot: QtBot, scene: str) -> None:
        self.strip = Strip(SCENES[scene], SCENES[scene].defaults)
        self.said: list[Any] = []
        self.strip.changed.connect(self.said.append)
        qtbot.addWidget(self.strip)
        self.strip.resize(900, 80)
        self.strip.show()

    def __getitem__(self, name: str) -> QWidget:
        widget = self.strip.findChild(QWidget, name)
        assert widget is not None, name
        return widget


def test_a_choice_a_count_and_a_number_change_their_own_setting(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "reverse")
    sampler, kept, eta = shown["sampler"], shown["kept"], shown["eta"]
    assert isinstance(sampler, QComboBox)
    assert isinstance(kept, NumberField)
    assert isinstance(eta, NumberField)
    qtbot.keyClick(sampler, Qt.Key.Key_Down)
    assert shown.said[-1].sampler == "ddim"
    assert kept.text() == "all"
    kept.setValue(50)
    assert (shown.said[-1].kept, shown.said[-1].sampler) == (50, "ddim")
    eta.setValue(2.0)  # more than is allowed
    assert shown.said[-1].eta == 1.0
    assert len(shown.said) == 3


def test_slider_and_field_of_a_number_agree(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "predict")
    slider, field = shown["error_slider"], shown["error"]
    assert isinstance(slider, QSlider)
    assert isinstance(field, NumberField)
    slider.setValue(25)
    assert (field.value(), shown.said[-1].error) == (0.25, 0.25)
    field.setValue(0.123)
    assert (slider.value(), shown.said[-1].error) == (12, 0.123)
    assert len(shown.said) == 2


def test_the_last_schedule_of_a_comparison_cannot_be_switched_off(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "compare")
    for name in ("linear", "quadratic", "sigmoid", "cosine"):
        button = shown[f"schedules_{name}"]
        assert isinstance(button, QToolButton)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert shown.said[-1].schedules == ("cosine",)
    assert not shown["schedules_cosine"].isEnabled()
    qtbot.mouseClick(shown["schedules_linear"], Qt.MouseButton.LeftButton)
    assert shown.said[-1].schedules == ("linear", "cosine")
    assert shown["schedules_cosine"].isEnabled()


def test_only_fields_that_do_something_are_shown(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "generate")
    denoiser, sampler, members = shown["denoiser"], shown["sampler"], shown["members"]
    assert isinstance(denoiser, QComboBox)
    assert isinstance(sampler, QComboBox)
    assert isinstance(members, QComboBox)

    def visible(*names: str) -> list[bool]:
        return [shown[name].isVisible() for name in names]

    assert visible("variance", "scale", "mirrored", "seeds") == [True] * 4
    assert visible("eta", "members", "crops", "folder") == [False] * 4
    sampler.setCurrentIndex(sampler.findData("ddim"))
    assert visible("eta", "variance") == [True, False]
    denoiser.setCurrentIndex(denoiser.findData("ideal"))
    assert visible("members", "crops", "scale", "folder") == [True, True, False, False]
    members.setCurrentIndex(members.findData("folder"))
    assert visible("folder", "crops") == [True, False]
    denoiser.setCurrentIndex(denoiser.findData("gaussian"))
    assert visible("members", "folder") == [False] * 2


def test_a_number_from_elsewhere_is_as_if_the_user_had_typed_it(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "generate")
    start = shown["start"]
    assert isinstance(start, NumberField)
    assert start.text() == "noise"
    shown.strip.show_number("start", 250)
    assert start.value() == shown.said[-1].start == 250


def test_a_switch_switches(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "forward")
    box = shown["path"]
    assert isinstance(box, QCheckBox)
    box.click()
    assert shown.said[-1].path is True


@pytest.mark.parametrize("scene", SCENES)
def test_every_field_tells_what_it_is_for_and_fits_any_width(scene: str, qtbot: QtBot) -> None:
    shown = Shown(qtbot, scene)
    for option in SCENES[scene].options:
        name = f"{option.name}_{option.choices[0][0]}" if option.kind == "several" else option.name
        assert shown[name].toolTip()
        assert shown[name].accessibleName()
    layout = shown.strip.layout()
    assert layout is not None
    for width in (380, 900, 2000):
        height = layout.heightForWidth(width)
        shown.strip.resize(width, height)
        widgets = [widget for widget in shown.strip.children() if isinstance(widget, QWidget)]
        holders = [widget.geometry() for widget in widgets if widget.isVisible()]
        assert all(shown.strip.rect().contains(rect) for rect in holders)
        assert not any(a.intersects(b) for n, a in enumerate(holders) for b in holders[:n])
