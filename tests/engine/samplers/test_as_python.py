"""Runs as Python, each in a namespace of its own, against the generators."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine.samplers.as_python import as_python
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.copied import COPIED
from engine.samplers.level import Level
from engine.samplers.run import SamplerRun, parse
from engine.samplers.walk import finished
from engine.schedules import Schedule, make_schedule

COSINE = make_schedule("cosine")


def denoise(x: np.ndarray, sigma: float) -> np.ndarray:
    """A denoiser that is not linear: that of the two levels -1 and 1."""
    result: np.ndarray = np.tanh(x / max(sigma, 1e-9) ** 2)
    return result


@pytest.mark.parametrize(
    "text",
    [
        *SAMPLERS, "ddim:eta=0.4", "ddpm:large_variance=1", "edm:s_churn=3,s_tmax=5,s_noise=1.1", "unipc:order=3",
        "unipc:bh=1", "lms:order=2", "dpmpp_2m_sde:heun=1", "dpmpp_2m_sde:eta=0", "dpmpp_3m_sde:curvature=2",
        "dpmpp_sde:eta=0.5", "dpmpp_sde:over_sigma=1", "deis:order=4", "ipndm:order=1", "dpm2_ancestral:eta=0.7",
    ],
)  # fmt: skip
@pytest.mark.parametrize("steps", [1, 2, 3, 9])
def test_the_lines_give_the_same_numbers(text: str, steps: int) -> None:
    given = parse(text)
    run = SamplerRun(
        given.sampler, steps, "karras", (*given.options, ("sigma_max", 20.0), ("sigma_min", 0.05))
    )
    course = run.course(COSINE)
    first = course.levels[0]
    x = np.linspace(-2, 2, 9) * first.sigma
    namespace: dict[str, Any] = {}
    exec(as_python(run, course), namespace)
    copied, _ = COPIED["sigmas"].of(run, course)
    assert copied == ", ".join(map(repr, namespace["sigmas"]))  # to the last digit
    ours, theirs = (np.random.default_rng(5) for _ in range(2))
    expected, _ = finished(
        run.walk(first.signal * x, course, lambda now, then: ours.normal(size=9)), of_level
    )
    got = namespace["sample"](denoise, x, lambda: theirs.normal(size=9))
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-11)
    assert ours.random() == theirs.random()  # as many numbers were drawn


def of_level(x_t: np.ndarray, level: Level) -> np.ndarray:
    return denoise(x_t / level.signal, level.sigma)


def test_what_cannot_be_written_is_said() -> None:
    angle = np.linspace(0, math.pi / 2, 11)
    dark = Schedule.from_path("dark", (), np.append(np.cos(angle)[:-1], 0.0), np.sin(angle))
    with pytest.raises(ValueError, match="infinite sigma"):
        as_python(parse("ddim:steps=3"), parse("ddim:steps=3").course(dark))
    run = parse("deis:in_t=1")
    with pytest.raises(ValueError, match="set in_t to 0"):
        as_python(run, run.course(COSINE))
