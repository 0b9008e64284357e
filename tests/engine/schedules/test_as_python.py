"""Copied code runs as it stands, in an interpreter of its own, and has the schedule's numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.schedules.as_python import BETAS, PATHS, PYTHON
from engine.schedules.choice import ScheduleChoice
from engine.schedules.given import Given
from engine.schedules.transforms import Applied

CHOICES = [
    *(ScheduleChoice(name, 60) for name in (*BETAS, *PATHS)),
    ScheduleChoice("quadratic", 60, (("beta_end", 0.2),), (Applied("zero_terminal"),)),
    ScheduleChoice("linear", 60, (("rescale", 1.0),)),
    ScheduleChoice("sub_vp", 60),
    ScheduleChoice("cosine", 60, (), (Applied("snr_shift"), Applied("respace", (("count", 12.0),)))),
    ScheduleChoice("linear", 3, given=Given.of("betas", [0.1, 0.2, 0.3], 'my "own"\nimport os.csv')),
]
FLOW = ScheduleChoice("flow", 20, (("shift", 3.0),))
SAID = {
    "numpy": "[signal.tolist(), noise.tolist()]",
    "torch": "[schedule.signal.double().tolist(), schedule.noise.double().tolist()]",
    "diffusers": "[scheduler.alphas_cumprod.double().sqrt().tolist()]",
}
SAID_OF_FLOW = "[scheduler.sigmas.tolist()]"


def run(code: str, folder: Path) -> list[list[list[float]]]:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[list[list[float]]] = json.loads(done.stdout.splitlines()[-1])
    return found


def together(kind: str, choices: list[ScheduleChoice]) -> str:
    """All pieces of code in one interpreter, which takes seconds to start, each in names of its own."""
    said = [SAID_OF_FLOW if kind == "diffusers" and choice == FLOW else SAID[kind] for choice in choices]
    codes = [
        f"{PYTHON[kind][1](choice)}\nresult = {result}\n"
        for choice, result in zip(choices, said, strict=True)
    ]
    return (
        "import json, warnings\nwarnings.simplefilter('ignore', DeprecationWarning)\nfound = []\n"
        f"for code in {codes!r}:\n    names = {{}}\n    exec(code, names)\n    found.append(names['result'])\n"
        "print(json.dumps(found))"
    )


@pytest.mark.parametrize("kind", ["numpy", "torch"])
def test_the_code_has_the_signal_and_the_noise(kind: str, tmp_path: Path) -> None:
    for choice, (signal, noise) in zip(CHOICES, run(together(kind, CHOICES), tmp_path), strict=True):
        made, digits = choice.make(), 1e-9 if kind == "numpy" else 1e-6
        np.testing.assert_allclose(signal, made.signal[1:], rtol=digits, atol=1e-15, err_msg=choice.name)
        np.testing.assert_allclose(noise, made.noise[1:], rtol=digits, err_msg=choice.name)


def test_the_code_makes_the_scheduler_of_diffusers(tmp_path: Path) -> None:
    pytest.importorskip("diffusers")
    choices = [choice for choice in CHOICES if choice.name not in PATHS]
    *roots, (sigmas,) = run(together("diffusers", [*choices, FLOW]), tmp_path)
    for choice, (root,) in zip(choices, roots, strict=True):
        np.testing.assert_allclose(
            root, choice.make().sqrt_alpha_bar[1:], rtol=2e-3, atol=1e-6, err_msg=choice.name
        )
    code = PYTHON["diffusers"][1](FLOW)
    assert code.startswith("from diffusers import FlowMatchEulerDiscreteScheduler\n\nscheduler = ")
    np.testing.assert_allclose(sigmas[::-1], FLOW.make().noise[1:], rtol=1e-6)
