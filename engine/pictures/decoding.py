"""Decoding in a process of its own, from the side of the program: kept ready, bounded, ended at any time."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Generator
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

import numpy as np

from engine.pictures.decoder_process import PIECE, READY, serve
from engine.pictures.formats import PictureError
from engine.pictures.picture import Picture, decode
from engine.pictures.working_sizes import DEFAULT_WORKING_SIZE
from engine.quoting import shown

SECONDS = 30.0  # for one picture: 108 megapixels take 1 to 3 on a quiet machine, 10 on a busy one
MEMORY = 5 * 2**29  # bytes, 2.5 GB
POLL = 0.004  # seconds: no slice of a job takes longer
START_SECONDS = 30.0

IN_PROCESS = "The picture was decoded within the program: a process of its own could not be started."
Progress = float | None


class Decoder:
    """Decodes pictures in a process that waits for them; one at a time.

    The process is spawned, not forked: this is the one way that Windows, macOS and a program with threads have in
    common, and that works in a program frozen into one folder. Pixels come back over the connection, piece by piece:
    shared memory can be too small (64 MB in many containers, where writing beyond kills the writer), and outlives
    a process that is killed. Nothing that the process says is unpickled.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        """`seconds` is what decoding one picture may take, `memory` the bytes that the process may add to its own."""
        self._seconds, self._memory = seconds, memory
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._ready = self._closed = self._unusable = False

    def start(self) -> None:
        """Begin to make the process ready, if it is not; does not wait for it."""
        if self._ready and self._process is not None and not self._process.is_alive():
            self._end()
        if self._process is not None or self._closed or self._unusable:
            return
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=serve, args=(theirs, self._memory), name="picture decoder", daemon=True
        )
        try:
            process.start()
        except OSError:
            self._unusable = True
            ours.close()
        else:
            self._process, self._connection, self._ready = process, ours, False
        theirs.close()

    def close(self) -> None:
        """End the process, whatever it does; there will be no other."""
        self._closed = True
        self._end()

    def decode(
        self, data: bytes, name: str, working_size: int | None = DEFAULT_WORKING_SIZE
    ) -> Generator[Progress, None, Picture]:
        """As `picture.decode`; yields the progress, 0 to 1 or None where it is not known, every few milliseconds.

        Closing the generator ends the process, and makes another one ready. So does a picture that takes too long or
        brings the process down. Without a process the picture is decoded here, and a note says so.

        Raises:
            PictureError: also when decoding takes too long, or ends the process.
        """
        self.start()
        yield from self._wait_until_ready()
        if self._connection is None:
            yield None
            picture = decode(data, name, working_size)
            return replace(picture, notes=(*picture.notes, IN_PROCESS))
        finished = False
        try:
            yield from self._send(self._connection, data, name, working_size)
            answer = yield from self._receive(self._connection, name)
            if "refused" in answer:
                finished = True
                raise PictureError(answer["refused"])
            pixels = yield from _pixels(self._connection, answer)
            finished = True
        except (EOFError, OSError) as error:
            raise PictureError(
                f"{shown(name)} brought its decoder down, so it is damaged or needs too much memory: "
                "save it anew as PNG, or smaller."
            ) from error
        finally:
            if not finished:
                self._end()
                self.start()
        (width, height), (least, greatest) = answer["original_size"], answer["extremes"]
        notes = tuple(answer["notes"])
        return Picture(name, pixels, (width, height), answer["source_type"], notes, (least, greatest))

    def _wait_until_ready(self) -> Generator[None, None, None]:
        waited = 0.0
        while self._connection is not None and not self._ready:
            try:
                if self._connection.poll(POLL):
                    self._ready = self._connection.recv_bytes() == READY
            except (EOFError, OSError):
                waited = START_SECONDS
            waited += POLL
            if waited > START_SECONDS:
                self._unusable = True
                self._end()
            yield None

    def _send(
        self, connection: Connection, data: bytes, name: str, working_size: int | None
    ) -> Generator[None, None, None]:
        request = {"name": name, "length": len(data), "working_size": working_size}
        connection.send_bytes(json.dumps(request).encode())
        for start in range(0, len(data), PIECE):
            connection.send_bytes(data, start, min(PIECE, len(data) - start))
            yield None

    def _receive(self, connection: Connection, name: str) -> Generator[Progress, None, dict[str, Any]]:
        """What it says in the end, without its words on progress."""
        # Only the time spent here counts: while the hand moves, the program has no time to look.
        left, part = self._seconds, None
        while left > 0:
            begun = time.monotonic()
            if connection.poll(POLL):
                answer: dict[str, Any] = json.loads(connection.recv_bytes())
                if "part" not in answer:
                    return answer
                part = min(1.0, float(answer["part"]))
            left -= time.monotonic() - begun
            yield part
        raise PictureError(
            f"Decoding {shown(name)} takes longer than {self._seconds:g} s and was given up: save it anew as PNG."
        )

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._connection = None
        self._ready = False


def _pixels(connection: Connection, answer: dict[str, Any]) -> Generator[None, None, np.ndarray[Any, Any]]:
    """The pixels that follow an answer."""
    pixels = np.empty(math.prod(answer["shape"]), np.dtype(answer["dtype"]))
    room = pixels.data.cast("B")
    start = 0
    while start < len(room):
        if connection.poll(POLL):
            start += connection.recv_bytes_into(room, start)
        yield None
    pixels = pixels.reshape(answer["shape"])
    pixels.setflags(write=False)
    return pixels
