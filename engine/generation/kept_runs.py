"""Which runs are kept: the last ones, as far as there is room for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.generation.trajectory import Trajectory

MOST_BYTES = 2**30
"""What the images of all runs that are kept may take, and those of one."""
MOST_RUNS = 20


def kept_with(kept: Sequence[Trajectory], latest: Trajectory) -> tuple[Trajectory, ...]:
    """The runs that are kept once the latest is, or once there is more of it; the oldest is first.

    It takes the place of one that was made with the same settings, and the oldest go until MOST_BYTES and MOST_RUNS
    hold. The engine and the window both follow this rule, each for itself: so neither has to tell the other.
    """
    runs = [run for run in kept if run.id != latest.id and not run.answers(latest)]
    left = MOST_BYTES - latest.nbytes
    last: list[Trajectory] = [latest]
    for run in reversed(runs):
        left -= run.nbytes
        if left < 0 or len(last) == MOST_RUNS:
            break
        last.insert(0, run)
    return tuple(last)
