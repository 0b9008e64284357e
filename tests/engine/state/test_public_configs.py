"""Configurations of public models: each opened, judged, shown in every scene, and saved key by key as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.scenes import SCENES
from engine.schedules.diffusers_config import open_config
from engine.schedules.doctor import examine
from engine.schedules.opened import open_schedule
from engine.state.check import check_scene
from engine.state.opened_config import take_opened, take_remedy
from engine.state.saved_view import saved_view
from engine.state.view import View

SD: dict[str, Any] = {
    "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "num_train_timesteps": 1000,
}  # fmt: skip
SOLVER: dict[str, Any] = {
    "algorithm_type": "dpmsolver++", "dynamic_thresholding_ratio": 0.995, "euler_at_final": False,
    "lambda_min_clipped": -float("inf"), "lower_order_final": True, "sample_max_value": 1.0, "solver_order": 2,
    "solver_type": "midpoint", "thresholding": False, "timestep_spacing": "linspace", "trained_betas": None,
    "use_karras_sigmas": False, "use_lu_lambdas": False, "variance_type": None,
}  # fmt: skip
CONFIGS: dict[str, dict[str, Any]] = {
    "Stable Diffusion 1.5": {
        "_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", **SD, "set_alpha_to_one": False,
        "skip_prk_steps": True, "steps_offset": 1, "trained_betas": None, "clip_sample": False,
    },
    "Stable Diffusion 2.1": {
        "_class_name": "DDIMScheduler", "_diffusers_version": "0.8.0", **SD, "clip_sample": False,
        "prediction_type": "v_prediction", "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1,
        "trained_betas": None,
    },
    "SDXL base": {
        "_class_name": "EulerDiscreteScheduler", "_diffusers_version": "0.19.0.dev0", **SD, "clip_sample": False,
        "interpolation_type": "linear", "prediction_type": "epsilon", "sample_max_value": 1.0,
        "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1, "timestep_spacing": "leading",
        "trained_betas": None, "use_karras_sigmas": False,
    },
    "SDXL Turbo": {
        "_class_name": "EulerAncestralDiscreteScheduler", "_diffusers_version": "0.24.0.dev0", **SD,
        "clip_sample": False, "interpolation_type": "linear", "prediction_type": "epsilon", "sample_max_value": 1.0,
        "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1, "timestep_spacing": "trailing",
        "trained_betas": None, "use_karras_sigmas": False,
    },
    "SDXL Lightning": {
        "_class_name": "EulerDiscreteScheduler", **SD, "prediction_type": "epsilon", "timestep_spacing": "trailing",
        "interpolation_type": "linear", "final_sigmas_type": "zero", "rescale_betas_zero_snr": False,
        "sigma_max": None, "sigma_min": None, "timestep_type": "discrete", "steps_offset": 1,
    },
    "Stable Diffusion 3": {
        "_class_name": "FlowMatchEulerDiscreteScheduler", "_diffusers_version": "0.29.0.dev0",
        "num_train_timesteps": 1000, "shift": 3.0,
    },
    "Flux dev": {
        "_class_name": "FlowMatchEulerDiscreteScheduler", "_diffusers_version": "0.30.0.dev0",
        "base_image_seq_len": 256, "base_shift": 0.5, "max_image_seq_len": 4096, "max_shift": 1.15,
        "num_train_timesteps": 1000, "shift": 3.0, "use_dynamic_shifting": True,
    },
    "Flux schnell": {
        "_class_name": "FlowMatchEulerDiscreteScheduler", "_diffusers_version": "0.30.0.dev0",
        "base_image_seq_len": 256, "base_shift": 0.5, "max_image_seq_len": 4096, "max_shift": 1.15,
        "num_train_timesteps": 1000, "shift": 1.0, "use_dynamic_shifting": False,
    },
    "PixArt": {
        "_class_name": "DPMSolverMultistepScheduler", "_diffusers_version": "0.22.0.dev0", **SOLVER,
        "beta_end": 0.02, "beta_schedule": "linear", "beta_start": 0.0001, "num_train_timesteps": 1000,
        "prediction_type": "epsilon", "steps_offset": 0,
    },
    "DeepFloyd IF": {
        "_class_name": "DDPMScheduler", "_diffusers_version": "0.16.0.dev0", "beta_end": 0.02,
        "beta_schedule": "squaredcos_cap_v2", "beta_start": 0.0001, "clip_sample": True, "clip_sample_range": 1.0,
        "dynamic_thresholding_ratio": 0.95, "num_train_timesteps": 1000, "prediction_type": "epsilon",
        "sample_max_value": 1.5, "thresholding": True, "trained_betas": None, "variance_type": "learned_range",
    },
    "Kandinsky 2.2": {
        "_class_name": "DDPMScheduler", "_diffusers_version": "0.18.0.dev0", "beta_end": 0.012,
        "beta_schedule": "linear", "beta_start": 0.00085, "clip_sample": False, "clip_sample_range": 1.0,
        "num_train_timesteps": 1000, "prediction_type": "epsilon", "steps_offset": 1, "thresholding": True,
        "sample_max_value": 2.0, "trained_betas": None, "variance_type": "fixed_small",
    },
    "Stable Cascade": {
        "_class_name": "DDPMWuerstchenScheduler", "_diffusers_version": "0.27.0.dev0", "s": 0.008, "scaler": 1.0,
    },
    "CogVideoX 5b": {
        "_class_name": "CogVideoXDPMScheduler", "_diffusers_version": "0.31.0.dev0", **SD, "clip_sample": False,
        "clip_sample_range": 1.0, "prediction_type": "v_prediction", "rescale_betas_zero_snr": True,
        "sample_max_value": 1.0, "set_alpha_to_one": True, "snr_shift_scale": 1.0, "steps_offset": 0,
        "timestep_spacing": "trailing", "trained_betas": None,
    },
    "AuraFlow": {
        "_class_name": "FlowMatchEulerDiscreteScheduler", "_diffusers_version": "0.30.0.dev0",
        "num_train_timesteps": 1000, "shift": 1.73,
    },
    "LCM Dreamshaper": {
        "_class_name": "LCMScheduler", "_diffusers_version": "0.22.0.dev0", **SD, "clip_sample": False,
        "clip_sample_range": 1.0, "dynamic_thresholding_ratio": 0.995, "original_inference_steps": 50,
        "prediction_type": "epsilon", "rescale_betas_zero_snr": False, "sample_max_value": 1.0,
        "set_alpha_to_one": True, "steps_offset": 0, "thresholding": False, "timestep_spacing": "leading",
        "trained_betas": None,
    },
    "DDPM CIFAR-10": {
        "_class_name": "DDPMScheduler", "_diffusers_version": "0.1.1", "beta_end": 0.02, "beta_schedule": "linear",
        "beta_start": 0.0001, "clip_sample": True, "num_train_timesteps": 1000, "trained_betas": None,
        "variance_type": "fixed_large",
    },
    "Playground 2.5": {
        "_class_name": "EDMDPMSolverMultistepScheduler", "_diffusers_version": "0.27.0.dev0",
        "algorithm_type": "dpmsolver++", "dynamic_thresholding_ratio": 0.995, "euler_at_final": False,
        "final_sigmas_type": "zero", "lower_order_final": True, "num_train_timesteps": 1000,
        "prediction_type": "epsilon", "rho": 7.0, "sample_max_value": 1.0, "sigma_data": 0.5, "sigma_max": 80.0,
        "sigma_min": 0.002, "solver_order": 2, "solver_type": "midpoint", "thresholding": False,
    },
    "consistency model (ImageNet 64)": {
        "_class_name": "CMStochasticIterativeScheduler", "_diffusers_version": "0.18.0.dev0", "clip_denoised": True,
        "num_train_timesteps": 40, "rho": 7.0, "s_noise": 1.0, "sigma_data": 0.5, "sigma_max": 80.0,
        "sigma_min": 0.002,
    },
}  # fmt: skip
TERMINAL, SPACING = "The terminal SNR is not zero", "The spacing never reaches T"
JUDGED: dict[str, list[str]] = {
    "Stable Diffusion 1.5": [TERMINAL, SPACING],
    "Stable Diffusion 2.1": [TERMINAL, SPACING],
    "SDXL base": [TERMINAL, SPACING],
    "SDXL Turbo": [TERMINAL, "steps_offset does nothing"],
    "SDXL Lightning": [TERMINAL, "steps_offset does nothing"],
    "DeepFloyd IF": [SPACING, "A large gain at T for a network that predicts noise"],
    "Kandinsky 2.2": [TERMINAL, SPACING, "A name that means another schedule elsewhere"],
    "LCM Dreamshaper": [TERMINAL, SPACING],
}
"""The others are sound."""


@pytest.mark.parametrize("name", CONFIGS)
def test_it_is_opened_judged_and_saved_as_it_was(name: str, tmp_path: Path) -> None:
    file = tmp_path / "scheduler_config.json"
    file.write_text(json.dumps({**CONFIGS[name], "mine": {"a": [1, None]}}, indent=2), encoding="utf-8")
    choice = open_schedule(file, 500).choice
    titles = [each.title for each in examine(choice) if each.title != "Keys that no scheduler has"]
    assert titles == JUDGED.get(name, [])
    view = take_opened(choice, "Open").run(View())
    for scene in SCENES:
        shown = replace(view, scene=scene)
        check_scene(shown)
        saved = saved_view(shown)
        assert saved.said == ()
        assert saved.text.rstrip("\n") == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", JUDGED)
def test_its_remedies_make_it_sound_and_change_only_their_keys(name: str) -> None:
    view = take_opened(open_config(CONFIGS[name], "a.json").choice, "Open").run(View())
    for _ in range(4):
        remedies = [each.remedy for each in examine(view.schedule) if each.remedy is not None]
        if not remedies:
            break
        view = take_remedy(remedies[0], "Remedy").run(view)
    assert examine(view.schedule) == ()
    saved = dict(saved_view(view).data)
    changed = {key for key in saved if saved[key] != CONFIGS[name].get(key, object())}
    assert changed <= {
        *("rescale_betas_zero_snr", "trained_betas", "prediction_type", "timestep_spacing", "steps_offset"),
        "beta_schedule",
    }
    assert set(CONFIGS[name]) <= set(saved)
    again = take_opened(open_config(saved, "b.json").choice, "Open").run(View())
    assert examine(again.schedule) == ()
    for scene in SCENES:
        assert (
            saved_view(replace(view, scene=scene)).data
            == saved_view(replace(again, scene=scene)).data
            == saved
        )
