"""Runs by name and the settings of scenes: each says the other."""

from __future__ import annotations

import re

import pytest

from engine.samplers.catalogue import SAMPLERS
from engine.samplers.run import parse
from engine.samplers.timesteps import SPACINGS
from engine.scenes import SCENES, Given
from engine.scenes.formula import timestep
from engine.scenes.generate import GenerateSettings
from engine.scenes.reverse import ReverseSettings
from engine.scenes.sampler_options import DEFAULTS, OPTIONS, SAMPLER, SPACING
from engine.scenes.sampling import run_of, with_run
from engine.schedules import make_schedule
from engine.state.start_line import parse_start

TEXTS = [
    *SAMPLERS,
    *(f"heun:spacing={spacing}" for spacing in SPACINGS),
    "ddpm:large_variance=1",
    "ddim:eta=0.3,spacing=leading,steps=7",
    "ddim:spacing=leading,offset=1",
    "dpmpp_2m_sde:eta=0.5,s_noise=1.1,heun=1",
    "dpmpp_3m_sde:curvature=2",
    "edm:s_churn=10,s_tmin=0.1,s_tmax=5",
    "unipc:order=3,bh=1",
    "deis:order=2,in_t=1",
    "lms:order=3",
    "euler:spacing=karras,rho=5,sigma_min=0.002,sigma_max=80",
    "euler:spacing=polyexponential,rho=2",
    "euler:spacing=beta,alpha=0.7,beta=0.8",
    "euler:spacing=linear_quadratic,threshold=0.05",
    "euler:spacing=normal,whole=1",
    "DPM++ 2M Karras",
    "heun:sigmas=14.6/2.5/0.3",
    "dpmpp_2m:timesteps=900/500.5/1,whole=1",
    "edm:sigmas=10/1/0,s_churn=10",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_run_is_what_its_settings_mean(text: str) -> None:
    run = parse(text)
    for defaults, steps in ((ReverseSettings(), "kept"), (GenerateSettings(), "run_steps")):
        assert run_of(with_run(defaults, text, steps=steps), run.steps) == run


def test_ends_in_log_snr_are_those_in_sigma() -> None:
    settings = with_run(ReverseSettings(), "euler:spacing=log_snr,log_snr_min=-6,log_snr_max=4", steps="kept")
    assert dict(run_of(settings, 20).options) == pytest.approx({"log_snr_min": -6, "log_snr_max": 4})


def test_each_option_of_samplers_and_spacings_can_be_chosen() -> None:
    assert {option.name for option in OPTIONS} == DEFAULTS.keys()
    for option in OPTIONS:
        assert option.when


@pytest.mark.parametrize("scene", ["reverse", "generate"])
def test_a_run_can_be_named_on_the_command_line(scene: str) -> None:
    line = ["--scene", scene, "--sampler", "DPM++ 2M SDE Karras:steps=12,eta=0.5"]
    settings = parse_start(line).view.own
    assert (settings.sampler, settings.spacing, settings.ancestral_eta) == ("dpmpp_2m_sde", "karras", 0.5)
    assert (settings.kept if scene == "reverse" else settings.run_steps) == 12


@pytest.mark.parametrize("scene", ["reverse", "generate"])
def test_a_list_of_levels_is_a_spacing_and_has_its_own_number_of_steps(scene: str) -> None:
    own = parse_start(["--scene", scene, "--sampler", "euler:sigmas=3/2/1"]).view.own
    same = parse_start(
        ["--scene", scene, "--sampler", "euler", "--spacing", "sigmas", "--sigmas", "[3, 2; 1]"]
    )
    assert same.view.own == own
    assert (own.sampler, own.spacing, own.sigmas) == ("euler", "sigmas", "3/2/1")
    there = SCENES[scene].timesteps(make_schedule("linear"), own, None)
    assert there is not None
    assert len(there) == 4
    for wrong in (["--sigmas", "3/2"], ["--spacing", "sigmas", "--sigmas", "1/2"]):
        with pytest.raises(SystemExit):  # without effect, or rising
            parse_start(["--scene", scene, *wrong])


def test_choices_stand_under_headings_and_none_is_lost() -> None:
    assert {key for key, _ in SAMPLER.choices} == SAMPLERS.keys()
    assert {key for key, _ in SPACING.choices} == {*SPACINGS, "sigmas", "timesteps"}
    keys = [key for key, _ in SAMPLER.choices]
    starts = [keys.index(key) for key, _ in SAMPLER.headings]
    assert starts == sorted(starts)
    assert starts[0] == 0
    for start, end in zip(starts, [*starts[1:], len(keys)], strict=True):
        assert len({SAMPLERS[key].heading for key in keys[start:end]}) == 1
    assert len(SAMPLER.headings) == len({each.heading for each in SAMPLERS.values()})


def test_a_timestep_is_said_with_the_digits_that_it_has() -> None:
    said = [timestep(t) for t in (0, 750.0, 1000 - 1e-9, 713.44, 9.876, 0.0123)]
    assert said == ["0", "750", "1000", "713.4", "9.88", "0.0123"]


@pytest.mark.parametrize("name", SAMPLERS)
def test_reverse_says_t_with_its_fraction_and_how_often_it_asks(name: str) -> None:
    schedule, scene = make_schedule("linear"), SCENES["reverse"]
    settings = with_run(ReverseSettings(), f"{name}:spacing=karras,steps=20", steps="kept")
    there = scene.timesteps(schedule, settings, None)
    assert there is not None
    assert len(there) == 21
    course = parse("euler:spacing=karras,steps=20").course(schedule)
    for k, t in enumerate(reversed(there)):
        row = scene.build(schedule, t, Given(), settings).rows[0]
        assert row.t == t
        said = float(re.fullmatch(r"t = (.*)", row.label)[1])  # type: ignore[index]
        if name != "edm":  # which adds noise first
            assert said == pytest.approx(course.levels[k].t, abs=0.051)
    remark = scene.build(schedule, 0, Given(), settings).remark
    assert ("39 evaluations" in remark) == (SAMPLERS[name].stages == 2)
