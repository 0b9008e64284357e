"""What a program leaves to the next comes there as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.state.handover import FILE, Doing, Handover, clear, read
from engine.state.history import History
from engine.state.start import Looks, Machine
from engine.state.view import View
from tests.engine.state.views import views

LOOKS = Looks(theme="dark", curves=("snr",), digits=8, help=True, statistics=False, speed=3.0, order="swing")
DOING = Doing(presents=True, plays=True, tour=2, typed=("t", "12x"))
STEPS = st.lists(st.tuples(views(), st.text(max_size=5)), max_size=3)


@settings(max_examples=20, deadline=None)
@given(views(), STEPS, STEPS)
def test_all_views_and_the_names_of_all_steps_come_back(
    tmp_path_factory: pytest.TempPathFactory,
    view: View,
    past: list[tuple[View, str]],
    future: list[tuple[View, str]],
) -> None:
    folder = tmp_path_factory.mktemp("left")
    history = History([*past, *past], future)
    left = Handover(view, history, LOOKS, Machine("cpu", 64), DOING, pastes=4, extra={"later": [1]})
    left.write(folder)
    assert read(folder) == left
    assert (read(folder).start.view, read(folder).start.given) == (view, True)


def test_pasted_pictures_come_back_and_what_was_left_is_removed_with_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "left"
    folder.mkdir()
    pixels = np.arange(48, dtype=np.uint16).reshape(4, 3, 4)
    Handover(View(), pasted={"one": pixels, "two": pixels[::2]}).write(folder)
    pasted = read(folder).pasted
    assert list(pasted) == ["one", "two"]
    assert np.array_equal(pasted["one"][0:4], pixels)
    assert np.array_equal(pasted["two"][0:2], pixels[::2])
    assert pasted["one"].dtype == np.uint16
    (folder / "mine.txt").write_text("stays", encoding="utf-8")
    clear(folder)
    assert [file.name for file in folder.iterdir()] == ["mine.txt"]
    (folder / "mine.txt").unlink()
    clear(folder)
    assert not folder.exists()


def test_steps_from_before_a_view_that_is_not_possible_any_more_are_left_out(tmp_path: Path) -> None:
    steps = [(View(t=t), f"to {t}") for t in (1, 2, 3, 4)]
    data = json.loads(Handover(View(), History(steps)).text())
    data["views"][1] = data["views"][1].replace('"linear', '"gone')
    assert "gone" in data["views"][1]
    (tmp_path / FILE).write_text(json.dumps(data), encoding="utf-8")
    assert read(tmp_path).history.past == steps[2:]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"views": 3, "view": "x"}'])
def test_anything_else_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r".*"):
        read(tmp_path)
    with pytest.raises(OSError, match="No such file"):
        read(tmp_path / "gone")


def test_a_file_that_tells_of_other_fields_is_refused(tmp_path: Path) -> None:
    data = json.loads(Handover(replace(View(), t=7)).text())
    data["doing"]["flies"] = True
    (tmp_path / FILE).write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ValueError, match="holds nothing"):
        read(tmp_path)
