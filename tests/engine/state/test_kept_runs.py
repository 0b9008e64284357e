"""What kept runs are called, and the way back to one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.generation.trajectory import Trajectory
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import with_settings
from engine.state.kept_runs import choose_run, names_of_kept
from engine.state.pinning import pin
from engine.state.view import View

VIEW = View(scene="generate", t=300)


def asking(seed: int = 0, schedule: ScheduleChoice | None = None, **settings: Any) -> View:
    view = replace(VIEW, seed=seed, schedule=schedule or VIEW.schedule)
    return with_settings(view, "generate", replace(view.own, **settings))


def run_of(view: View, done: int | None = None) -> Trajectory:
    run: Trajectory = view.own.trajectory(view.schedule.make(), view.seed)
    return replace(run, done=len(run.timesteps) if done is None else done)


def names(*views: View) -> tuple[str, ...]:
    return names_of_kept([run_of(view) for view in views], views)


def test_runs_are_called_by_what_they_differ_in() -> None:
    few, many = asking(sampler="ddim", run_steps=10), asking(sampler="ddim", run_steps=1000)
    assert names(few) == ("DDIM trailing 10",)
    assert names(few, many) == ("DDIM trailing 10", "DDIM trailing 1000")
    assert names(few, replace(many, t=5, seed=7)) == (
        "DDIM trailing 10, seed 0",
        "DDIM trailing 1000, seed 7",
    )
    gaussian = asking(sampler="ddim", run_steps=10, denoiser="gaussian")
    found = names(few, gaussian)
    assert found[0].startswith("DDIM trailing 10, denoiser Patches of the picture")
    assert found[1].startswith("DDIM trailing 10, denoiser Gaussian (Wiener)")
    short = asking(sampler="ddim", run_steps=10, schedule=ScheduleChoice("cosine", 500))
    found = names(short, few, asking(sampler="ddim", run_steps=10, seeds=3))
    assert "cosine" in found[0]
    assert "T 500" in found[0]
    assert all("pictures" in name for name in found)
    assert len(set(found)) == 3
    assert names(asking(eta=0.5, sampler="ddim"), asking(sampler="ddim"))[0].endswith("η 0.5")


def test_of_a_run_that_was_stopped_it_is_said_how_far_it_is() -> None:
    view = asking(sampler="ddim", run_steps=10)
    for done, far in ((0, ", 0 of 10"), (4, ", 3 of 10"), (11, "")):
        run = replace(run_of(view, done), id="run 1")
        assert names_of_kept([run], [view]) == (f"DDIM trailing 10{far}",)
        assert names_of_kept([run], [view], going="run 1") == ("DDIM trailing 10",)


def test_how_new_pictures_are_looked_at_names_none_of_them() -> None:
    assert names(asking(sample=1, snapshots=3), asking(sample=2, snapshots=9)) == ("DDPM trailing 40",) * 2


def test_what_made_a_run_is_chosen_and_nothing_else() -> None:
    made = pin().run(asking(3, ScheduleChoice("cosine", 500), sampler="ddim", sample=2, snapshots=3))
    now = replace(asking(run_steps=7, sample=4, snapshots=8), scene="forward", t=300, resampling="pixels")
    view = choose_run(made).run(now)
    assert run_of(view) == run_of(made)
    assert (view.own.sample, view.own.snapshots) == (4, 8)
    assert (view.scene, view.t, view.resampling, view.pin) == ("generate", 150, "pixels", None)
    assert choose_run(made).run(view) == view
