import itertools
from typing import Any

import pytest
import torch

from engine.pixels import noise as noise_module
from engine.pixels.cache import Cache
from engine.pixels.crew import Crew
from engine.pixels.noise import TILE, TOP, WhiteNoise, white_noise


def whole(level: int, size: int = 320, seed: int = 7, key: str = "a") -> torch.Tensor:
    return white_noise(seed, key, level, range(size), range(size))


@pytest.mark.parametrize("level", range(TOP + 1))
def test_every_level_is_white(level: int) -> None:
    noise = whole(level).double()
    n = noise.numel()
    assert abs(noise.mean()) < 5 / n**0.5
    assert abs(noise.var() - 1) < 5 * (2 / n) ** 0.5
    assert abs((noise**3).mean()) < 5 * (15 / n) ** 0.5
    assert abs((noise**4).mean() - 3) < 5 * (96 / n) ** 0.5
    for down, across in itertools.product(range(4), range(4)):
        if down or across:
            product = noise[down:, across:] * noise[: 320 - down, : 320 - across]
            assert abs(product.mean()) < 5 / product.numel() ** 0.5
    for one, other in itertools.combinations(range(3), 2):
        assert abs((noise[..., one] * noise[..., other]).mean()) < 5 / (n / 3) ** 0.5


@pytest.mark.parametrize("level", range(TOP))
def test_a_coarse_level_is_the_scaled_block_average_of_the_finer_one(level: int) -> None:
    fine, coarse = whole(level, 256), whole(level + 1, 128)
    blocks = fine.reshape(128, 2, 128, 2, 3).sum(dim=(1, 3)) / 2
    torch.testing.assert_close(blocks, coarse, atol=2e-6, rtol=0)


def test_block_averages_of_full_resolution_are_the_top_level_over_its_block_size() -> None:
    blocks = whole(0, 256).reshape(4, 64, 4, 64, 3).mean(dim=(1, 3))
    torch.testing.assert_close(blocks, whole(TOP, 4) / 2**TOP, atol=2e-6, rtol=0)


@pytest.mark.parametrize("level", [0, 1, 3, TOP])
@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (range(1), range(1)),
        (range(5, 6), range(7, 12)),
        (range(TILE - 1, TILE + 1), range(2 * TILE - 3, 2 * TILE + 5)),
        (range(17, 301), range(33, 34)),
        (range(255, 257), range(320)),
        (range(256), range(64)),
    ],
)
def test_a_crop_is_the_same_crop_of_the_whole(level: int, rows: range, columns: range) -> None:
    crop = white_noise(7, "a", level, rows, columns)
    expected = whole(level)[rows.start : rows.stop, columns.start : columns.stop]
    assert torch.equal(crop, expected)


def test_it_does_not_depend_on_what_was_asked_before_nor_on_the_global_generator() -> None:
    first = whole(0, 64)
    torch.manual_seed(1)
    whole(3)
    torch.randn(10)
    assert torch.equal(whole(0, 64), first)


def test_it_leaves_the_global_generator_alone() -> None:
    state = torch.get_rng_state()
    whole(0, 64)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(("seed", "key"), [(8, "a"), (7, "b"), (-7, "a"), (2**70, "a")])
def test_other_seeds_and_keys_give_independent_noise(seed: int, key: str) -> None:
    one, other = whole(0).flatten(), whole(0, seed=seed, key=key).flatten()
    assert abs((one * other).mean()) < 5 / one.numel() ** 0.5


@pytest.mark.parametrize("budget", [0, 2**18, 2**26])
@pytest.mark.parametrize("level", [0, 2])
def test_a_crew_makes_the_same_bytes(level: int, budget: int) -> None:
    crew = Crew(4)
    for key in "ab":
        image = WhiteNoise(7, key, (1400, 900), Cache(budget), crew)
        for rows, columns in [(range(0, 200), range(300)), (range(100, 220), range(11, 350))]:
            assert torch.equal(image.level(level, rows, columns), white_noise(7, key, level, rows, columns))
    crew.close()


def test_a_block_is_made_in_one_call_with_all_above_it_that_are_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    line = noise_module._LINE

    def counted(above: Any, generators: Any, *values: Any) -> Any:
        made.append((len(above), len(generators)))
        return line(above, generators, *values)

    monkeypatch.setattr(noise_module, "_LINE", counted)
    image = WhiteNoise(7, "a", (1024, 512), Cache(2**26))
    image.averages(3, range(64), range(128))
    assert made == [(0, TOP - 2)]  # each call would wait for Python's lock
    image.averages(2, range(128), range(256))
    assert made[1:] == [(1, 1)]
    image.averages(0, range(512), range(1024))
    assert made[2:] == [(1, 1)] * (2 + 8)


@pytest.mark.parametrize(("size", "most"), [((20_000, 1), 10), ((20_000, 3), 20)])
def test_a_low_picture_draws_only_the_rows_that_it_has(
    size: tuple[int, int], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    line = noise_module._LINE

    def counted(above: Any, generators: Any, parts: Any, *values: Any) -> Any:
        drawn.extend(rows for _, rows, _, _ in parts)
        return line(above, generators, parts, *values)

    monkeypatch.setattr(noise_module, "_LINE", counted)
    thin = WhiteNoise(7, "a", size, Cache(2**26)).averages(0, range(size[1]), range(size[0]))
    assert sum(drawn) / (size[0] / 256) < most  # rows of tiles, of which there are 128 in each
    monkeypatch.undo()
    assert torch.equal(thin[:, 300:700], white_noise(7, "a", 0, range(size[1]), range(300, 700)))


@pytest.mark.parametrize("level", [-1, TOP + 1])
def test_a_level_that_does_not_exist_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match=f"0 to {TOP}, not {level}"):
        white_noise(0, "a", level, range(4), range(4))


def test_the_noise_of_a_seed_stays_what_it_was() -> None:
    """Guards the definition: a change here changes every picture that anyone has made."""
    corner = white_noise(0, "forward 0", 0, range(2), range(2))[..., 0]
    expected = torch.tensor(EXPECTED)
    torch.testing.assert_close(corner, expected, atol=1e-4, rtol=0)


EXPECTED = [[0.7265664, 0.2968100], [-0.1560439, 1.2426614]]
