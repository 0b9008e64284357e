import os
import sys
from pathlib import Path

import pytest

import main
from gui.startup import scale


def test_the_size_is_a_factor_for_qt_unless_the_surroundings_name_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "environ", dict[str, str]())  # else later tests would start at another size
    scale.use(150)
    assert os.environ[scale.VARIABLE] == "1.5"
    scale.use(80)  # a start that this one began
    assert os.environ[scale.VARIABLE] == "0.8"
    del os.environ[scale.OWN]
    scale.use(200)
    assert os.environ[scale.VARIABLE] == "0.8"


@pytest.mark.parametrize("text", ["", "99", "100.0", "large"])
def test_only_sizes_that_are_offered_are_read(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        scale.percent(text)
    assert scale.percent("125") == 125


def test_it_starts_again_with_what_it_leaves_and_no_argument_of_this_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[tuple[list[str], str]] = []
    monkeypatch.setattr("subprocess.Popen", lambda words, env: begun.append((words, env[scale.LEFT])))
    monkeypatch.setattr(sys, "argv", [r"Scripts\diffusion-sandbox", "--t", "3"])  # as pip's starter leaves it
    scale.start_again(Path("left here"))
    assert begun == [([sys.executable, main.__file__], "left here")]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    scale.start_again(Path("left here"))
    assert begun[1] == ([sys.executable], "left here")


def test_what_was_left_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {scale.LEFT: "left here"})
    assert [scale.left(), scale.left()] == [Path("left here"), None]
