"""The command that asks for a view again."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from engine.scenes import TITLES
from engine.schedules.given import Given
from engine.state.changes import with_settings
from engine.state.check import usual_t
from engine.state.field import flag
from engine.state.setting_words import changed_settings, setting_text
from engine.state.start import Looks, Machine
from engine.state.texts import file_text, join_words
from engine.state.view import Bundled, FromFile, Pasted, View
from engine.state.words import LOOKS, MACHINE, VIEW, changed

INSTALLED = "diffusion-sandbox"
"""The name by which pip's environments know the program."""


@dataclass(frozen=True, slots=True)
class Command:
    """A line for a shell, and a sentence on what it leaves out, empty if it is complete."""

    line: str
    left_out: str = ""


def command_of(view: View, looks: Looks | None = None, machine: Machine | None = None) -> Command:
    """The command that gives this view; what has its default is left out.

    Settings that are not to be seen, since they are of another scene or do nothing with the others, are left out.
    """
    words = [*program_words(), *view_words(view)]
    for name, text in changed(LOOKS, looks or Looks(), Looks()).items():
        if LOOKS[name].on_line:
            words += asking(name, text)
    for name, text in changed(MACHINE, machine or Machine(), Machine()).items():
        words += asking(name, text)
    return Command(join_words(words), " ".join([*unsaid(view), *unseen(view)]))


def program_words() -> list[str]:
    """The words that start this program: the built application, what pip installed, or the sources where they lie."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    # Not by sys.argv alone: after another text size an installed program, too, was started by its main.py.
    sources = (Path(__file__).parents[2] / "pyproject.toml").is_file()
    named = Path(sys.argv[0]).stem == INSTALLED
    return ["python", "main.py"] if sources and not named else [INSTALLED]


def view_words(view: View, *, exact: bool = False) -> list[str]:
    """The words that ask for a view, as people type them, or with all digits that its pixels need."""
    words = []
    if isinstance(view.source, FromFile):
        words.append(file_text(view.source.path))
    elif isinstance(view.source, Bundled) and view.source != View().source:
        words += ["--bundled", view.source.name]
    for name, text in (_exactly(view) if exact else changed(VIEW, view, View())).items():
        if name != "t" and VIEW[name].on_line:
            words += asking(name, text) if VIEW[name].metavar else [flag(name)]
    if view.t != usual_t(view):
        words += ["--t", str(view.t)]
    for option, value in changed_settings(view.scene, view.own):
        for text in value if option.kind == "runs" else (setting_text(option, value),):
            words += asking(option.name, text)
    return words


def _exactly(view: View) -> dict[str, str]:
    """The texts of the fields that are not as usual, as short as they mean exactly what is there."""
    texts = {}
    for name, field in VIEW.items():
        typed, kept = field.typed(view), field.kept(view)
        if kept != field.kept(View()):
            texts[name] = typed if typed and field.read(typed) == field.read(kept) else kept
    return texts


def asking(name: str, text: str) -> list[str]:
    """The words that ask for a value by its name."""
    # A text with a minus in front would be taken for an option.
    return [f"{flag(name)}={text}"] if text.startswith("-") else [flag(name), text]


def unsaid(view: View) -> list[str]:
    """Sentences on what no words of the command line can say, and what to do."""
    sentences = []
    if isinstance(view.source, Pasted):
        sentences.append("The picture was pasted and has no file: save it, and name the file in the command.")
    if isinstance(view.schedule.given, Given):
        sentences.append("The schedule is given by numbers: save its table, and name it as --schedule FILE.")
    elif view.schedule.config:
        sentences.append(
            "Left out is the rest of the configuration: save it, and name it as --schedule FILE."
        )
    if view.pin is not None:
        sentences.append("Left out is the pinned view: a session has it.")
    return sentences


def unseen(view: View) -> list[str]:
    """Sentences on settings that are left out since nothing of them is to be seen."""
    sentences = []
    titles = [TITLES[scene] for scene, _ in view.settings if scene != view.scene]
    if titles:
        sentences.append(f"Left out are the settings of {', '.join(titles)}: a session has them.")
    if view.own != seen(view).own:
        sentences.append(f"Left out are settings of {TITLES[view.scene]} that do nothing here.")
    return sentences


def seen(view: View) -> View:
    """The view without settings that are not to be seen: those of other scenes, and those that do nothing."""
    own = {option.name: value for option, value in changed_settings(view.scene, view.own)}
    return with_settings(replace(view, settings=()), view.scene, type(view.own)(**own))
