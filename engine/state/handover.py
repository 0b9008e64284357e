"""What the program takes with it when it starts again: its view, all steps that led there, and how it looked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.state.history import History
from engine.state.session import from_json, to_json
from engine.state.start import Looks, Machine, Start
from engine.state.words import LOOKS, MACHINE, kept, remembered

if TYPE_CHECKING:
    from engine.pictures.given_pixels import Pixels
    from engine.state.view import View

FILE = "handover.json"
Steps = list[tuple["View", str]]


@dataclass(frozen=True, slots=True)
class Doing:
    """What a user was about: presents in the whole screen, plays, draws a schedule, types a text into a field.

    `tour` is the place in the guided tour; -1 is none, and `experiment` the title of one outside it. `typed` is the
    name of a field and what stands in it, empty where all that was typed has been taken.
    """

    presents: bool = False
    full_screen: bool = False
    plays: bool = False
    draws: bool = False
    tour: int = -1
    experiment: str = ""
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handover:
    """What one program leaves to the next.

    `pasted` has the pixels of pictures that have no file, by their names, and `pastes` is how many there were by
    then. `extra` is what a newer version wrote into the session that was opened.
    """

    view: View
    history: History = field(default_factory=History)
    looks: Looks = field(default_factory=Looks)
    machine: Machine = field(default_factory=Machine)
    doing: Doing = field(default_factory=Doing)
    pasted: Mapping[str, Pixels] = field(default_factory=dict)
    pastes: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def start(self) -> Start:
        """What the next program starts with."""
        return Start(self.view, self.looks, self.machine, given=True, extra=self.extra, before=self)

    def text(self) -> str:
        """All of it but the pixels, as JSON."""
        views: dict[View, int] = {}

        def numbered(steps: Iterable[tuple[View, str]]) -> list[tuple[int, str]]:
            return [(views.setdefault(view, len(views)), name) for view, name in steps]

        past, future = numbered(self.history.past), numbered(self.history.future)
        return json.dumps(
            {
                "view": to_json(self.view, self.extra),
                "past": past,
                "future": future,
                "views": [to_json(view) for view in views],
                "looks": kept(LOOKS, self.looks),
                "machine": kept(MACHINE, self.machine),
                "doing": asdict(self.doing),
                "pasted": list(self.pasted),
                "pastes": self.pastes,
            }
        )

    def write(self, folder: Path) -> None:
        """Write it into an empty folder. Raises OSError where there is no room for it."""
        import numpy as np

        for number, pixels in enumerate(self.pasted.values()):
            np.save(_pixels(folder, number), pixels[0 : pixels.shape[0]], allow_pickle=False)
        (folder / FILE).write_text(self.text(), encoding="utf-8")


def read(folder: Path) -> Handover:
    """What `write` has written. Raises ValueError or OSError for anything else."""
    try:
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
        texts: list[str] = data["views"]
        session = from_json(data["view"])
        known: dict[int, View] = {}
        return Handover(
            session.view,
            History(_steps(data["past"], texts, known), _steps(data["future"], texts, known)),
            remembered(LOOKS, data["looks"].get, Looks()),
            remembered(MACHINE, data["machine"].get, Machine()),
            Doing(**{**data["doing"], "typed": tuple(data["doing"]["typed"])}),
            dict(_read_pixels(folder, data["pasted"])),
            int(data["pastes"]),
            session.extra,
        )
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"{folder} holds nothing that a program has left.") from error


def clear(folder: Path) -> None:
    """Remove the folder and what `write` puts into one, and nothing else: whoever waits for that may go."""
    with suppress(OSError):
        for file in (folder / FILE, *folder.glob("pasted-*.npy")):
            file.unlink(missing_ok=True)
        folder.rmdir()


def _steps(numbered: list[tuple[int, str]], texts: list[str], known: dict[int, View]) -> Steps:
    """The steps, the oldest first; those before one whose view is not possible any more cannot be reached."""
    steps: Steps = []
    for number, name in reversed(numbered):
        try:
            view = known.get(number) or from_json(texts[number]).view
        except ValueError:
            break
        known[number] = view
        steps.insert(0, (view, name))
    return steps


def _pixels(folder: Path, number: int) -> Path:
    return folder / f"pasted-{number}.npy"


def _read_pixels(folder: Path, names: list[str]) -> Iterable[tuple[str, Pixels]]:
    import numpy as np

    for number, name in enumerate(names):
        pixels: Pixels = np.load(_pixels(folder, number), allow_pickle=False)
        yield name, pixels
