"""What a configuration says beside its schedule is set in all scenes that have settings for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.samplers.run import parse
from engine.scenes import SCENES
from engine.schedules.diffusers_classes import CLASSES
from engine.schedules.diffusers_config import open_config
from engine.schedules.transforms import Applied
from engine.state.changes import with_settings
from engine.state.check import check_scene
from engine.state.opened_config import Said, said_with, take_opened, take_remedy
from engine.state.view import View

SD2 = {
    "_class_name": "DDIMScheduler",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "prediction_type": "v_prediction",
    "timestep_spacing": "trailing",
}


def taken(keys: dict[str, Any], view: View | None = None) -> View:
    return take_opened(open_config(keys, "a.json").choice, "Open").run(view or View())


def test_all_scenes_take_the_sampler_the_spacing_and_the_prediction() -> None:
    view = taken(SD2 | {"timestep_spacing": "leading"})
    for scene in ("reverse", "generate"):
        assert (view.settings_of(scene).sampler, view.settings_of(scene).spacing) == ("ddim", "leading")
    for scene in ("reverse", "predict"):
        assert view.settings_of(scene).prediction == "v"
    for scene in ("plan", "samplers", "density"):
        own, usual = view.settings_of(scene), SCENES[scene].defaults
        first, before = parse(own.run[own.selected - 1]), parse(usual.run[usual.selected - 1])
        assert (first.sampler, first.spacing, first.steps) == ("ddim", "leading", before.steps)
        assert own.run[own.selected :] == usual.run[usual.selected :]
    words = "Set in all scenes as the file says: sampler DDIM, spacing leading, prediction of the velocity v."
    assert Said.of(SD2 | {"timestep_spacing": "leading"}).sentence == words


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, Said("ddpm", (("large_variance", 0.0),), "leading", "eps", 0)),
        ({"variance_type": "fixed_large"}, Said("ddpm", (("large_variance", 1.0),), "leading", "eps", 0)),
        ({"_class_name": "EulerDiscreteScheduler", "use_karras_sigmas": True}, Said("euler", (), "karras", "eps")),
        ({"_class_name": "EulerDiscreteScheduler"}, Said("euler", (), "linspace", "eps")),
        ({"_class_name": "LMSDiscreteScheduler", "use_beta_sigmas": True}, Said("lms", (), "beta_sigma", "eps")),
        (
            {"_class_name": "DPMSolverMultistepScheduler", "algorithm_type": "sde-dpmsolver++"},
            Said("dpmpp_2m_sde", (), "linspace", "eps"),
        ),
        (
            {"_class_name": "DPMSolverMultistepScheduler", "solver_order": 3, "use_lu_lambdas": True},
            Said("", (), "", "eps"),
        ),
        (
            {"_class_name": "UniPCMultistepScheduler", "solver_order": 3, "solver_type": "bh1"},
            Said("unipc", (("order", 3.0), ("bh", 1.0)), "linspace", "eps"),
        ),
        ({"_class_name": "DEISMultistepScheduler"}, Said("deis", (("order", 2.0),), "linspace", "eps")),
        ({"_class_name": "PNDMScheduler", "prediction_type": "sample"}, Said("", (), "leading", "x0", 0)),
        (
            {"_class_name": "DPMSolverMultistepScheduler", "prediction_type": "flow_prediction"},
            Said("dpmpp_2m", (), "linspace", "flow"),
        ),
        ({"_class_name": "FlowMatchEulerDiscreteScheduler"}, Said("euler")),
        ({"_class_name": "EDMEulerScheduler", "sigma_schedule": "exponential"}, Said("euler", (), "exponential")),
        ({"_class_name": "TCDScheduler"}, Said("", (), "leading", "eps", 0)),
        ({"_class_name": "TCDScheduler", "steps_offset": 1}, Said("", (), "leading", "eps", 1)),
        ({"_class_name": "TCDScheduler", "steps_offset": 10**9}, Said("", (), "leading", "eps")),
        ({"_class_name": "TCDScheduler", "steps_offset": True}, Said("", (), "leading", "eps")),
        ({"_class_name": "LMSDiscreteScheduler", "steps_offset": 1}, Said("lms", (), "linspace", "eps")),
        ({"_class_name": "SCMScheduler", "prediction_type": "trigflow"}, Said()),
    ],
)  # fmt: skip
def test_what_each_class_says(keys: dict[str, Any], expected: Said) -> None:
    said = Said.of(keys)
    assert said == expected
    assert ("prediction of the " in said.sentence) == bool(said.prediction)  # each has words


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_can_be_taken_and_shown_in_every_scene(name: str) -> None:
    view = taken({"_class_name": name})
    for scene in SCENES:
        assert view.settings_of(scene) is not None
    check_scene(View(schedule=view.schedule, scene="reverse", settings=view.settings))


def test_options_are_set_where_they_are_and_what_is_not_said_stays() -> None:
    unipc = taken({"_class_name": "UniPCMultistepScheduler", "solver_order": 3, "solver_type": "bh1"})
    reverse = unipc.settings_of("reverse")
    assert (reverse.sampler, reverse.order, reverse.unipc_b) == ("unipc", 3, "1")
    assert dict(parse(unipc.settings_of("plan").run[0]).options) == {"order": 3.0, "bh": 1.0}
    after = taken({"_class_name": "PNDMScheduler"}, unipc).settings_of("reverse")
    assert (after.sampler, after.spacing) == ("unipc", "leading")
    assert Said().sentence == ""


def test_the_offset_of_leading_timesteps_is_one_of_the_scenes_and_a_remedy_changes_it() -> None:
    view = taken(SD2 | {"timestep_spacing": "leading", "steps_offset": 1})
    assert view.settings_of("reverse").steps_offset == view.settings_of("generate").steps_offset == 1
    assert parse(view.settings_of("plan").run[0]).text().startswith("ddim:spacing=leading,")
    assert dict(parse(view.settings_of("plan").run[0]).options) == {"offset": 1.0}
    assert "spacing leading, offset 1," in said_with(view.schedule).sentence
    first = SCENES["reverse"].timesteps(
        view.schedule.make(), replace(view.settings_of("reverse"), kept=50), None
    )
    assert first is not None
    assert first[-1] == 982  # 981 counted from 0
    after = take_remedy(view.schedule.with_keys(steps_offset=0), "Remedy").run(view)
    assert (after.settings_of("reverse").spacing, after.settings_of("reverse").steps_offset) == ("leading", 0)
    assert dict(parse(after.settings_of("plan").run[0]).options) == {}


def test_a_remedy_that_changes_the_spacing_of_the_file_changes_it_in_the_scenes_too() -> None:
    view = taken(SD2 | {"timestep_spacing": "leading"})
    mine = with_settings(view, "reverse", replace(view.settings_of("reverse"), sampler="heun"))
    better = mine.schedule.with_keys(timestep_spacing="trailing")
    after = take_remedy(better, "Remedy").run(mine).settings_of("reverse")
    assert (after.sampler, after.spacing, after.prediction) == ("heun", "trailing", "v")
    zero = replace(mine.schedule, transforms=(Applied("zero_terminal"),))
    assert take_remedy(zero, "Remedy").run(mine).settings == mine.settings
