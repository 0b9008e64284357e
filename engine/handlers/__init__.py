"""HANDLERS: what does a job, for each kind of job. Each is a generator of progress that returns the job's result."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any

from engine import jobs, measure_jobs, open_jobs, schedule_jobs
from engine.handlers import comparing, exporting, generating, measuring, opening, preparing, scheduling
from engine.holdings import Holdings
from engine.prepare import Prepare

Handler = Callable[[Holdings, Any], Generator[jobs.Progress, None, Any]]

HANDLERS: Mapping[type, Handler] = {
    open_jobs.OpenFile: opening.open_file,
    open_jobs.OpenBundled: opening.open_bundled,
    open_jobs.OpenData: opening.open_data,
    open_jobs.OpenPixels: opening.open_pixels,
    open_jobs.ChangeWorkingSize: opening.change_working_size,
    open_jobs.FindPicture: opening.find,
    Prepare: preparing.prepare,
    measure_jobs.Measure: measuring.measure_distances,
    measure_jobs.Probe: measuring.probe_pixel,
    measure_jobs.FindStatistics: measuring.statistics,
    measure_jobs.FindLayerFacts: measuring.layer_facts,
    jobs.FindFacts: measuring.facts,
    jobs.FindPlane: comparing.plane,
    jobs.Calculate: measuring.calculations,
    jobs.FindNewPower: measuring.find_new_power,
    jobs.FindSetSpectrum: measuring.find_set_spectrum,
    jobs.Suggest: measuring.suggestion,
    jobs.WriteCurves: measuring.curves,
    jobs.WriteTable: measuring.table,
    schedule_jobs.ReadSchedule: scheduling.read_schedule,
    schedule_jobs.WriteSchedule: scheduling.write_schedule,
    jobs.Generate: generating.generate,
    jobs.Continue: generating.go_on,
    jobs.CompareRuns: comparing.compare,
    jobs.FindMatches: generating.find_matches,
    jobs.ExportCells: exporting.write_cells,
    jobs.ExportImage: exporting.write_image,
    open_jobs.TakePixels: exporting.take_pixels,
    open_jobs.WritePixels: exporting.write_pixels,
    jobs.Gather: exporting.gather,
    jobs.Render: exporting.render_off_window,
}
