"""Configurations of diffusers: opened, compared with diffusers itself, and saved again key by key."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.schedules import make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.diffusers_classes import BETA_SCHEDULES, CLASSES, ONLY_IN, SAMPLING
from engine.schedules.diffusers_config import is_config, open_config
from engine.schedules.given import Given
from engine.schedules.saved_config import save_config
from engine.schedules.transforms import Applied

diffusers = pytest.importorskip("diffusers")
SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
CONFIGS: dict[str, dict[str, Any]] = {
    "ddpm": {"_class_name": "DDPMScheduler", "beta_start": 0.0001, "beta_end": 0.02, "variance_type": "fixed_small"},
    "sd1": {"_class_name": "PNDMScheduler", **SD, "skip_prk_steps": True, "steps_offset": 1, "clip_sample": False},
    "sd2": {"_class_name": "DDIMScheduler", **SD, "prediction_type": "v_prediction", "set_alpha_to_one": False},
    "sdxl": {"_class_name": "EulerDiscreteScheduler", **SD, "interpolation_type": "linear", "steps_offset": 1},
    "zero": {"_class_name": "DDIMScheduler", **SD, "rescale_betas_zero_snr": True, "timestep_spacing": "trailing"},
    "cogvideo": {"_class_name": "CogVideoXDDIMScheduler", "snr_shift_scale": 1.0, "rescale_betas_zero_snr": True},
    "cogvideo shifted": {"_class_name": "CogVideoXDPMScheduler", "mine": [1, {"a": None}]},
    "cosine": {"_class_name": "UniPCMultistepScheduler", "beta_schedule": "squaredcos_cap_v2"},
    "sigmoid": {"_class_name": "DDPMScheduler", "beta_schedule": "sigmoid"},
    "laplace": {"_class_name": "DDPMScheduler", "beta_schedule": "laplace"},
    "exp": {"_class_name": "HeunDiscreteScheduler", "beta_schedule": "exp"},
    "trained": {"_class_name": "DDIMScheduler", "trained_betas": [0.1, 0.2, 0.4], "num_train_timesteps": 3},
    "lcm": {"_class_name": "LCMScheduler"},
    "unclip": {"_class_name": "UnCLIPScheduler"},
    "sd3": {"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 3.0, "num_train_timesteps": 1000},
    "flux": {"_class_name": "FlowMatchEulerDiscreteScheduler", "use_dynamic_shifting": True, "shift": 3.0},
    "heun": {"_class_name": "FlowMatchHeunDiscreteScheduler", "shift": 2.0},
    "sana": {"_class_name": "DPMSolverMultistepScheduler", "use_flow_sigmas": True, "flow_shift": 3.0},
    "edm": {"_class_name": "EDMEulerScheduler", "sigma_data": 0.5},
    "playground": {"_class_name": "EDMDPMSolverMultistepScheduler", "sigma_schedule": "exponential"},
    "consistency": {"_class_name": "CMStochasticIterativeScheduler"},
    "ve": {"_class_name": "ScoreSdeVeScheduler", "snr": 0.15},
    "wuerstchen": {"_class_name": "DDPMWuerstchenScheduler", "s": 0.01},
}  # fmt: skip


def opened(name: str) -> ScheduleChoice:
    return open_config(CONFIGS[name], f"{name}.json").choice


@pytest.mark.parametrize("name", CONFIGS)
def test_what_is_opened_is_saved_as_it_was(name: str) -> None:
    assert is_config(CONFIGS[name])
    saved = save_config(opened(name))
    assert json.loads(saved.text) == CONFIGS[name]
    assert list(saved.data) == list(CONFIGS[name])
    assert saved.said == ()


@pytest.mark.parametrize(
    "name", [name for name in CONFIGS if CLASSES[CONFIGS[name]["_class_name"]].kind == "betas"]
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_schedule_is_that_of_diffusers(name: str) -> None:
    if name in ("sana", "unclip"):  # diffusers keeps the betas of a flow, which it does not use
        return
    config = CONFIGS[name]
    scheduler = getattr(diffusers, config["_class_name"]).from_config(config)
    made = opened(name).make().alpha_bar[1:]
    np.testing.assert_allclose(made, scheduler.alphas_cumprod.double().numpy(), rtol=2e-3, atol=2e-6)


def test_flows_and_sigmas_are_those_of_diffusers() -> None:
    flow = diffusers.FlowMatchEulerDiscreteScheduler.from_config(CONFIGS["sd3"])
    np.testing.assert_allclose(opened("sd3").make().noise[1:], flow.sigmas.numpy()[::-1], rtol=1e-6)
    edm = diffusers.EDMEulerScheduler.from_config(CONFIGS["edm"])
    karras = opened("edm").make().sigma
    assert edm.sigmas[0] == pytest.approx(karras[-1])
    score = diffusers.ScoreSdeVeScheduler.from_config(CONFIGS["ve"])
    assert (score.config.sigma_min, score.config.sigma_max) == pytest.approx(
        tuple(opened("ve").make().sigma[[1, -1]])
    )


def test_what_means_nothing_here_is_listed_and_kept() -> None:
    result = open_config(CONFIGS["cogvideo shifted"] | {"clip_sample": True}, "a.json")
    assert result.said == ("Kept, and without meaning for the schedule: clip_sample, mine.",)
    changed = replace(result.choice, steps=500)
    assert save_config(changed).data["mine"] == [1, {"a": None}]
    assert save_config(changed).data["num_train_timesteps"] == 500


def test_only_keys_that_say_something_else_change() -> None:
    sd = opened("sd2")
    shorter = save_config(replace(sd, steps=500)).data
    assert shorter == CONFIGS["sd2"] | {"num_train_timesteps": 500}
    zero = save_config(replace(sd, transforms=(Applied("zero_terminal"),))).data
    assert zero == CONFIGS["sd2"] | {"rescale_betas_zero_snr": True}
    cosine = save_config(replace(sd, name="cosine", parameters=())).data
    assert cosine == CONFIGS["sd2"] | {"beta_schedule": "squaredcos_cap_v2"}


@pytest.mark.parametrize(
    "choice",
    [
        ScheduleChoice("cosine", 50, (("s", 0.02),)),
        ScheduleChoice("simple_diffusion", 60),
        ScheduleChoice("linear", 100, (), (Applied("snr_shift"),)),
        ScheduleChoice("linear", 100, (), (Applied("zero_terminal"), Applied("respace", (("count", 20.0),)))),
        ScheduleChoice("sub_vp", 50),
        ScheduleChoice("linear", 3, given=Given.of("sigmas", [0.1, 1.0, 5.0])),
    ],
)
def test_what_no_key_says_becomes_trained_betas_and_that_is_said(choice: ScheduleChoice) -> None:
    for config in ("", opened("sd2").config):
        saved, made = save_config(replace(choice, config=config)), choice.make()
        assert "trained_betas" in saved.said[-1]
        assert saved.data["num_train_timesteps"] == made.steps
        again = open_config(json.loads(saved.text), "a.json").choice.make()
        np.testing.assert_allclose(again.log_snr[1:], made.log_snr[1:], rtol=1e-6, atol=1e-6)
        scheduler = getattr(diffusers, saved.data["_class_name"]).from_config(dict(saved.data))
        np.testing.assert_allclose(scheduler.alphas_cumprod.numpy(), made.alpha_bar[1:], rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("choice", [
    ScheduleChoice("flow", 500, (("shift", 2.0),)), ScheduleChoice("karras", 40), ScheduleChoice("ve", 2000),
    ScheduleChoice("flux", 1000, (("tokens", 4096.0), ("max_shift", 1.2))), ScheduleChoice("linear", 200),
    ScheduleChoice("quadratic", 1000, (("beta_end", 0.012),), (Applied("zero_terminal"),)),
])  # fmt: skip
def test_a_new_configuration_says_the_schedule_and_diffusers_reads_it(choice: ScheduleChoice) -> None:
    saved = save_config(choice)
    again = open_config(json.loads(saved.text), "a.json").choice
    assert (again.name, again.steps) == (choice.name, choice.steps)
    np.testing.assert_array_equal(again.make().log_snr, choice.make().log_snr)
    getattr(diffusers, saved.data["_class_name"]).from_config(dict(saved.data))


def test_the_defaults_are_those_of_diffusers() -> None:
    import inspect

    for name, scheduler in CLASSES.items():
        own = inspect.signature(getattr(diffusers, name).__init__).parameters
        if "args" in own:  # a stand-in, where a package is missing
            continue
        assert {key: own[key].default for key in scheduler.keys if key in own} == {
            key: value for key, value in scheduler.keys.items() if key in own
        }
        assert set(scheduler.keys) - {"beta_schedule"} <= set(own)
        assert {key for key in own if key not in ("self", "kwargs")} <= SAMPLING | set(scheduler.keys), name


def test_a_path_of_another_kind_gets_a_class_of_its_kind() -> None:
    saved = save_config(replace(opened("sd2"), name="flow", parameters=()))
    assert saved.data["_class_name"] == "FlowMatchEulerDiscreteScheduler"
    assert saved.said == ("The path is another, and so is the class: FlowMatchEulerDiscreteScheduler.",)
    assert make_schedule("flow").steps == saved.data["num_train_timesteps"]


@pytest.mark.parametrize("kind", BETA_SCHEDULES)
def test_the_classes_that_know_a_beta_schedule_are_those_of_diffusers(kind: str) -> None:
    for name, scheduler in CLASSES.items():
        if scheduler.kind != "betas" or name in ("DPMSolverSDEScheduler", "UnCLIPScheduler"):
            continue  # needs a package of its own; knows one only
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                getattr(diffusers, name)(beta_schedule=kind)
        except NotImplementedError:
            known = False
        else:
            known = True
        assert known == (name in ONLY_IN.get(kind, (name,))), name
