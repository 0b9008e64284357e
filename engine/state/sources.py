"""The picture of a view as data: by its name and the hash of its bytes, so that it is found elsewhere too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import resources
from engine.state.field import said
from engine.state.refused import Refused
from engine.state.view import Bundled, FromFile, Pasted, Source

KEYS = ("bundled", "file", "folder", "pasted", "sha256")
LONGEST_NAME = 4096


def source_data(source: Source, *, shared: bool) -> dict[str, str]:
    """A source as JSON has it; one that is `shared` does not tell the folder."""
    match source:
        case Bundled(name):
            return {"bundled": name}
        case Pasted(name, sha256):
            return {"pasted": name, "sha256": sha256}
        case FromFile(path, sha256):
            folder = {} if shared else {"folder": str(path.parent)}
            return {"file": path.name, **folder, "sha256": sha256}


def source_of(data: object) -> Source:
    """The source that `source_data` was written of. Raises Refused for anything else."""
    if not isinstance(data, Mapping) or not all(isinstance(data[key], str) for key in KEYS if key in data):
        raise _refused("it does not say which")
    if [key in data for key in ("bundled", "file", "pasted")].count(True) != 1:
        raise _refused("it must be one of bundled, file and pasted")
    sha256 = data.get("sha256", "")
    if not re.fullmatch(r"([0-9a-f]{64})?", sha256):
        raise _refused(f"{said(sha256)} is not a hash (SHA-256)")
    if "bundled" in data:
        return bundled(data["bundled"])
    if "pasted" in data:
        return Pasted(_name(data["pasted"]), sha256)
    name, folder = _name(data["file"]), data.get("folder", "")
    # Only a name: a session of somebody else must not choose which of this disk's files are opened.
    if Path(name).name != name or name == ".." or "\0" in folder or len(folder) > LONGEST_NAME:
        raise _refused(f"{said(name)} is not the name of a file")
    return FromFile(Path(folder, name), sha256)


def bundled(name: str) -> Bundled:
    """A bundled picture by its name. Raises Refused when there is none."""
    if name not in resources.picture_names():
        raise _refused(f"there is no bundled {said(name)}; there are {', '.join(resources.picture_names())}")
    return Bundled(name)


def _name(name: str) -> str:
    if not name or "\0" in name or len(name) > LONGEST_NAME:
        raise _refused(f"{said(name)} is not a name")
    return name


def _refused(why: str) -> Refused:
    return Refused(f"The session's picture cannot be used: {why}.", ("source",))
