"""From a run that is compared to new pictures that it makes with the Gaussian denoiser."""

from __future__ import annotations

from dataclasses import replace

from engine.pixels.region import Size
from engine.samplers.own_schedule import own_choice
from engine.samplers.run import parse
from engine.scenes import SCENES
from engine.scenes.sampling import with_run
from engine.state.change import Change
from engine.state.changes import choose_schedule, with_settings
from engine.state.refused import Refused
from engine.state.view import View

HIGHEST, PICTURES = 256, 4
"""Rows of the new pictures, and their number, at most."""
ROOM = 3 * 2**27
"""Bytes for the images of all states."""


def generate_with(text: str, size: Size) -> Change:
    """Show the scene Generate with the Gaussian denoiser, a run, and its schedule, for a picture of this size.

    As many new pictures as fit in ROOM, up to PICTURES. Refused where the fields of Generate cannot hold the run.
    """

    def change(view: View) -> View:
        run = parse(text)
        view = choose_schedule(own_choice(run.schedule, run.shift, view.schedule)).run(view)
        rows = min(HIGHEST, size[1])
        image = 12 * rows * max(1, rows * size[0] // size[1])  # bytes
        pictures = ROOM // (3 * image * (run.steps + 1))
        try:
            settings = replace(
                with_run(
                    SCENES["generate"].defaults,
                    replace(run, schedule="", shift=1.0).text(),
                    steps="run_steps",
                ),
                run_steps=run.steps,
                denoiser="gaussian",
                rows_wanted=rows,
                seeds=min(max(pictures, 1), PICTURES),
            )
            for option in SCENES["generate"].options:
                if option.applies(settings):
                    option.check(getattr(settings, option.name))
        except ValueError as error:
            why = str(error).rstrip(".")
            raise Refused(f"New pictures cannot be made with {text}: {why}.", ("run",)) from error
        return replace(with_settings(view, "generate", settings), scene="generate")

    return Change("Generate with this run", change)
