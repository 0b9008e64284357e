"""What is said of the progress of jobs, by a clock of the test."""

from __future__ import annotations

from types import SimpleNamespace

from engine.jobs import Progress
from engine.reports import EVERY, Reports


class Listener:
    """Hears what is said."""

    def __init__(self) -> None:
        self.now = 0.0
        self.heard: list[tuple[int, Progress]] = []
        self.reports = Reports(lambda *said: self.heard.append(said), lambda: self.now)

    def hear(self, number: int, progress: Progress, after: float = EVERY / 100) -> None:
        self.now += after
        self.reports.progress(number, progress)


def test_of_thousands_of_slices_the_first_some_and_the_last_are_said() -> None:
    listener = Listener()
    for n in range(7500):
        listener.hear(1, n / 7500)
    listener.reports.rest(1)
    assert listener.heard[0] == (1, 0.0)
    assert listener.heard[-1] == (1, 7499 / 7500)
    assert 70 <= len(listener.heard) <= 77
    assert listener.heard == sorted(listener.heard)


def test_a_slow_job_is_heard_at_each_slice_and_jobs_do_not_silence_each_other() -> None:
    listener = Listener()
    for n in range(5):
        listener.hear(1, n / 5, after=EVERY)
        listener.hear(2, n / 5, after=0.0)
    assert len(listener.heard) == 10


def test_what_is_made_is_said_at_once_and_in_order() -> None:
    listener = Listener()
    made = SimpleNamespace()  # a result of a calculation, say
    for progress in (0.0, 0.1, made, made, 0.2):
        listener.hear(1, progress)  # type: ignore[arg-type]
    assert [said for _, said in listener.heard] == [0.0, 0.1, made, made]
    listener.reports.rest(1)
    listener.reports.rest(1)
    assert [said for _, said in listener.heard] == [0.0, 0.1, made, made, 0.2]


def test_it_begins_anew_where_it_has_said_all() -> None:
    listener = Listener()
    listener.hear(1, 0.0)
    listener.reports.rest(1)
    listener.hear(1, None)
    assert listener.heard == [(1, 0.0), (1, None)]
