"""The request for the images of a view: what there is of the picture, as far as the view shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.requests import Request
from engine.scenes import SCENES
from engine.state.view import shows_comparison, shows_plane

if TYPE_CHECKING:
    from engine.generation.comparison import Comparison
    from engine.pictures.opened import PictureOpened
    from engine.planning.facts import PictureFacts
    from gui.controllers.store import Store


def request_of(store: Store, picture: PictureOpened | None, *, alone: bool, strips: bool) -> Request:
    """What the view of a store wants, in cells of any size.

    `alone` is for the image of x_t and nothing beside it, `strips` for the small rows.
    """
    view = store.view
    return Request(
        view,
        picture.id if picture else "",
        (1, 1),
        (1, 1),
        trajectory=store.trajectory,
        pinned=store.pinned_trajectory,
        facts=_facts(store, picture),
        results=store.results if SCENES[view.scene].has_charts else None,
        comparison=_comparison(store, picture),
        plane=store.plane if shows_plane(view) else None,
        alone=alone,
        strips=strips,
    )


def _facts(store: Store, picture: PictureOpened | None) -> PictureFacts | None:
    """Those of the picture that is open, where the scene has charts of them."""
    facts = store.facts
    if not SCENES[store.view.scene].has_charts or facts is None or picture is None:
        return None
    return facts if facts.picture == picture.id else None


def _comparison(store: Store, picture: PictureOpened | None) -> Comparison | None:
    """Of the picture that is open, where the view shows one."""
    comparison = store.comparison
    if not shows_comparison(store.view) or picture is None or comparison is None:
        return None
    return comparison if comparison.picture == picture.id else None
