"""Findings on a configuration of diffusers: keys that contradict each other, or say nothing."""

from __future__ import annotations

from collections.abc import Callable

from engine.quoting import shown
from engine.schedules.case import Case, Finding
from engine.schedules.diffusers_classes import BETA_SCHEDULES, ONLY_IN, SAMPLING

SPACED = ("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas")
"""Of these only one can be."""
DIFFUSERS = "diffusers 0.42, documentation of the class"


def idle_last_step(case: Case) -> Finding | None:
    """The last step of a sampler leads from t = 1 to t = 1."""
    one, offset = case.key("set_alpha_to_one"), case.key("steps_offset")
    if one is not False or offset != 0 or case.key("timestep_spacing") != "leading":
        return None
    return Finding(
        "warning",
        "set_alpha_to_one and steps_offset contradict each other",
        "set_alpha_to_one false, steps_offset 0",
        "The last step goes from the first state to the first state, so it does nothing, and its noise stays in "
        "the picture.",
        DIFFUSERS,
        case.with_keys(steps_offset=1),
        "steps_offset 1",
    )


def offset_without_use(case: Case) -> Finding | None:
    """An offset that the spacing does not look at."""
    offset, spacing = case.key("steps_offset"), case.key("timestep_spacing")
    if not offset or spacing in (None, "leading"):
        return None
    return Finding(
        "note",
        "steps_offset does nothing",
        f"steps_offset {offset} with {shown(spacing)} spacing",
        "It is added to leading timesteps alone; whoever expects the timesteps of another spacing to move will "
        "not find it.",
        DIFFUSERS,
        case.with_keys(steps_offset=0),
        "steps_offset 0",
    )


def offset_beyond(case: Case) -> Finding | None:
    """An offset that leads beyond the last timestep."""
    offset = case.key("steps_offset")
    if case.schedule is None or not isinstance(offset, int) or case.key("timestep_spacing") != "leading":
        return None
    steps, kept = case.schedule.steps, min(case.facts.kept, case.schedule.steps)
    last = (kept - 1) * (steps // kept) + offset
    if 0 <= last < steps or offset in (0, 1):
        return None
    return Finding(
        "error",
        "steps_offset leads beyond T",
        f"index {last} of {steps} with {kept} steps",
        "There is no such timestep: diffusers ends with an index out of range, or takes one from the other end.",
        DIFFUSERS,
        case.with_keys(steps_offset=1),
        "steps_offset 1",
    )


def several_spacings(case: Case) -> Finding | None:
    """Two spacings of sigma at once."""
    chosen = [key for key in SPACED if case.keys.get(key) is True]
    if len(chosen) < 2:
        return None
    return Finding(
        "error",
        "Two spacings of sigma at once",
        ", ".join(chosen),
        "Only one of them can be: diffusers refuses the configuration.",
        DIFFUSERS,
        case.with_keys(**dict.fromkeys(chosen[1:], False)),
        f"only {chosen[0]}",
    )


def betas_of_another_length(case: Case) -> Finding | None:
    """trained_betas, and another number of timesteps."""
    betas, steps = case.keys.get("trained_betas"), case.key("num_train_timesteps")
    if not isinstance(betas, list) or len(betas) == steps or case.choice.given is None:
        return None
    return Finding(
        "error",
        "trained_betas and num_train_timesteps differ",
        f"{len(betas)} betas, num_train_timesteps {steps}",
        "Timesteps are spaced over num_train_timesteps, and betas are looked up by them: either some are never "
        "visited, or there is none.",
        DIFFUSERS,
        case.with_keys(num_train_timesteps=len(betas)),
        f"num_train_timesteps {len(betas)}",
    )


def falling_betas(case: Case) -> Finding | None:
    """beta_start above beta_end."""
    values = dict(case.choice.parameters)
    start, end = values.get("beta_start", 0.0), values.get("beta_end", 1.0)
    if case.choice.given or start <= end:
        return None
    return Finding(
        "warning",
        "beta_start is above beta_end",
        f"{start} and {end}",
        "The first steps add most of the noise, and the picture is gone before most steps: they are probably "
        "exchanged.",
        "Ho et al. 2020, section 4: betas that rise",
        case.with_parameters(beta_start=end, beta_end=start),
        "both exchanged",
    )


def zero_snr_not_known(case: Case) -> Finding | None:
    """rescale_betas_zero_snr in the file of a class that does not look at it."""
    asked = case.keys.get("rescale_betas_zero_snr") and case.key("rescale_betas_zero_snr") is None
    if not asked or (case.schedule is not None and case.schedule.signal[-1] == 0):
        return None
    remedy, beside = case.for_no_signal(case.with_transform("zero_terminal"))
    return Finding(
        "warning",
        "rescale_betas_zero_snr does nothing in this class",
        shown(case.keys.get("_class_name", "")),
        "The file asks for zero terminal SNR, and its class has no such key: the schedule keeps its terminal SNR.",
        DIFFUSERS,
        remedy,
        ", ".join(filter(None, ("zero terminal SNR, saved as trained_betas", beside))),
    )


def schedule_not_in_class(case: Case) -> Finding | None:
    """A beta_schedule that the class does not know."""
    kind, name = case.key("beta_schedule"), case.keys.get("_class_name", "DDPMScheduler")
    if not isinstance(kind, str) or case.choice.given or name in ONLY_IN.get(kind, (name,)):
        return None
    if case.choice.name != BETA_SCHEDULES.get(kind):  # another was chosen since
        return None
    return Finding(
        "error",
        "The class does not know this beta_schedule",
        f"{shown(kind)} in {shown(name)}",
        f"diffusers refuses it: only {' and '.join(ONLY_IN[kind])} have it; others need it as trained_betas.",
        DIFFUSERS,
    )


def unknown_keys(case: Case) -> Finding | None:
    """Keys that no scheduler of diffusers has."""
    unknown = sorted(key for key in case.keys if key not in SAMPLING and not key.startswith("_"))
    if not unknown:
        return None
    return Finding(
        "note",
        "Keys that no scheduler has",
        ", ".join(map(shown, unknown[:5])) + (f" and {len(unknown) - 5} others" if len(unknown) > 5 else ""),
        "They are kept and written again, and do nothing: a slip of the pen, or of another program.",
        "diffusers 0.42, all schedulers",
    )


FINDINGS_OF_KEYS: dict[str, Callable[[Case], Finding | None]] = {
    "idle_last_step": idle_last_step,
    "offset_without_use": offset_without_use,
    "offset_beyond": offset_beyond,
    "several_spacings": several_spacings,
    "betas_of_another_length": betas_of_another_length,
    "falling_betas": falling_betas,
    "zero_snr_not_known": zero_snr_not_known,
    "schedule_not_in_class": schedule_not_in_class,
    "unknown_keys": unknown_keys,
}
