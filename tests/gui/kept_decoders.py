"""Processes that decode pictures, kept from one window to the next: each takes longer to begin than many a test."""

from __future__ import annotations

from collections.abc import Generator
from typing import ClassVar

from engine.pictures.decoding import Decoder, Progress
from engine.pictures.picture import Picture
from engine.pictures.working_sizes import DEFAULT_WORKING_SIZE


class KeptDecoder(Decoder):
    """One that waits among the idle ones after it is closed, unless it is in the middle of a picture."""

    idle: ClassVar[list[KeptDecoder]] = []

    def __init__(self) -> None:
        super().__init__()
        self._decoding = 0

    def close(self) -> None:
        if self._decoding or self._unusable:
            super().close()
        elif self not in self.idle:
            self.idle.append(self)

    def decode(
        self, data: bytes, name: str, working_size: int | None = DEFAULT_WORKING_SIZE
    ) -> Generator[Progress, None, Picture]:
        self._decoding += 1
        try:
            return (yield from super().decode(data, name, working_size))
        finally:
            self._decoding -= 1


def take_decoder() -> KeptDecoder:
    """An idle one, or another."""
    return KeptDecoder.idle.pop() if KeptDecoder.idle else KeptDecoder()


def end_decoders() -> None:
    """End those that are idle."""
    while KeptDecoder.idle:
        Decoder.close(KeptDecoder.idle.pop())
