"""Words of others do no harm where they are said."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exports.files import write_whole
from engine.exports.options import EXPORTS
from engine.open_jobs import opening
from engine.pictures.decoding import Decoder
from engine.pictures.given_pixels import from_pixels
from engine.pictures.picture import PictureError, decode, read_file
from engine.pictures.sets import read_members
from engine.quoting import LONGEST, one_line, shown, tex_text
from engine.slices import finish
from engine.state.opened_session import open_session
from engine.state.view import Pasted
from gui.formulas.tex import parse
from gui.formulas.tex_text import plain


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("photo.png", "photo.png"),
        ("Zoë – été 夏.png", "Zoë – été 夏.png"),
        ("two\nlines\r\n.png", "two lines .png"),
        ("\x1b[31mred\x1b[0m.png", "�[31mred�[0m.png"),
        ("bell\a and \x9b2J", "bell� and �2J"),
        ("gpj.\u202egnp.exe", "gpj.gnp.exe"),  # shown as gpj.exe.png
        ("not utf-8 \udcff", "not utf-8 �"),
        ("", ""),
    ],
)
def test_a_name_is_said_on_one_line_without_what_a_terminal_obeys(name: str, said: str) -> None:
    assert shown(name) == said


HOSTILE = "\x1b[31mgpj.\u202egnp"


@pytest.mark.parametrize(
    "refuse",
    [
        lambda path: read_file(path),
        lambda path: read_file(path.parent),
        lambda path: decode(b"no picture", path.name),
        lambda path: finish(from_pixels(np.zeros((0, 4, 3), np.uint8), path.name)),
        lambda path: open_session(path),
        lambda path: EXPORTS["film"].file(str(path)),
        lambda path: finish(read_members("folder", str(path), Decoder())),
        lambda path: write_whole(path / "missing" / "file", b""),
        lambda path: opening(Pasted(path.name), None),
    ],
)
def test_a_file_is_refused_by_a_name_that_does_no_harm(
    refuse: Callable[[Path], object], tmp_path: Path
) -> None:
    folder = tmp_path / HOSTILE
    with pytest.raises((ValueError, PictureError)) as error:
        refuse(folder / HOSTILE)
    assert "\u202e" not in str(error.value)
    assert "\x1b" not in str(error.value)
    assert "gpj.gnp" in str(error.value)


def test_a_long_name_keeps_its_beginning_and_its_end() -> None:
    said = shown(Path("a" * 5000 + ".tar.gz"))
    assert len(said) == LONGEST
    assert said.startswith("aaaa")
    assert said.endswith("aaa.tar.gz")
    assert "…" in said


@given(st.text(alphabet=st.characters(), max_size=200))
def test_nothing_said_controls_anything(name: str) -> None:
    for said in (shown(name), one_line(name)):
        assert not [letter for letter in said if unicodedata.category(letter)[0] == "C"]
        said.encode("utf-8")
    assert len(shown(name)) <= LONGEST


@given(st.text(alphabet=st.characters(), max_size=60))
def test_no_words_break_a_formula(words: str) -> None:
    formula = parse(rf"{tex_text(words)}\; x_0")
    assert plain(formula).replace(" ", "").endswith("x_0")
    assert plain(formula.nodes[0]) == one_line(words)


def test_braces_and_backslashes_in_a_name_are_shown_as_they_are() -> None:
    assert plain(parse(tex_text(r"my {fast} \schedule"))) == r"my {fast} \schedule"
