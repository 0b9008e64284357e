"""Chains by bridges against the chain that is walked step by step: the same joint law."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from engine.chain import Chain, Steps
from engine.mix import Mix, noise, picture
from engine.pixels.noise import white_noise

X0, XI = Mix.of(picture()), Mix.of(noise("xi"))
EPS = Mix.of(noise("start"))
KNOWN = [next(iter(mix.weights)) for mix in (X0, XI)]


def random_steps(n: int, seed: int) -> Steps:
    rng = np.random.default_rng(seed)
    return Steps(rng.uniform(0.3, 1.1, n), rng.normal(size=(n, 2)), rng.uniform(0, 1, n))


def walk(start: Mix, steps: Steps) -> tuple[np.ndarray, np.ndarray]:
    """Means (n+1, known) and covariances (n+1, n+1) of all states, by the recursion of the chain."""
    n = len(steps.gain)
    means = np.zeros((n + 1, 2))
    means[0] = [start.weights.get(layer, 0.0) for layer in KNOWN]
    covariance = np.zeros((n + 1, n + 1))
    covariance[0, 0] = sum(w * w for layer, w in start.weights.items() if layer not in KNOWN)
    for k in range(1, n + 1):
        means[k] = steps.gain[k - 1] * means[k - 1] + steps.drift[k - 1]
        covariance[k, :k] = covariance[:k, k] = steps.gain[k - 1] * covariance[k - 1, :k]
        covariance[k, k] = steps.gain[k - 1] ** 2 * covariance[k - 1, k - 1] + steps.variance[k - 1]
    return means, covariance


def law(states: list[Mix]) -> tuple[np.ndarray, np.ndarray]:
    """The same, read from the weights of mixes."""
    layers = {layer: i for i, layer in enumerate({layer for state in states for layer in state.weights})}
    weights = np.zeros((len(states), len(layers)))
    for row, state in zip(weights, states, strict=True):
        for layer, weight in state.weights.items():
            row[layers[layer]] = weight
    known = [layers.get(layer) for layer in KNOWN]
    means = np.stack([weights[:, i] if i is not None else np.zeros(len(states)) for i in known], axis=1)
    free = np.delete(weights, [i for i in known if i is not None], axis=1)
    return means, free @ free.T


def check(start: Mix, steps: Steps, tolerance: float = 1e-12) -> None:
    chain = Chain(start, steps, [X0, XI], "test")
    means, covariance = law([chain.state(k) for k in range(chain.steps + 1)])
    expected_means, expected_covariance = walk(start, steps)
    np.testing.assert_allclose(means, expected_means, atol=tolerance * max(1, abs(expected_means).max()))
    np.testing.assert_allclose(
        covariance, expected_covariance, atol=tolerance * max(1, abs(expected_covariance).max())
    )


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 7, 8, 31, 64, 100])
def test_all_states_have_the_joint_law_of_the_step_by_step_chain(n: int) -> None:
    check(0.7 * X0 + 0.4 * EPS, random_steps(n, n))


def test_a_state_is_the_same_in_whatever_order_states_are_asked_for() -> None:
    steps = random_steps(100, 3)
    asked = Chain(X0, steps, [X0, XI], "test")
    for k in np.random.default_rng(0).integers(0, 101, 300).tolist():
        assert asked.state(k) == Chain(X0, steps, [X0, XI], "test").state(k)


@pytest.mark.parametrize("n", [1, 6, 33])
def test_a_chain_without_noise_follows_its_steps(n: int) -> None:
    steps = random_steps(n, 1)
    check(X0 + EPS, Steps(steps.gain, steps.drift, np.zeros(n)))


@pytest.mark.parametrize("quiet", [0, 3, 12, 16])
def test_steps_without_noise_or_memory_are_allowed_anywhere(quiet: int) -> None:
    steps = random_steps(17, 2)
    for gain, variance in itertools.product((0.0, 0.9), (0.0, 0.5)):
        steps.gain[quiet], steps.variance[quiet] = gain, variance
        check(0.5 * X0 + EPS, steps)


@pytest.mark.parametrize("n", [1000, 10_000, 100_000])
def test_a_state_takes_few_layers(n: int) -> None:
    chain = Chain(X0, Steps(np.full(n, 0.999), np.zeros((n, 0)), np.full(n, 0.002)), [], "test")
    most = max(len(chain.state(k).weights) for k in np.linspace(0, n, 300).astype(int))
    assert most <= np.log2(n) + 4


def test_the_states_do_not_depend_on_the_order_in_which_they_are_asked_for() -> None:
    steps = random_steps(50, 3)
    forwards, backwards = (Chain(X0, steps, [X0, XI], "test") for _ in range(2))
    there = [forwards.state(k) for k in range(51)]
    assert there == [backwards.state(k) for k in reversed(range(51))][::-1]


@pytest.mark.parametrize("k", [-1, 6])
def test_a_state_that_does_not_exist_is_refused(k: int) -> None:
    with pytest.raises(ValueError, match=f"no state {k}: .* 0 to 5"):
        Chain(X0, random_steps(5, 0), [X0, XI], "test").state(k)


def test_states_made_of_real_noise_images_have_that_law_too() -> None:
    """With a fixed seed; the bounds are five standard deviations."""
    steps = random_steps(37, 5)
    chain = Chain(0.3 * EPS, steps, [X0, XI], "statistics")
    _, covariance = walk(0.3 * EPS, steps)
    size = range(256)
    images = {}
    for k in (0, 5, 18, 19, 37):
        image = torch.zeros(256, 256, 3)
        for layer, weight in chain.state(k).weights.items():
            if layer not in KNOWN:
                image += weight * white_noise(11, layer.key, 0, size, size)
        images[k] = image.double()
    count = 256 * 256 * 3
    for one, other in itertools.combinations_with_replacement(images, 2):
        expected = covariance[one, other]
        deviation = ((covariance[one, one] * covariance[other, other] + expected**2) / count) ** 0.5
        assert abs(float((images[one] * images[other]).mean()) - expected) < 5 * deviation
