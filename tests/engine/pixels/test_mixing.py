from itertools import pairwise

import numpy as np
import pytest
import torch

from engine.pixels import mixing
from engine.pixels.crew import Crew
from engine.pixels.mixing import Drawn, draw_together

SIZES = [(120, 426), (1, 1), (5, 6000), (300, 3)]


def images(count: int, height: int, width: int) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(height * width)
    return [torch.randn(height, width, 4, generator=generator) for _ in range(count)]


def plain(terms: list[tuple[torch.Tensor, float]], height: int, width: int) -> torch.Tensor:
    """Term by term over the whole image, as float32 rounds it."""
    total = torch.tensor([128.0, 128.0, 128.0, 255.0]).expand(height, width, 4)
    for image, weight in terms:
        total = torch.add(total, image, alpha=127.5 * weight)
    return total.clamp(0.0, 255.5).to(torch.uint8)


@pytest.mark.parametrize("hands", [1, 3])
@pytest.mark.parametrize(("height", "width"), SIZES)
def test_each_cell_is_its_own_sum_in_its_own_order_to_the_byte(height: int, width: int, hands: int) -> None:
    layers = images(9, height, width)
    cells = [
        [(layer, 0.3 / (n + 1)) for n, layer in enumerate(layers)],
        [(layer, -0.2) for layer in reversed(layers)],
        [(layers[4], 1.0)],
        [],
    ]
    canvas = torch.full((height, width * len(cells), 4), 7, dtype=torch.uint8)
    targets = [canvas[:, left : left + width] for left in range(0, width * len(cells), width)]
    crew = Crew(hands)
    draw_together([Drawn(target, terms) for target, terms in zip(targets, cells, strict=True)], crew)
    crew.close()
    for target, terms in zip(targets, cells, strict=True):
        assert np.array_equal(target.numpy(), plain(terms, height, width).numpy())


def test_much_work_is_shared_and_little_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = []

    class Watched(Crew):
        def each(self, work, items):  # type: ignore[no-untyped-def]
            shared.append(items)
            return super().each(work, items)

    for height, terms in ((100, 2), (213, 30)):
        (image,) = images(1, height, 426)
        target = torch.empty(height, 426, 4, dtype=torch.uint8)
        draw_together([Drawn(target, [(image, 0.1)] * terms)], Watched(1))
    ((*pieces,),) = shared
    rows = [(top, bottom) for _, top, bottom in pieces]
    assert (rows[0][0], rows[-1][1]) == (0, 213)
    assert len(rows) > 2
    assert all(above[1] == below[0] for above, below in pairwise(rows))


def test_an_image_of_many_bands_is_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two calls the engine waits for Python's lock, which the window's thread may hold."""
    calls = []
    rows = mixing._ROWS

    def watched(*values: object) -> None:
        calls.append(values)
        rows(*values)

    monkeypatch.setattr(mixing, "_ROWS", watched)
    (image,) = images(1, 400, 900)
    target = torch.empty(400, 900, 4, dtype=torch.uint8)
    draw_together([Drawn(target, [(image, 0.1)])], Crew(2))
    assert len(calls) == 1
    assert np.array_equal(target.numpy(), plain([(image, 0.1)], 400, 900).numpy())
