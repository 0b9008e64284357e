"""What is called too little memory, and what is not."""

import logging

import numpy as np
import pytest
import torch

from engine.failures import explain, is_out_of_memory


def too_much_of_the_cpu() -> None:
    torch.empty(2**60, dtype=torch.uint8)


def too_much_for_numpy() -> None:
    np.empty(2**60, np.uint8)


def too_much_of_a_gpu() -> None:
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 99.00 GiB.")


def too_much_of_windows() -> None:
    raise RuntimeError(
        "[enforce fail] data. DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes."
    )


def too_much_of_apple() -> None:
    raise RuntimeError("MPS backend out of memory (MPS allocated: 9 GB, other allocations: 1 GB)")


@pytest.mark.parametrize(
    "ask",
    [too_much_of_the_cpu, too_much_for_numpy, too_much_of_a_gpu, too_much_of_windows, too_much_of_apple],
)
def test_memory_that_is_not_there_is_said_with_a_remedy(ask: object) -> None:
    assert callable(ask)
    with pytest.raises((RuntimeError, MemoryError)) as caught:
        ask()
    assert isinstance(caught.value, Exception)
    assert is_out_of_memory(caught.value)
    assert explain(caught.value).startswith("There is not enough memory for this: choose")


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("CUDA error: an illegal memory access was encountered"),
        RuntimeError("CUDA error: misaligned shared memory"),
        OSError("the memory stick was removed"),
        KeyError("memory"),
    ],
)
def test_an_error_that_only_speaks_of_memory_is_a_fault_of_the_program(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    assert not is_out_of_memory(error)
    with caplog.at_level(logging.CRITICAL, "engine.failures"):
        assert type(error).__name__ in explain(error)


def test_a_sentence_for_people_is_handed_on() -> None:
    assert explain(ValueError("The memory of it is long.")) == "The memory of it is long."
