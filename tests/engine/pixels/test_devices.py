"""Which devices there are, and which one is meant. GPUs are pretended: a test machine has none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import torch

from engine.pixels.devices import Device, choose_device, find_devices, hands, use_threads

CPU, FIRST, SECOND, MPS = (Device(name, name) for name in ("cpu", "cuda:0", "cuda:1", "mps"))


@dataclass
class Card:
    total_memory: int


@pytest.fixture
def threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def pretend(monkeypatch: pytest.MonkeyPatch, cards: tuple[str, ...], mps: bool = False) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: bool(cards))
    monkeypatch.setattr(torch.cuda, "device_count", lambda: len(cards))
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda index: cards[index])
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda index: Card((index + 8) * 2**30))
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


def test_the_cpu_is_always_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, ())
    (device,) = find_devices()
    assert device.name == "cpu"
    assert device.title.startswith(f"CPU, {torch.get_num_threads()} thread")


def test_every_gpu_is_found_with_its_name_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, ("Tesla A", "Tesla B"), mps=True)
    found = find_devices()
    assert [device.name for device in found] == ["cpu", "cuda:0", "cuda:1", "mps"]
    assert [device.title for device in found[1:]] == ["Tesla A, 8 GB", "Tesla B, 9 GB", "Apple GPU (MPS)"]


@pytest.mark.parametrize(
    ("wanted", "devices", "chosen"),
    [
        ("auto", (CPU,), "cpu"),
        ("auto", (CPU, FIRST, SECOND), "cuda:0"),
        ("auto", (CPU, MPS), "mps"),
        ("cpu", (CPU, FIRST), "cpu"),
        ("cuda", (CPU, FIRST, SECOND), "cuda:0"),
        ("cuda:1", (CPU, FIRST, SECOND), "cuda:1"),
        ("mps", (CPU, MPS), "mps"),
    ],
)
def test_a_device_is_chosen_by_its_name(wanted: str, devices: tuple[Device, ...], chosen: str) -> None:
    assert choose_device(wanted, devices) == chosen


@pytest.mark.parametrize(
    ("wanted", "devices"),
    [("cuda", (CPU,)), ("mps", (CPU, FIRST)), ("cuda:2", (CPU, FIRST, SECOND)), ("", (CPU,))],
)
def test_a_device_that_is_not_there_is_refused_with_those_that_are(
    wanted: str, devices: tuple[Device, ...]
) -> None:
    with pytest.raises(ValueError, match="There is no device") as caught:
        choose_device(wanted, devices)
    assert repr(wanted) in str(caught.value)
    assert str(caught.value).endswith(f": {', '.join(device.name for device in devices)}.")


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process can be bound to some cores")
@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize(("cores", "expected", "shared"), [(1, 1, 1), (2, 1, 2), (4, 3, 3), (16, 15, 15)])
def test_one_of_the_cores_of_this_process_is_left_to_the_window(
    cores: int, expected: int, shared: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(cores)))
    use_threads()
    assert torch.get_num_threads() == expected
    assert hands() == shared
