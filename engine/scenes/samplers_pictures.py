"""The pictures of the scene Samplers: the picture's own path as each run ends it, or new ones from one noise."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.generation.comparison import Comparison
from engine.generation.recipe import Recipe
from engine.mix import Mix
from engine.planning.filtered import filtered_layer
from engine.quoting import tex_text
from engine.scenes.formula import PRESERVING
from engine.scenes.grid import PICTURE, Cell, Reference, Row
from engine.scenes.runs import run_title, short_number
from engine.scenes.sampler_errors import Measured
from engine.schedules import Schedule

NOT_YET = "…"
DIVERGES = "This run diverges on this schedule."


def own_path(runs: Sequence[Measured], titles: Sequence[str]) -> Row:
    """The picture as each run ends the path whose exact end it is."""
    cells = [Cell(PICTURE.mix, r"\text{exact end}")]
    for number, (each, title) in enumerate(zip(runs, titles, strict=True)):
        words = tex_text(f"{title}: {short_number(each.error)}")
        if not np.all(np.isfinite(each.gain)):
            cells.append(Cell(Mix({}), words, note=DIVERGES, colour=number))
            continue
        exact = None if each.run.noisy else PICTURE
        cells.append(Cell(Mix.of(filtered_layer(each.gain.tolist(), 1.0)), words, exact, colour=number))
    return Row("", None, tuple(cells))


def new_pictures(made: Comparison | None, t: int, what: str, selected: int, titles: Sequence[str]) -> Row:
    """x_t or x0_hat, by `what`, of each run at t, as far as it has come, after what the selected one should end as.

    Beside the name of a run are the evaluations so far, of all, and how far its x_t is from the exact one.
    """
    end = made.end(selected) if made is not None else None
    title = r"\text{exact end}"
    if made is not None and made.reference is not None:
        title = tex_text(run_title(made.reference.recipe.sampler))
    cells = [Cell(end or Mix({}), title, note="" if end else NOT_YET, colour=None)]
    for number, name in enumerate(titles):
        cells.append(_new(made, number, name, t, what))
    return Row("", None, tuple(cells))


def _new(made: Comparison | None, number: int, name: str, t: int, what: str) -> Cell:
    if made is None or not made.runs[number].done:
        return Cell(Mix({}), tex_text(name), note=NOT_YET, colour=number)
    run = made.runs[number]
    state = run.state_at(t)
    at_end = state == len(run.timesteps) - 1
    words = f"{name} · {_asked(made, number, state)}/{run.evaluations}"
    away = _away(made, number, state)
    if away is not None and (what == "x_t" or at_end):
        words += f" · {short_number(away)}"
        if not math.isfinite(away):
            return Cell(Mix({}), tex_text(words), note=DIVERGES, colour=number)
    exact = made.exact(number, state) if what == "x_t" or at_end else None
    reference = None if exact is None else Reference(exact, r"\text{exact}")
    return Cell(run.image(what, 0, state), tex_text(words), reference, colour=number)


def _asked(made: Comparison, number: int, state: int) -> int:
    """How often the denoiser was asked before a state."""
    run = made.runs[number]
    return min(run.recipe.sampler.family.stages * state, run.evaluations)


def _away(made: Comparison, number: int, state: int) -> float | None:
    """The deviation of a state from the exact one, None where there is none; it may be known of the last alone."""
    run, away = made.runs[number], made.away[number]
    if len(away) == 1 and made.reference is not None:
        return away[0] if state == len(run.timesteps) - 1 else None
    return away[state] if state < len(away) else None


def about(made: Comparison | None, recipe: Recipe, schedule: Schedule) -> str:
    """What the new pictures are, and what the number beside each means."""
    words = f"{recipe.family.title}: new pictures from one noise, with the evaluations so far"
    if recipe.family.gaussian:
        words += " and the rms difference of xₜ to the exact path from that noise."
    else:
        words += " and, at t = 0, the rms difference to a run of many steps from that noise."
    form = "" if schedule.variance_preserving else PRESERVING
    return " ".join(filter(None, (words, form, made.notice if made else "")))
