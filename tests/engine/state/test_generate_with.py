"""New pictures with a run that was planned: every run that can be suggested or pasted is taken as it is."""

from __future__ import annotations

import pytest

from engine.samplers.run import parse
from engine.state.generate_with import generate_with
from engine.state.refused import Refused
from engine.state.view import View


@pytest.mark.parametrize(
    "text",
    [
        "unipc:sigmas=40/9/3/1/0.4/0.1/0.02", "ddim:sigmas=0.5", "dpmpp_2m:timesteps=900/400.5/100",
        "dpmpp_2m:spacing=karras,steps=7,rho=60,sigma_max=20000,sigma_min=0.0004",
        "heun:spacing=polyexponential,rho=35", "dpmpp_sde:over_sigma=1,spacing=log_snr,log_snr_min=-9",
    ],
)  # fmt: skip
def test_a_run_is_taken_as_it_is(text: str) -> None:
    view = generate_with(text, (512, 256)).run(View())
    assert view.scene == "generate"
    made = view.own.recipe(view.seed, view.schedule.final_steps).sampler
    levels = [
        [level.sigma for level in run.course(view.schedule.make()).levels] for run in (made, parse(text))
    ]
    assert levels[0] == pytest.approx(levels[1], rel=1e-12)
    assert (made.sampler, made.sampler_options) == (parse(text).sampler, parse(text).sampler_options)


def test_what_its_fields_cannot_hold_is_said() -> None:
    with pytest.raises(Refused, match=r"s_tmax is 5000.*must be from 0 to 1000"):
        generate_with("edm:s_tmax=5000", (512, 256)).run(View())
