"""What is done of a view without a window: its files are written, its schedule is examined."""

from __future__ import annotations

from dataclasses import replace

from engine.exports.table import write_table
from engine.jobs import CompareRuns, ExportCells, ExportImage, FindFacts, FindSetSpectrum, Generate
from engine.open_jobs import opening
from engine.pixels.devices import choose_device
from engine.quoting import shown
from engine.requests import Request
from engine.scenes import SCENES
from engine.schedules.case import Facts
from engine.simulator import Simulator
from engine.slices import finish
from engine.state.judged import facts_of
from engine.state.session import to_json
from engine.state.start import Start
from engine.state.view import named


def write_files(engine: Simulator, start: Start) -> None:
    """Write every image of the scene into a folder, or one of them, or the numbers of its charts, as is asked for.

    Raises:
        ValueError: when the picture cannot be opened, something generated, or a file written.
    """
    request, errand = request_of(engine, start), start.errand
    text = to_json(request.view, shared=True)
    if errand.cells:
        finish(engine.run(ExportCells(request, errand.cells, text)))
    elif errand.image:
        finish(engine.run(ExportImage(request, errand.image, errand.settings, text)))
    elif errand.table:
        write_table(request.table(), errand.table)


def request_of(engine: Simulator, start: Start) -> Request:
    """The view with all that it needs: its picture opened, its new pictures made, its facts found."""
    view = start.view
    device = choose_device(start.machine.device, engine.devices)
    opened = finish(engine.run(opening(view.source, view.working_size)))
    view = replace(view, source=named(view.source, opened.sha256))
    views = [view, view.pin.view] if view.pin else [view]
    jobs = [Generate.of(each, opened.id, device) for each in views]
    runs = {job: finish(engine.run(job)) if job else None for job in dict.fromkeys(jobs)}
    facts = finish(engine.run(FindFacts(opened.id))) if SCENES[view.scene].has_charts else None
    of_set = FindSetSpectrum.of(view)
    if facts is not None and of_set is not None:
        facts = replace(facts, of_set=finish(engine.run(of_set)))
    compare = CompareRuns.of(view, opened.id, device)
    comparison = finish(engine.run(compare)) if compare else None
    return Request(
        view,
        opened.id,
        (1, 1),
        (1, 1),
        device,
        runs[jobs[0]],
        facts,
        pinned=runs[jobs[-1]],
        named=True,
        comparison=comparison,
    )


def measured(engine: Simulator, start: Start) -> Facts:
    """What the doctor needs to know of the view, as its window does.

    Raises:
        ValueError: when the picture cannot be opened.
    """
    opened = finish(engine.run(opening(start.view.source, start.view.working_size)))
    name = shown(opened.name)
    try:
        found = finish(engine.run(FindFacts(opened.id)))
    except ValueError:  # of a single pixel nothing can be measured
        return Facts(name, opened.size)
    return facts_of(start.view, name, opened.size, found)
