"""Configurations of diffusers: opened, compared with diffusers itself, and saved again key by key."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import warnings
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

from engine.handlers.scheduling import read_schedule
from engine.schedule_jobs import ReadSchedule
from engine.schedules import make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.diffusers_classes import BETA_SCHEDULES, CLASSES, OF_TOKENS, ONLY_IN, SAMPLING
from engine.schedules.diffusers_config import is_config, open_config
from engine.schedules.given import Given
from engine.schedules.saved_config import save_config
from engine.schedules.transforms import Applied
from engine.slices import finish

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
    "decoder": {"_class_name": "ConsistencyDecoderScheduler"},
    "score vp": {"_class_name": "ScoreSdeVpScheduler", "beta_max": 15, "sampling_eps": 0.001},
    "trigflow": {"_class_name": "SCMScheduler", "prediction_type": "trigflow", "sigma_data": 0.5},
    "ipndm": {"_class_name": "IPNDMScheduler", "num_train_timesteps": 500},
    "flow map": {"_class_name": "FlowMapEulerDiscreteScheduler", "shift": 4.0},
    "ltx": {"_class_name": "LTXEulerAncestralRFScheduler", "eta": 0.5},
    "minimax": {"_class_name": "MiniMaxH3Scheduler", "shift": 3.0},
    "piflow": {"_class_name": "PiflowScheduler", "n_grid": 10},
    "stable audio": {"_class_name": "CosineDPMSolverMultistepScheduler", "sigma_min": 0.2},
    "karras ve": {"_class_name": "KarrasVeScheduler", "s_churn": 80},
    "sde": {"_class_name": "DPMSolverSDEScheduler", **SD, "noise_sampler_seed": 3},
    "tcd": {"_class_name": "TCDScheduler", "original_inference_steps": 50, "timestep_scaling": 10.0},
    "flow lcm": {"_class_name": "FlowMatchLCMScheduler", "shift": 3.0},
    "wan": {"_class_name": "UniPCMultistepScheduler", "use_flow_sigmas": True, "flow_shift": 5.0},
    "wuerstchen": {"_class_name": "DDPMWuerstchenScheduler", "s": 0.01},
}  # fmt: skip


def peer(name: str) -> Any:
    """A class of diffusers, also where it is not exported, or deprecated; skips where this version has none."""
    for module in (
        ".schedulers.deprecated.scheduling_karras_ve", ".schedulers.deprecated.scheduling_sde_vp", "", ".schedulers",
    ):  # fmt: skip
        with contextlib.suppress(ImportError, AttributeError):
            return getattr(importlib.import_module(f"diffusers{module}"), name)
    pytest.skip(f"this version of diffusers has no {name}")


def opened(name: str) -> ScheduleChoice:
    return open_config(CONFIGS[name], f"{name}.json").choice


@pytest.mark.parametrize("name", CONFIGS)
def test_what_is_opened_is_saved_as_it_was(name: str) -> None:
    assert is_config(CONFIGS[name])
    saved = save_config(opened(name))
    assert json.loads(saved.text) == CONFIGS[name]
    assert list(saved.data) == list(CONFIGS[name])
    assert saved.said == ()


WITHOUT_BETAS = {"sana", "wan", "unclip", "decoder"}
"""Whose betas are not used, or that have no alphas_cumprod."""
OF_BETAS = [name for name in CONFIGS if CLASSES[CONFIGS[name]["_class_name"]].kind == "betas"]


@pytest.mark.parametrize("name", [name for name in OF_BETAS if name not in WITHOUT_BETAS])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_schedule_is_that_of_diffusers(name: str) -> None:
    config = CONFIGS[name]
    kind = peer(config["_class_name"])
    if "args" in inspect.signature(kind.__init__).parameters:
        pytest.skip(f"{kind.__name__} needs a package of its own")
    scheduler = kind.from_config(config)
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


@pytest.mark.parametrize("name", ["flow map", "ltx", "wan", "flow lcm"])
def test_newer_flows_are_those_of_diffusers(name: str) -> None:
    scheduler = peer(CONFIGS[name]["_class_name"]).from_config(CONFIGS[name])
    if name != "flow lcm":  # that shifts twice when timesteps are set
        scheduler.set_timesteps(999 if name == "wan" else 1000)
    theirs = np.sort(scheduler.sigmas.double().numpy())
    ours = opened(name).make().noise
    shared = 999 if name == "wan" else min(len(ours), len(theirs))  # its last step is two of ours
    np.testing.assert_allclose(ours[-shared:], theirs[-shared:], atol=2e-6)


def test_minimax_and_piflow_shift_the_time_of_a_flow() -> None:
    scheduler = peer("MiniMaxH3Scheduler").from_config(CONFIGS["minimax"])
    scheduler.set_timesteps(1001)
    np.testing.assert_allclose(opened("minimax").make().noise, scheduler.sigmas.numpy()[::-1], atol=1e-6)
    peer("PiflowScheduler")
    module = importlib.import_module("diffusers.schedulers.scheduling_piflow")
    u = np.arange(1001) / 1000
    np.testing.assert_allclose(opened("piflow").make().noise, module.shift_timesteps(u, 5.0), atol=1e-12)


def test_the_decoder_of_consistency_has_the_cosine_schedule() -> None:
    scheduler = peer("ConsistencyDecoderScheduler")()
    made = opened("decoder").make()
    assert made.steps == 1024
    np.testing.assert_allclose(
        made.sqrt_alpha_bar[1:], scheduler.sqrt_alphas_cumprod.numpy(), rtol=1e-3, atol=1e-6
    )


def test_trigonometric_paths_are_those_of_diffusers() -> None:
    import torch

    scheduler = peer("SCMScheduler").from_config(CONFIGS["trigflow"])
    scheduler.set_timesteps(4, max_timesteps=np.pi / 2, intermediate_timesteps=None)
    path, x0, z = opened("trigflow").make(), torch.tensor([[0.25]]), torch.tensor([[-0.5]])
    for t, place in zip(scheduler.timesteps[:-1], (1000, 750, 500, 250), strict=True):
        signal, noise = float(path.signal[place]), float(path.noise[place])
        x_t, v = signal * x0 + noise * z, signal * z - noise * x0
        ended = scheduler.step(v, t, x_t, generator=torch.Generator().manual_seed(0))
        assert ended.pred_original_sample.item() == pytest.approx(0.25, abs=1e-6)
    steps = peer("IPNDMScheduler").from_config(CONFIGS["ipndm"])
    steps.set_timesteps(20)
    at = np.rint(500 * steps.timesteps.numpy()).astype(int)
    np.testing.assert_allclose(opened("ipndm").make().noise[at], steps.betas.numpy()[:-1], atol=2e-3)


def test_continuous_paths_are_those_of_diffusers() -> None:
    t = np.arange(1, 2001) / 2000
    expected = np.exp(
        -0.5 * t**2 * (15 - 0.1) - t * 0.1
    )  # log_mean_coeff in step_pred of ScoreSdeVpScheduler
    np.testing.assert_allclose(opened("score vp").make().alpha_bar[1:], expected, rtol=1e-12)
    scheduler = peer("KarrasVeScheduler")(s_churn=80)
    scheduler.set_timesteps(
        1000
    )  # its `schedule` has the squares of EDM's sigmas, though it is taken for sigmas
    np.testing.assert_allclose(
        opened("karras ve").make().sigma[1:] ** 2, scheduler.schedule.numpy(), rtol=1e-4
    )


@pytest.mark.parametrize(
    ("name", "changes", "keys"),
    [
        ("wan", {"parameters": (("shift", 2.0),)}, {"flow_shift": 2.0}),
        ("stable audio", {"steps": 200}, {"num_train_timesteps": 200}),
        ("stable audio", {"name": "karras"}, {"sigma_schedule": "karras"}),
        ("score vp", {"parameters": (("beta_max", 9.0),)}, {"beta_max": 9.0}),
        ("trigflow", {"steps": 50}, {"num_train_timesteps": 50}),
        ("minimax", {"parameters": (("shift", 2.0),)}, {"shift": 2.0}),
    ],
)
def test_a_class_that_can_say_it_stays(name: str, changes: dict[str, Any], keys: dict[str, Any]) -> None:
    choice = opened(name)
    saved = save_config(replace(choice, **changes))
    assert {key: saved.data[key] for key in keys} == keys
    assert saved.data["_class_name"] == CONFIGS[name]["_class_name"]
    again = open_config(json.loads(saved.text), "a.json").choice
    np.testing.assert_array_equal(again.make().log_snr, replace(choice, **changes).make().log_snr)


@pytest.mark.parametrize(
    ("name", "changes", "kind"),
    [
        ("minimax", {"steps": 500}, "FlowMatchEulerDiscreteScheduler"),
        ("ltx", {"parameters": (("shift", 2.0),)}, "FlowMatchEulerDiscreteScheduler"),
        ("flow map", {"name": "flux", "parameters": ()}, "FlowMatchEulerDiscreteScheduler"),
        ("decoder", {"name": "linear"}, "DDPMScheduler"),
        ("unclip", {"transforms": (Applied("zero_terminal"),)}, "DDPMScheduler"),
        ("trigflow", {"name": "cosine"}, "DDPMScheduler"),
        ("karras ve", {"steps": 50}, "ScoreSdeVeScheduler"),
    ],
)
def test_a_class_that_cannot_say_it_is_replaced_and_that_is_said(
    name: str, changes: dict[str, Any], kind: str
) -> None:
    choice = replace(opened(name), **changes)
    saved = save_config(choice)
    assert saved.data["_class_name"] == kind
    assert f"so is the class: {kind}." in saved.said[0]
    again = open_config(json.loads(saved.text), "a.json").choice
    np.testing.assert_allclose(again.make().log_snr[1:], choice.make().log_snr[1:], rtol=1e-6, atol=1e-6)


def test_a_class_of_tokens_has_no_noise_schedule_and_that_is_said() -> None:
    for name in OF_TOKENS:
        with pytest.raises(ValueError, match="replaces tokens by others and adds no noise"):
            open_config({"_class_name": name}, "a.json")
    with pytest.raises(ValueError, match="trained_betas of this class are no betas"):
        open_config({"_class_name": "IPNDMScheduler", "trained_betas": [0.5]}, "a.json")
    assert open_config(CONFIGS["minimax"], "a.json").said[0] == "Its class says no T: 1000 is shown."


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
    for name, scheduler in CLASSES.items():
        try:
            own = inspect.signature(peer(name).__init__).parameters
        except pytest.skip.Exception:  # of a newer or older version
            continue
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
        if scheduler.kind != "betas" or name in (
            "DPMSolverSDEScheduler", "UnCLIPScheduler", "ConsistencyDecoderScheduler",
        ):  # fmt: skip
            continue  # needs a package of its own; know one only
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                peer(name)(beta_schedule=kind)
        except NotImplementedError:
            known = False
        else:
            known = True
        assert known == (name in ONLY_IN.get(kind, (name,))), name


def test_a_configuration_is_taken_apart_once_and_nobody_changes_it_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = '{"_class_name": "DDIMScheduler", "trained_betas": [0.1, 0.25]}'
    choice = finish(read_schedule(Mock(), ReadSchedule(text, 2))).choice
    with monkeypatch.context() as patched:  # where it is read, and not where the keys are asked for first
        patched.setattr(json, "loads", Mock(side_effect=AssertionError))
        choice.keys.clear()
    changed = choice.with_keys(steps_offset=1)
    assert changed.keys == choice.keys | {"steps_offset": 1}
    assert choice.with_keys(steps_offset=True).keys["steps_offset"] is True
    monkeypatch.setattr(json, "loads", Mock(side_effect=AssertionError))
    assert choice.keys == {"_class_name": "DDIMScheduler", "trained_betas": [0.1, 0.25]}


def test_a_key_that_is_there_takes_the_new_value() -> None:
    choice = ScheduleChoice().with_keys(a=1, b=2)
    assert choice.with_keys(a=3).keys == {"a": 3, "b": 2}
    assert choice.keys == {"a": 1, "b": 2}
