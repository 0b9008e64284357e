"""The arguments of the command line, each with its help and what reads it, from the tables of fields and options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import resources
from engine import __version__
from engine.exports.options import EXPORTS
from engine.schedules import SCHEDULES
from engine.schedules.opened import ENDINGS
from engine.state import texts
from engine.state.errand_words import ERRAND, export_options
from engine.state.field import Field, flag
from engine.state.setting_words import options_by_name, setting_metavar, setting_text
from engine.state.start import Errand, Looks, Machine
from engine.state.view import View
from engine.state.words import LOOKS, MACHINE, VIEW

ALSO = {"schedules": ("--compare",)}
"""Other words for a setting."""
SAY_NO_DEFAULT = ("t", "independent_noise", "until_end", "install_desktop_entry", "remove_desktop_entry")
"""Fields whose help says it already, or needs not."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """The sentence alone: the usage would bury it under sixty lines."""
        self.exit(2, f"{self.prog}: error: {message}\n")


def command_parser() -> argparse.ArgumentParser:
    """What reads the command line: each argument is a text that means something, or None where it is not given."""
    parser = _Parser(
        prog="diffusion-sandbox",
        description="See diffusion: drag the timestep and watch images and curves of the noise process.",
        allow_abbrev=False,
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("picture", nargs="?", type=Path, help="picture file to open")
    names = resources.picture_names()
    source.add_argument(
        "--bundled",
        type=_checked(texts.one_of(names)),
        metavar="|".join(names),
        help="open a bundled picture",
    )
    parser.add_argument(
        "--session",
        type=Path,
        metavar="FILE",
        help="begin with a saved session, or with the view that a saved PNG carries",
    )
    _add_fields(parser, VIEW, View())
    _add_settings(parser.add_argument_group("settings of scenes"))
    _add_fields(parser, LOOKS, Looks())
    _add_fields(parser, MACHINE, Machine())
    _add_fields(parser.add_mutually_exclusive_group(), ERRAND, Errand())
    _add_export_settings(parser.add_argument_group("settings of films, figures, sheets and images"))
    parser.add_argument("--json", action="store_true", help="say the findings of --doctor as JSON")
    parser.add_argument("--version", action=_SayVersion, nargs=0, help="say which this is and end")
    parser.add_argument("--list-schedules", action=_ListSchedules, nargs=0, help="list them and end")
    return parser


def names_file(text: str) -> bool:
    """Whether what is given as a schedule is the name of a file."""
    ending = Path(text).suffix.lower()
    return ending in ENDINGS or (bool(ending) and Path(text).is_file())  # which it says that it cannot read


def _add_fields(parser: argparse._ActionsContainer, table: dict[str, Field], usual: Any) -> None:
    for name, field in table.items():
        if not field.on_line:
            continue
        default = "" if name in SAY_NO_DEFAULT else field.typed(usual)
        help = _plain(field.help + (f" (default: {default})" if default else ""))
        if name == "schedule":
            parser.add_argument(field.flag, type=_schedule, metavar=field.metavar, help=help)
        elif field.metavar:
            parser.add_argument(field.flag, type=_checked(field.read), metavar=field.metavar, help=help)
        else:
            parser.add_argument(field.flag, action="store_const", const="on", help=help)


def _add_settings(group: argparse._ActionsContainer) -> None:
    for name, options in options_by_name().items():
        scenes = ", ".join(scene for scene, _ in options)
        scene, option = options[0]
        default = setting_text(option, getattr(View().settings_of(scene), name))
        help = f"{scenes}: {option.help}" + (f" (default: {default})" if default else "")
        action = "append" if option.kind == "runs" else "store"
        words = (flag(name), *ALSO.get(name, ()))
        group.add_argument(*words, action=action, metavar=setting_metavar(option), help=_plain(help))


def _add_export_settings(group: argparse._ActionsContainer) -> None:
    for name, options in export_options().items():
        words = []
        for export, option in options:
            value = getattr(EXPORTS[export].defaults, name)
            special = option.none and value == option.minimum
            default = option.none if special else setting_text(option, value) + option.unit
            words.append(f"{export}: {option.help} (default: {default})")
        metavar = "|".join(dict.fromkeys(setting_metavar(option) for _, option in options))
        group.add_argument(flag(name), dest=f"export_{name}", metavar=metavar, help=_plain("; ".join(words)))


def _checked(read: Callable[[str], Any]) -> Callable[[str], str]:
    """A type for argparse: the text itself, after it was found to mean something."""

    def check(text: str) -> str:
        try:
            read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error
        return text

    return check


def _schedule(text: str) -> str:
    return text if names_file(text) else _checked(VIEW["schedule"].read)(text)


def _plain(help: str) -> str:
    return help.replace("%", "%%")


class _ListSchedules(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        lines = []
        for family in SCHEDULES.values():
            parameters = ", ".join(f"{each.name}={each.default:g}" for each in family.parameters)
            lines.append(f"{family.name:24}{family.title} ({family.source}): {parameters}\n")
        print("".join(lines), end="")  # at once: a reader may stop after the first line
        parser.exit()


class _SayVersion(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        print(f"Diffusion Sandbox {__version__}")
        parser.exit()
