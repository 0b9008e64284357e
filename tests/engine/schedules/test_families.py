"""Every family of schedules: its entry, its names, and the identities that hold for all of them."""

from __future__ import annotations

import math
from itertools import groupby

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from engine.process import reverse_steps
from engine.schedules import SCHEDULES, Family, Parameter, Schedule, family_named, make_schedule

FEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def values(parameter: Parameter) -> st.SearchStrategy[float]:
    if parameter.kind == "switch":
        return st.sampled_from([0.0, 1.0])
    near = st.floats(0.5, 2.0).map(lambda factor: factor * parameter.default)
    possible = near.filter(lambda value: parameter.minimum <= value <= parameter.maximum)
    return st.one_of(st.just(parameter.default), possible, st.floats(parameter.minimum, parameter.maximum))


def test_there_are_all_of_them_in_groups() -> None:
    assert len(SCHEDULES) >= 34
    groups = [group for group, _ in groupby(SCHEDULES.values(), key=lambda family: family.group)]
    assert groups == list(dict.fromkeys(groups))  # those of a group stand together
    assert len(groups) == 5


def test_names_and_titles_are_each_once() -> None:
    names = [*SCHEDULES, *(alias for family in SCHEDULES.values() for alias in family.aliases)]
    assert len(names) == len(set(names))
    titles = [family.title for family in SCHEDULES.values()]
    assert len(titles) == len(set(titles))
    for name, family in SCHEDULES.items():
        assert name == family.name == name.lower()
        assert len(family.source) > 5
        assert len(family.parameters) <= 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("linear", "linear"),
        (" Linear ", "linear"),
        ("scaled_linear", "quadratic"),
        ("scaled-linear", "quadratic"),
        ("squaredcos_cap_v2", "cosine"),
        ("sqrt_linear", "linear"),
        ("EDM", "karras"),
        ("log linear", "ve"),
        ("rectified_flow", "flow"),
    ],
)
def test_names_of_other_libraries_are_known(text: str, name: str) -> None:
    assert family_named(text) is SCHEDULES[name]


@pytest.mark.parametrize(("text", "near"), [("squarecos_cap_v2", "squaredcos_cap_v2"), ("cosin", "cosine")])
def test_an_unknown_name_gets_those_that_are_near(text: str, near: str) -> None:
    with pytest.raises(ValueError, match=rf"There is no schedule '{text}'; there are .*{near}"):
        family_named(text)


@pytest.mark.parametrize("family", SCHEDULES.values(), ids=SCHEDULES)
@FEW
@given(data=st.data())
def test_the_identities_hold(family: Family, data: st.DataObject) -> None:
    """Those of the general path, for any parameters and any T."""
    steps = data.draw(st.integers(1, 300), "T")
    parameters = {each.name: data.draw(values(each), each.name) for each in family.parameters}
    try:
        schedule = make_schedule(family.name, steps, **parameters)
    except ValueError:
        reject()  # each value is allowed, but they do not go together
    check(schedule)


def check(schedule: Schedule) -> None:
    signal, noise = schedule.signal, schedule.noise
    assert (signal[0], noise[0], schedule.alpha_bar[0], schedule.log_snr[0]) == (1, 0, 1, math.inf)
    for key, array in vars(schedule).items():
        assert not isinstance(array, np.ndarray) or not np.isnan(array).any(), key
    assert np.all(np.diff(schedule.log_alpha_bar) <= 0)
    assert np.all((schedule.betas >= 0) & (schedule.betas <= 1) & (schedule.step_variance >= 0))
    # a step after the other is the jump
    np.testing.assert_allclose(schedule.gain * signal[:-1], signal[1:], rtol=1e-11, atol=1e-300)
    variance = schedule.gain**2 * noise[:-1] ** 2 + schedule.step_variance
    np.testing.assert_allclose(variance, noise[1:] ** 2, rtol=1e-11)
    # the path of the same SNR that preserves variance
    ratio = signal**2 / (signal**2 + noise**2)
    np.testing.assert_allclose(schedule.alpha_bar, ratio, rtol=1e-11, atol=1e-300)
    visible = signal[1:] > 1e-150
    quotient = (signal[1:][visible] / noise[1:][visible]) ** 2
    np.testing.assert_allclose(schedule.snr[1:][visible], quotient, rtol=1e-9)
    # the posterior: coef1 + coef2 signal_t = signal_{t-1}, coef2^2 noise_t^2 + variance = noise_{t-1}^2
    c0, ct, posterior = (array[::-1] for array in reverse_steps(schedule, np.arange(schedule.steps, -1, -1)))
    np.testing.assert_allclose(c0 + ct * signal[1:], signal[:-1], rtol=1e-11)
    np.testing.assert_allclose(ct**2 * noise[1:] ** 2 + posterior, noise[:-1] ** 2, rtol=1e-10, atol=1e-300)
    np.testing.assert_allclose(posterior, schedule.posterior_variance, rtol=1e-9, atol=1e-300)
    # DDIM with eta = 0 and the true noise leads to x_0, over any steps
    kept = np.unique(np.linspace(0, schedule.steps, 8).astype(int))[::-1]
    c0, ct, none = reverse_steps(schedule, kept, 0.0)
    x0, eps = 0.3, -1.2
    x = signal[kept[0]] * x0 + noise[kept[0]] * eps
    for k in range(len(c0)):
        x = c0[k] * x0 + ct[k] * x
    assert not none.any()
    assert x == pytest.approx(x0, abs=1e-9)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("steps", [30, 10_000])
def test_each_runs_at_few_steps_and_at_many(name: str, steps: int) -> None:
    check(make_schedule(name, steps))
