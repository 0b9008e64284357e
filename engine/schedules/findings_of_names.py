"""Findings on names: schedules that mean something else elsewhere, or are the error of a library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.schedules import SCHEDULES
from engine.schedules.case import Case, Finding
from engine.schedules.choice import ScheduleChoice

STABLE_DIFFUSION = (0.00085, 0.012)


def linear_of_latent_diffusion(case: Case) -> Finding | None:
    """Stable Diffusion's betas in the schedule that only Latent Diffusion does not call linear."""
    choice = case.choice
    if choice.given or choice.name != "linear":
        return None
    values = dict(choice.parameters)
    if (values.get("beta_start"), values.get("beta_end")) != STABLE_DIFFUSION:
        return None
    return Finding(
        "warning",
        "A name that means another schedule elsewhere",
        "linear, from 0.00085 to 0.012",
        "These betas are Stable Diffusion's, whose code and ComfyUI call linear what is scaled_linear in "
        "diffusers, quadratic here: a network that was trained so sees too much noise in the middle.",
        "Rombach et al. 2022, code of the authors (make_beta_schedule)",
        replace(choice, name="quadratic"),
        "the quadratic schedule, scaled_linear in diffusers",
    )


def _of_a_library(
    name: str, right: ScheduleChoice, words: str, shared: tuple[str, ...]
) -> Callable[[Case], Finding | None]:
    """A finding on a family that is the error of a library; the right one takes over the parameters of `shared`."""

    def look(case: Case) -> Finding | None:
        if case.choice.given or case.choice.name != name:
            return None
        kept = tuple(item for item in case.choice.parameters if item[0] in shared)
        better, beside = replace(case.choice, name=right.name, parameters=kept), ""
        if right.make().signal[-1] == 0:
            better, beside = case.for_no_signal(better)
        return Finding(
            "warning",
            "This is the error of a library",
            SCHEDULES[name].title,
            f"{words} It is right only for a network that was trained with it.",
            SCHEDULES[name].source,
            better,
            ", ".join(filter(None, (SCHEDULES[right.name].title, beside))),
        )

    return look


laplace = _of_a_library(
    "laplace_diffusers",
    ScheduleChoice("laplace"),
    "The root of alpha-bar is taken for alpha-bar: half of the variance of the noise is missing at small t, and at T "
    "log SNR is half of what the formula means, so the picture is not gone.",
    ("mu", "b"),
)
flow_shifted_twice = _of_a_library(
    "flow_shifted_twice",
    ScheduleChoice("flow"),
    "The least noise is shifted before all of it is, so the last steps of a sampler are too large.",
    ("shift",),
)
cosine_floor = _of_a_library(
    "cosine_floor",
    ScheduleChoice("cosine"),
    "A floor of 0.0001 raises the first betas above those of the paper.",
    ("s",),
)

FINDINGS_OF_NAMES: dict[str, Callable[[Case], Finding | None]] = {
    "linear_of_latent_diffusion": linear_of_latent_diffusion,
    "laplace": laplace,
    "flow_shifted_twice": flow_shifted_twice,
    "cosine_floor": cosine_floor,
}
