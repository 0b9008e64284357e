"""Copied code runs as it stands, in an interpreter of its own, and has the schedule's numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.schedules import SCHEDULES
from engine.schedules.as_python import BETAS, PYTHON
from engine.schedules.choice import ScheduleChoice
from engine.schedules.given import Given
from engine.schedules.transforms import Applied

ZERO = (Applied("zero_terminal"),)
CHOICES = [
    *(ScheduleChoice(name, 60) for name in SCHEDULES),
    *(ScheduleChoice(name, 60, (), ZERO) for name in (*BETAS, "sub_vp", "flow") if name != "const"),
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
    "diffusers": "[scheduler.alphas_cumprod.double().sqrt().tolist() if hasattr(scheduler, 'alphas_cumprod') else "
    "sorted(scheduler.sigmas.tolist()) if getattr(scheduler, 'sigmas', None) is not None else "
    "[scheduler.config.sigma_min, scheduler.config.sigma_max]]",
}


SIZED = "scheduler.set_timesteps(60, mu=1.15)\n"
"""What the pipeline of Flux does for 4096 tokens."""
OF_KIND = {"flow": "flow", "flux": "flow", "karras": "sigmas", "ve": "sigmas"}
"""How schedules are said by diffusers that are not written as betas."""


def run(code: str, folder: Path) -> list[list[list[float]]]:
    file = folder / "copied.py"  # too long for an argument
    file.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(file)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[list[list[float]]] = json.loads(done.stdout.splitlines()[-1])
    return found


def together(kind: str, choices: list[ScheduleChoice]) -> str:
    """All pieces of code in one interpreter, which takes seconds to start, each in names of its own."""
    codes = [
        f"{PYTHON[kind][1](choice)}\n{SIZED if kind == 'diffusers' and choice.name == 'flux' else ''}"
        f"result = {SAID[kind]}\n"
        for choice in choices
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
    choices = [*CHOICES, FLOW]
    for choice, (found,) in zip(choices, run(together("diffusers", choices), tmp_path), strict=True):
        made, name = choice.make(), choice.name
        kind = "betas" if choice.given or choice.transforms else OF_KIND.get(name, "betas")
        if kind == "sigmas":  # before its timesteps are set EDM has T + 1 of them, and a last one of 0
            least = min(sigma for sigma in found if sigma > 0)
            np.testing.assert_allclose([least, found[-1]], made.noise[[1, -1]], rtol=1e-4, err_msg=name)
        elif kind == "flow":
            np.testing.assert_allclose(found[-made.steps :], made.noise[1:], rtol=1e-5, err_msg=name)
        else:
            np.testing.assert_allclose(
                found, made.sqrt_alpha_bar[1:], rtol=2e-3, atol=1e-5, err_msg=f"{name} {choice.transforms}"
            )
    code = PYTHON["diffusers"][1](FLOW)
    assert code.startswith("from diffusers import FlowMatchEulerDiscreteScheduler\n\nscheduler = ")
