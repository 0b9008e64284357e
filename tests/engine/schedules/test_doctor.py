"""The doctor: each finding provoked once, its remedy without it, and sound schedules silent."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.schedules import SCHEDULES, make_schedule
from engine.schedules.case import Case, Facts, OctavesLost
from engine.schedules.choice import ScheduleChoice
from engine.schedules.diffusers_config import open_config
from engine.schedules.doctor import FINDINGS, as_data, as_text, examine, is_wrong
from engine.schedules.given import Given
from engine.schedules.schedule import Schedule
from engine.schedules.transforms import Applied

SD: dict[str, Any] = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
ZERO: dict[str, Any] = {**SD, "rescale_betas_zero_snr": True}


def config(name: str = "DDIMScheduler", **keys: Any) -> ScheduleChoice:
    return open_config({"_class_name": name, **keys}, "mine.json").choice


def given(quantity: str, values: Any) -> ScheduleChoice:
    numbers = np.asarray(values, "<f8")
    return ScheduleChoice("linear", len(numbers), given=Given(quantity, numbers.tobytes()))


def respaced(**parameters: float) -> tuple[Applied, ...]:
    return (Applied("respace", tuple(parameters.items())),)


LOG_SNR = np.linspace(8.0, -8.0, 200)
DDPM: dict[str, Any] = {"beta_schedule": "linear"}
PROVOKED: dict[str, tuple[ScheduleChoice, str]] = {
    "terminal_snr": (config(**SD), "is 0.06826, the SNR 0.004682"),
    "noise_learnt_at_zero_snr": (config(**ZERO, timestep_spacing="trailing"), "prediction epsilon"),
    "zero_snr_with_leading": (config(**ZERO, prediction_type="v_prediction"), "begins at t = 981 of 1000"),
    "never_reaches_the_end": (config(**SD, steps_offset=1), "begins at t = 982 of 1000"),
    "large_gain": (config(beta_schedule="squaredcos_cap_v2"), "at T is 20291"),
    "noisy_start": (given("alpha_bar", np.linspace(0.9, 1e-5, 100)), "alpha-bar is 0.9000 at t = 1"),
    "outside_of_use": (ScheduleChoice("linear"), "% of the steps"),
    "octaves_lost": (ScheduleChoice("linear", 300), "DDIM 10: 3 of 9 octaves"),
    "rescaled_below_20": (ScheduleChoice("linear", 10, (("rescale", 1.0),)), "T is 10, and T >= 21 is needed"),
    "not_possible": (given("betas", [0.1, 1.5, 0.2]), "beta is 1.5 at t = 2"),
    "unscaled": (ScheduleChoice("linear", 100), "alpha-bar at T = 100 is 0.3636"),
    "beta_at_its_cap": (ScheduleChoice("cosine", 1000, (("max_beta", 0.2),)), "steps have beta = 0.2000"),
    "float16": (given("log_snr", np.linspace(14.0, -8.0, 200)), "of 200 steps"),
    "bfloat16": (given("log_snr", np.linspace(9.0, -8.0, 200)), "of 200 steps"),
    "drift": (given("log_snr", np.linspace(20.0, -8.0, 2000)), "off in float32"),
    "kinks": (given("log_snr", np.concatenate((LOG_SNR[:100], LOG_SNR[99] - 0.5 * np.arange(1, 40)))), "at t = 10"),
    "idle_last_step": (config(**DDPM, set_alpha_to_one=False), "set_alpha_to_one false, steps_offset 0"),
    "offset_without_use": (config(**DDPM, timestep_spacing="trailing", steps_offset=1), "with trailing spacing"),
    "offset_beyond": (config(**DDPM, steps_offset=40), "index 1020 of 1000"),
    "several_spacings": (
        config("EulerDiscreteScheduler", use_karras_sigmas=True, use_beta_sigmas=True),
        "use_karras_sigmas, use_beta_sigmas",
    ),
    "betas_of_another_length": (
        config(trained_betas=make_schedule("linear", 1000).betas.tolist(), num_train_timesteps=900),
        "1000 betas, num_train_timesteps 900",
    ),
    "falling_betas": (config(beta_start=0.02, beta_end=0.0001), "0.02 and 0.0001"),
    "zero_snr_not_known": (config("PNDMScheduler", rescale_betas_zero_snr=True), "PNDMScheduler"),
    "schedule_not_in_class": (config(beta_schedule="sigmoid"), "sigmoid in DDIMScheduler"),
    "unknown_keys": (config(**DDPM, beta_stat=0.1), "beta_stat"),
    "linear_of_latent_diffusion": (config(beta_start=0.00085, beta_end=0.012), "linear, from 0.00085"),
    "laplace": (config("DDPMScheduler", beta_schedule="laplace"), "Laplace"),
    "flow_shifted_twice": (ScheduleChoice("flow_shifted_twice"), "Flow shifted twice"),
    "cosine_floor": (ScheduleChoice("cosine_floor"), "Cosine with a floor"),
}  # fmt: skip


class Losing:
    """A run that loses detail on one schedule; what a real one loses is tested with the plans."""

    def lost(self, schedule: Schedule) -> OctavesLost | None:
        return OctavesLost("DDIM 10", 3, 9, 0.03, (2, 4)) if schedule.steps == 300 else None


FACTS = Facts("hills", (512, 341), (-12.0, 12.0), 50, run=Losing())
OTHER_FACTS = {"outside_of_use": Facts("hills", (512, 341), (-4.0, 7.0))}

WITHOUT_REMEDY = {
    *(
        "octaves_lost",
        "not_possible",
        "noisy_start",
        "beta_at_its_cap",
        "float16",
        "bfloat16",
        "drift",
        "kinks",
    ),
    *("schedule_not_in_class", "unknown_keys"),
}
"""The findings for which there is no other schedule to offer: their sentences say what helps."""

SOUND = {
    "linear": ScheduleChoice("linear"),
    "cosine": ScheduleChoice("cosine"),
    "sigmoid": ScheduleChoice("sigmoid"),
    "jsd": ScheduleChoice("jsd"),
    "vp_sde": ScheduleChoice("vp_sde"),
    "flow": ScheduleChoice("flow", 1000, (("shift", 3.0),)),
    "flux": ScheduleChoice("flux"),
    "karras": ScheduleChoice("karras"),
    "ve": ScheduleChoice("ve"),
    "trigonometric": ScheduleChoice("trigonometric"),
    "rescaled": ScheduleChoice("linear", 100, (("rescale", 1.0),)),
    "re-spaced": ScheduleChoice("linear", 1000, (), respaced(count=50.0)),
    "sigmoid_chen": ScheduleChoice("sigmoid_chen"),
    "blend": ScheduleChoice("linear", 1000, (), (Applied("blend", (), "cosine"),)),
    "DDPM": config("DDPMScheduler"),
    "zero terminal SNR": config(**ZERO, prediction_type="v_prediction", timestep_spacing="trailing"),
    "flow matching": config("FlowMatchEulerDiscreteScheduler", shift=3.0),
    "EDM": config("EDMEulerScheduler"),
    "given": given("betas", make_schedule("linear").betas),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_schedule_gets_no_finding(name: str) -> None:
    assert examine(SOUND[name], Facts(useful=(-12.0, 12.0))) == ()


def case_of(name: str, choice: ScheduleChoice | None = None) -> Case:
    return Case.of(choice or PROVOKED[name][0], OTHER_FACTS.get(name, FACTS))


def found(choice: ScheduleChoice, name: str) -> set[str]:
    return {each for each, look in FINDINGS.items() if look(case_of(name, choice)) is not None}


def test_every_finding_has_a_case() -> None:
    assert set(PROVOKED) == set(FINDINGS)


@pytest.mark.parametrize("name", FINDINGS)
def test_each_finding_is_made_with_its_number_and_sentence(name: str) -> None:
    choice, number = PROVOKED[name]
    finding = FINDINGS[name](case_of(name))
    assert finding is not None
    assert number in finding.number
    assert finding.sentence.endswith(".")
    assert finding.title
    assert finding.source
    assert bool(finding.remedy) == bool(finding.remedy_words)
    said = {each.title: each for each in examine(choice, OTHER_FACTS.get(name, FACTS))}
    assert said[finding.title] == finding  # with its remedy, which helps
    assert name in found(choice, name)


def test_on_another_path_a_finding_names_no_alpha_bar_and_has_its_own_noise() -> None:
    """x_T = x_0 + 10 noise, and a flow that begins at s = 0.4."""
    exploding = ScheduleChoice("ve", parameters=(("sigma_max", 10.0),))
    finding = FINDINGS["terminal_snr"](case_of("terminal_snr", exploding))
    assert finding is not None
    assert finding.number == "the root of SNR / (1 + SNR) at T is 0.09950, the SNR 0.01000"
    assert "scaled so that variance is preserved, still has the mean −0.100" in finding.sentence
    flow = given("straight_sigmas", np.linspace(0.4, 1.0, 100))
    finding = FINDINGS["noisy_start"](case_of("noisy_start", flow))
    assert finding is not None
    assert finding.number == "signal² is 0.3600 at t = 1"
    assert "standard deviation 0.400, 51 of 255" in finding.sentence


@pytest.mark.parametrize("name", FINDINGS)
def test_each_remedy_clears_its_finding_and_brings_no_other(name: str) -> None:
    choice, _ = PROVOKED[name]
    finding = FINDINGS[name](case_of(name))
    assert finding is not None
    assert (finding.remedy is None) == (name in WITHOUT_REMEDY)
    if finding.remedy is not None:
        finding.remedy.make()
        assert found(finding.remedy, name) <= found(choice, name) - {name}


def test_a_remedy_that_would_leave_its_fault_or_bring_another_is_not_offered() -> None:
    wide = replace(FACTS, useful=(-1.0, 3.0))  # no shift brings most steps into so small a range
    (finding,) = (each for each in examine(ScheduleChoice(), wide) if each.title.startswith("Many steps"))
    assert (finding.remedy, finding.remedy_words) == (None, "")
    high = replace(FACTS, useful=(-1.0, 13.0))
    moved = FINDINGS["outside_of_use"](Case.of(ScheduleChoice(), high))
    assert moved is not None
    assert moved.remedy is not None  # and half precision would lose its first steps
    (finding,) = examine(ScheduleChoice(), high)
    assert (finding.title, finding.remedy) == (moved.title, None)


def test_a_shift_that_leaves_signal_at_the_end_takes_it_away_too() -> None:
    finding = FINDINGS["outside_of_use"](case_of("outside_of_use"))
    assert finding is not None
    assert finding.remedy is not None
    assert [each.name for each in finding.remedy.transforms] == ["snr_shift", "zero_terminal"]
    words = "log SNR moved by 4, to the middle of that range, then zero terminal SNR"
    assert finding.remedy_words == words


def test_stable_diffusion_2_is_made_sound_by_one_remedy() -> None:
    choice = config(**SD, prediction_type="v_prediction", set_alpha_to_one=False, steps_offset=1)
    first, second = examine(choice)
    assert [each.title for each in (first, second)] == [
        "The terminal SNR is not zero",
        "The spacing never reaches T",
    ]
    assert first.remedy is not None
    assert first.remedy_words.startswith(
        "zero terminal SNR, timestep_spacing trailing, steps_offset 0 (a network"
    )
    assert examine(first.remedy) == ()
    assert first.remedy.transforms == (Applied("zero_terminal"),)
    keys = json.loads(first.remedy.config)
    assert keys == json.loads(choice.config) | {"timestep_spacing": "trailing", "steps_offset": 0}
    assert second.remedy is not None
    assert [each.title for each in examine(second.remedy)] == ["The terminal SNR is not zero"]


def test_findings_come_worst_first_as_text_and_as_data() -> None:
    findings = examine(replace(config(**ZERO), steps=1000))
    assert [each.severity for each in findings] == ["error", "error"]
    assert is_wrong(findings)
    assert not is_wrong(())
    assert as_text(()) == "The doctor finds nothing wrong with this schedule."
    assert as_text(findings).startswith("error: Zero terminal SNR")
    assert json.loads(json.dumps(as_data(findings)))[0]["severity"] == "error"


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_family_is_examined_at_every_length_and_each_remedy_can_be_taken(name: str) -> None:
    for steps in (1, 2, 3, 20, 100, 1000):
        for transforms in ((), (Applied("zero_terminal"),), (Applied("snr_shift", (("factor", 9.0),)),)):
            for finding in examine(ScheduleChoice(name, steps, (), transforms), FACTS):
                if finding.remedy is not None:
                    finding.remedy.make()
