"""The list of changed lines is of this program: lines and tests that are there."""

from __future__ import annotations

import re

import pytest

from tests.gui.mutations import MUTATIONS, ROOT, Mutation


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: f"{each.file}: {each.old}")
def test_the_line_and_the_test_that_must_notice_are_there(mutation: Mutation) -> None:
    assert mutation.old in (ROOT / "gui" / mutation.file).read_text(encoding="utf-8")
    tests = re.findall(r"def (test_\w+)", (ROOT / "tests/gui" / mutation.test).read_text(encoding="utf-8"))
    assert any(mutation.named in name for name in tests)
