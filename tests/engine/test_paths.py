"""Every Gaussian path, not only those that preserve variance: exploding, flow, and those that end without signal."""

from __future__ import annotations

import math
from itertools import pairwise

import mpmath
import numpy as np
import pytest

from engine.chain import forward_chain
from engine.mix import Mix, noise, picture
from engine.predictions import PREDICTIONS
from engine.process import jump, reverse_step, reverse_steps, step
from engine.samplers.oracle import Oracle, reverse_run
from engine.samplers.run import parse
from engine.schedules import SCHEDULES, Schedule, make_schedule
from engine.schedules.family import BY_SIGMA, FLOW

X0, EPS = Mix.of(picture()), Mix.of(noise("first"))
T = 60
OTHERS = ("exploding", "flow", BY_SIGMA, FLOW)


def exploding() -> Schedule:
    sigma = np.concatenate(([0.0], np.geomspace(0.01, 80.0, T)))
    return Schedule.from_path("exploding", (), np.ones(T + 1), sigma)


def flow() -> Schedule:
    s = np.arange(T + 1) / T
    return Schedule.from_path("flow", (), s[::-1], s)


def silent() -> Schedule:
    betas = make_schedule("cosine", T).betas.copy()
    betas[-1] = 1.0
    return Schedule.from_betas("silent", (), betas)


def by_log_snr() -> Schedule:
    return Schedule.from_log_snr("by log SNR", (), [*np.linspace(12, -14, T - 1), -math.inf])


MAKERS = (exploding, flow, silent, by_log_snr)


@pytest.fixture(params=[*(maker.__name__ for maker in MAKERS), *SCHEDULES])
def path(request: pytest.FixtureRequest) -> Schedule:
    makers = {maker.__name__: maker for maker in MAKERS}
    return makers[request.param]() if request.param in makers else make_schedule(request.param, T)


def test_the_steps_lead_along_the_path(path: Schedule) -> None:
    mean, variance = 1.0, 0.0
    for t in range(1, T + 1):
        weights = step(path, t, X0, EPS).weights
        mean *= weights.get(picture(), 0.0)
        variance = weights.get(picture(), 0.0) ** 2 * variance + weights[noise("first")] ** 2
        assert mean == pytest.approx(path.signal[t], rel=1e-12)
        assert variance == pytest.approx(path.noise[t] ** 2, rel=1e-12)


def test_numbers_agree_with_their_definitions(path: Schedule) -> None:
    """In 50 digits, from signal and noise alone."""
    with mpmath.workdps(50):
        signal, size = ([mpmath.mpf(float(v)) for v in values] for values in (path.signal, path.noise))
        for t in range(1, T + 1):
            r = signal[t] / signal[t - 1]
            q = size[t] ** 2 - r**2 * size[t - 1] ** 2
            assert path.gain[t - 1] == pytest.approx(float(r), rel=1e-12)
            assert path.step_variance[t - 1] == pytest.approx(float(q), rel=1e-11)
            tilde = q * size[t - 1] ** 2 / size[t] ** 2
            assert path.posterior_variance[t - 1] == pytest.approx(float(tilde), rel=1e-11)
            alpha_bar = signal[t] ** 2 / (signal[t] ** 2 + size[t] ** 2)
            assert path.alpha_bar[t] == pytest.approx(float(alpha_bar), rel=1e-12)
            assert path.sigma[t] == (math.inf if not signal[t] else pytest.approx(float(size[t] / signal[t])))
    assert path.snr[0] == path.log_snr[0] == math.inf
    assert (path.alpha_bar[0], path.sigma[0], path.noise[0], path.signal[0]) == (1, 0, 0, 1)


