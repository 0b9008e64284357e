"""What a configuration of diffusers says beside its schedule: sampler, spacing, and what the network predicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.samplers.catalogue import SAMPLERS
from engine.samplers.run import parse
from engine.samplers.timesteps import SPACINGS
from engine.scenes import SCENES
from engine.scenes.runs import edited_run
from engine.scenes.sampling import with_run
from engine.schedules.choice import ScheduleChoice
from engine.schedules.diffusers_classes import CLASS, CLASSES
from engine.state.change import Change
from engine.state.changes import choose_schedule, with_settings
from engine.state.setting_words import option_of
from engine.state.view import View

PREDICTIONS = {"epsilon": "eps", "sample": "x0", "v_prediction": "v"}
"""What all classes with a prediction_type know."""
READ = {**PREDICTIONS, "flow_prediction": "flow"}
SPACED = {
    "use_karras_sigmas": "karras",
    "use_exponential_sigmas": "exponential",
    "use_beta_sigmas": "beta_sigma",
}
SOLVERS = {"dpmsolver++": "dpmpp_2m", "sde-dpmsolver++": "dpmpp_2m_sde"}
"""The sampler of an algorithm_type, at solver_order 2."""
SAMPLER_OF = {
    family.peers["diffusers"]: key for key, family in SAMPLERS.items() if "diffusers" in family.peers
} | {
    "DDPMParallelScheduler": "ddpm",
    "DDIMParallelScheduler": "ddim",
    "CogVideoXDDIMScheduler": "ddim",
    "FlowMatchEulerDiscreteScheduler": "euler",
    "FlowMatchHeunDiscreteScheduler": "heun",
    "FlowMatchLCMScheduler": "lcm",
    "EDMEulerScheduler": "euler",
    "EDMDPMSolverMultistepScheduler": "dpmpp_2m",
}
"""The sampler here that does what a class does; others have none."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a configuration says that scenes have settings for; empty where it says nothing of it."""

    sampler: str = ""
    options: tuple[tuple[str, float], ...] = ()
    spacing: str = ""
    prediction: str = ""
    offset: int | None = None

    @classmethod
    def of(cls, keys: Mapping[str, Any]) -> Said:
        """That of the keys of a configuration, with the defaults of its class."""
        scheduler = CLASSES.get(keys.get(CLASS, "DDPMScheduler"))
        if scheduler is None:
            return cls()
        complete = {**scheduler.keys, **keys}
        sampler, options = _sampler(complete)
        spacing = _spacing(complete)
        offset = _offset(complete) if spacing == "leading" else None
        return cls(sampler, options, spacing, READ.get(str(complete.get("prediction_type")), ""), offset)

    @property
    def sentence(self) -> str:
        """What is set by it, empty where that is nothing."""
        parts = [
            f"sampler {SAMPLERS[self.sampler].title}" if self.sampler else "",
            f"spacing {SPACINGS[self.spacing].title}" if self.spacing else "",
            f"offset {self.offset}" if self.offset else "",
            f"prediction {WORDS[self.prediction]}" if self.prediction else "",
        ]
        words = ", ".join(filter(None, parts))
        return f"Set in all scenes as the file says: {words}." if words else ""


WORDS = {
    "eps": "of the noise",
    "x0": "of the picture",
    "v": "of the velocity v",
    "flow": "of the flow ε − x₀",
}


def take_opened(choice: ScheduleChoice, name: str) -> Change:
    """Take a schedule that was opened and, where a configuration came with it, what that says beside, as one step."""
    said = said_with(choice)
    return Change(name, lambda view: with_said(choose_schedule(choice).run(view), said), steps=choice.steps)


def take_remedy(choice: ScheduleChoice, name: str) -> Change:
    """Take a remedy of the doctor and, where it changes what its configuration says beside, that too, as one step."""

    def run(view: View) -> View:
        before, after = said_with(view.schedule), said_with(choice)
        spaced = (after.spacing, after.offset) != (before.spacing, before.offset)
        said = Said(
            spacing=after.spacing if spaced else "",
            prediction=after.prediction if after.prediction != before.prediction else "",
            offset=after.offset if spaced else None,
        )
        return with_said(choose_schedule(choice).run(view), said)

    return Change(name, run)


