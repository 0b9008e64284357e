"""How many frames a second playback comes to."""

from __future__ import annotations

import pytest

from gui.timeline.shown_rate import ShownRate


class Clock:
    """Seconds, as the test says."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("every", "wanted", "rate"),
    [(0.1, 62.5, 10.0), (0.1, 10.0, None), (0.019, 62.5, None), (0.025, 62.5, 40.0), (3.0, 62.5, 1 / 3)],
)
def test_it_says_the_rate_where_fewer_frames_are_shown_than_are_wanted(
    every: float, wanted: float, rate: float | None
) -> None:
    clock = Clock()
    shown = ShownRate(clock)
    said = []
    for _ in range(120):
        said.append(shown.count(wanted))
        clock.now += every
    assert said[0] is None  # it cannot be known yet
    assert said[-1] == (rate if rate is None else pytest.approx(rate))
    clock.now += 60
    assert shown.count(0) is None
    assert shown.count(wanted) is None  # what was before the pause does not count