def test_alpha_bar_belongs_to_the_path_of_the_same_snr_that_preserves_variance(path: Schedule) -> None:
    np.testing.assert_allclose(np.cumprod(path.alphas), path.alpha_bar[1:], rtol=1e-11)
    twin = Schedule.from_log_snr("twin", (), path.log_snr[1:])
    np.testing.assert_allclose(twin.betas, path.betas, rtol=1e-9, atol=1e-14)
    kind = SCHEDULES[path.name].group if path.name in SCHEDULES else path.name
    assert path.variance_preserving == (path.name == "trigonometric" or kind not in OTHERS)
    if path.variance_preserving:
        assert path.step_variance is path.betas
        assert path.signal is path.sqrt_alpha_bar


@pytest.mark.parametrize("eta", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(("t", "s"), [(1, 0), (2, 1), (31, 12), (T, T - 1), (T, 1), (T, 0)])
def test_a_step_back_from_a_sample_gives_a_sample(t: int, s: int, eta: float, path: Schedule) -> None:
    back = reverse_step(path, t, s, eta)
    weights = back.mean(X0, jump(path, t, X0, EPS)).weights
    assert weights[picture()] == pytest.approx(path.signal[s], rel=1e-12)
    variance = weights.get(noise("first"), 0.0) ** 2 + back.variance
    assert variance == pytest.approx(path.noise[s] ** 2, rel=1e-12)


def test_ddpm_is_the_posterior_of_the_path(path: Schedule) -> None:
    """Mean signal_{t-1} q_t / noise_t^2 x0 + r_t noise_{t-1}^2 / noise_t^2 x_t; finite where signal_t is 0."""
    c0, ct, variance = reverse_steps(path, np.arange(T, -1, -1))
    q, size, before = path.step_variance[::-1], path.noise[:0:-1] ** 2, path.noise[-2::-1] ** 2
    np.testing.assert_allclose(c0, path.signal[-2::-1] * q / size, rtol=1e-12)
    np.testing.assert_allclose(ct, path.gain[::-1] * before / size, rtol=1e-12)
    np.testing.assert_allclose(variance, path.posterior_variance[::-1], rtol=1e-12)
    _, _, large = reverse_steps(path, np.arange(T, -1, -1), large_variance=True)
    np.testing.assert_allclose(large[:-1], q[:-1], rtol=1e-12)
    assert large[-1] == variance[-1] == 0.0  # nothing is added to the picture


@pytest.mark.parametrize("prediction", PREDICTIONS)
def test_x0_is_read_from_each_prediction(prediction: str, path: Schedule) -> None:
    entry = PREDICTIONS[prediction]
    for t in (1, 2, 31, T):
        x0, eps = 0.25, -1.5
        gain = entry.gain(path, t)
        if not path.signal[t] and prediction == "eps":
            assert gain == -math.inf
            continue
        x_t = float(path.signal[t]) * x0 + float(path.noise[t]) * eps
        output = entry.output(path, t, x0, eps)
        assert entry.read(path, t, x_t, output) == pytest.approx(x0, abs=1e-9)
        assert entry.read(path, t, x_t, output + 0.5) - x0 == pytest.approx(0.5 * gain, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("kept", [T, 7])
def test_chains_run_along_the_path(kept: int, path: Schedule) -> None:
    run = reverse_run(path, Oracle(parse(f"ddim:steps={kept},eta=0.5")))
    timesteps, chain = run.timesteps, run.states
    for k, t in enumerate(timesteps):
        weights = dict(chain.state(k).weights)
        assert weights.pop(picture(), 0.0) == pytest.approx(path.signal[t], abs=1e-12)
        assert sum(w**2 for w in weights.values()) == pytest.approx(path.noise[t] ** 2, rel=1e-10)
    forward = forward_chain(path, "a")
    for t in (0, 1, 30, T):
        weights = dict(forward.state(t).weights)
        assert weights.pop(picture(), 0.0) == pytest.approx(path.signal[t], rel=1e-10)
        assert sum(w**2 for w in weights.values()) == pytest.approx(path.noise[t] ** 2, rel=1e-10)


@pytest.mark.parametrize("name", ["linear", "quadratic", "sigmoid", "cosine"])
@pytest.mark.parametrize("eta", [0.0, 0.3, 1.0])
def test_steps_back_are_right_to_twelve_digits(name: str, eta: float) -> None:
    """DDIM eq. 12 as it stands there, in 60 digits, over one step and over many."""
    schedule = make_schedule(name, 1000)
    with mpmath.workdps(60):
        ab = [mpmath.mpf(1)]
        for beta in schedule.betas.tolist():
            ab.append(ab[-1] * (1 - mpmath.mpf(beta)))
        for t, s in [*pairwise((1000, 999, 998, 700, 699, 300, 2, 1, 0)), (1000, 1), (500, 499)]:
            v = mpmath.mpf(eta) ** 2 * (1 - ab[s]) / (1 - ab[t]) * (1 - ab[t] / ab[s])
            ct = mpmath.sqrt(1 - ab[s] - v) / mpmath.sqrt(1 - ab[t])
            back = reverse_step(schedule, t, s, eta)
            expected = (mpmath.sqrt(ab[s]) - mpmath.sqrt(ab[t]) * ct, ct, v)
            for value, right in zip((back.c0, back.ct, back.variance), expected, strict=True):
                assert value == pytest.approx(float(right), rel=2e-12, abs=1e-300)


def test_the_step_to_the_picture_adds_no_noise(path: Schedule) -> None:
    """Also where the whole step is kept, with the larger variance and any eta."""
    for t in (1, 30, T):
        for eta in (0.3, 1.0):
            for large_variance in (False, True):
                assert reverse_step(path, t, 0, eta, large_variance=large_variance).variance == 0.0


@pytest.mark.parametrize(
    ("signal", "size", "message"),
    [
        ([1.0], [0.0], "make no schedule"),
        ([1.0, 0.5], [0.0, 0.1, 0.2], "two lists of one length"),
        ([0.5, 0.4], [0.0, 0.1], "At t = 0 the signal is 0.5"),
        ([1.0, 0.5, 0.4], [0.0, 0.0, 0.1], "At t = 1 the signal is 0.5 and the noise 0.0"),
        ([1.0, 0.0, 0.0], [0.0, 1.0, 1.0], "At t = 1 the signal is 0.0"),
        ([1.0, 0.5, math.nan], [0.0, 0.1, 0.2], "At t = 2 the signal is nan"),
        ([1.0, 0.5, 0.6], [0.0, 0.1, 0.1], "The SNR grows at t = 2"),
    ],
)
def test_what_is_no_path_gets_its_sentence(signal: list[float], size: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Schedule.from_path("mine", (), signal, size)


@pytest.mark.parametrize(
    ("log_snr", "message"),
    [
        ([], "at least one"),
        ([1.0, math.nan], "nan at t = 2"),
        ([1.0, -math.inf, -math.inf], "-inf at t = 2"),
        ([math.inf, 1.0], "inf at t = 1"),
        ([1.0, 2.0], "The SNR grows at t = 2, from log SNR 1 to 2"),
    ],
)
def test_what_is_no_log_snr_gets_its_sentence(log_snr: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Schedule.from_log_snr("mine", (), log_snr)


def test_alpha_bars_make_a_schedule() -> None:
    schedule = Schedule.from_alpha_bar("mine", (), [0.9, 0.5, 0.5, 0.0])
    np.testing.assert_allclose(schedule.alpha_bar, [1, 0.9, 0.5, 0.5, 0], rtol=1e-15)
    np.testing.assert_allclose(schedule.betas, [0.1, 4 / 9, 0, 1], rtol=1e-14)
    with pytest.raises(ValueError, match="nan at t = 2"):
        Schedule.from_alpha_bar("mine", (), [0.9, 1.5])


def test_a_signal_whose_square_is_no_float_has_its_steps() -> None:
    signal = [1.0, 1e-100, 1e-170, 1e-175]
    path = Schedule.from_path("mine", (), signal, [0.0, 1.0, 1.0, 1.0])
    np.testing.assert_allclose(path.betas, 1.0, rtol=1e-9)
    np.testing.assert_allclose(path.posterior_variance, [0, 1, 1], rtol=1e-9)
