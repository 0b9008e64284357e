"""A course from a later begin, and whole timesteps to tell its levels apart by."""

from __future__ import annotations

from engine.samplers.level import Course, at_timesteps


def begun_at(course: Course, start: int) -> Course:
    """The rest of a course from timestep `start` on, which comes first, whether the course has it or not.

    Raises:
        ValueError: when there is no such timestep.
    """
    steps = course.schedule.steps
    if not 1 <= start <= steps:
        raise ValueError(
            f"The chain starts at t = {start}; it must be 1 to T = {steps}: start lower, or raise T."
        )
    (first,) = at_timesteps(course.schedule, [start])
    later = tuple(level for level in course.levels if level.t < start * (1 - 1e-9))
    return Course(course.schedule, (first, *later))


def whole_timesteps(course: Course) -> tuple[int, ...]:
    """A whole timestep for each level, falling to 0: its own, or the nearest that no other level has.

    Raises:
        ValueError: when there are more levels than timesteps.
    """
    steps, above = course.schedule.steps, course.levels[:-1]
    if len(above) > steps:
        raise ValueError(
            f"The run visits {len(above)} levels, and there are {steps} timesteps to show them at: "
            "take fewer steps, or raise T."
        )
    rising: list[int] = []
    for level in reversed(above):
        rising.append(max(round(level.t), rising[-1] + 1 if rising else 1))
    falling: list[int] = []
    for t in reversed(rising):  # where they were pushed beyond T, all of them move down
        falling.append(min(t, falling[-1] - 1 if falling else steps))
    return (*falling, 0)
