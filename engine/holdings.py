"""What the engine holds: the pictures that are open, the new ones that were made of them, and what was measured."""

from __future__ import annotations

from collections import ChainMap
from itertools import count

from engine.generation.kept import KeptTrajectory
from engine.generation.kept_comparison import KeptComparison
from engine.generation.kept_runs import kept_with
from engine.open_jobs import OpenBundled, OpenData, OpenPixels
from engine.pictures.decoding import Decoder
from engine.pixels.cache import Cache
from engine.pixels.filtered import FilteredImages
from engine.pixels.find_statistics import PictureLaw
from engine.pixels.measure import CACHE_BYTES as PROBED_BYTES
from engine.pixels.pyramid import Pyramid
from engine.pixels.sources import PixelSources
from engine.planning.facts import PictureFacts
from engine.requests import Request

REPLACED = "This picture has been replaced by another: look at that one."


class Holdings:
    """The state of the engine, which the handlers of jobs change.

    `cache_bytes` is what a renderer may keep of layers. Of pictures, and of what was found of them, the last two are
    there: requests that name the one before may still be on their way. The one that is asked for stays, too, however
    many are opened: an opening that is cancelled may have ended by then, and nobody asks for its picture. Of the runs
    that made new pictures the last are there, see `kept_with`.
    """

    def __init__(self, cache_bytes: int) -> None:
        self.cache_bytes = cache_bytes
        self.decoder = Decoder()
        self.pictures: dict[str, Pyramid] = {}
        self._opened: dict[str, OpenBundled | OpenData | OpenPixels] = {}
        self._asked = ""  # the newest picture that was asked for
        self.trajectories: dict[str, KeptTrajectory] = {}
        self.comparison: KeptComparison | None = None
        self.probed = Cache(PROBED_BYTES)
        self.laws: dict[str, PictureLaw] = {}
        self._filtered: dict[str, FilteredImages] = {}
        self._ids = count(1)

    def new_id(self) -> int:
        """A number that nothing else has."""
        return next(self._ids)

    def keep(self, kept: KeptTrajectory) -> None:
        """A run begins, or goes on: it is the latest."""
        runs = {**self.trajectories, kept.trajectory.id: kept}
        others = [each.trajectory for each in self.trajectories.values()]
        self.trajectories = {run.id: runs[run.id] for run in kept_with(others, kept.trajectory)}

    def check(self, request: Request) -> None:
        """Refuse a request for what is not there any more: it must not end in silence."""
        for run in (request.trajectory, request.pinned):
            if run is not None and run.id not in self.trajectories:
                raise ValueError("This run is not kept any more: generate again.")
        comparison = None if self.comparison is None else self.comparison.comparison.id
        if request.comparison is not None and request.comparison.id != comparison:
            raise ValueError("These runs are not kept any more: others have taken their place.")
        if request.facts is not None and request.facts.picture not in self._filtered:
            raise ValueError(REPLACED)

    def pyramid(self, picture: str) -> Pyramid:
        """A picture by its id; when a newer one is first asked for, what was made of the one before goes.

        Raises:
            ValueError: when others have replaced it.
        """
        if picture not in self.pictures:
            raise ValueError(REPLACED)
        order = ["", *self.pictures]
        if order.index(picture) > order.index(self._asked):
            self._asked, self.trajectories, self.comparison = picture, {}, None
        return self.pictures[picture]

    def opened(self, picture: str) -> OpenBundled | OpenData | OpenPixels:
        """What a picture was opened from, by its id.

        Raises:
            ValueError: when others have replaced it.
        """
        if picture not in self._opened:
            raise ValueError(REPLACED)
        return self._opened[picture]

    def sources(self, picture: str, seed: int) -> PixelSources:
        """What gives the layers of a picture their pixels."""
        images = [kept.images for kept in self.trajectories.values()]
        images += [self.comparison.images] if self.comparison is not None else []
        images += [self._filtered[picture]] if picture in self._filtered else []
        return PixelSources(self.pyramid(picture), picture, seed, ChainMap(*images))

    def open(self, picture: str, pyramid: Pyramid, source: OpenBundled | OpenData | OpenPixels) -> None:
        """Another picture is open."""
        stay = [each for each in self.pictures if each in (self._asked, [*self.pictures][-1])]
        self.pictures = {**{each: self.pictures[each] for each in stay}, picture: pyramid}
        self._opened = {**{each: self._opened[each] for each in stay}, picture: source}

    def keep_filtered(self, facts: PictureFacts, images: FilteredImages) -> None:
        """A picture was measured, and can be shown as runs would keep it."""
        last = list(self._filtered.items())[-1:]
        self._filtered = dict([*last, (facts.picture, images)])
