"""The configuration of diffusers that a view says: its schedule, and what its scene samples with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.exports.files import write_whole
from engine.predictions import PREDICTIONS
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.run import LISTS, SamplerRun, parse
from engine.samplers.timesteps import SPACINGS
from engine.scenes.sampling import run_of
from engine.schedules.choice import ScheduleChoice
from engine.schedules.diffusers_classes import CLASS, CLASSES
from engine.schedules.doctor import found_in
from engine.schedules.saved_config import Keys, SavedConfig, save_config
from engine.state.opened_config import PREDICTIONS as PREDICTION_OF
from engine.state.opened_config import SPACED, Said
from engine.state.view import View

WORD_OF = {prediction: word for word, prediction in PREDICTION_OF.items()}
OF_TIMESTEPS = ("leading", "linspace", "trailing")
"""The spacings that timestep_spacing says."""


def saved_view(view: View) -> SavedConfig:
    """The configuration of a view: that of its schedule, with the spacing, offset and prediction of the scene.

    A key is changed only where the scene says something else than the file does. A scene without a sampler says
    nothing of it.

    Raises:
        ValueError: when there is no such schedule.
    """
    saved = save_config(view.schedule)
    keys, said = keys_of_scene(view, saved.data)
    return SavedConfig({**saved.data, **keys}, (*saved.said, *said))


def write_config(view: View, file: Path) -> tuple[str, ...]:
    """Write the configuration of a view; sentences on what it cannot say in its own keys, and on errors in it.

    Raises:
        ValueError: when there is no such schedule, or the file cannot be written.
    """
    saved = saved_view(view)
    write_whole(file, saved.text.encode())
    errors = [each.title for each in found_in(schedule_as_saved(view)) if each.severity == "error"]
    return (*saved.said, f"The doctor finds it wrong: {'; '.join(errors)}.") if errors else saved.said


def schedule_as_saved(view: View) -> ScheduleChoice:
    """The schedule of a view with the configuration that is saved of it."""
    data = saved_view(view).data
    return replace(view.schedule, config=json.dumps(dict(data), separators=(",", ":")))


def keys_of_scene(view: View, data: Mapping[str, Any]) -> tuple[Keys, tuple[str, ...]]:
    """The keys of a configuration in whose place the scene says something else; sentences on what it cannot say."""
    spacing, of_spacing = _spacing(view.own, data)
    prediction, of_prediction = _prediction(view.own, data)
    return spacing | prediction, tuple(filter(None, (_sampler(view.own, data), of_spacing, of_prediction)))


def _sampler(settings: Any, data: Mapping[str, Any]) -> str:
    """What is said where the class of the configuration is that of another sampler."""
    said, run = Said.of(data).sampler, _run(settings)
    if run is None or said in ("", run.sampler):
        return ""
    return (
        f"The sampler of the scene, {SAMPLERS[run.sampler].title}, is not written: "
        f"{data.get(CLASS, 'DDPMScheduler')} is {SAMPLERS[said].title}."
    )


def _spacing(settings: Any, data: Mapping[str, Any]) -> tuple[Keys, str]:
    said, run = Said.of(data), _run(settings)
    if run is None or not said.spacing:
        return {}, ""
    said_options = (("offset", float(said.offset)),) if said.offset else ()
    if (run.spacing, run.spacing_options) == (said.spacing, said_options):
        return {}, ""
    name = data.get(CLASS, "DDPMScheduler")
    there = CLASSES[name].keys
    wanted: Keys = {key: spacing == run.spacing for key, spacing in SPACED.items() if key in there}
    if run.spacing in OF_TIMESTEPS and "timestep_spacing" in there:
        # Only leading timesteps have an offset: beside others it would be an idle key.
        offset = int(dict(run.spacing_options).get("offset", 0))
        wanted |= {"timestep_spacing": run.spacing, "steps_offset": offset}
    elif True not in wanted.values() or run.spacing_options:
        title = LISTS.get(run.spacing) or SPACINGS[run.spacing].title
        return {}, f"The spacing of the scene, {title}, is not written: {name} has no keys for it."
    complete = {**there, **data}
    return {key: value for key, value in wanted.items() if complete.get(key, value) != value}, ""


def _prediction(settings: Any, data: Mapping[str, Any]) -> tuple[Keys, str]:
    said, chosen = Said.of(data).prediction, getattr(settings, "prediction", "")
    if not said or chosen in ("", said):
        return {}, ""
    if chosen not in WORD_OF:
        return {}, (
            f"The prediction of the scene, {PREDICTIONS[chosen].title}, is not written: prediction_type has no "
            "word for it that every class knows."
        )
    return {"prediction_type": WORD_OF[chosen]}, ""


def _run(settings: Any) -> SamplerRun | None:
    """The run that a scene samples with, None where it has none or its settings are not possible."""
    try:
        if hasattr(settings, "sampler"):
            return run_of(settings, 1)
        if hasattr(settings, "run"):
            return parse(settings.run[min(settings.selected, len(settings.run)) - 1])
    except ValueError:  # the scene says why
        return None
    return None
