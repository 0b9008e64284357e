"""The formulas of all families as their sources have them, in any precision, with nothing of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from mpmath import mp, mpf

Number = Any
State = tuple[Number, Number]
"""The signal and the noise of a timestep."""
Reference = Callable[[int, Any], Iterator[State]]
"""Those of t = 1..T, from T and the parameters."""


def logistic(x: Number) -> Number:
    return 1 / (1 + mp.exp(-x))


def linspace(start: Number, end: Number, count: int) -> list[Number]:
    return [start + (end - start) * mpf(i) / (count - 1) if count > 1 else start for i in range(count)]


def preserving(alpha_bars: Iterator[Number]) -> Iterator[State]:
    for alpha_bar in alpha_bars:
        yield mp.sqrt(alpha_bar), mp.sqrt(1 - alpha_bar)


def by_beta(betas: Callable[[int, Any], list[Number]]) -> Reference:
    def products(steps: int, p: Any) -> Iterator[Number]:
        alpha_bar = mpf(1)
        for beta in betas(steps, p):
            alpha_bar *= 1 - beta
            yield alpha_bar

    return lambda steps, p: preserving(products(steps, p))


def rescaled(betas: Callable[[int, Any], list[Number]]) -> Reference:
    return by_beta(lambda n, p: [beta * (mpf(1000) / n if p.rescale else 1) for beta in betas(n, p)])


def by_cut_ratio(f: Callable[[Number, Any], Number]) -> Reference:
    """betas_for_alpha_bar of Nichol and Dhariwal's code: min(1 - f((i + 1) / T) / f(i / T), max_beta)."""

    def betas(n: int, p: Any) -> list[Number]:
        low, high = getattr(p, "min_beta", 0), getattr(p, "max_beta", mpf("0.999"))
        values = [f(mpf(i) / n, p) for i in range(n + 1)]
        return [min(max(1 - values[i + 1] / values[i], low), high) for i in range(n)]

    return by_beta(betas)


def by_alpha_bar(f: Callable[[Number, Any], Number], least: Number = 0, most: Number = 1) -> Reference:
    return lambda n, p: preserving(min(max(f(mpf(t) / n, p), least), most) for t in range(1, n + 1))


def by_log_snr(f: Callable[[Number, Any], Number]) -> Reference:
    return lambda n, p: preserving(
        mpf(0) if (value := f(mpf(t) / n, p)) == -mp.inf else logistic(value) for t in range(1, n + 1)
    )


def by_sigma(f: Callable[[Number, Any], Number]) -> Reference:
    return lambda n, p: ((mpf(1), f(mpf(i) / (n - 1), p)) for i in range(n))


def straight(s: Callable[[Number, Any], Number]) -> Reference:
    return lambda n, p: ((1 - value, value) for value in (s(mpf(t) / n, p) for t in range(1, n + 1)))


def warmup(n: int, p: Any) -> list[Number]:
    rising = int(n * p.share)
    return linspace(p.beta_start, p.beta_end, rising) + [p.beta_end] * (n - rising)


def trunc_lin(n: int, p: Any) -> list[Number]:
    scale = mpf(1000) / n
    return linspace(scale * p.beta_start + p.offset, scale * p.beta_end + p.offset, n)


def pw_lin(n: int, p: Any) -> list[Number]:
    scale = mpf(1000) / n
    middle = scale * p.beta_start
    return linspace(middle + p.offset, middle, 10) + linspace(middle, scale * p.beta_end, n - 10)


def trunc_cos(n: int, p: Any) -> list[Number]:
    """betas_for_alpha_bar2 of Diffusion-LM: the first beta is 1 - f(0)."""
    f = [squared_cosine(mpf(i) / n, p) for i in range(n + 1)]
    ratios = [1 - f[0]] + [1 - f[i + 1] / f[i] for i in range(n - 1)]
    return [min(beta, p.max_beta) for beta in ratios]


def squared_cosine(u: Number, p: Any) -> Number:
    return mp.cos((u + p.s) / (1 + p.s) * mp.pi / 2) ** 2


def sign(x: Number) -> int:
    return 1 if x >= 0 else -1  # copysign(1, x)


def laplace_of_diffusers(u: Number, p: Any) -> Number:
    log_snr = p.mu - p.b * sign(0.5 - u) * mp.log(1 - 2 * abs(mpf("0.5") - u) + mpf(1e-6))
    return mp.sqrt(mp.exp(log_snr) / (1 + mp.exp(log_snr)))


def chen(curve: Callable[[Number], Number], u: Number, p: Any) -> Number:
    first, last = curve(p.start), curve(p.end)
    return (curve(u * (p.end - p.start) + p.start) - last) / (first - last)


