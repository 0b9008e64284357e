"""What a sampler is for those who choose one: a generator with a title, options, names elsewhere, and a source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.samplers.option import SamplerOption


@dataclass(frozen=True, slots=True)
class SamplerFamily:
    """A sampler with its options.

    `walk(x, course, noise, **options)` is its generator, which also takes what is `fixed`. `lines` are the same in
    numpy, in X = x_t / signal and sigma: the body of `sample(denoise, x, normal)`, where s is the sigma now, t the
    next one and d is x0_hat, and where `sigmas` and `signals` of the levels and each option are variables. `stages`
    is how often it asks the denoiser in a step, the step to t = 0 apart, which always takes one. A Markov sampler
    uses nothing but x_t of the past. `peers` are its names elsewhere, by program; `formula` is TeX, of one step in
    X = x_t / signal and s = sigma.
    """

    title: str
    walk: Callable[..., Any]
    lines: str
    formula: str
    source: str
    options: tuple[SamplerOption, ...] = ()
    fixed: dict[str, float] = field(default_factory=dict)
    stages: int = 1
    markov: bool = True
    noisy: bool = False
    """Whether it may add fresh noise; an option `eta` of 0 turns that off."""
    peers: dict[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """Under which it stands where many are offered."""
        if not self.markov:
            return "Looking back at earlier steps"
        return "One evaluation a step" if self.stages == 1 else "Two evaluations a step"

    def evaluations(self, steps: int) -> int:
        """How often N = `steps` steps ask the denoiser; a start without signal saves a stage more."""
        return self.stages * (steps - 1) + 1
