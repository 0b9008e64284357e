"""The doctor on whole views: sound schedules with sound settings are silent, and what the scene says counts."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import resources
from engine.planning.facts import PictureFacts, find_facts
from engine.schedules.case import Facts, Finding
from engine.schedules.doctor import examine
from engine.slices import finish
from engine.state.judged import facts_of
from engine.state.start_line import parse_start

SMOOTH = "dpmpp_2m:spacing=karras,steps=50"
SOUND = (
    "--schedule linear --scene forward",
    "--schedule cosine --scene reverse --kept 50",
    f"--schedule linear --scene plan --run {SMOOTH}",
    f"--schedule cosine --scene plan --run {SMOOTH}",
    f"--schedule sigmoid --scene samplers --run {SMOOTH}",
    f"--schedule vp_sde --scene density --run {SMOOTH}",
    "--schedule flow:shift=3 --scene generate --sampler dpmpp_2m --spacing karras",
    f"--schedule karras --scene plan --run {SMOOTH}",
    "--schedule ve --scene reverse --sampler heun --spacing karras --kept 30",
    "--schedule trigonometric --scene posterior",
    "--schedule linear:rescale=1 --steps 100 --scene step",
    "--schedule linear --transforms respace:count=50 --scene reverse",
    "--schedule sigmoid_chen --scene predict --prediction v",
    "--drawn 0:9,0.3:0,0.6:-4,1:-10 --scene forward",
)
KEYS = {
    "_class_name": "DDIMScheduler",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "rescale_betas_zero_snr": True,
}


@cache
def measured() -> PictureFacts:
    with Image.open(resources.path("pictures", "hills.png")) as image:
        pixels = np.asarray(image.convert("RGB").reduce(image.width // 256), np.float64)
    return finish(find_facts(pixels / 127.5 - 1, "hills"))


def judged(words: str) -> tuple[Finding, ...]:
    view = parse_start(words.split()).view
    return examine(view.schedule, facts_of(view, "hills", (256, 171), measured()))


def test_there_are_more_than_a_dozen_sound_views() -> None:
    assert len(set(SOUND)) > 12


@pytest.mark.parametrize("words", SOUND)
def test_a_sound_schedule_with_sound_settings_gets_no_finding(words: str) -> None:
    assert judged(words) == ()


def test_a_run_of_few_steps_loses_octaves_in_each_scene_that_has_one() -> None:
    for scene in ("plan", "samplers", "density"):
        (finding,) = judged(f"--schedule linear --scene {scene} --run ddim:steps=5")
        assert finding.title == "The run loses octaves of this picture"
    assert judged("--schedule linear --scene forward") == ()


def test_what_the_scene_says_is_judged_in_place_of_the_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # whose own name may have spaces
    file = Path("a.json")
    file.write_text(json.dumps(KEYS), encoding="utf-8")
    titles = [each.title for each in judged(f"--schedule {file}")]
    assert titles == [
        "Zero terminal SNR with a network that predicts noise",
        "Zero terminal SNR with leading spacing",
    ]
    reverse = f"--schedule {file} --scene reverse --prediction v"
    assert [each.title for each in judged(reverse)] == titles[1:]
    assert judged(f"{reverse} --spacing trailing") == ()
    (first,) = judged(f"--schedule {file} --scene reverse --spacing trailing")
    assert first.remedy is not None
    assert json.loads(first.remedy.config) == KEYS | {"prediction_type": "v_prediction"}


def test_of_a_picture_all_is_known_that_a_remedy_asks_for() -> None:
    view = parse_start([]).view
    facts = facts_of(view, "hills", (256, 171), measured())
    assert isinstance(facts, Facts)
    assert facts.useful is not None
    assert facts.useful[0] < -5 < 5 < facts.useful[1]
    assert [side for side, _ in facts.gains] == [256, 128]
    assert facts.run is None
    assert facts.keys == ()
