"""A session from a file: JSON, or a PNG that carries its view."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from stat import S_ISREG

from engine.exports.state_in_png import SIGNATURE, is_cut, state_in
from engine.quoting import shown, unread
from engine.state.differences import same_picture
from engine.state.find_picture import find_picture
from engine.state.network_folders import without_others
from engine.state.refused import Refused
from engine.state.session import MOST_CHARACTERS, Session, from_json
from engine.state.view import FromFile, Source, View


def open_session(file: Path) -> Session:
    """The session in a file, which leads to no folder of other computers.

    Raises:
        Refused: with one sentence, when the file cannot be read or is none.
    """
    said = ""
    try:
        if not S_ISREG(file.stat().st_mode):
            raise Refused(f"{shown(file.name)} is not a file.", ("session",))
        with file.open("rb") as stream:
            if stream.read(len(SIGNATURE)) == SIGNATURE:
                text = state_in(stream)
                said = (
                    f"{shown(file.name)} ends early: its picture is not whole, but the view in it is."
                    * is_cut(stream)
                )
            else:
                stream.seek(0)
                # Four bytes are the most that a character takes.
                text = stream.read(4 * MOST_CHARACTERS + 1).decode("utf-8-sig")
    except OSError as error:
        raise Refused(unread(file.name, error), ("session",)) from error
    except UnicodeDecodeError as error:
        raise Refused(f"{shown(file.name)} is not a session of Diffusion Sandbox.", ("session",)) from error
    except Refused:
        raise
    except ValueError as error:
        raise Refused(str(error), ("session",)) from error
    if text is None:
        raise Refused(f"{shown(file.name)} carries no view; open it as a picture.", ("session",))
    session = from_json(text)
    view, left_out = without_others(session.view, file)
    return replace(session, view=view, said=" ".join(filter(None, (said, left_out))))


def is_session(file: Path) -> bool:
    """Whether a file is named as a session, or is a PNG that carries a view, be it a damaged one."""
    if file.suffix.lower() == ".json":
        return True
    try:
        if not S_ISREG(file.stat().st_mode):
            return False
        with file.open("rb") as stream:
            return state_in(stream) is not None
    except OSError:
        return False
    except ValueError:
        return True


def with_picture(view: View, file: Path) -> View | None:
    """The view of a session from `file` with the place of its picture on this computer; None if it is not found."""
    source = view.source
    if not isinstance(source, FromFile):
        return view
    found = find_picture(source, file)
    return None if found is None else with_source(view, replace(source, path=found))


def with_source(view: View, source: Source) -> View:
    """A view of a picture at its place on this computer; a pinned view of the same picture has it there too."""
    pin = view.pin
    if pin is not None and same_picture(pin.view.source, view.source):
        pin = replace(pin, view=replace(pin.view, source=source))
    return replace(view, source=source, pin=pin)
