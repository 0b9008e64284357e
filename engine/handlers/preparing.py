"""Jobs that make beforehand what the window needs at once."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from engine.holdings import Holdings
from engine.jobs import Progress
from engine.prepare import Prepare
from engine.scenes import SCENES
from engine.state.changes import snapped
from engine.state.visited import visited


def prepare(holdings: Holdings, job: Prepare) -> Generator[Progress, None, None]:
    """Make the schedule after a change, its runs and its grid: they are kept where the window looks for them."""
    try:
        view = snapped(job.change.run(job.request.view), job.request.trajectory)
        yield 0.5
        visited(view)
        yield 0.6
        request = replace(job.request, view=view)
        if SCENES[view.scene].has_charts:  # of which there are jobs of their own
            request.needs()
        else:
            replace(request, facts=None, results=None).grid()
    except ValueError:
        return  # whoever makes the change is told why
