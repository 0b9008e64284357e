"""The facts of a small picture, for tests of scenes with charts."""

from __future__ import annotations

import numpy as np

from engine.option import Option
from engine.planning.facts import PictureFacts, find_facts
from engine.slices import finish


def facts_of(x0: np.ndarray, name: str = "test") -> PictureFacts:
    facts: PictureFacts = finish(find_facts(x0, name))
    return facts


def cloudy(height: int = 64, width: int = 128, seed: int = 0) -> np.ndarray:
    """A picture in [-1, 1] whose spectrum falls as those of photographs do."""
    noise = np.random.default_rng(seed).normal(size=(height, width, 3))
    f = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width))
    f[0, 0] = 1.0
    image = np.fft.ifft2(np.fft.fft2(noise, axes=(0, 1)) / f[..., None], axes=(0, 1)).real
    return np.asarray(np.clip(image / (3 * image.std()), -1, 1), dtype=np.float32)


FACTS = facts_of(cloudy())
SOME_RUNS = (
    "ddim",
    "ddim:steps=1",
    "ddpm:steps=3",
    "ddim:steps=5,eta=0.5",
    "heun:spacing=karras,steps=4",
    "dpmpp_2m:spacing=karras,steps=6,sigma_max=20,sigma_min=0.01",
    "dpmpp_sde:spacing=exponential,steps=3",
    "euler:sigmas=10/1/0.1/0",
)

SOME_SCHEDULES = ("linear", "cosine", "cosine:s=0.1", "sigmoid", "quadratic:beta_end=0.03")


def some_texts(option: Option) -> tuple[str, ...]:
    """Texts that an option for several of them may have."""
    texts = {"run": SOME_RUNS, "paths": ("-2.1", "0.5", "0")}
    return texts.get(option.name, SOME_SCHEDULES)
