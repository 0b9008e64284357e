"""The schedulers of diffusers: which keys make their noise schedule, and what those are when they are not given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

CLASS, VERSION = "_class_name", "_diffusers_version"
"""Keys of a configuration."""

BETA_SCHEDULES = {
    "linear": "linear",
    "scaled_linear": "quadratic",
    "squaredcos_cap_v2": "cosine",
    "sigmoid": "sigmoid",
    "exp": "exp",
    "laplace": "laplace_diffusers",
}
"""What beta_schedule says, and the family that it is here."""

ONLY_IN = {
    "sigmoid": ("DDPMScheduler", "DDPMParallelScheduler", "RePaintScheduler"),
    "laplace": ("DDPMScheduler", "DDPMParallelScheduler"),
    "exp": ("HeunDiscreteScheduler",),
}
"""The classes that know a beta_schedule, where not all do."""

_DDPM = {"num_train_timesteps": 1000, "beta_start": 1e-4, "beta_end": 0.02, "beta_schedule": "linear"}
_STABLE = _DDPM | {"beta_start": 0.00085, "beta_end": 0.012}
_OFTEN = {"trained_betas": None, "prediction_type": "epsilon", "steps_offset": 0}
_LEADING, _LINSPACE = {"timestep_spacing": "leading"}, {"timestep_spacing": "linspace"}
_ZERO = {"rescale_betas_zero_snr": False}
_FLOW = {"num_train_timesteps": 1000, "shift": 1.0}
_DYNAMIC = {
    "use_dynamic_shifting": False,
    "base_shift": 0.5,
    "max_shift": 1.15,
    "base_image_seq_len": 256,
    "max_image_seq_len": 4096,
}
_SPACED = {"use_karras_sigmas": False, "use_exponential_sigmas": False, "use_beta_sigmas": False}
_SOLVER = _DDPM | _OFTEN | _LINSPACE | _SPACED | {"use_flow_sigmas": False, "flow_shift": 1.0}
_UNSPACED = {key: value for key, value in _SOLVER.items() if key not in ("timestep_spacing", "steps_offset")}
_EDM = {
    "sigma_min": 0.002,
    "sigma_max": 80.0,
    "sigma_schedule": "karras",
    "num_train_timesteps": 1000,
    "rho": 7.0,
}


@dataclass(frozen=True)
class SchedulerClass:
    """A class: the kind of its path, and its keys that are honoured here with their defaults."""

    kind: Literal["betas", "flow", "karras", "exploding", "wuerstchen", "vp_sde", "trigonometric"]
    keys: Mapping[str, Any]


_DDIM = _DDPM | _OFTEN | _LEADING | _ZERO | {"set_alpha_to_one": True}
CLASSES: dict[str, SchedulerClass] = {
    "DDPMScheduler": SchedulerClass("betas", _DDPM | _OFTEN | _LEADING | _ZERO),
    "DDPMParallelScheduler": SchedulerClass("betas", _DDPM | _OFTEN | _LEADING | _ZERO),
    "DDIMScheduler": SchedulerClass("betas", _DDIM),
    "DDIMParallelScheduler": SchedulerClass("betas", _DDIM),
    "DDIMInverseScheduler": SchedulerClass("betas", _DDIM),
    "CogVideoXDDIMScheduler": SchedulerClass(
        "betas", _DDIM | _STABLE | {"beta_schedule": "scaled_linear", "snr_shift_scale": 3.0}
    ),
    "CogVideoXDPMScheduler": SchedulerClass(
        "betas", _DDIM | _STABLE | {"beta_schedule": "scaled_linear", "snr_shift_scale": 3.0}
    ),
    "LCMScheduler": SchedulerClass("betas", _DDIM | _STABLE | {"beta_schedule": "scaled_linear"}),
    "TCDScheduler": SchedulerClass("betas", _DDIM | _STABLE | {"beta_schedule": "scaled_linear"}),
    "PNDMScheduler": SchedulerClass("betas", _DDPM | _OFTEN | _LEADING | {"set_alpha_to_one": False}),
    "EulerDiscreteScheduler": SchedulerClass(
        "betas", _DDPM | _OFTEN | _LINSPACE | _ZERO | _SPACED | {"sigma_min": None, "sigma_max": None}
    ),
    "EulerAncestralDiscreteScheduler": SchedulerClass("betas", _DDPM | _OFTEN | _LINSPACE | _ZERO),
    "LMSDiscreteScheduler": SchedulerClass("betas", _DDPM | _OFTEN | _LINSPACE | _SPACED),
    "HeunDiscreteScheduler": SchedulerClass("betas", _STABLE | _OFTEN | _LINSPACE | _SPACED),
    "KDPM2DiscreteScheduler": SchedulerClass("betas", _STABLE | _OFTEN | _LINSPACE | _SPACED),
    "KDPM2AncestralDiscreteScheduler": SchedulerClass("betas", _STABLE | _OFTEN | _LINSPACE | _SPACED),
    "DPMSolverSDEScheduler": SchedulerClass("betas", _STABLE | _OFTEN | _LINSPACE | _SPACED),
    "DPMSolverMultistepScheduler": SchedulerClass("betas", _SOLVER | _ZERO),
    "DPMSolverMultistepInverseScheduler": SchedulerClass("betas", _SOLVER),
    "DPMSolverSinglestepScheduler": SchedulerClass("betas", _UNSPACED),
    "DEISMultistepScheduler": SchedulerClass("betas", _SOLVER),
    "UniPCMultistepScheduler": SchedulerClass("betas", _SOLVER | _ZERO),
    "SASolverScheduler": SchedulerClass("betas", _SOLVER),
    "RePaintScheduler": SchedulerClass("betas", _DDPM | {"trained_betas": None}),
    "UnCLIPScheduler": SchedulerClass(
        "betas", {"num_train_timesteps": 1000, "beta_schedule": "squaredcos_cap_v2", "prediction_type": "epsilon"}
    ),
    "ConsistencyDecoderScheduler": SchedulerClass(
        "betas", {"num_train_timesteps": 1024, "beta_schedule": "squaredcos_cap_v2"}
    ),
    "ScoreSdeVpScheduler": SchedulerClass(
        "vp_sde", {"num_train_timesteps": 2000, "beta_min": 0.1, "beta_max": 20}
    ),
    "SCMScheduler": SchedulerClass("trigonometric", {"num_train_timesteps": 1000}),
    "IPNDMScheduler": SchedulerClass("trigonometric", {"num_train_timesteps": 1000, "trained_betas": None}),
    "DDPMWuerstchenScheduler": SchedulerClass("wuerstchen", {"scaler": 1.0, "s": 0.008}),
    "FlowMatchEulerDiscreteScheduler": SchedulerClass("flow", _FLOW | _DYNAMIC | _SPACED),
    "FlowMatchHeunDiscreteScheduler": SchedulerClass("flow", _FLOW),
    "FlowMatchLCMScheduler": SchedulerClass("flow", _FLOW | _DYNAMIC | _SPACED),
    "FlowMapEulerDiscreteScheduler": SchedulerClass("flow", _FLOW),
    "LTXEulerAncestralRFScheduler": SchedulerClass("flow", {"num_train_timesteps": 1000}),
    "MiniMaxH3Scheduler": SchedulerClass("flow", {"shift": 12.0}),
    "PiflowScheduler": SchedulerClass("flow", {"num_train_timesteps": 1000, "shift": 5.0}),
    "EDMEulerScheduler": SchedulerClass("karras", _EDM),
    "EDMDPMSolverMultistepScheduler": SchedulerClass("karras", _EDM),
    "CosineDPMSolverMultistepScheduler": SchedulerClass(
        "karras", _EDM | {"sigma_min": 0.3, "sigma_max": 500, "sigma_schedule": "exponential"}
    ),
    "CMStochasticIterativeScheduler": SchedulerClass(
        "karras", {"num_train_timesteps": 40, "sigma_min": 0.002, "sigma_max": 80.0, "rho": 7.0}
    ),
    "ScoreSdeVeScheduler": SchedulerClass(
        "exploding", {"num_train_timesteps": 2000, "sigma_min": 0.01, "sigma_max": 1348.0}
    ),
    "KarrasVeScheduler": SchedulerClass("exploding", {"sigma_min": 0.02, "sigma_max": 100}),
}  # fmt: skip
"""Those whose schedule can be said here, by their names."""

OF_TOKENS = (
    "AmusedScheduler", "BlockRefinementScheduler", "DiscreteDDIMScheduler", "EntropyBoundScheduler",
    "VQDiffusionScheduler",
)  # fmt: skip
"""Those of models of tokens, which are replaced, not noised: they have no Gaussian path."""

SAMPLING = frozenset((
    "variance_type", "clip_sample", "clip_sample_range", "thresholding", "dynamic_thresholding_ratio",
    "sample_max_value", "skip_prk_steps", "set_alpha_to_one", "timestep_spacing", "steps_offset", "prediction_type",
    "interpolation_type", "use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas",
    "use_flow_sigmas", "flow_shift", "sigma_min", "sigma_max", "sigma_data", "timestep_type", "final_sigmas_type",
    "solver_order", "solver_type", "algorithm_type", "lower_order_final", "euler_at_final", "lambda_min_clipped",
    "predict_x0", "disable_corrector", "solver_p", "predictor_order", "corrector_order", "tau_func",
    "original_inference_steps", "timestep_scaling", "eta", "invert_sigmas", "shift_terminal", "time_shift_type",
    "stochastic_sampling", "noise_sampler_seed", "snr", "sampling_eps", "correct_steps", "s_noise", "s_churn",
    "s_min", "s_max", "clip_denoised", "scale_factors", "upscale_mode", "rescale_betas_zero_snr", "trained_betas",
    "use_dynamic_shifting", "snr_shift_scale", "shift", "base_shift", "max_shift", "base_image_seq_len",
    "max_image_seq_len", "rho", "scaler", "s", "sigma_schedule", "beta_start", "beta_end", "beta_schedule",
    "num_train_timesteps", "beta_min", "beta_max", "n_grid", "eps", "final_step_size_scale", "num_policy_substeps",
))  # fmt: skip
"""Keys that some scheduler of diffusers has: in the file of another class they are usual, and mean nothing."""
