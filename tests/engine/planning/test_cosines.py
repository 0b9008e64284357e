"""The cosine transform, against SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.fft import dctn

from engine.planning import cosines
from engine.planning.cosines import cosine_transformed
from engine.slices import finish


@pytest.mark.parametrize(
    "shape", [(1, 2), (2, 1), (1, 1), (3, 3), (4, 6), (5, 7), (8, 8), (64, 37), (1, 700), (341, 512)]
)
@pytest.mark.parametrize("block", [1, 40, cosines.BLOCK])
def test_it_is_the_orthonormal_transform(
    shape: tuple[int, int], block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cosines, "BLOCK", block)
    image = np.random.default_rng(0).normal(size=shape)
    np.testing.assert_allclose(finish(cosine_transformed(image)), dctn(image, norm="ortho"), atol=1e-13)


def test_it_pauses_and_leaves_the_image_as_it_was() -> None:
    image = np.random.default_rng(0).normal(size=(900, 1200)).astype(np.float32)
    before = image.copy()
    assert sum(1 for _ in cosine_transformed(image)) > 2
    np.testing.assert_array_equal(image, before)