def chen_sigmoid(u: Number, p: Any) -> Number:
    return chen(lambda x: logistic(-x / p.tau), u, p)


def pix2seq_log(u: Number, p: Any) -> Number:
    ends = (p.end, p.start) if p.reverse else (p.start, p.end)
    return chen(mp.log, u, SimpleNamespace(start=ends[0], end=ends[1]))


def wuerstchen(u: Number, p: Any) -> Number:
    u = 1 - (1 - u) ** p.k if p.k > 1 else u**p.k
    return squared_cosine(u, p) / squared_cosine(mpf(0), p)


def cascade(u: Number, p: Any) -> Number:
    alpha_bar = squared_cosine(u, p) / squared_cosine(mpf(0), p)
    return alpha_bar / (alpha_bar + (1 - alpha_bar) * p.shift**2)


def simple_cosine(u: Number, highest: Number, lowest: Number) -> Number:
    first, last = mp.atan(mp.exp(-highest / 2)), mp.atan(mp.exp(-lowest / 2))
    return -2 * mp.log(mp.tan(first + u * (last - first)))


def shifted(u: Number, image: Number, noise: Number) -> Number:
    """Of k-diffusion: the range is narrowed first, so that the ends stay."""
    shift = 2 * mp.log(noise / image)
    return simple_cosine(u, 15 - shift, -15 - shift) + shift


def moved(u: Number, image: Number, noise: Number) -> Number:
    """Of denoising-diffusion-pytorch: the ends move too."""
    return simple_cosine(u, mpf(15), mpf(-15)) + 2 * mp.log(noise / image)


def laplace(u: Number, p: Any) -> Number:
    inside = 1 - 2 * abs(mpf("0.5") - u)
    return -mp.inf if inside == 0 else p.mu - p.b * sign(0.5 - u) * mp.log(inside)


def cauchy(u: Number, p: Any) -> Number:
    at = -p.limit if u == 1 else p.mu + p.gamma * mp.tan(mp.pi / 2 * (1 - 2 * u))
    return min(max(at, -p.limit), p.limit)


def log_normal(u: Number, p: Any) -> Number:
    """-2 ln of the quantiles of a log-normal sigma."""
    quantile = mp.inf if u == 1 else mp.sqrt(2) * mp.erfinv(2 * u - 1)
    return -2 * (p.mean + p.deviation * quantile)


def karras(u: Number, p: Any) -> Number:
    low, high = p.sigma_min ** (1 / p.rho), p.sigma_max ** (1 / p.rho)
    return (low + u * (high - low)) ** p.rho


def comfy_laplace(u: Number, p: Any) -> Number:
    """get_sigmas_laplace, which counts its x from noise to picture."""
    x = 1 - u
    sign_of = 0 if x == 0.5 else sign(0.5 - x)
    log_sigma = p.mu - p.b * sign_of * mp.log(1 - 2 * abs(mpf("0.5") - x) + mpf(1e-5))
    return min(max(mp.exp(log_sigma), mpf(0.0291675)), mpf(14.614642))


def shift_time(s: Number, k: Number) -> Number:
    return k * s / (1 + (k - 1) * s)


def flux(u: Number, p: Any) -> Number:
    slope = (p.max_shift - p.base_shift) / (4096 - 256)
    mu = slope * p.tokens + p.base_shift - slope * 256
    return mp.exp(mu) / (mp.exp(mu) + (1 / u - 1))


def shifted_twice(n: int, p: Any) -> Iterator[State]:
    least = shift_time(mpf(1) / n, p.shift)
    for sigma in linspace(least, mpf(1), n):
        s = shift_time(sigma, p.shift)
        yield 1 - s, s


def mochi(n: int, p: Any) -> Iterator[State]:
    """linear_quadratic_schedule of Mochi, as it stands there: the signals from t = T down to 1."""
    half = n // 2
    difference = half - p.threshold * n
    square = difference / (mpf(half) * (n - half) ** 2)
    linear = p.threshold / half - 2 * difference / mpf(n - half) ** 2
    constant = square * half**2
    signals = [p.threshold * i / half for i in range(half)]
    signals += [square * i**2 + linear * i + constant for i in range(half, n)]
    for signal in reversed(signals):
        yield signal, 1 - signal


def integral(u: Number, p: Any) -> Number:
    return p.beta_min * u + (p.beta_max - p.beta_min) * u**2 / 2


def sub_vp(n: int, p: Any) -> Iterator[State]:
    for t in range(1, n + 1):
        rate = integral(mpf(t) / n, p)
        yield mp.exp(-rate / 2), 1 - mp.exp(-rate)


def geodiff(n: int, p: Any) -> list[Number]:
    return [logistic(x) * (p.beta_end - p.beta_start) + p.beta_start for x in linspace(mpf(-6), mpf(6), n)]
