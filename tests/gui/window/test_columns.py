"""One screen has one t, whatever scenes the same panels have shown before."""

from __future__ import annotations

import random
from dataclasses import replace

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from engine.scenes import SCENES
from engine.scenes.generate import GenerateSettings
from engine.scenes.reverse import ReverseSettings
from engine.state.changes import choose_schedule, snapped, timesteps_of, with_settings
from engine.state.view import View
from gui.widgets.number_field import NumberField
from gui.window.columns import Columns


def test_every_place_that_says_t_says_that_of_the_view(qtbot: QtBot) -> None:
    columns, pick = Columns(timings=False), random.Random(711)
    wanted: list[int] = []
    qtbot.addWidget(columns)
    columns.timeline.changed.connect(wanted.append)
    columns.curves.t_dragged.connect(wanted.append)
    fewer = replace(View().schedule, steps=700)
    seen = set()
    for _ in range(30):
        view = View(scene=pick.choice(list(SCENES)), t=pick.choice((711, 700, 0, 1000, pick.randrange(1000))))
        view = with_settings(view, "reverse", ReverseSettings(kept=pick.choice((7, 10, 1000))))
        view = with_settings(view, "generate", GenerateSettings(run_steps=pick.choice((0, 10))))
        if pick.random() < 0.2:
            view = choose_schedule(fewer).run(view)
        view = snapped(view)
        columns.show_view(view)
        field, title = columns.findChild(NumberField, "timestep"), columns.findChild(QLabel, "readout_title")
        here = columns.findChild(QPushButton, "generate_from_here")
        assert field is not None
        assert title is not None
        assert here is not None
        said = (columns.timeline.t, field.count(), field.text(), title.text(), here.text())
        assert said == (view.t, view.t, str(view.t), f"AT t = {view.t}", f"From t = {view.t}")
        there = timesteps_of(view) or range(view.schedule.final_steps + 1)
        assert (field.numbers.minimum, field.numbers.maximum) == (there[0], there[-1])
        seen.add((view.scene, view.t))
    assert len(seen) > 20
    assert wanted == []  # what is shown is not wanted
