"""The numbers of a schedule that the curves and the readout show."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from engine.schedules import derived, loss_weights
from engine.schedules.quantity import Quantity
from engine.schedules.schedule import Schedule


def _squared(value: float) -> float:
    return value * value


_TABLE = (
    Quantity("beta", r"\beta_t", "variance of a step", "betas", first=1),
    Quantity("alpha", r"\alpha_t", "signal power kept by a step", "alphas", first=1),
    Quantity("sqrt_alpha", r"\sqrt{\alpha_t}", "weight of the previous state", "sqrt_alphas", first=1),
    Quantity(
        "posterior_variance",
        r"\tilde{\beta}_t",
        "variance of the step back, given the picture",
        "posterior_variance",
        first=1,
        says="Of the path itself, also where that does not preserve variance. Ho et al. 2020, eq. 7.",
    ),
    Quantity(
        "alpha_bar",
        r"\bar{\alpha}_t",
        "signal power left",
        "alpha_bar",
        log=("log_alpha_bar", 1.0),
        says="SNR / (1 + SNR).",
    ),
    Quantity(
        "sqrt_alpha_bar",
        r"\sqrt{\bar{\alpha}_t}",
        "weight of the picture",
        "sqrt_alpha_bar",
        log=("log_alpha_bar", 0.5),
    ),
    Quantity(
        "one_minus_alpha_bar",
        r"1 - \bar{\alpha}_t",
        "variance of the noise",
        "log_alpha_bar",
        function=lambda log_alpha_bar: -math.expm1(log_alpha_bar),
    ),
    Quantity(
        "sqrt_one_minus_alpha_bar",
        r"\sqrt{1 - \bar{\alpha}_t}",
        "weight of the noise",
        "sqrt_one_minus_alpha_bar",
    ),
    Quantity(
        "snr",
        r"\mathrm{SNR}",
        "signal-to-noise ratio",
        "snr",
        log=("log_snr", 1.0),
        says="The square of the weight of the picture over that of the noise, whatever the picture's own power is.",
    ),
    Quantity(
        "log_snr",
        r"\log \mathrm{SNR}",
        "natural log of SNR",
        "log_snr",
        positive=False,
        says="0 where picture and noise have equal weights; -2 ln sigma.",
    ),
    Quantity(
        "sigma",
        r"\sigma_t",
        "noise per signal",
        "sigma",
        log=("log_snr", -0.5),
        says="The weight of the noise over that of the picture: the noise of x_t / signal.",
    ),
)

ALL = {quantity.name: quantity for quantity in _TABLE}
"""What the readout shows of a path that preserves variance, by name."""

_GAIN = Quantity("gain", r"r_t", "factor of a step", "gain", first=1)
_STEP_VARIANCE = Quantity("step_variance", r"q_t", "variance that a step adds", "step_variance", first=1)
OF_ANY_PATH = ALL | {
    "beta": _STEP_VARIANCE,
    "alpha": Quantity("gain_squared", r"r_t^{2}", "signal power kept by a step", "gain", 1, _squared),
    "sqrt_alpha": _GAIN,
    "posterior_variance": replace(ALL["posterior_variance"], tex=r"\tilde{q}_t"),
    "alpha_bar": Quantity(
        "signal_squared", r"\mathrm{signal}_t^{2}", "signal power left", "signal", 0, _squared
    ),
    "sqrt_alpha_bar": Quantity(
        "signal",
        r"\mathrm{signal}_t",
        "weight of the picture",
        "signal",
        says="Papers on flows, and Kingma et al. 2021, call it alpha_t.",
    ),
    "one_minus_alpha_bar": Quantity(
        "noise_squared", r"\mathrm{noise}_t^{2}", "variance of the noise", "noise", 0, _squared
    ),
    "sqrt_one_minus_alpha_bar": Quantity(
        "noise",
        r"\mathrm{noise}_t",
        "weight of the noise",
        "noise",
        says="Papers on flows, and Kingma et al. 2021, call it sigma_t.",
    ),
}
"""The same numbers of any path, in the places of ALL: there beta and posterior_variance would be of two paths."""


def numbers_of(*schedules: Schedule) -> Mapping[str, Quantity]:
    """What stands for the numbers of schedules at t: by the names of Ho et al. 2020 where all preserve variance."""
    return ALL if all(each.variance_preserving for each in schedules) else OF_ANY_PATH


_OF_A_STEP = (
    _GAIN,
    _STEP_VARIANCE,
    ALL["posterior_variance"],
    Quantity(
        "posterior_x0",
        r"c_0",
        "weight of the picture in the step back",
        derived.posterior_weight_of_picture,
        first=1,
    ),
    Quantity(
        "posterior_xt",
        r"c_t",
        "weight of the state in the step back",
        derived.posterior_weight_of_state,
        first=1,
    ),
)

_OF_TRAINING = (
    Quantity(
        "log_snr_fall",
        r"-\Delta \log \mathrm{SNR}",
        "fall of log SNR in a step",
        derived.log_snr_fall,
        first=2,
        says="How far log SNR falls from t - 1 to t: -d log SNR / dt, one step at a time.",
    ),
    Quantity(
        "log_snr_density",
        r"p(\log \mathrm{SNR})",
        "density over noise levels",
        derived.log_snr_density,
        first=2,
        says="How often training meets a noise level, per unit of log SNR, with t drawn evenly: "
        "1 / (T times the fall in a step). Kingma and Gao 2023.",
    ),
    Quantity(
        "min_snr_weight",
        r"w^{\mathrm{min}}_t(\varepsilon)",
        "min-SNR, on the ε loss",
        loss_weights.min_snr,
        first=1,
        says="min(SNR, 5) / SNR. Hang et al. 2023, gamma = 5.",
    ),
    Quantity(
        "min_snr_x0_weight",
        r"w^{\mathrm{min}}_t(x_0)",
        "min-SNR, on the x₀ loss",
        loss_weights.min_snr_of_x0,
        first=1,
        says="min(SNR, 5): the same loss as of ε, said of x₀. Hang et al. 2023, gamma = 5.",
    ),
    Quantity(
        "min_snr_v_weight",
        r"w^{\mathrm{min}}_t(v)",
        "min-SNR, on the v loss",
        loss_weights.min_snr_of_v,
        first=1,
        says="min(SNR, 5) / (SNR + 1): the same loss as of ε, said of v where variance is preserved. "
        "Hang et al. 2023, gamma = 5.",
    ),
    Quantity(
        "p2_weight",
        r"w^{\mathrm{P2}}_t",
        "P2, on the ε loss",
        loss_weights.p2,
        first=1,
        says="1 / (1 + SNR). Choi et al. 2022, k = 1 and gamma = 1.",
    ),
    Quantity(
        "edm_weight",
        r"w^{\mathrm{EDM}}_t",
        "EDM, on the ε loss",
        loss_weights.edm,
        first=1,
        says="1 + (sigma / 0.5)²: what Karras et al. 2022 weigh the x₀ loss by, (sigma² + 0.5²) / (0.5 sigma)², "
        "said of ε. They also draw the noise levels otherwise than this schedule does.",
    ),
    Quantity(
        "sigmoid_weight",
        r"w^{\mathrm{sig}}_t",
        "sigmoid, on the ε loss",
        loss_weights.sigmoid,
        first=2,
        says="sigmoid(2 - log SNR) times half of -d log SNR / dt, t from 0 to 1. "
        "Kingma and Gao 2023, sigmoid weighting with bias 2.",
    ),
    Quantity(
        "elbo_weight",
        r"w^{\mathrm{ELBO}}_t",
        "ELBO, on the ε loss",
        loss_weights.elbo,
        first=2,
        says="T (SNR of t-1 over SNR of t, less 1) / 2: the mean over t, summed over all values, is the part of the "
        "bound on -log p, in nats, that depends on the network. Kingma et al. 2021.",
    ),
)

_OF_A_STATE = (
    *(ALL[name] for name in ("beta", "alpha_bar", "sqrt_alpha_bar", "sqrt_one_minus_alpha_bar")),
    *(ALL[name] for name in ("log_snr", "snr")),
    Quantity("snr_db", r"10 \log_{10} \mathrm{SNR}", "SNR in decibels", derived.snr_db, positive=False),
    ALL["sigma"],
)

GROUPS = {
    "The process": _OF_A_STATE,
    "One step": _OF_A_STEP,
    "Training": _OF_TRAINING,
}
"""What there are curves of, as menus have it."""

QUANTITIES = {quantity.name: quantity for group in GROUPS.values() for quantity in group}
"""The same by name."""
