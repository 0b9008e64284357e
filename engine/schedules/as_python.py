"""A schedule as Python code that runs as it stands: plain NumPy, buffers of torch, or a scheduler of diffusers."""

from __future__ import annotations

from collections.abc import Callable

from engine.schedules.choice import ScheduleChoice
from engine.schedules.schedule import Schedule
from engine.schedules.transforms import OFFSET_NOISE

BETAS = {
    "linear": "betas = np.linspace({beta_start!r}, {beta_end!r}, T)",
    "quadratic": "betas = np.linspace({beta_start!r} ** 0.5, {beta_end!r} ** 0.5, T) ** 2",
    "sigmoid": "betas = {beta_start!r} + ({beta_end!r} - {beta_start!r}) / (1 + np.exp(-np.linspace(-6, 6, T)))",
    "const": "betas = np.full(T, {beta!r})",
    "jsd": "betas = 1 / np.arange(T, 0, -1)",
    "cosine": "f = np.cos((np.arange(T + 1) / T + {s!r}) / (1 + {s!r}) * np.pi / 2) ** 2\n"
    "betas = np.clip(1 - f[1:] / f[:-1], {min_beta!r}, {max_beta!r})",
    "exp": "f = np.exp(-{rate!r} * (np.arange(T + 1) / T) ** {power!r})\n"
    "betas = np.minimum(1 - f[1:] / f[:-1], {max_beta!r})",
}
"""How betas are counted, by family; all other schedules are written as their numbers."""

PATHS = {
    "flow": "s = np.arange(1, T + 1) / T\nnoise = {shift!r} * s / (1 + ({shift!r} - 1) * s)\nsignal = 1 - noise",
    "trigonometric": "u = np.arange(1, T + 1) / T * np.pi / 2\nsignal, noise = np.sin(np.pi / 2 - u), np.sin(u)",
    "karras": "u = np.linspace(0, 1, T)\n"
    "noise = ({sigma_min!r} ** (1 / {rho!r}) + u * ({sigma_max!r} ** (1 / {rho!r}) - {sigma_min!r} ** (1 / {rho!r})))"
    " ** {rho!r}\nsignal = np.ones(T)",
    "ve": "noise = np.exp(np.linspace(np.log({sigma_min!r}), np.log({sigma_max!r}), T))\nsignal = np.ones(T)",
}
"""How signal and noise are counted on other paths."""

FROM_BETAS = """log_alpha_bar = np.cumsum(np.log1p(-betas))
signal, noise = np.exp(log_alpha_bar / 2), np.sqrt(-np.expm1(log_alpha_bar))"""
ZERO_TERMINAL = """root = np.exp(np.cumsum(np.log1p(-betas)) / 2)
root = (root - root[-1]) * root[0] / (root[0] - root[-1])  # Lin et al. 2024, algorithm 1
signal, noise = root, np.sqrt((1 - root) * (1 + root))"""


def numpy_code(choice: ScheduleChoice) -> str:
    """NumPy alone. After it `signal` and `noise` are those of t = 1..T, x_t = signal x_0 + noise eps.

    Raises:
        ValueError: when there is no such schedule.
    """
    schedule = choice.make()
    lines = [
        f"# {choice.title}, T = {schedule.steps}; entry t - 1 belongs to the timestep t".replace("\n", " ")
    ]
    lines += ["import numpy as np", "", f"T = {schedule.steps}", _numbers(choice, schedule)]
    return "\n".join([*lines, ""])


def torch_code(choice: ScheduleChoice) -> str:
    """A module of torch with the buffers that training and sampling need, counted in float64, kept in float32."""
    return (
        numpy_code(choice)
        + '''
import torch


class Schedule(torch.nn.Module):
    def __init__(self):
        super().__init__()
        for name, values in {"signal": signal, "noise": noise}.items():
            self.register_buffer(name, torch.tensor(values, dtype=torch.float32))

    def add_noise(self, x0, eps, index):
        """x_t of timesteps t = index + 1, index from 0 to T - 1, shape (batch,)."""
        shape = (-1, *[1] * (x0.dim() - 1))
        return self.signal[index].reshape(shape) * x0 + self.noise[index].reshape(shape) * eps


schedule = Schedule()
'''
    )


def diffusers_code(choice: ScheduleChoice) -> str:
    """The scheduler of diffusers that its configuration says."""
    import pprint

    from engine.schedules.saved_config import save_config  # a menu that names this needs neither

    saved = save_config(choice)
    name = str(saved.data.get("_class_name", "DDPMScheduler"))
    keys = {key: value for key, value in saved.data.items() if not key.startswith("_")}
    words = "".join(f"# {sentence}\n" for sentence in saved.said)
    config = pprint.pformat(keys, sort_dicts=False, width=100, compact=True)
    return f"{words}from diffusers import {name}\n\nscheduler = {name}.from_config(\n{_indented(config)}\n)\n"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _numbers(choice: ScheduleChoice, schedule: Schedule) -> str:
    active = [each.name for each in choice.transforms if each.active and each.name != OFFSET_NOISE]
    parameters = choice.made_parameters()
    plain = choice.given is None and not parameters.get("rescale")
    if plain and not active and choice.name in PATHS:
        return PATHS[choice.name].format(**parameters)
    if plain and active in ([], ["zero_terminal"]) and choice.name in BETAS:
        ending = ZERO_TERMINAL if active else FROM_BETAS
        if schedule.betas[-1] == 1 and not active:
            ending = f"with np.errstate(divide='ignore'):\n    {ending.replace(chr(10), chr(10) + '    ')}"
        return f"{BETAS[choice.name].format(**parameters)}\n{ending}"
    return f"signal = {_listed(schedule.signal[1:].tolist())}\nnoise = {_listed(schedule.noise[1:].tolist())}"


def _listed(values: list[float]) -> str:
    rows = [", ".join(map(repr, values[start : start + 5])) for start in range(0, len(values), 5)]
    return "np.array([\n    " + ",\n    ".join(rows) + ",\n])"


PYTHON: dict[str, tuple[str, Callable[[ScheduleChoice], str]]] = {
    "numpy": ("as plain NumPy", numpy_code),
    "torch": ("as buffers of torch", torch_code),
    "diffusers": ("as the scheduler of diffusers", diffusers_code),
}
"""The ways, by name: in words, and what writes the code."""
