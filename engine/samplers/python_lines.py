"""The samplers in numpy, in X = x_t / signal and sigma: s is the sigma now, t the next one, d is x0_hat.

Text of the body of `sample(denoise, x, normal)`; what is an option stands in a variable of its name.
"""

from __future__ import annotations

_ANCESTRAL = """\
        up = eta * t * np.sqrt(1 - (t / s) ** 2)
        down = np.sqrt(t**2 - up**2)
"""
_EULER = """\
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        up = eta * t * np.sqrt(1 - (t / s) ** 2)
        down = np.sqrt(t**2 - up**2)
        x = down / s * x + (1 - down / s) * d
        if up:
            x = x + up * normal()
"""
_DDPM = """\
    for s, t, a, b in zip(sigmas, sigmas[1:], signals, signals[1:]):
        d = denoise(x, s)
        x = (t / s) ** 2 * x + (1 - (t / s) ** 2) * d
        if t:
            beta = 1 - (t / s) ** 2
            x = x + (s * a / b if large_variance else t) * np.sqrt(beta) * normal()
"""
_EDM = """\
    for s, t in zip(sigmas, sigmas[1:]):
        gamma = min(s_churn / (len(sigmas) - 1), 2**0.5 - 1) if s_tmin <= s <= s_tmax else 0.0
        if gamma:
            x = x + s_noise * s * np.sqrt(gamma * (2 + gamma)) * normal()
            s = s * (1 + gamma)
        slope = (x - denoise(x, s)) / s
        y = x + (t - s) * slope
        if t:
            slope = (slope + (y - denoise(y, t)) / t) / 2
        x = x + (t - s) * slope
"""
_DPM2 = f"""\
    for s, t in zip(sigmas, sigmas[1:]):
{_ANCESTRAL}        slope = (x - denoise(x, s)) / s
        if down:
            m = np.sqrt(s * down)
            y = x + (m - s) * slope
            slope = (y - denoise(y, m)) / m
        x = x + (down - s) * slope
        if up:
            x = x + s_noise * up * normal()
"""
_DPMPP_2S = f"""\
    for s, t in zip(sigmas, sigmas[1:]):
{_ANCESTRAL}        d = denoise(x, s)
        if down:
            m = np.sqrt(s * down)
            d = denoise(m / s * x + (1 - m / s) * d, m)
        x = down / s * x + (1 - down / s) * d
        if up:
            x = x + s_noise * up * normal()
"""
_DPMPP_2M = """\
    old = None
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        e = d
        if t and old is not None:
            e = d + (np.log(s / t) / np.log(before / s)) / 2 * (d - old)
        x = t / s * x + (1 - t / s) * e
        old, before = d, s
"""
_DPMPP_SDE = f"""\
    for s, t in zip(sigmas, sigmas[1:]):
{_ANCESTRAL}        d = denoise(x, s)
        n = 0.0
        if t:
            m = np.sqrt(s * t)
            rise = eta * m * np.sqrt(1 - (m / s) ** 2)
            low = np.sqrt(m**2 - rise**2)
            y = low / s * x + (1 - low / s) * d
            if eta:
                one, two = normal(), normal()
                y = y + s_noise * rise * one
                part = (m**-2 - s**-2) / (t**-2 - s**-2)
                n = np.sqrt(part) * one + np.sqrt(1 - part) * two
            d = denoise(y, m)
        x = down / s * x + (1 - down / s) * d + s_noise * up * n
"""
_DPMPP_2M_SDE = """\
    old = None
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        if not t:
            return d
        h = np.log(s / t)
        fill = 1 - np.exp(-(1 + eta) * h)
        x = (1 - fill) * x + fill * d
        if old is not None:
            weight = 1 - fill / ((1 + eta) * h) if heun else fill / 2
            x = x + weight * h / np.log(before / s) * (d - old)
        if eta:
            x = x + s_noise * t * np.sqrt(1 - np.exp(-2 * eta * h)) * normal()
        old, before = d, s
    return x
"""
_DPMPP_3M_SDE = """\
    ds, ss = [], []
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        if not t:
            return d
        ds, ss = [d, *ds][:3], [s, *ss][:3]
        h = np.log(s / t)
        e = (1 + eta) * h
        x = np.exp(-e) * x + (1 - np.exp(-e)) * d
        phi_2 = 1 - (1 - np.exp(-e)) / e
        if len(ds) > 1:
            r = [np.log(old / new) / h for new, old in zip(ss, ss[1:])]
            slopes = [(new - old) / r_i for new, old, r_i in zip(ds, ds[1:], r)]
            slope = slopes[0]
            if len(ds) > 2:
                slope = slope + (slopes[0] - slopes[1]) * r[0] / (r[0] + r[1])
                x = x - curvature * (phi_2 / e - 0.5) * (slopes[0] - slopes[1]) / (r[0] + r[1])
            x = x + phi_2 * slope
        if eta:
            x = x + s_noise * t * np.sqrt(1 - np.exp(-2 * eta * h)) * normal()
    return x
"""
_LMS = """\
    slopes, ss = [], []
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        slopes, ss = [(x - d) / s, *slopes][: int(order)], [s, *ss][: int(order)]
        if not t:
            return d
        for j, slope in enumerate(slopes):
            others = [each for k, each in enumerate(ss) if k != j]
            lagrange = np.poly1d(others, r=True) / np.prod([ss[j] - each for each in others])
            whole = lagrange.integ()
            x = x + (whole(t) - whole(s)) * slope
    return x
"""
_IPNDM = """\
    weights = {1: [1], 2: [3 / 2, -1 / 2], 3: [23 / 12, -16 / 12, 5 / 12], 4: [55 / 24, -59 / 24, 37 / 24, -9 / 24]}
    slopes = []
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        slopes = [(x - d) / s, *slopes][: int(order)]
        if not t:
            return d
        x = x + (t - s) * sum(w * slope for w, slope in zip(weights[len(slopes)], slopes))
    return x
"""
_DEIS = """\
    nodes, shares = np.polynomial.legendre.leggauss(32)
    slopes, places = [], []
    for s, t, p in zip(sigmas, sigmas[1:], variable):
        d = denoise(x, s)
        slopes, places = [(x - d) / s, *slopes][: int(order)], [p, *places][: int(order)]
        if not t:
            return d
        at = np.exp(np.log(s) + (nodes + 1) / 2 * np.log(t / s))
        for j, slope in enumerate(slopes):
            lagrange = np.ones(len(nodes))
            for k, place in enumerate(places):
                if k != j:
                    lagrange = lagrange * (np.log(at) - place) / (places[j] - place)
            x = x + np.sum(lagrange * at * shares) * np.log(t / s) / 2 * slope
    return x
"""
_UNIPC = """\
    def moved(x, d, s, t, others):
        h = np.log(s / t)
        result = t / s * x + (1 - t / s) * d
        if not others:
            return result
        r = np.array([np.log(s / other) / h for other, _ in others])
        b = -h if bh == 1 else np.expm1(-h)
        phi, factorial, right = np.expm1(-h) / -h - 1, 1.0, []
        for i in range(len(r)):
            right.append(phi * factorial / b)
            factorial *= i + 2
            phi = phi / -h - 1 / factorial
        a = [0.5] if len(r) == 1 else np.linalg.solve(np.vander(r, increasing=True).T, right)
        return result - b * sum(a_i * (e - d) / r_i for a_i, r_i, (_, e) in zip(a, r, others))

    known, left = [], len(sigmas) - 1
    for s, t in zip(sigmas, sigmas[1:]):
        d = denoise(x, s)
        if known:
            (before, first), *others = known
            x = moved(start, first, before, s, [*others, (s, d)])
        if not t:
            return d
        known = [(s, d), *known][: int(min(order, left))]
        start, left = x, left - 1
        x = moved(x, d, s, t, known[1:])
    return x
"""
_LCM = """\
    for s, t in zip(sigmas, sigmas[1:]):
        x = denoise(x, s)
        if t:
            x = x + t * normal()
"""
BODIES = {
    "ddim": _EULER, "ddpm": _DDPM, "euler": _EULER, "euler_ancestral": _EULER, "heun": _EDM, "edm": _EDM,
    "dpm2": _DPM2, "dpm2_ancestral": _DPM2, "dpmpp_2s": _DPMPP_2S, "dpmpp_2s_ancestral": _DPMPP_2S,
    "dpmpp_2m": _DPMPP_2M, "dpmpp_sde": _DPMPP_SDE, "dpmpp_2m_sde": _DPMPP_2M_SDE,
    "dpmpp_3m_sde": _DPMPP_3M_SDE, "lms": _LMS, "ipndm": _IPNDM, "deis": _DEIS, "unipc": _UNIPC, "lcm": _LCM,
}  # fmt: skip
FIXED: dict[str, dict[str, float]] = {
    "euler": {"eta": 0.0}, "dpm2": {"eta": 0.0, "s_noise": 1.0}, "dpmpp_2s": {"eta": 0.0, "s_noise": 1.0},
    "heun": {"s_churn": 0.0, "s_tmin": 0.0, "s_tmax": 0.0, "s_noise": 1.0},
}  # fmt: skip
"""What the lines take as options and the sampler has not."""
