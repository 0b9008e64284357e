"""The command line: what the program is asked to start with."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.exports.options import EXPORTS
from engine.quoting import shown
from engine.schedules.choice import ScheduleChoice
from engine.schedules.opened import naming, open_schedule
from engine.state import texts
from engine.state.axes import axis_named
from engine.state.changes import with_settings
from engine.state.check import check_scene, check_view, usual_t
from engine.state.command_parser import command_parser, names_file
from engine.state.errand_words import ERRAND, export_options
from engine.state.field import Field, flag
from engine.state.opened_config import said_with, with_said
from engine.state.refused import Refused
from engine.state.setting_words import (
    RUNS_APART,
    option_of,
    options_by_name,
    setting,
    spread,
)
from engine.state.start import Errand, Looks, Machine, Start
from engine.state.view import Bundled, FromFile, Pasted, View
from engine.state.words import LOOKS, MACHINE, VIEW


def parse_start(words: Sequence[str]) -> Start:
    """What a command line asks for. Ends the program with code 2 and a sentence when something is not possible."""
    parser = command_parser()
    given = vars(parser.parse_args(words))
    try:
        base, extra, about_session = _opened(given["session"])
        base, about_schedule = _with_schedule_file(base, given)
        view = _with_fields(VIEW, _with_source(base, given), given)
        view = _with_own_settings(parser, view, given)
        if given["t"] is None and (
            given["session"] is None or view.schedule.final_steps != base.schedule.final_steps
        ):
            view = replace(view, t=usual_t(view))
        if not given["doctor"]:  # which says what is wrong itself
            _check(view, given)
    except Refused as error:
        name = error.fields[0] if error.fields and error.fields[0] in {*VIEW, "session"} else "schedule"
        parser.error(
            f"argument {flag('session' if given['session'] and not error.fields else name)}: {error}"
        )
    try:
        if not _needs_no_scene(given):
            check_scene(view)
    except Refused as error:
        parser.error(str(error))
    looks = _with_fields(LOOKS, Looks(), given)
    machine = _with_fields(MACHINE, Machine(), given)
    errand = _with_export_settings(parser, _with_fields(ERRAND, Errand(), given), given, view)
    errand = replace(errand, json=given["json"])
    if errand.json and not errand.doctor:
        parser.error("argument --json: does nothing without --doctor")
    said = ("session", "schedule_file", "picture", "bundled", *VIEW, *options_by_name())
    named = any(given.get(name) is not None for name in said)
    return Start(view, looks, machine, errand, named, extra, (*about_session, *about_schedule))


def _check(view: View, given: dict[str, Any]) -> None:
    """Raise Refused when the view is not possible; what is wrong with a schedule names the file that it is from."""
    try:
        check_view(view)
    except Refused as error:
        file = given.get("schedule_file")
        if file is None or {"t", "large_sample"} & set(error.fields):
            raise
        raise Refused(naming(Path(file), error), error.fields) from error


def _opened(session: Path | None) -> tuple[View, Mapping[str, Any], tuple[str, ...]]:
    """The view of a session, what a newer version wrote into it, and what is to be said of its file."""
    if session is None:
        return View(), {}, ()
    from engine.state.opened_session import open_session  # slow

    opened = open_session(session)
    return opened.view, opened.extra, (opened.said,) if opened.said else ()


def _needs_no_scene(given: dict[str, Any]) -> bool:
    return any(given[name] is not None for name in ("doctor", "save_config"))


def _with_schedule_file(view: View, given: dict[str, Any]) -> tuple[View, tuple[str, ...]]:
    """The view with all that the file that is named says, which then is no name any more; what is said of it."""
    text = given["schedule"]
    if text is None:
        return view, ()
    if not names_file(text):  # another schedule than that of the session, with nothing of it but T
        return replace(view, schedule=ScheduleChoice(steps=view.schedule.steps)), ()
    steps = VIEW["steps"].read(given["steps"]) if given["steps"] else view.schedule.steps
    try:
        opened = open_schedule(Path(text), steps)
    except ValueError as error:
        raise Refused(str(error), ("schedule",)) from error
    given["schedule_file"], given["schedule"] = text, None
    beside = said_with(opened.choice)
    of_scenes = () if _needs_no_scene(given) or not beside.sentence else (beside.sentence,)
    words = (opened.said[0], *of_scenes, *opened.said[1:])
    return with_said(replace(view, schedule=opened.choice), beside), words


def _with_source(view: View, given: dict[str, Any]) -> View:
    if given["picture"] is not None:
        # Whole, so that a session and a copied command mean the same file in any folder.
        return replace(view, source=FromFile(given["picture"].absolute()))
    if given["bundled"] is not None:
        return replace(view, source=Bundled(given["bundled"]))
    if given["session"] is None:
        return view
    from engine.state.opened_session import with_picture

    found = with_picture(view, given["session"])
    if found is None or isinstance(found.source, Pasted):
        assert not isinstance(view.source, Bundled)
        if any(given[name] for name in ERRAND):  # there is no window that could ask for it
            raise Refused(
                f"its picture {shown(view.source.name)} is not beside it; name the picture too, as in "
                "photo.jpg --session FILE",
                ("session",),
            )
        return view
    return found


def _with_fields(table: dict[str, Field], part: Any, given: dict[str, Any]) -> Any:
    for name, field in table.items():
        if field.on_line and given[name] is not None:
            part = field.put(part, field.read(given[name]))
    return part


def _with_own_settings(parser: argparse.ArgumentParser, view: View, given: dict[str, Any]) -> View:
    """The view with settings of its scene; those that it has not, or that do nothing, end the program."""
    values, settings = {}, view.own
    for name in options_by_name():
        if given[name] is None:
            continue
        option = option_of(view.scene, name)
        if option is None:
            parser.error(f"argument {flag(name)}: the scene {view.scene} has no such setting")
        try:
            text = RUNS_APART.join(given[name]) if isinstance(given[name], list) else given[name]
            if option.spread and text not in dict(option.choices):
                settings = spread(view.scene, settings, text, option)
                values[name] = getattr(settings, name)
            else:
                values[name] = setting(option, text)
        except ValueError as error:
            parser.error(f"argument {flag(name)}: {error}")
    settings = replace(settings, **values)
    for name in values:
        option = option_of(view.scene, name)
        for other, choices in option.when if option else ():
            if getattr(settings, other) not in choices:
                idle = f"{flag(other)} {getattr(settings, other)}; it is for {' or '.join(_texts(choices))}"
                parser.error(f"argument {flag(name)}: does nothing with {idle}")
    return with_settings(view, view.scene, settings)


def _with_export_settings(
    parser: argparse.ArgumentParser, errand: Errand, given: dict[str, Any], view: View
) -> Errand:
    """The errand with the settings of its export; those that it has not end the program."""
    name, values = errand.export, {}
    for each, options in export_options().items():
        if given[f"export_{each}"] is None:
            continue
        option = dict(options).get(name)
        if option is None:
            parser.error(
                f"argument {flag(each)}: is for {' or '.join(flag(export) for export, _ in options)}"
            )
        try:
            values[each] = setting(option, given[f"export_{each}"])
            if option.kind == "name":
                axis_named(view, values[each])
        except ValueError as error:
            parser.error(f"argument {flag(each)}: {error}")
    if not name:
        return errand
    export = EXPORTS[name]
    settings = replace(export.defaults, format=export.format_of(getattr(errand, name)), **values)
    for option in export.options:
        if option.name in values and not option.applies(settings):
            needed = " and ".join(f"{each} {' or '.join(_texts(those))}" for each, those in option.when)
            parser.error(f"argument {flag(option.name)}: does nothing here: it needs {needed}")
    return replace(errand, settings=settings)


def _texts(choices: Iterable[str | bool]) -> list[str]:
    return [each if isinstance(each, str) else texts.switch_text(each) for each in choices]
