"""The grid of the Generate scene: a generation, as far as it has come."""

from __future__ import annotations

import numpy as np

from engine.generation.matches import Part
from engine.generation.trajectory import Trajectory
from engine.mix import Mix
from engine.samplers.level import preserving
from engine.scenes.fine_power import kept_power
from engine.scenes.formula import PRESERVING, timestep
from engine.scenes.grid import Cell, Grid, Reference, Row
from engine.scenes.sampling import step_equation
from engine.schedules import Schedule
from engine.schedules.number_text import percent

NOT_YET = "…"


def build_generated(
    schedule: Schedule, t: int, chosen: Trajectory, made: Trajectory | None, sample: int, snapshots: int
) -> Grid:
    """The state of a run at t: x_t, what the denoiser makes of it, and the picture; all samples; the way of one.

    `chosen` is what the settings mean now, without an id; what is `made` may be of others, and is None before the
    first.
    """
    trajectory = made or chosen
    sample, state = min(sample, trajectory.samples - 1), trajectory.state_at(t)
    rows = [_state(trajectory, sample, state) if trajectory.done else _nothing_yet(trajectory, state)]
    if trajectory.samples > 1:
        rows.append(_samples(trajectory, state))
    rows += [_way(trajectory, what, sample, snapshots) for what in ("x_t", "x0_hat")]
    return Grid(
        equation=_equation(schedule, trajectory, state),
        law=trajectory.recipe.family.formula,
        rows=tuple(rows),
        remark=_remark(schedule, trajectory, sample, state, old=not trajectory.answers(chosen)),
        sample=sample,
    )


def _nothing_yet(trajectory: Trajectory, state: int) -> Row:
    """What will be at the t of the timeline."""
    at, said = trajectory.timesteps[state], timestep(trajectory.exactly(state))
    begin = f"Press “Generate”: the chain then goes back from {_beginning(trajectory)}, step by step."
    note = NOT_YET if trajectory.id else begin
    titles = (rf"x_{{{said}}}", r"\hat x_0")
    return Row(rf"t = {said}", at, tuple(Cell(Mix({}), title, note=note) for title in titles), large=True)


def _state(trajectory: Trajectory, sample: int, state: int) -> Row:
    at, said = trajectory.timesteps[state], timestep(trajectory.exactly(state))
    right = None
    if trajectory.recipe.start and not trajectory.levels[state]:  # else they have no x_0, or another size
        right = Reference(trajectory.picture, r"\text{picture}")
    cells = [
        Cell(trajectory.image("x_t", sample, state), rf"x_{{{said}}}"),
        Cell(trajectory.image("x0_hat", sample, state), r"\hat x_0", right),
    ]
    if trajectory.recipe.family.third:
        cells.append(Cell(trajectory.image("third", sample, state), trajectory.recipe.family.third))
    cells.append(Cell(trajectory.picture, r"\text{picture}", marks=_leading_part(trajectory, sample, state)))
    return Row(rf"t = {said}", at, tuple(cells), large=True)


def _leading_part(trajectory: Trajectory, sample: int, state: int) -> tuple[Part, ...]:
    """Where in the picture the crop is that weighs most."""
    if not trajectory.parts or not trajectory.leaders:
        return ()
    member, _ = trajectory.leaders[state][sample]
    return (trajectory.parts[member],)


def _samples(trajectory: Trajectory, state: int) -> Row:
    cells = []
    for sample in range(trajectory.samples):
        title = rf"\text{{seed {trajectory.recipe.seed + sample}}}"
        if trajectory.done:
            image = trajectory.image("x0_hat", sample, state)
            cells.append(Cell(image, title, t=trajectory.timesteps[state], sample=sample))
        else:
            cells.append(Cell(Mix({}), title, note=NOT_YET, sample=sample))
    return Row(r"\text{samples}", trajectory.timesteps[state], tuple(cells))


def _way(trajectory: Trajectory, what: str, sample: int, snapshots: int) -> Row:
    """Some states of one sample, evenly spaced among its steps."""
    cells = []
    for state in sorted(
        {round(k) for k in np.linspace(0, len(trajectory.timesteps) - 1, snapshots).tolist()}
    ):
        at = trajectory.timesteps[state]
        title = rf"t = {timestep(trajectory.exactly(state))}" if what == "x_t" else ""
        if state < trajectory.done:
            cells.append(Cell(trajectory.image(what, sample, state), title, t=at))
        else:
            cells.append(Cell(Mix({}), title, note=NOT_YET, t=at))
    return Row(
        {"x_t": r"\text{chain}", "x0_hat": r"\text{predicted}"}[what], trajectory.timesteps[0], tuple(cells)
    )


def _equation(schedule: Schedule, trajectory: Trajectory, state: int) -> str:
    """The step from a state to the next, with its numbers where they are those of the schedule itself."""
    if trajectory.timesteps[state] == 0:
        return r"x_0 = \hat x_0"
    if trajectory.schedule != schedule.identity or not trajectory.levels or trajectory.levels[state]:
        t, s = (timestep(trajectory.exactly(k)) for k in (state, state + 1))
        return rf"x_{{{s}}} = c_0\, \hat x_0 + c_t\, x_{{{t}}} + \varsigma\, z"
    now, then = map(preserving, trajectory.recipe.course(schedule).levels[state : state + 2])
    return step_equation(schedule, trajectory.recipe.sampler, now, then)


def _beginning(trajectory: Trajectory) -> str:
    return f"the picture at t = {trajectory.timesteps[0]}" if trajectory.recipe.start else "noise"


def _remark(schedule: Schedule, trajectory: Trajectory, sample: int, state: int, *, old: bool) -> str:
    family, steps = trajectory.recipe.family, len(trajectory.timesteps) - 1
    words = []
    if old and trajectory.id:
        words.append("The settings have changed since: generate again to see what they do.")
    if trajectory.notice:
        words.append(trajectory.notice)
    if trajectory.leaders:
        member, weight = trajectory.leaders[state][sample]
        words.append(f"{trajectory.member(member)} has weight {weight:.3f}{_took_over(trajectory, sample)}.")
    if trajectory.done and trajectory.levels[state]:
        part = f"1/{1 << trajectory.levels[state]}"
        words.append(f"Here at {part} of the size, whose pixels have noise of {part} of the s.d.")
    if not schedule.variance_preserving:
        words.append(PRESERVING)
    sampler = trajectory.recipe.sampler.family.title
    words.append(
        f"{family.title} ({family.source}): {steps} step{'s' * (steps != 1)} of {sampler} from "
        f"{_beginning(trajectory)}"
    )
    words[-1] += "." if trajectory.evaluations == steps else f", {trajectory.evaluations} evaluations."
    if family.gaussian and not trajectory.recipe.start and trajectory.schedule == schedule.identity:
        kept = kept_power(schedule, trajectory.recipe.sampler)
        words.append(f"Detail of ten grey levels (s.d.) keeps {percent(kept)} of its power.")
    return " ".join(words)


def _took_over(trajectory: Trajectory, sample: int) -> str:
    """From where on one member has had more than half of the weight, up to the last state."""
    since = None
    for t, leaders in zip(trajectory.timesteps, trajectory.leaders, strict=False):
        member, weight = leaders[sample]
        if weight <= 0.5:
            since = None
        elif since is None or since[0] != member:
            since = member, t
    return "" if since is None else f"; {trajectory.member(since[0])} took over at t = {since[1]}"
