"""Undo and redo: the views that were, and what led from each to the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.state.view import View

MOST = 2000
"""Steps that are kept; a view is some hundred bytes."""


@dataclass
class History:
    """The past and the future of a view; a step has a name, and steps with the same `merge` become one."""

    past: list[tuple[View, str]] = field(default_factory=list)
    future: list[tuple[View, str]] = field(default_factory=list)
    _merge: str = ""

    def push(self, before: View, after: View, name: str, merge: str = "") -> None:
        """A change of this name is made to a view: it can be undone, and what was undone is gone.

        A step that has led back to where it began, as by Escape, is none.
        """
        if not merge or merge != self._merge:
            self.past.append((before, name))
            del self.past[:-MOST]
        self.future.clear()
        self._merge = merge
        if merge and self.past[-1][0] == after:
            self.past.pop()
            self._merge = ""

    def seal(self) -> None:
        """What comes now is a step of its own: the hand has let go."""
        self._merge = ""

    def undo(self, present: View) -> View:
        """The view before the last step; the present one where there is none."""
        return self._move(present, self.past, self.future)

    def redo(self, present: View) -> View:
        """The view after the last step that was undone; the present one where there is none."""
        return self._move(present, self.future, self.past)

    def _move(self, present: View, source: list[tuple[View, str]], target: list[tuple[View, str]]) -> View:
        self._merge = ""
        if not source:
            return present
        view, name = source.pop()
        target.append((present, name))
        return view
