"""Any view that the window can show, for tests by hypothesis."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import resources
from engine.option import Option
from engine.pictures.working_sizes import WORKING_SIZES
from engine.pixels.region import RESAMPLINGS, Zoom
from engine.scenes import MAX_ROWS, MAX_SAMPLES, SCENES, Strip
from engine.scenes.pinned import MODES, MOST_GAIN, Shown
from engine.schedules import SCHEDULES, Parameter
from engine.schedules.choice import ScheduleChoice
from engine.schedules.drawn import Drawn
from engine.schedules.given import Given
from engine.schedules.paths import PATHS
from engine.schedules.text import canonical
from engine.schedules.transforms import Applied
from engine.state.changes import with_settings
from engine.state.pinning import pin
from engine.state.view import MAX_SEED, Bundled, FromFile, Pasted, Source, View
from tests.facts import some_texts

HASHES = st.one_of(st.just(""), st.binary(min_size=32, max_size=32).map(bytes.hex))
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0/\\")
NAMES = st.one_of(
    st.sampled_from(
        ["a.png", "it's.png", 'a "b".png', "-dash.png", "--steps", "$HOME.png", "two\nlines.png", "~"]
    ),
    st.text(LETTERS, min_size=1, max_size=20).filter(lambda name: name not in (".", "..")),
)
MARKS = (
    st.tuples(st.floats(0, 1), st.floats(0, 1))
    .map(lambda marks: (min(marks), max(marks)))
    .filter(lambda marks: marks[0] < marks[1] and marks != (0, 1))
)
FOLDERS = st.sampled_from(["", "/", "/photos of mine", "../up", "/über/c;d|e"])


def files() -> st.SearchStrategy[FromFile]:
    return st.builds(lambda folder, name, sha: FromFile(Path(folder, name), sha), FOLDERS, NAMES, HASHES)


def sources() -> st.SearchStrategy[Source]:
    return st.one_of(
        st.sampled_from(resources.picture_names()).map(Bundled), files(), st.builds(Pasted, NAMES, HASHES)
    )


def values(parameter: Parameter) -> st.SearchStrategy[float]:
    if parameter.kind == "switch":
        return st.sampled_from([0.0, 1.0])
    return st.one_of(st.just(parameter.default), st.floats(parameter.minimum, parameter.maximum))


def transforms() -> st.SearchStrategy[tuple[Applied, ...]]:
    return st.one_of(
        st.just(()),
        st.sampled_from(
            [
                (Applied("zero_terminal"), Applied("snr_shift", (("factor", 0.1 + 0.2),), active=False)),
                (Applied("blend", (("weight", 0.25),), "cosine"), Applied("respace", (("count", 1.0),))),
                (Applied("offset_noise", (("strength", 0.3),)),),
                (Applied("blend", (), "linear", False, (("beta_end", 0.01), ("rescale", 1.0))),),
            ]
        ),
    )


def data() -> st.SearchStrategy[dict[str, Any]]:
    """A schedule that is data, and the configuration that it was opened from."""
    numbers = st.lists(st.floats(0.001, 0.9), min_size=2, max_size=5)
    title = st.text(LETTERS, max_size=20)
    return st.builds(
        lambda betas, title: {
            "steps": len(betas),
            "given": Given.of("betas", betas, title),
            "config": '{"_class_name":"DDIMScheduler","mine":[1]}',
        },
        numbers,
        title,
    )


@st.composite
def drawings(draw: st.DrawFn, most: int = 9) -> Drawn:
    """Any drawing, its points at random."""
    inner = draw(st.lists(st.integers(1, 99_999), max_size=most - 2, unique=True))
    places = [0.0, *(one / 100_000 for one in sorted(inner)), 1.0]
    size = len(places) - 1
    falls = draw(st.lists(st.floats(2e-4, 20), min_size=size, max_size=size))
    falling = list(accumulate(falls, lambda log_snr, fall: log_snr - fall, initial=draw(st.floats(-60, 60))))
    path = draw(st.sampled_from(list(PATHS)))
    zero = path != "exploding" and draw(st.booleans())
    return Drawn(tuple(zip(places, falling, strict=True)), path, zero)


@st.composite
def schedules(draw: st.DrawFn) -> ScheduleChoice:
    family = draw(st.sampled_from(list(SCHEDULES.values())))
    parameters = tuple((each.name, draw(values(each))) for each in family.parameters)
    steps = draw(st.one_of(st.just(1000), st.integers(1, 2000)))
    choice = canonical(ScheduleChoice(family.name, steps, parameters, draw(transforms())))
    if draw(st.integers(0, 9)) == 0:
        choice = replace(choice, parameters=(), **draw(data()))
    elif draw(st.integers(0, 9)) == 0:
        choice = replace(choice, parameters=(), given=draw(drawings()))
    try:
        choice.make()
    except ValueError:  # each value is allowed, but they do not go together
        return ScheduleChoice()
    return choice


def choices(option: Option) -> st.SearchStrategy[Any]:
    keys = [key for key, _ in option.choices]
    match option.kind:
        case "value" | "name":
            raise AssertionError(f"{option.name}: only exports have such")
        case "folder":
            return st.one_of(
                st.just(""), st.sampled_from(["pictures of mine", "-pictures", "/a/b", "on", "12"])
            )
        case "switch":
            return st.booleans()
        case "choice":
            return st.sampled_from(keys)
        case "several":
            return st.lists(st.sampled_from(keys), min_size=1, unique=True).map(tuple)
        case "whole":
            return st.integers(int(option.minimum), int(option.maximum))
        case "runs":
            some = st.sampled_from(some_texts(option))
            return st.lists(some, min_size=int(option.minimum), max_size=int(option.maximum)).map(tuple)
        case "text":
            return st.sampled_from(("14.6/2.5/0.3", "900.5/30/1", "0.001"))
        case "number":
            return st.floats(option.minimum, option.maximum).map(lambda number: number + 0.0)


@st.composite
def settings(draw: st.DrawFn, scene: str) -> Any:
    chosen = {option.name: draw(choices(option)) for option in SCENES[scene].options if draw(st.booleans())}
    return replace(SCENES[scene].defaults, **chosen)


@st.composite
def views(draw: st.DrawFn) -> View:
    schedule = draw(schedules())
    samples = draw(st.integers(1, MAX_SAMPLES))
    strip = Strip(
        rows=draw(st.integers(1, MAX_ROWS)),
        samples=samples,
        column=draw(st.integers(0, samples - 1)),
        independent=draw(st.booleans()),
        until_end=draw(st.booleans()),
    )
    numbers = st.floats(-1e5, 1e5)
    view = View(
        source=draw(sources()),
        working_size=draw(st.sampled_from(WORKING_SIZES)),
        schedule=schedule,
        t=draw(st.integers(0, schedule.final_steps)),
        seed=draw(st.integers(0, MAX_SEED)),
        strip=strip,
        scene=draw(st.sampled_from(list(SCENES))),
        zoom=draw(st.one_of(st.none(), st.builds(Zoom, numbers, numbers, st.floats(1e-3, 1e5)))),
        resampling=draw(st.sampled_from(RESAMPLINGS)),
        marks=draw(st.one_of(st.none(), MARKS)),
    )
    for scene in draw(st.sets(st.sampled_from(list(SCENES)))):
        view = with_settings(view, scene, draw(settings(scene)))
    return view


@st.composite
def compared_views(draw: st.DrawFn) -> View:
    """A view, with another one pinned beside it."""
    shown = st.builds(
        Shown, st.sampled_from(list(MODES)), st.floats(1, MOST_GAIN), st.floats(0, 1), st.booleans()
    )
    pinned = pin().run(draw(views()))
    assert pinned.pin is not None
    return replace(draw(views()), pin=replace(pinned.pin, shown=draw(shown)))
