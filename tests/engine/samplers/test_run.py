"""Names of runs: text and value both ways, names of other programs, and what is wrong in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.samplers.catalogue import SAMPLERS
from engine.samplers.names import known_as
from engine.samplers.run import SamplerRun, parse, read_levels
from engine.samplers.timesteps import SPACINGS
from engine.schedules import make_schedule

LINEAR = make_schedule("linear")


@st.composite
def runs(draw: st.DrawFn) -> SamplerRun:
    sampler, spacing = draw(st.sampled_from(sorted(SAMPLERS))), draw(st.sampled_from(sorted(SPACINGS)))
    options = {}
    for option in (*SAMPLERS[sampler].options, *SPACINGS[spacing].options):
        if draw(st.booleans()):
            low, high = option.minimum, option.maximum
            number = st.integers(int(low), int(high)).map(float) if option.whole else st.floats(low, high)
            options[option.name] = draw(number)
    return SamplerRun(
        sampler,
        draw(st.integers(1, 10_000)),
        spacing,
        tuple(options.items()),
        whole=draw(st.booleans()),
        schedule=draw(st.sampled_from(["", "cosine", "linear:beta_end=0.03", "sigmoid"])),
        shift=draw(st.floats(0.01, 100)),
    )


@given(runs())
def test_text_and_run_are_one(run: SamplerRun) -> None:
    assert parse(run.text()) == run
    assert parse(run.text()).text() == run.text()


def test_a_run_may_have_a_schedule_of_its_own_and_a_shift() -> None:
    """Its levels are those of that schedule at the same T, with sigma times the shift at every t."""
    run = parse("ddim:steps=5,schedule=cosine:s=0.01/max_beta=0.9,shift=2")
    assert run.text() == "ddim:steps=5,schedule=cosine:s=0.01/max_beta=0.9,shift=2"
    own = make_schedule("cosine", 500, s=0.01, max_beta=0.9)
    course = run.course(make_schedule("linear", 500))
    assert [level.t for level in course.levels] == [500, 400, 300, 200, 100, 0]
    for level in course.levels[:-1]:
        assert level.sigma == pytest.approx(2 * float(own.sigma[int(level.t)]), rel=1e-9)
    assert parse("ddim:schedule=cosine").text() == "ddim:schedule=cosine"
    for text, words in (
        ("ddim:schedule=cosinus", "'cosinus', that is none"),
        ("ddim:schedule=cosine:s=-3", "s is -3"),
        ("ddim:shift=0", "shift is 0; it must be from 0.01 to 100"),
    ):
        with pytest.raises(ValueError, match=words):
            parse(text)


def test_a_list_is_a_spacing() -> None:
    run = parse("heun:sigmas=14.6/6.5/1/0")
    assert (run.spacing, run.steps, run.text()) == ("sigmas", 3, "heun:sigmas=14.6/6.5/1/0")
    assert [round(level.sigma, 6) for level in run.course(LINEAR).levels] == [14.6, 6.5, 1.0, 0.0]
    assert [level.t for level in parse("ddim:timesteps=900/400.5").course(LINEAR).levels] == [900, 400.5, 0]


def test_what_equals_the_default_is_left_out() -> None:
    run = parse("dpmpp_2m: spacing = karras, steps=20, sigma_min=0.002")
    assert run.text() == "dpmpp_2m:spacing=karras,sigma_min=0.002"
    assert parse("ddim:eta=0,steps=20,spacing=trailing").text() == "ddim"
    assert parse("ddim") == SamplerRun()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("DPM++ 2M Karras", ("dpmpp_2m", "karras")), ("Euler a", ("euler_ancestral", "trailing")),
        ("DPM++ 2M SDE Exponential", ("dpmpp_2m_sde", "exponential")), ("uni_pc_bh2", ("unipc", "trailing")),
        ("DPMSolverMultistepScheduler", ("dpmpp_2m", "trailing")),
        ("sample_dpm_2_ancestral", ("dpm2_ancestral", "trailing")),
        ("DPM2 a", ("dpm2_ancestral", "trailing")), ("LMS Karras", ("lms", "karras")), ("ddim", ("ddim", "trailing")),
    ],
)  # fmt: skip
def test_names_of_other_programs_are_known(name: str, key: tuple[str, str]) -> None:
    assert known_as(name) == key
    assert parse(f"{name}:steps=7").steps == 7


def test_no_name_means_two_samplers() -> None:
    for key, family in SAMPLERS.items():
        for peer in family.peers.values():
            assert known_as(peer)[0] == key
        assert known_as(key)[0] == key


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("odd", "no sampler 'odd'; there are ddim"),
        ("ddim:spacing=odd", "no spacing 'odd'"),
        ("ddim:steps=0", "takes 0 steps; it must be 1 to 10000"),
        ("ddim:steps=2.5", "must be a whole number"),
        ("ddim:steps=many", "steps is 'many'; it must be a number"),
        ("ddim:eta=2", "eta is 2; it must be from 0 to 1"),
        ("ddim:eta=nan", "eta is nan"),
        ("unipc:order=2.5", "order is 2.5; it must be a whole number from 1 to 3"),
        ("ddim:rho=7", "no option 'rho'"),
        ("ddim:eta", "'eta' is no setting of a run"),
        ("ddim:eta=0,eta=1", "eta is given twice"),
        ("ddim:whole=2", "whole is 2; it must be 0 or 1"),
        ("ddim:sigmas=3/1,timesteps=5", "a spacing of its own"),
        ("ddim:spacing=karras,sigmas=3/1", "a spacing of its own"),
        ("ddim:spacing=sigmas", "does not go with a list of 0 levels"),
        ("ddim:sigmas=0", "takes 0 steps"),
    ],
)
def test_what_is_wrong_is_said(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse(text)


def test_too_many_steps_and_wrong_lists_are_said_by_the_course() -> None:
    for text, sentence in (
        ("ddim:steps=1001", "keeps 1001 steps; it must be 1 to T = 1000"),
        ("ddim:sigmas=1/2/0", "above the 1 before it"),
        ("ddim:sigmas=nan", "sigma = nan"),
        ("ddim:timesteps=1001", "from 0 to T = 1000"),
    ):
        with pytest.raises(ValueError, match=sentence):
            parse(text).course(LINEAR)


def test_a_list_is_read_as_people_paste_it() -> None:
    assert read_levels("[14.61, 2.5,\n 0.3, 0]") == "14.61/2.5/0.3/0"
    assert read_levels("999 500/1") == "999/500/1"
    for text, sentence in (
        ("", "has no level above 0"),
        ("3, x", "'x'; it must be a number"),
        ("3/nan", "must be 0 or more"),
        ("1/2", "above the 1 before it; it must descend"),
    ):
        with pytest.raises(ValueError, match=sentence):
            read_levels(text)


def test_whole_timesteps_can_be_asked_for() -> None:
    run = parse("dpmpp_2m:spacing=karras,steps=20,whole=1")
    levels = run.course(make_schedule("cosine")).levels
    assert all(level.t.is_integer() for level in levels)
    assert len(levels) < 21  # some came twice


def test_noise_is_known_beforehand() -> None:
    assert parse("ddim:eta=0.5").noisy
    assert not parse("ddim").noisy
    assert not parse("heun").noisy
    assert parse("dpmpp_sde").noisy
    assert not parse("edm:s_churn=0").noisy
