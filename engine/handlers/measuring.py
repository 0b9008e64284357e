"""Jobs that find numbers."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from engine.exports.table import rows_text
from engine.holdings import Holdings
from engine.jobs import (
    Calculate,
    FindFacts,
    FindNewPower,
    FindSetSpectrum,
    Progress,
    Suggest,
    WriteCurves,
    WriteTable,
)
from engine.measure_jobs import FindLayerFacts, FindStatistics, Measure, Probe
from engine.mix import picture
from engine.pictures.sets import each_member
from engine.pixels.filtered import FilteredImages
from engine.pixels.find_layer_facts import find_layer_facts
from engine.pixels.find_statistics import find_statistics
from engine.pixels.layer_facts import LayerFacts
from engine.pixels.measure import measure, probe
from engine.pixels.noise import TOP
from engine.pixels.region import Size
from engine.pixels.statistics import Statistics
from engine.pixels.values import Distance, Value
from engine.planning.facts import PictureFacts, find_facts, find_spectra
from engine.planning.new_power import NewPower, new_power
from engine.planning.set_spectrum import SetSpectrum, SmallPicture, set_spectrum
from engine.planning.spectrum import Spectrum
from engine.planning.suggest import Suggestion, suggest, suggest_shift
from engine.planning.suggest_sampler import suggest_sampler
from engine.scenes.results import calculate
from engine.schedules.curve_text import curve_text
from engine.schedules.table import table_text

SUGGESTED = {"spacing": suggest, "shift": suggest_shift, "sampler": suggest_sampler}
"""What may be suggested."""
_ROWS = 32
"""Rows of a picture at a time."""
MOST_MEASURED = 2**21
"""Pixels of a picture whose spectrum is measured; a larger one is halved before."""


def measure_distances(holdings: Holdings, job: Measure) -> Generator[Progress, None, tuple[Distance, ...]]:
    """How large differences of images are."""
    return (yield from measure(job.differences, holdings.sources(job.picture, job.seed)))


def probe_pixel(holdings: Holdings, job: Probe) -> Generator[Progress, None, tuple[Value, ...]]:
    """The values of images at a pixel."""
    sources = holdings.sources(job.picture, job.seed)
    return (yield from probe(job.mixes, sources, holdings.probed, job.x, job.y))


def statistics(holdings: Holdings, job: FindStatistics) -> Generator[Progress, None, Statistics]:
    """Histograms and spectrum of an image."""
    return (yield from find_statistics(job.mix, holdings.sources(job.picture, job.seed), holdings.laws))


def layer_facts(holdings: Holdings, job: FindLayerFacts) -> Generator[Progress, None, LayerFacts]:
    """What the statistics of sums of layers need."""
    layers = (picture(), *job.noise)
    return (yield from find_layer_facts(layers, holdings.sources(job.picture, job.seed), holdings.laws))


def facts(holdings: Holdings, job: FindFacts) -> Generator[Progress, None, PictureFacts]:
    """Measure a picture, and make ready to show it as runs would keep it."""
    pyramid = holdings.pyramid(job.picture)
    level = min(_measured_level(pyramid.size), TOP)
    width, height = (max(1, length >> level) for length in pyramid.size)
    x0 = np.empty((height, width, 3), np.float32)
    for top in range(0, height, _ROWS):
        rows = range(top, min(top + _ROWS, height))
        x0[rows.start : rows.stop] = pyramid.averages(level, rows, range(width)).numpy()
        yield 0.1
    found = yield from find_facts(x0, job.picture, level)
    holdings.keep_filtered(found, FilteredImages(x0, found.spectrum))
    return found


def find_set_spectrum(holdings: Holdings, job: FindSetSpectrum) -> Generator[Progress, None, SetSpectrum]:
    """The spectrum of a set, one picture after the other; what cannot be read is left out and said."""
    name = job.name
    measured: list[tuple[tuple[Spectrum, ...], tuple[float, ...], SmallPicture]] = []
    reading = each_member(name.members, name.folder, holdings.decoder, name.side)
    while True:
        try:
            progress, picture = next(reading)
        except StopIteration as end:
            return set_spectrum(name, measured, end.value)
        except ValueError as error:
            return SetSpectrum(name, problem=str(error))
        yield progress
        if picture is not None and picture.width * picture.height > 1:
            measured.append((yield from find_spectra(picture.x0())))


def find_new_power(holdings: Holdings, job: FindNewPower) -> Generator[Progress, None, NewPower]:
    """The power of the new pictures of a run, and what was predicted of it.

    Raises:
        ValueError: when they are not kept any more.
    """
    trajectory = job.trajectory
    if trajectory.id not in holdings.trajectories:
        raise ValueError("These new pictures are not kept any more: generate again.")
    images, last = holdings.trajectories[trajectory.id].images, len(trajectory.timesteps) - 1
    keys = [trajectory.key("x_t", sample, last) for sample in range(trajectory.samples)]
    x0, *made = (
        images[key].picture.x0(slice(None), slice(None)) for key in (trajectory.key("picture", 0, 0), *keys)
    )
    yield 0.5
    scale = x0.shape[0] / holdings.pyramid(job.picture).size[1]
    run = trajectory.recipe.sampler
    return new_power(x0, made, run, trajectory.recipe.course(job.schedule.make()), scale)


def calculations(holdings: Holdings, job: Calculate) -> Generator[Progress, None, None]:
    """What charts are made of."""
    for calculation in job.calculations:
        yield (yield from calculate(calculation))


def suggestion(holdings: Holdings, job: Suggest) -> Generator[Progress, None, Suggestion]:
    """The spacing with the least KL, or the shift."""
    yield 0.0
    return (yield from SUGGESTED[job.what](job.run, job.schedule.make(), job.spectrum))


def curves(holdings: Holdings, job: WriteCurves) -> Generator[Progress, None, str]:
    """The data of curves, or all numbers of the schedules."""
    if not job.quantities:
        return (yield from table_text(job.schedules))
    return (yield from curve_text(job.schedules, job.quantities, job.looks))


def table(holdings: Holdings, job: WriteTable) -> Generator[Progress, None, str]:
    """The numbers of charts, in one slice: what they are made of has been calculated for the charts."""
    yield None
    return rows_text(job.request.table(), "excel-tab")


def _measured_level(size: Size) -> int:
    """The least level at which a picture has at most MOST_MEASURED pixels."""
    return next(level for level in range(32) if (size[0] >> level) * (size[1] >> level) <= MOST_MEASURED)
