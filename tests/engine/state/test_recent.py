from pathlib import Path

from engine.state.recent import MOST, add, without


def test_the_newest_is_first_none_is_twice_and_there_are_only_so_many() -> None:
    recent: tuple[Path, ...] = ()
    for number in range(MOST + 3):
        recent = add(recent, Path(f"{number}.png"))
    assert recent == tuple(Path(f"{number}.png") for number in range(MOST + 2, 2, -1))
    assert add(recent, recent[4]) == (recent[4], *recent[:4], *recent[5:])
    assert without(recent, recent[4]) == (*recent[:4], *recent[5:])
