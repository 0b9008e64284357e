from itertools import pairwise

import numpy as np
import pytest
import torch

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
    bands = [band for _, band in pieces]
    assert (bands[0].start, bands[-1].stop) == (0, 213)
    assert all(above.stop == below.start for above, below in pairwise(bands))
