"""The grid of the Generate scene: a generation, as far as it has come."""

from __future__ import annotations

import numpy as np

from engine.generation.matches import Part
from engine.generation.progress import Run
from engine.mix import Mix
from engine.samplers.level import preserving
from engine.scenes.fine_power import kept_power
from engine.scenes.formula import timestep
from engine.scenes.grid import Cell, Grid, Row
from engine.scenes.sampling import step_equation
from engine.schedules import Schedule

NOT_YET = "…"


def build_generated(
    schedule: Schedule, t: int, chosen: Run, made: Run | None, sample: int, snapshots: int
) -> Grid:
    """The state of a run at t: x_t, what the denoiser makes of it, and the picture; all samples; the way of one.

    `chosen` is what the settings mean now, without an id; what is `made` may be of others, and is None before the
    first.
    """
    run = made or chosen
    sample, state = min(sample, run.samples - 1), run.state_at(t)
    rows = [_state(run, sample, state) if run.done else _nothing_yet(run, t)]
    if run.samples > 1:
        rows.append(_samples(run, state))
    rows += [_way(run, what, sample, snapshots) for what in ("x_t", "x0_hat")]
    return Grid(
        equation=_equation(schedule, run, state),
        law=run.recipe.family.formula,
        rows=tuple(rows),
        remark=_remark(schedule, run, sample, state, old=not run.answers(chosen)),
        sample=sample,
    )


def _nothing_yet(run: Run, t: int) -> Row:
    """What will be at the t of the timeline."""
    note = NOT_YET if run.id else "Press “Generate”: the chain then goes back from noise, step by step."
    titles = (rf"x_{{{t}}}", r"\hat x_0")
    return Row(rf"t = {t}", t, tuple(Cell(Mix({}), title, note=note) for title in titles), large=True)


def _state(run: Run, sample: int, state: int) -> Row:
    at, said = run.timesteps[state], timestep(run.exactly(state))
    cells = [
        Cell(run.image("x_t", sample, state), rf"x_{{{said}}}"),
        Cell(run.image("x0_hat", sample, state), r"\hat x_0"),
    ]
    if run.recipe.family.third:
        cells.append(Cell(run.image("third", sample, state), run.recipe.family.third))
    cells.append(Cell(run.picture, r"\text{picture}", marks=_leading_part(run, sample, state)))
    return Row(rf"t = {said}", at, tuple(cells), large=True)


def _leading_part(run: Run, sample: int, state: int) -> tuple[Part, ...]:
    """Where in the picture the crop is that weighs most."""
    if not run.parts or not run.leaders:
        return ()
    member, _ = run.leaders[state][sample]
    return (run.parts[member],)


def _samples(run: Run, state: int) -> Row:
    cells = []
    for sample in range(run.samples):
        title = rf"\text{{seed {run.recipe.seed + sample}}}"
        if run.done:
            image = run.image("x0_hat", sample, state)
            cells.append(Cell(image, title, t=run.timesteps[state], sample=sample))
        else:
            cells.append(Cell(Mix({}), title, note=NOT_YET, sample=sample))
    return Row(r"\text{samples}", run.timesteps[state], tuple(cells))


def _way(run: Run, what: str, sample: int, snapshots: int) -> Row:
    """Some states of one sample, evenly spaced among its steps."""
    cells = []
    for state in sorted({round(k) for k in np.linspace(0, len(run.timesteps) - 1, snapshots).tolist()}):
        at = run.timesteps[state]
        title = rf"t = {timestep(run.exactly(state))}" if what == "x_t" else ""
        if state < run.done:
            cells.append(Cell(run.image(what, sample, state), title, t=at))
        else:
            cells.append(Cell(Mix({}), title, note=NOT_YET, t=at))
    return Row({"x_t": r"\text{chain}", "x0_hat": r"\text{predicted}"}[what], run.timesteps[0], tuple(cells))


def _equation(schedule: Schedule, run: Run, state: int) -> str:
    """The step from a state to the next, with its numbers where they are those of the schedule itself."""
    if run.timesteps[state] == 0:
        return r"x_0 = \hat x_0"
    if run.schedule != schedule.identity or not run.levels or run.levels[state]:
        t, s = (timestep(run.exactly(k)) for k in (state, state + 1))
        return rf"x_{{{s}}} = c_0\, \hat x_0 + c_t\, x_{{{t}}} + \varsigma\, z"
    now, then = map(preserving, run.recipe.course(schedule).levels[state : state + 2])
    return step_equation(schedule, run.recipe.sampler, now, then)


def _remark(schedule: Schedule, run: Run, sample: int, state: int, *, old: bool) -> str:
    family, steps = run.recipe.family, len(run.timesteps) - 1
    start = f"the picture at t = {run.timesteps[0]}" if run.recipe.start else "noise"
    words = []
    if old and run.id:
        words.append("The settings have changed since: generate again to see what they do.")
    if run.notice:
        words.append(run.notice)
    if run.leaders:
        member, weight = run.leaders[state][sample]
        words.append(f"{run.member(member)} has weight {weight:.3f}{_took_over(run, sample)}.")
    if run.done and run.levels[state]:
        part = f"1/{1 << run.levels[state]}"
        words.append(f"Here at {part} of the size, whose pixels have {part} of the noise.")
    sampler = run.recipe.sampler.family.title
    words.append(f"{family.title} ({family.source}): {steps} steps of {sampler} from {start}")
    words[-1] += "." if run.evaluations == steps else f", {run.evaluations} evaluations."
    if family.gaussian and not run.recipe.start and run.schedule == schedule.identity:
        kept = kept_power(schedule, run.recipe.sampler)
        words.append(f"They leave detail of ten grey levels {kept:.0%} of its power.")
    return " ".join(words)


def _took_over(run: Run, sample: int) -> str:
    """From where on one member has had more than half of the weight, up to the last state."""
    since = None
    for t, leaders in zip(run.timesteps, run.leaders, strict=False):
        member, weight = leaders[sample]
        if weight <= 0.5:
            since = None
        elif since is None or since[0] != member:
            since = member, t
    return "" if since is None else f"; {run.member(since[0])} took over at t = {since[1]}"
