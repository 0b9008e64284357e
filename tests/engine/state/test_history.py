"""Undo and redo: a walk goes back to where it began, and a drag is one step."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.state import history
from engine.state.change import Change
from engine.state.changes import choose_scene, go_to, look_at, set_option, set_seed, set_strip
from engine.state.history import History
from engine.state.view import View

CHANGES = st.one_of(
    st.integers(0, 1000).map(go_to),
    st.integers(0, 99).map(set_seed),
    st.sampled_from(["step", "reverse"]).map(choose_scene),
    st.integers(1, 8).map(lambda samples: set_strip(samples=samples)),
    st.booleans().map(lambda on: set_option("forward", "path", on)),
    st.just(look_at(None)),
)


def do(past: History, view: View, change: Change) -> View:
    after = change.run(view)
    if after != view:
        past.push(view, after, change.name, change.merge)
    return after


@given(st.lists(CHANGES, max_size=30))
@settings(deadline=None)
def test_a_walk_is_undone_to_the_first_view_and_done_again(changes: list[Change]) -> None:
    past, views = History(), [View()]
    for change in changes:
        view = do(past, views[-1], change)
        if len(past.past) == len(views):
            views.append(view)
        else:
            del views[len(past.past) + 1 :]  # it led back to where the step began
            views[-1] = view  # or it went into the step before
    for expected in reversed(views[:-1]):
        assert past.undo(views[len(past.past)]) == expected
    assert past.past == []
    assert past.undo(views[0]) == views[0]
    for here, expected in pairwise(views):
        assert past.redo(here) == expected
    assert past.redo(views[-1]) == views[-1]


@given(st.lists(st.tuples(st.booleans(), CHANGES), max_size=40))
@settings(deadline=None)
def test_undo_and_redo_in_any_order_end_at_the_same_first_view(steps: list[tuple[bool, Change]]) -> None:
    past, view = History(), View()
    for back, change in steps:
        view = past.undo(view) if back else do(past, view, change)
    while past.past:
        view = past.undo(view)
    assert view == View()


def test_a_drag_is_one_step_until_the_hand_lets_go() -> None:
    past, view = History(), View()
    for t in (1, 2, 3):
        view = do(past, view, go_to(t))
    past.seal()
    view = do(past, view, go_to(4))
    assert [name for _, name in past.past] == ["Timestep", "Timestep"]
    view = past.undo(view)
    assert view.t == 3
    assert past.undo(view) == View()


def test_a_drag_that_leads_back_to_its_beginning_is_no_step() -> None:
    past, view = History(), do(History(), View(), set_seed(5))
    for t in (1, 2, view.t):
        view = do(past, view, go_to(t))
    assert past.past == []
    view = do(past, do(past, view, go_to(3)), go_to(4))  # the hand goes on
    assert [name for _, name in past.past] == ["Timestep"]
    assert past.undo(view).seed == 5


def test_drags_of_two_things_are_two_steps() -> None:
    past, view = History(), View()
    for change in (go_to(1), set_option("reverse", "error", 0.5), go_to(2), set_seed(1), set_seed(2)):
        view = do(past, view, change)
    assert [name for _, name in past.past] == ["Timestep", "Error δ", "Timestep", "Seed", "Seed"]


def test_after_an_undo_a_drag_of_the_same_thing_is_a_new_step() -> None:
    past, view = History(), View()
    view = past.undo(do(past, view, go_to(1)))
    view = do(past, view, go_to(2))
    assert len(past.past) == 1
    assert past.future == []


def test_what_was_undone_is_gone_after_a_new_change() -> None:
    past, view = History(), View()
    view = past.undo(do(past, view, set_seed(1)))
    view = do(past, view, set_seed(2))
    assert past.redo(view) == view
    assert past.undo(view) == View()


def test_only_so_many_steps_are_kept() -> None:
    past = History()
    for seed in range(history.MOST + 5):
        past.push(replace(View(), seed=seed), replace(View(), seed=seed + 1), "Seed")
    assert len(past.past) == history.MOST
    assert past.past[0][0].seed == 5
