"""Walking through timesteps, at the ends above all, without a widget."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.scenes.scene import nearest
from engine.state.start import ORDERS, Order
from gui.timeline.states import moved, played, within

KEPT = (0, 100, 250, 600, 1000)
some_states = st.one_of(
    st.integers(1, 50).map(range),
    st.sets(st.integers(0, 2000), min_size=1, max_size=30).map(lambda found: tuple(sorted(found))),
)


def order_of(start: int, count: int, order: Order, down: bool, changes: int) -> list[int | None]:
    places = (played(start, passed, count, order, down) for passed in range(changes))
    return [place and place[0] for place in places]


@pytest.mark.parametrize(
    ("start", "order", "down", "expected"),
    [
        (0, "loop", False, [0, 1, 2, 3, 0, 1, 2, 3, 0]),
        (0, "loop", True, [0, 3, 2, 1, 0, 3, 2, 1, 0]),
        (3, "loop", False, [3, 0, 1, 2, 3, 0, 1, 2, 3]),
        (0, "once", False, [0, 1, 2, 3, None, None, None, None, None]),
        (2, "once", True, [2, 1, 0, None, None, None, None, None, None]),
        (0, "swing", False, [0, 1, 2, 3, 2, 1, 0, 1, 2]),
        (3, "swing", False, [3, 2, 1, 0, 1, 2, 3, 2, 1]),
        (3, "swing", True, [3, 2, 1, 0, 1, 2, 3, 2, 1]),
        (1, "swing", True, [1, 0, 1, 2, 3, 2, 1, 0, 1]),
        (0, "swing", True, [0, 1, 2, 3, 2, 1, 0, 1, 2]),
    ],
)
def test_the_order_of_four_states(start: int, order: Order, down: bool, expected: list[int | None]) -> None:
    assert order_of(start, 4, order, down, 9) == expected


def test_a_single_state_stays() -> None:
    for down in (False, True):
        assert order_of(0, 1, "loop", down, 3) == order_of(0, 1, "swing", down, 3) == [0, 0, 0]
        assert order_of(0, 1, "once", down, 3) == [0, None, None]


@given(st.integers(1, 40), st.data(), st.sampled_from(ORDERS), st.booleans())
def test_playing_on_from_any_moment_is_as_if_nothing_had_been(
    count: int, data: st.DataObject, order: Order, down: bool
) -> None:
    start = data.draw(st.integers(0, count - 1))
    first, second = data.draw(st.integers(0, 200)), data.draw(st.integers(0, 200))
    place = played(start, first, count, order, down)
    whole = played(start, first + second, count, order, down)
    on = place and played(place[0], second, count, order, place[1])
    assert (whole and whole[0]) == (on and on[0])


@given(some_states, st.integers(-10, 2100))
def test_the_nearest_state_is_nearest(states: Sequence[int], t: int) -> None:
    assert abs(states[nearest(states, t)] - t) == min(abs(state - t) for state in states)


@given(some_states, st.integers(-10, 2100), st.integers(-5, 5))
def test_a_move_goes_from_state_to_state(states: Sequence[int], t: int, by: int) -> None:
    above, below = [s for s in states if s > t], [s for s in reversed(states) if s < t]
    there = moved(states, t, by)
    if by > 0:
        assert there == (above[min(by, len(above)) - 1] if above else states[-1])
    elif by < 0:
        assert there == (below[min(-by, len(below)) - 1] if below else states[0])
    else:
        assert there == states[nearest(states, t)]


def test_bounds_leave_the_states_between_them_or_the_nearest() -> None:
    assert tuple(within(KEPT, 100, 600)) == (100, 250, 600)
    assert tuple(within(KEPT, 260, 500)) == (250,)
    assert tuple(within(range(11), 3, 5)) == (3, 4, 5)
    assert tuple(within(KEPT, 0, 10**6)) == KEPT
