"""Words of others, such as names of files, made safe for a sentence, a terminal and a formula."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80
_KEPT_AT_END = 24  # letters: the end of a file's name tells what it is
_GONE = "\N{REPLACEMENT CHARACTER}"
_CONTROLS = {"Cc": _GONE, "Cs": _GONE, "Co": _GONE, "Cn": _GONE, "Cf": ""}
"""What stands for characters that are not seen: Cf would turn the direction of writing of all that follows."""


def one_line(text: object) -> str:
    """A text, or a path, on one line, in which no character controls a terminal or turns the direction of writing."""
    visible = (_CONTROLS.get(unicodedata.category(letter), letter) for letter in " ".join(str(text).split()))
    return "".join(visible)


def shown(name: object) -> str:
    """A name (a text, a path) as a sentence may say it: on one line, visible, at most LONGEST letters."""
    line = one_line(name)
    if len(line) <= LONGEST:
        return line
    return f"{line[: LONGEST - _KEPT_AT_END - 1]}…{line[-_KEPT_AT_END:]}"


def unread(name: object, error: OSError) -> str:
    """A sentence on why a file of this name cannot be read."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"{shown(name)} was not found: it may have been moved or renamed."
    return f"{shown(name)} cannot be read: {error.strerror or error}."


def tex_text(words: object) -> str:
    r"""Any words as a part of a formula: \text{...}, where what has a meaning in a formula is escaped."""
    escaped = re.sub(r"[\\{}]", r"\\\g<0>", one_line(words))
    return rf"\text{{{escaped}}}"