def said_with(choice: ScheduleChoice) -> Said:
    """What is said beside a schedule by the configuration that it carries; nothing where it carries none."""
    return Said.of(choice.keys) if choice.config else Said()


def with_said(view: View, said: Said) -> View:
    """A view with what was said in the settings of all scenes."""
    for scene in SCENES:
        view = with_settings(view, scene, _with(view.settings_of(scene), said))
    return view


def _with(settings: Any, said: Said) -> Any:
    """Settings of a scene with what was said; of several runs the one that is looked at."""
    if said.prediction and hasattr(settings, "prediction"):
        settings = replace(settings, prediction=said.prediction)
    if not (said.sampler or said.spacing):
        return settings
    offset = {} if said.offset is None else {"offset": float(said.offset)}
    if hasattr(settings, "sampler"):
        sampler, spacing = said.sampler or settings.sampler, said.spacing or settings.spacing
        options = [f"{key}={value:g}" for key, value in {**dict(said.options), **offset}.items()]
        return with_run(settings, f"{sampler}:{','.join((f'spacing={spacing}', *options))}", steps="")
    if hasattr(settings, "run"):
        place = min(settings.selected, len(settings.run)) - 1
        runs = list(settings.run)
        edited = edited_run(
            parse(runs[place]),
            sampler=said.sampler or None,
            spacing=said.spacing or None,
            options={**dict(said.options), **offset},
        )
        runs[place] = edited.text()
        return replace(settings, run=tuple(runs))
    return settings


def _sampler(keys: Mapping[str, Any]) -> tuple[str, tuple[tuple[str, float], ...]]:
    """The sampler of a class, with the options that its keys say; empty where none here does the same."""
    name, order = keys.get(CLASS, "DDPMScheduler"), keys.get("solver_order", 2)
    if name == "DPMSolverMultistepScheduler":
        return SOLVERS.get(keys.get("algorithm_type", "dpmsolver++"), "") if order == 2 else "", ()
    if name in ("DPMSolverSinglestepScheduler", "EDMDPMSolverMultistepScheduler"):
        is_2s = order == 2 and keys.get("algorithm_type", "dpmsolver++") == "dpmsolver++"
        return SAMPLER_OF[name] if is_2s else "", ()
    if name in ("UniPCMultistepScheduler", "DEISMultistepScheduler"):
        if order not in (1, 2, 3):
            return "", ()
        bh = (("bh", 1.0),) if keys.get("solver_type") == "bh1" and name.startswith("UniPC") else ()
        return SAMPLER_OF[name], (("order", float(order)), *bh)
    if SAMPLER_OF.get(name) == "ddpm":
        large = str(keys.get("variance_type", "")).startswith("fixed_large")
        return "ddpm", (("large_variance", float(large)),)
    return SAMPLER_OF.get(name, ""), ()


def _offset(keys: Mapping[str, Any]) -> int | None:
    """The offset of leading timesteps, None where it is none that can be chosen; the doctor says what is wrong."""
    said, most = keys.get("steps_offset", 0), option_of("reverse", "steps_offset")
    try:
        if most is not None:
            most.check(said)
    except ValueError:
        return None
    return int(said)


def _spacing(keys: Mapping[str, Any]) -> str:
    """The spacing that the keys say, empty where none here is the same."""
    chosen = [spacing for key, spacing in SPACED.items() if keys.get(key) is True]
    if chosen:
        return chosen[0] if len(chosen) == 1 else ""
    if keys.get("use_lu_lambdas"):
        return ""
    said = keys.get("sigma_schedule", keys.get("timestep_spacing", ""))
    return said if said in ("leading", "linspace", "trailing", "karras", "exponential") else ""
