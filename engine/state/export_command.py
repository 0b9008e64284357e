"""The command that makes an export again: from options, or from a session where options cannot say the view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.exports.options import EXPORTS
from engine.schedules.curve_looks import CurveLooks
from engine.schedules.given import Given
from engine.state.command import Command, asking, program_words, unsaid, unseen, view_words
from engine.state.field import flag
from engine.state.setting_words import setting_text
from engine.state.start import Looks, Machine
from engine.state.texts import file_text, join_words
from engine.state.view import Pasted, View
from engine.state.words import LOOKS, MACHINE, changed, kept

WITH_CURVES = {"film": ("window", "curves"), "figure": ("all", "curves")}
"""The parts of exports in which the curves of the window are to be seen."""
IN_THEME = ("film",)
"""Exports in the colours of the window; all others have their own."""


def needs_session(view: View) -> str:
    """Why the command of an export must begin with a session, in words; empty where options say all of the view."""
    if isinstance(view.source, Pasted):
        return "the picture was pasted and has no file"
    if isinstance(view.schedule.given, Given):
        return "the schedule is given by numbers"
    if view.pin is not None:
        return "no option says the pinned view"
    return "no option says the rest of the configuration" if unsaid(view) else ""


def export_command(
    view: View,
    looks: Looks,
    machine: Machine,
    kind: str,
    settings: Any,
    file: Path,
    session: Path | None = None,
) -> Command:
    """The command that makes a kind in EXPORTS of a view, with its settings; what has its default is left out.

    `looks` have the theme that is seen, and the curves. A `session` holds the view, and takes the place of its
    options. Settings that do nothing with the others, or with the view, are left out.
    """
    words = program_words()
    words += view_words(view, exact=True) if session is None else ["--session", file_text(session)]
    for name, text in kept(LOOKS, _looks_in(kind, settings, looks)).items():
        words += asking(name, text)
    for name, text in changed(MACHINE, machine, Machine()).items():
        words += asking(name, text)
    words += [flag(kind), file_text(file), *_setting_words(kind, settings)]
    return Command(join_words(words), "" if session else " ".join(unseen(view)))


def _looks_in(kind: str, settings: Any, looks: Looks) -> Looks:
    """What of the looks is to be seen in an export, without what is as usual."""
    found = Looks(theme=looks.theme if kind in IN_THEME else None)
    if getattr(settings, "part", "") not in WITH_CURVES.get(kind, ()):
        return found
    found = found.with_curves(looks.of_curves)
    return replace(found, curves=None) if found.curves == CurveLooks().names else found


def _setting_words(kind: str, settings: Any) -> Iterator[str]:
    """Those of the options of an export; the format is said by the file's name."""
    defaults = EXPORTS[kind].defaults
    for option in EXPORTS[kind].options[1:]:
        value = getattr(settings, option.name)
        if option.applies(settings) and value != getattr(defaults, option.name):
            yield from asking(option.name, setting_text(option, value))
