"""Every family in 40 digits, written from the formula of its source and from nothing of the program."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from mpmath import mp, mpf

from engine.schedules import SCHEDULES, make_schedule
from tests.engine.schedules.reference_formulas import (
    Reference,
    by_alpha_bar,
    by_beta,
    by_cut_ratio,
    by_log_snr,
    by_sigma,
    cascade,
    cauchy,
    chen,
    chen_sigmoid,
    comfy_laplace,
    flux,
    geodiff,
    integral,
    karras,
    laplace,
    laplace_of_diffusers,
    linspace,
    log_normal,
    mochi,
    moved,
    pix2seq_log,
    pw_lin,
    rescaled,
    shift_time,
    shifted,
    shifted_twice,
    simple_cosine,
    squared_cosine,
    straight,
    sub_vp,
    trunc_cos,
    trunc_lin,
    warmup,
    wuerstchen,
)

LEAST = mpf(1e-9)
"""clip_min of pix2seq."""
REFERENCES: dict[str, Reference] = {
    "linear": rescaled(lambda n, p: linspace(p.beta_start, p.beta_end, n)),
    "quadratic": rescaled(
        lambda n, p: [x**2 for x in linspace(mp.sqrt(p.beta_start), mp.sqrt(p.beta_end), n)]
    ),
    "sigmoid": rescaled(geodiff),
    "const": by_beta(lambda n, p: [p.beta] * n),
    "warmup10": by_beta(warmup),
    "warmup50": by_beta(warmup),
    "jsd": by_beta(lambda n, p: [mpf(1) / (n - i) for i in range(n)]),
    "sqrt_beta": by_beta(lambda n, p: [mp.sqrt(x) for x in linspace(p.beta_start, p.beta_end, n)]),
    "vp_discrete": by_beta(lambda n, p: linspace(p.beta_min / n, p.beta_max / n, n)),
    "trunc_lin": by_beta(trunc_lin),
    "pw_lin": by_beta(pw_lin),
    "cosine": by_cut_ratio(squared_cosine),
    "cosine_floor": by_cut_ratio(squared_cosine),
    "exp": by_cut_ratio(lambda u, p: mp.exp(-p.rate * u**p.power)),
    "sqrt": by_cut_ratio(lambda u, p: 1 - mp.sqrt(u + p.offset)),
    "trunc_cos": by_beta(trunc_cos),
    "laplace_diffusers": by_cut_ratio(laplace_of_diffusers),
    "vp_sde": by_alpha_bar(lambda u, p: mp.exp(-integral(u, p))),
    "sigmoid_chen": by_alpha_bar(chen_sigmoid, LEAST),
    "sigmoid_jabri": by_cut_ratio(chen_sigmoid),
    "cosine_chen": by_alpha_bar(
        lambda u, p: chen(lambda x: abs(mp.cos(x * mp.pi / 2)) ** (2 * p.tau), u, p), LEAST
    ),
    "cosine_simple": by_alpha_bar(
        lambda u, p: mp.cos((u + mpf("0.0002")) / mpf("1.00025") * mp.pi / 2) ** 2, LEAST
    ),
    "alpha_bar_linear": by_alpha_bar(lambda u, p: 1 - u, LEAST),
    "log": by_alpha_bar(pix2seq_log, LEAST, 1 - LEAST),
    "wuerstchen": by_alpha_bar(wuerstchen, mpf(1e-4), mpf(0.9999)),
    "cascade": by_alpha_bar(cascade, mpf(1e-4), mpf(0.9999)),
    "ddpm_continuous": by_log_snr(lambda u, p: -mp.log(mp.expm1(p.a + p.b * u**2))),
    "cosine_continuous": by_log_snr(
        lambda u, p: -mp.inf if u == 1 else -mp.log(1 / squared_cosine(u, p) - 1)
    ),
    "simple_diffusion": by_log_snr(lambda u, p: simple_cosine(u, p.log_snr_max, p.log_snr_min)),
    "shifted": by_log_snr(lambda u, p: shifted(u, p.image_d, p.noise_d)),
    "shifted_ends": by_log_snr(lambda u, p: moved(u, p.image_d, p.noise_d)),
    "interpolated": by_log_snr(
        lambda u, p: (
            (1 - u) * shifted(u, p.image_d, p.noise_d_low) + u * shifted(u, p.image_d, p.noise_d_high)
        )
    ),
    "interpolated_backwards": by_log_snr(
        lambda u, p: u * moved(u, p.image_d, p.noise_d_low) + (1 - u) * moved(u, p.image_d, p.noise_d_high)
    ),
    "laplace": by_log_snr(laplace),
    "cauchy": by_log_snr(cauchy),
    "log_normal": by_log_snr(log_normal),
    "ve": by_sigma(lambda u, p: p.sigma_min * (p.sigma_max / p.sigma_min) ** u),
    "karras": by_sigma(karras),
    "polyexponential": by_sigma(lambda u, p: p.sigma_min * (p.sigma_max / p.sigma_min) ** (u**p.rho)),
    "kl_optimal": by_sigma(lambda u, p: mp.tan(u * mp.atan(p.sigma_max) + (1 - u) * mp.atan(p.sigma_min))),
    "laplace_sigma": by_sigma(comfy_laplace),
    "flow": straight(lambda u, p: shift_time(u, p.shift)),
    "flux": straight(flux),
    "flow_shifted_twice": shifted_twice,
    "cosmap": straight(lambda u, p: mpf(1) if u == 1 else 1 - 1 / (mp.tan(mp.pi / 2 * u) + 1)),
    "trigonometric": lambda n, p: (
        (mpf(0) if t == n else mp.cos(mp.pi / 2 * t / n), mp.sin(mp.pi / 2 * t / n)) for t in range(1, n + 1)
    ),
    "linear_quadratic": mochi,
    "sub_vp": sub_vp,
}

OTHER: dict[str, dict[str, float]] = {
    "linear": {"beta_start": 0.0003, "beta_end": 0.013, "rescale": 1.0},
    "quadratic": {"beta_start": 0.00085, "beta_end": 0.012, "rescale": 1.0},
    "sigmoid": {"beta_start": 0.0003, "beta_end": 0.013, "rescale": 1.0},
    "log": {"start": 2.0, "end": 50.0, "reverse": 1.0},
    "sigmoid_chen": {"start": 0.0, "end": 3.0, "tau": 0.7},
    "sigmoid_jabri": {"start": 0.0, "end": 3.0, "tau": 0.7},
    "cosine_chen": {"start": 0.2, "end": 0.9, "tau": 2.0},
    "wuerstchen": {"k": 2.5},
    "cosine": {"s": 0.02, "max_beta": 0.3, "min_beta": 0.01},
    "shifted": {"image_d": 512.0, "noise_d": 32.0},
    "shifted_ends": {"image_d": 512.0, "noise_d": 32.0},
    "flux": {"tokens": 1024.0, "max_shift": 1.2},
    "interpolated_backwards": {"image_d": 256.0, "noise_d_low": 64.0, "noise_d_high": 128.0},
    "interpolated": {"image_d": 256.0, "noise_d_low": 64.0, "noise_d_high": 128.0},
}
"""Where the defaults times 0.9 are not possible, or would leave a part of the formula out."""


def parameters_of(name: str) -> list[dict[str, float]]:
    usual = {each.name: each.default for each in SCHEDULES[name].parameters}
    other = usual | OTHER.get(
        name, {each.name: each.default * 0.9 for each in SCHEDULES[name].parameters if each.decimals}
    )
    return [usual, other] if other != usual else [usual]


def test_every_family_has_a_reference() -> None:
    assert set(REFERENCES) == set(SCHEDULES)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_path_is_that_of_the_formula_in_40_digits(name: str) -> None:
    for values, steps in zip(parameters_of(name), (200, 37), strict=False):
        schedule = make_schedule(name, steps, **values)
        with mp.workdps(40):
            exact = SimpleNamespace(**{key: mpf(value) for key, value in values.items()})
            states = list(REFERENCES[name](steps, exact))
            expected = np.array([[float(signal), float(noise)] for signal, noise in states])
            log_snr = [
                2 * float(mp.log(signal / noise)) if signal > 0 else -np.inf for signal, noise in states
            ]
        np.testing.assert_allclose(schedule.signal[1:], expected[:, 0], rtol=2e-13, atol=1e-300)
        np.testing.assert_allclose(schedule.noise[1:], expected[:, 1], rtol=2e-13)
        np.testing.assert_allclose(schedule.log_snr[1:], log_snr, rtol=2e-13, atol=2e-13)
