"""What is said when a change is not possible."""

from __future__ import annotations


class Refused(ValueError):
    """A change is not possible: one sentence for people, and the names of the fields that are wrong."""

    def __init__(self, sentence: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.fields = fields
