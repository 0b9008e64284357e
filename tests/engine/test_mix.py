import math

import numpy as np
import pytest

from engine.mix import Layer, Mix, noise, picture

X0, EPS = Mix.of(picture()), Mix.of(noise("a"))


def test_a_mix_obeys_the_laws_of_a_vector_space() -> None:
    a, b, c = 2 * X0 - EPS, 0.25 * EPS, X0 / 4
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert 4 * (a + b) == 4 * a + 4 * b
    assert a - a == Mix({})
    assert -a == -1 * a
    assert a / 4 == 0.25 * a


def test_equal_sums_are_equal_and_hash_alike_whatever_their_order() -> None:
    assert hash(X0 + EPS) == hash(EPS + X0)
    assert 0 * X0 + EPS == EPS
    assert Mix({picture(): 0.0}).weights == {}


def test_weights_are_python_floats_and_read_only() -> None:
    mix = np.float64(0.5) * X0 + np.float32(2) * EPS
    assert [type(weight) for weight in mix.weights.values()] == [float, float]
    with pytest.raises(TypeError):
        mix.weights[picture()] = 1.0  # type: ignore[index]


@pytest.mark.parametrize("factor", [np.float64(2), np.int64(2), np.array(2.0), 2, 2.0])
def test_numpy_numbers_multiply_from_either_side(factor: float) -> None:
    assert factor * X0 == X0 * factor == X0 + X0


def test_a_weight_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"picture.*not a number"):
        Mix({picture(): math.nan})
    with pytest.raises(ValueError, match="NaN"):
        math.nan * X0
    with pytest.raises(ValueError, match="NaN"):
        X0 / math.nan
    with pytest.raises(ValueError, match="not a number"):
        math.inf * X0 - math.inf * X0


@pytest.mark.parametrize("other", [1.0, "x", None, np.ones(3)])
def test_only_mixes_add_up(other: object) -> None:
    with pytest.raises(TypeError):
        X0 + other  # type: ignore[operator]
    with pytest.raises(TypeError):
        X0 - other  # type: ignore[operator]


def test_mixes_do_not_multiply_each_other() -> None:
    with pytest.raises(TypeError):
        X0 * EPS  # type: ignore[operator]
    with pytest.raises(TypeError):
        X0 / EPS  # type: ignore[operator]


def test_layers_are_told_apart_by_kind_and_key() -> None:
    assert len({picture("a"), picture("b"), noise("a"), Layer("noise", "a")}) == 3
