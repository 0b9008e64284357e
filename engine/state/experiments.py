"""Experiments: how one becomes a view, and the tour through the figures of a first course."""

from __future__ import annotations

import shlex
from dataclasses import replace

from engine.scenes import SCENES, Experiment
from engine.state.changes import with_settings
from engine.state.start_line import parse_start
from engine.state.view import View

TOUR: tuple[Experiment, ...] = tuple(
    SCENES[scene].experiments[number]
    for scene, number in (
        ("compare", 0),
        ("forward", 1),
        ("compare", 1),
        ("forward", 2),
        ("step", 0),
        ("predict", 0),
        ("predict", 2),
        ("posterior", 0),
        ("reverse", 1),
        ("reverse", 0),
        ("generate", 2),
    )
)
"""In the order of its ideas: schedules, forward, SNR, step, prediction, posterior, back, new ones."""


def begun(experiment: Experiment, view: View) -> View:
    """What an experiment shows, with the picture, the seed and the settings of other scenes of a view."""
    asked = parse_start(shlex.split(experiment.words)).view
    kept = replace(view, zoom=None, pin=None, resampling=asked.resampling, marks=None)
    kept = replace(kept, scene=asked.scene, schedule=asked.schedule, t=asked.t, strip=asked.strip)
    return with_settings(kept, asked.scene, asked.own)
