"""The words for an errand: what the program can be asked to do without a window."""

from __future__ import annotations

from engine.exports.options import EXPORTS
from engine.option import Option
from engine.scenes import SCENES
from engine.schedules.table import FORMATS
from engine.state import texts
from engine.state.field import Field, table_of

CHARTED = tuple(name for name, scene in SCENES.items() if scene.has_charts)

ERRAND = table_of(
    Field("screenshot", "FILE", "save a PNG of the window and open none", texts.png_file, texts.file_text),
    Field(
        "cells",
        "FOLDER",
        "save each image of the scene, with a table, and open no window",
        texts.folder,
        texts.file_text,
    ),
    Field(
        "table",
        "FILE",
        f"save the numbers of the charts of {', '.join(CHARTED)} as CSV, or in other scenes those of the schedule as "
        ".csv, .json or .npz, and open no window",
        texts.ending_in(FORMATS),
        texts.file_text,
    ),
    *(
        Field(name, "FILE", f"save {export.words} and open no window", export.file, texts.file_text)
        for name, export in EXPORTS.items()
    ),
    Field(
        "save_config",
        "FILE",
        "save the schedule as a scheduler_config.json of diffusers, and open no window",
        texts.ending_in((".json",)),
        texts.file_text,
    ),
    Field(
        "doctor",
        "",
        "say what is wrong with the schedule and end, with code 1 if anything is",
        texts.switch,
        texts.switch_text,
    ),
    Field(
        "install_desktop_entry",
        "",
        "on Linux, put the program into the menu of applications and among those that open pictures",
        texts.switch,
        texts.switch_text,
    ),
    Field(
        "remove_desktop_entry",
        "",
        "take it out again",
        texts.switch,
        texts.switch_text,
    ),
)


def export_options() -> dict[str, list[tuple[str, Option]]]:
    """The options of all exports but the format, which the ending of the file says."""
    found: dict[str, list[tuple[str, Option]]] = {}
    for name, export in EXPORTS.items():
        for option in export.options[1:]:
            found.setdefault(option.name, []).append((name, option))
    return found
