"""What a scene samples with is saved with the schedule, and comes back: key by key, for every class."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.samplers.run import parse
from engine.scenes import SCENES
from engine.schedules.choice import ScheduleChoice
from engine.schedules.diffusers_classes import CLASSES
from engine.schedules.diffusers_config import open_config
from engine.schedules.saved_config import save_config
from engine.schedules.transforms import Applied
from engine.state.changes import with_settings
from engine.state.opened_config import PREDICTIONS, SPACED, Said, take_opened
from engine.state.saved_view import OF_TIMESTEPS, saved_view, schedule_as_saved, write_config
from engine.state.view import View

MINE = {"_diffusers_version": "0.42.1", "mine": {"kept": [1, None]}, "beta_stat": "x"}
RUN_SCENES = ("plan", "samplers", "density")


def opened(keys: dict[str, Any], view: View | None = None) -> View:
    return take_opened(open_config(keys, "a.json").choice, "Open").run(view or View())


def changed(view: View, scene: str, **values: Any) -> View:
    view = replace(view, scene=scene)
    return with_settings(view, scene, replace(view.own, **values))


@pytest.mark.parametrize("name", CLASSES)
def test_what_no_scene_has_changed_is_saved_as_it_was(name: str) -> None:
    for keys in ({}, dict(CLASSES[name].keys), MINE):
        data = {"_class_name": name, **keys}
        view = opened(data)
        for scene in SCENES:
            saved = saved_view(replace(view, scene=scene))
            assert list(saved.data.items()) == list(data.items())
            assert saved.said == ()


@pytest.mark.parametrize("name", CLASSES)
def test_what_a_scene_changes_is_saved_in_its_keys_alone_and_comes_back(name: str) -> None:
    there, tried = CLASSES[name].keys, 0
    for before in OF_TIMESTEPS if "timestep_spacing" in there else ():
        data = {"_class_name": name, "timestep_spacing": before, **MINE}
        for spacing, offset in (("leading", 0), ("leading", 7), ("linspace", 0), ("trailing", 0)):
            for scene in ("reverse", "generate", *RUN_SCENES):
                view = opened(data, with_spacing(View(), scene, "karras", 0))
                after = with_spacing(view, scene, spacing, offset)
                saved = saved_view(after)
                expected = data | ({} if spacing == before else {"timestep_spacing": spacing})
                assert dict(saved.data) == expected | ({"steps_offset": 7} if offset else {})
                assert spacing_of(opened(dict(saved.data)), scene) == (spacing, offset)
                assert save_config(schedule_as_saved(after)).data == saved.data
                tried += 1
    assert tried in (0, 60)


@pytest.mark.parametrize("name", [name for name, each in CLASSES.items() if "prediction_type" in each.keys])
def test_another_prediction_is_saved_and_comes_back(name: str) -> None:
    for word, prediction in PREDICTIONS.items():
        for scene in ("reverse", "predict"):
            view = changed(opened({"_class_name": name, **MINE}), scene, prediction=prediction)
            saved = dict(saved_view(view).data)
            assert saved == {"_class_name": name, **MINE} | (
                {} if prediction == "eps" else {"prediction_type": word}
            )
            assert opened(saved).settings_of(scene).prediction == prediction


@pytest.mark.parametrize("name", [name for name, each in CLASSES.items() if "use_karras_sigmas" in each.keys])
def test_spacings_of_sigma_have_keys_of_their_own(name: str) -> None:
    has_timesteps = "timestep_spacing" in CLASSES[name].keys
    view = opened({"_class_name": name, "use_karras_sigmas": True})
    for key, spacing in SPACED.items():
        saved = dict(saved_view(with_spacing(view, "reverse", spacing, 0)).data)
        assert saved["use_karras_sigmas"] is (spacing == "karras")
        assert saved.get(key) is True
        assert spacing_of(opened(saved), "reverse") == (spacing, 0)
    saved_again = saved_view(with_spacing(view, "reverse", "trailing", 0))
    assert saved_again.data.get("timestep_spacing") == ("trailing" if has_timesteps else None)
    assert saved_again.data["use_karras_sigmas"] is not has_timesteps
    assert bool(saved_again.said) is not has_timesteps


def test_an_offset_goes_with_the_leading_timesteps() -> None:
    view = opened({"timestep_spacing": "leading", "steps_offset": 1})
    saved = dict(saved_view(with_spacing(view, "reverse", "trailing", 0)).data)
    assert saved == {"timestep_spacing": "trailing", "steps_offset": 0}


def test_what_no_key_says_is_said_and_the_keys_stay() -> None:
    view = opened({"_class_name": "DDIMScheduler"})
    for values, what, why in (
        ({"spacing": "karras"}, "spacing of the scene, Karras", "DDIMScheduler has no keys for it"),
        ({"spacing": "sigmas"}, "spacing of the scene, list of sigmas", "DDIMScheduler has no keys for it"),
        ({"sampler": "ipndm"}, "sampler of the scene, iPNDM", "DDIMScheduler is DDIM"),
        (
            {"prediction": "mean"},
            "prediction of the scene, mean μ",
            "prediction_type has no word for it that every class knows",
        ),
    ):
        saved = saved_view(changed(view, "reverse", **values))
        assert saved.data == {"_class_name": "DDIMScheduler"}
        assert saved.said == (f"The {what}, is not written: {why}.",)
    euler = opened({"_class_name": "EulerDiscreteScheduler"})
    own_ends = changed(euler, "reverse", spacing="karras", rho=3.0)
    assert saved_view(own_ends).said == (
        "The spacing of the scene, Karras, is not written: EulerDiscreteScheduler has no keys for it.",
    )
    edm = changed(opened({"_class_name": "EDMEulerScheduler"}), "reverse", spacing="exponential")
    assert saved_view(edm).data == {"_class_name": "EDMEulerScheduler"}  # sigma_schedule says the path too
    assert len(saved_view(edm).said) == 1


def test_a_new_file_has_what_the_scene_shows() -> None:
    view = View(schedule=ScheduleChoice("quadratic"))
    assert Said.of(saved_view(view).data).spacing == "leading"  # as the class has it
    saved = saved_view(changed(view, "reverse", spacing="linspace", prediction="v"))
    assert (saved.data["timestep_spacing"], saved.data["prediction_type"]) == ("linspace", "v_prediction")
    code = schedule_as_saved(changed(view, "reverse", spacing="linspace", prediction="v"))
    assert save_config(code).data == saved.data
    impossible = changed(view, "generate", spacing="sigmas", sigmas="")
    assert saved_view(impossible).said == ()  # the scene says why


def test_what_is_wrong_with_a_saved_file_is_said(tmp_path: Path) -> None:
    """Zero terminal SNR with a network that predicts noise; the remedies are in the keys of the scene."""
    config = {"_class_name": "DDIMScheduler", "beta_schedule": "scaled_linear", "timestep_spacing": "leading"}
    view = opened(config)
    view = replace(view, schedule=replace(view.schedule, transforms=(Applied("zero_terminal"),)))
    (said,) = write_config(view, tmp_path / "a.json")
    assert said.startswith(
        "The doctor finds it wrong: Zero terminal SNR with a network that predicts noise; "
    )
    assert "leading spacing" in said
    assert (
        write_config(changed(view, "reverse", spacing="trailing", prediction="v"), tmp_path / "a.json") == ()
    )


def with_spacing(view: View, scene: str, spacing: str, offset: int) -> View:
    if scene in RUN_SCENES:
        view = replace(view, scene=scene)
        run = f"ddim:spacing={spacing}" + (f",offset={offset}" if offset else "")
        return with_settings(view, scene, replace(view.own, run=(run, *view.own.run[1:]), selected=1))
    return changed(view, scene, spacing=spacing, steps_offset=offset)


def spacing_of(view: View, scene: str) -> tuple[str, int]:
    settings = view.settings_of(scene)
    if scene in RUN_SCENES:
        run = parse(settings.run[0])
        return run.spacing, int(dict(run.options).get("offset", 0))
    return settings.spacing, settings.steps_offset
