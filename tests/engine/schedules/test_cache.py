"""The schedules that are kept, within a budget of bytes."""

from engine.schedules import SCHEDULES, Schedule, make_schedule
from engine.schedules.cache import ScheduleCache


def schedule(steps: int) -> Schedule:
    return Schedule.from_betas("mine", (), [0.1] * steps)


def test_what_was_used_least_recently_goes_first() -> None:
    size = schedule(100).nbytes
    cache = ScheduleCache(3 * size)
    first = {key: cache.get(key, lambda: schedule(100)) for key in "abc"}
    assert cache.get("a", lambda: schedule(100)) is first["a"]
    cache.get("d", lambda: schedule(100))
    assert cache.bytes == 3 * size
    for key, kept in {"a": True, "c": True, "b": False}.items():
        assert (cache.get(key, lambda: schedule(100)) is first[key]) == kept


def test_what_is_larger_than_the_budget_is_not_kept() -> None:
    cache = ScheduleCache(1000)
    large = cache.get("large", lambda: schedule(1000))
    assert large.steps == 1000
    assert cache.bytes == 0
    assert cache.get("large", lambda: schedule(1000)) is not large


def test_an_array_of_two_names_counts_once() -> None:
    assert schedule(1000).nbytes < 12 * 1001 * 8


def test_many_schedules_are_kept_side_by_side() -> None:
    """So that comparing them makes none anew."""
    wanted = [(name, steps) for name in SCHEDULES for steps in (30, 50, 1000)]
    made = [make_schedule(name, steps) for name, steps in wanted]
    assert all(make_schedule(*key) is before for key, before in zip(wanted, made, strict=True))
