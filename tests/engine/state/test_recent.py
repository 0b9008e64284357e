from pathlib import Path

from engine.state.recent import MOST, add, called, without


def test_the_newest_is_first_none_is_twice_and_there_are_only_so_many() -> None:
    recent: tuple[Path, ...] = ()
    for number in range(MOST + 3):
        recent = add(recent, Path(f"{number}.png"))
    assert recent == tuple(Path(f"{number}.png") for number in range(MOST + 2, 2, -1))
    assert add(recent, recent[4]) == (recent[4], *recent[:4], *recent[5:])
    assert without(recent, recent[4]) == (*recent[:4], *recent[5:])


def test_files_of_one_name_are_told_apart_by_their_folders() -> None:
    files = [Path(name) for name in ("/a/x/cat.png", "/b/x/cat.png", "/a/dog.png", "/a/y/cat.png", "cat.png")]
    assert called(files) == [
        f"cat.png (in {Path('a/x')})",
        f"cat.png (in {Path('b/x')})",
        "dog.png",
        "cat.png (in y)",
        "cat.png",
    ]
    assert called([Path("/one/cat.png")]) == ["cat.png"]
    long = called([Path(f"/{'f' * 300}/{'n' * 300}.png"), Path(f"/g/{'n' * 300}.png")])
    assert long[0] != long[1]
    assert max(map(len, long)) < 180
