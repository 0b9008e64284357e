"""A run as a few lines of numpy that stand alone: for a paper, a notebook, or a check of this program.

They are written in X = x_t / signal and sigma, as the papers are, and independently of the generators here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.samplers.level import Course
    from engine.samplers.run import SamplerRun


def as_python(run: SamplerRun, course: Course) -> str:
    """Python that defines `sample(denoise, x, normal)`, which returns x_0 and needs numpy alone.

    `x` is x_t / signal at the first sigma, `denoise(x, sigma)` gives x0_hat, `normal()` a fresh standard normal.

    Raises:
        ValueError: when the run begins where no signal is left or takes polynomials in t.
    """
    if not math.isfinite(course.sigmas[0]):
        raise ValueError(
            "The run begins at an infinite sigma, and xₜ / signal with it: choose a spacing that begins below T."
        )
    options = run.family.fixed | run.sampler_options
    if options.pop("in_t", 0.0):
        raise ValueError(
            "Polynomials in t need the schedule as well: set in_t to 0 to have the run as Python."
        )
    lines = [
        f"# {run.text()}",
        "import numpy as np",
        "",
        f"sigmas = {course.sigmas}",
    ]
    body = run.family.lines
    if "signals" in body:
        lines.append(f"signals = {[level.signal for level in course.levels]}")
    lines += [f"{name} = {value!r}" for name, value in options.items()]
    end = "" if body.endswith("    return x\n") else "    return x\n"
    return "\n".join([*lines, "", "", "def sample(denoise, x, normal):\n" + body + end])
