"""Chains of torch calls as one."""

import threading

import pytest
import torch

from engine.pixels import averages, layers, mixing, noise, renderer
from engine.pixels.fused import Fused

CHAINS = {
    "line": noise._LINE,
    "reduced": averages._REDUCED,
    "bgr0": layers._BGR0,
    "rows": mixing._ROWS,
    "double": renderer._DOUBLE,
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_returns_all_tensors_that_it_was_given(name: str) -> None:
    """Else forgetting each would take Python's lock in the middle of the chain."""
    schema = CHAINS[name]._function.schema
    types = [each.type.annotation_str for each in schema.arguments]
    _, *returned = schema.returns[0].type.elements()
    assert [each.annotation_str for each in returned] == [each for each in types if "Tensor" in each]


def test_the_result_comes_alone() -> None:
    twice = Fused("def twice(x: Tensor, times: int):\n    return x * times, x\n")
    assert twice(torch.tensor([1.5]), 2).tolist() == [3.0]


def test_threads_may_call_a_chain_for_the_first_time_at_once() -> None:
    double = Fused("def double(x: Tensor):\n    return x + x, x\n")
    together, results = threading.Barrier(4), []

    def call() -> None:
        together.wait()
        results.append(double(torch.ones(1)).item())

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [2.0] * 4


def test_an_error_in_a_chain_is_that_of_torch() -> None:
    add = Fused("def add(x: Tensor, y: Tensor):\n    return x + y, x, y\n")
    with pytest.raises(RuntimeError, match="must match the size"):
        add(torch.ones(2), torch.ones(3))
