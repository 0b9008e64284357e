"""In what two views differ, in words."""

from __future__ import annotations

from dataclasses import replace

from engine.quoting import shown
from engine.scenes import SCENES, TITLES
from engine.schedules.drawn import Drawn
from engine.state.setting_words import setting_shown
from engine.state.view import Bundled, Source, View
from engine.state.words import VIEW

Difference = tuple[str, str, str]
"""What differs, and the texts of the two."""

UNSEEN = {"zoom", "resampling", "marks", "rows", "samples", "independent_noise", "until_end"}
"""How both are looked at, and what is not seen where two views are compared."""
NAMES = {"steps": "T"}
"""What fields are called where their own name means something else in a scene."""
MOST = 3


def differences(a: View, b: View) -> tuple[Difference, ...]:
    """What differs of two views, of all that is seen where they are compared: (name, text of a, text of b)."""
    found = [
        (NAMES.get(name, name.replace("_", " ")), _text(name, a), _text(name, b))
        for name, field in VIEW.items()
        if name not in UNSEEN and field.get(a) != field.get(b) and field.typed(a) != field.typed(b)
    ]
    if not same_picture(a.source, b.source):
        found.insert(0, ("picture", shown(a.source.name), shown(b.source.name)))
    if a.scene == b.scene:
        for option in SCENES[a.scene].options:
            left, right = getattr(a.own, option.name), getattr(b.own, option.name)
            if left != right and (option.applies(a.own) or option.applies(b.own)):
                found.append(
                    (option.label or option.name, setting_shown(option, left), setting_shown(option, right))
                )
    return tuple(found)


def names_of(a: View, b: View) -> tuple[str, str]:
    """What the two are called beside each other: by what differs, of that the first."""
    found = differences(a, b)
    if not found:
        return "A: the same as B", "B"
    more = f", and {len(found) - MOST} more" if len(found) > MOST else ""
    left = ", ".join(f"{name} {text}" for name, text, _ in found[:MOST])
    right = ", ".join(f"{name} {text}" for name, _, text in found[:MOST])
    return f"A: {left}{more}", f"B: {right}{more}"


def same_picture(a: Source, b: Source) -> bool:
    """Whether two sources are one picture: that of the same bytes, where these are known."""
    if isinstance(a, Bundled) or isinstance(b, Bundled):
        return a == b
    if a.sha256 and b.sha256:
        return a.sha256 == b.sha256
    return replace(a, sha256="") == replace(b, sha256="")


def _text(name: str, view: View) -> str:
    if name == "scene":
        return TITLES[view.scene]
    if name == "drawn" and isinstance(data := view.schedule.given, Drawn):
        return f"through {len(data.points)} points"
    return shown(VIEW[name].typed(view)) or "none"


def differ_in_zoom_alone(a: View, b: View) -> bool:
    """Whether two views differ, and in nothing but the part of the picture that is seen."""
    return a.zoom != b.zoom and replace(a, zoom=b.zoom) == b
