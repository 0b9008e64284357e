"""The devices that torch can compute on here.

torch is imported when it is asked, so that a device can be chosen by name without it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Device:
    """A place to compute: `name` as torch says it (`cpu`, `cuda:0`, `mps`), `title` for people."""

    name: str
    title: str


def find_devices() -> tuple[Device, ...]:
    """The CPU, then every CUDA GPU, then Apple's GPU, as far as they are there."""
    import torch

    threads = torch.get_num_threads()
    devices = [Device("cpu", f"CPU, {threads} thread{'s' if threads > 1 else ''}")]
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            memory = torch.cuda.get_device_properties(index).total_memory / 2**30
            devices.append(Device(f"cuda:{index}", f"{torch.cuda.get_device_name(index)}, {memory:.0f} GB"))
    if torch.backends.mps.is_available():
        devices.append(Device("mps", "Apple GPU (MPS)"))
    return tuple(devices)


def choose_device(wanted: str, devices: Sequence[Device]) -> str:
    """The name of the device that a user means by auto, cpu, cuda, cuda:1 or mps.

    Raises:
        ValueError: when there is no such device here, with those that there are.
    """
    names = [device.name for device in devices]
    if wanted == "auto":
        return next((name for name in names if name != "cpu"), "cpu")
    name = "cuda:0" if wanted == "cuda" else wanted
    if name not in names:
        raise ValueError(f"There is no device {wanted!r} here; choose auto or one of: {', '.join(names)}.")
    return name


def use_threads() -> None:
    """Leave one core to the window: with all of them busy, two threads take longer than one."""
    import torch

    torch.set_num_threads(max(1, cores() - 1))


def hands() -> int:
    """How many threads share what can be shared (see crew.py): all cores but one, of two both.

    The window needs a third of a core, so that on two a second thread still makes new layers in half the time.
    """
    return min(cores(), max(2, cores() - 1))


def cores() -> int:
    """Cores that this process may use: some systems give it fewer than there are."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
