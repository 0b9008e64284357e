"""Changes of the window's behaviour, a line each, and the test that must notice.

`python -m tests.gui.mutations` makes each of them in a copy of the program, runs its test there, and says which were
not noticed. Give numbers to make only some.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
COPIED = ("engine", "gui", "resources", "tests", "main.py", "pyproject.toml")
WAIT = "12000"
"""Milliseconds after which a test gives up."""
LATE, SESSIONS = "controllers/test_late_answers.py", "window/test_sessions.py"
SHOT, OPENING = "exports/test_screenshot.py", "window/test_opening.py"
PRESENT, NEW = "window/test_presenting.py", "window/test_generating.py"
TRANSFORMS, DRAWING = "cards/test_transforms_panel.py", "plots/drawing/test_panel.py"
ERRORS, DROPPING = "window/test_errors.py", "window/test_dropping.py"
KEYS = "widgets/test_keys.py"
UNBUILT = "window/test_unbuilt_scenes.py"
STORE, WINDOW = "controllers/test_store_and_jobs.py", "window/test_main_window.py"


class Mutation(NamedTuple):
    """In a file of gui/, `old` becomes `new`; `test` is a file of tests/gui/, `named` some words of a test in it."""

    file: str
    old: str
    new: str
    test: str
    named: str


MUTATIONS = (
    Mutation(
        "controllers/frames.py", "late_changed.emit(True)", "late_changed.emit(False)", LATE, "marked_until"
    ),
    Mutation(
        "controllers/frames.py", "if request == self.asked:", "if True:", LATE, "older_request_is_no_failure"
    ),
    Mutation("controllers/frames.py", "and self.frame.request == self.asked", "", LATE, "nothing_is_settled"),
    Mutation("controllers/frames.py", "self.failed.emit(sentence)", "pass", LATE, "after_a_failed_frame"),
    Mutation(
        "controllers/settled.py", "self._dead or self._frames.failure", "self._dead", LATE, "after_a_failed"
    ),
    Mutation("controllers/settled.py", "self._dead = sentence", "pass", LATE, "never_starts"),
    Mutation(
        "controllers/settled.py", "cancelled.connect(self._check)", "cancelled", LATE, "can_be_cancelled"
    ),
    Mutation("controllers/settled.py", "else:  # the one that is there stays", "elif 0:", LATE, "fails_late"),
    Mutation(
        "controllers/numbers.py",
        "self.probed.emit(self._place, None, ())",
        "pass",
        LATE,
        "no_number_is_shown",
    ),
    Mutation("images/frame_view.py", "request.shows_the_same(self._measured)", "True", LATE, "no_number"),
    Mutation(
        "controllers/frames.py",
        "lay_out_now()  # a size",
        "pass  # a size",
        LATE,
        "about_to_change",
    ),
    Mutation(
        "window/settings.py",
        "if text != self._asked.get(name)}",
        "if True}",
        "window/test_settings.py",
        "remembered_for_good",
    ),
    Mutation("widgets/keys.py", "event.key() in keys for", "False for", KEYS, "worked_by_its_keys"),
    Mutation("widgets/keys.py", "if event.key() in ALONG and", "if False and", KEYS, "chosen_by_keys"),
    Mutation(
        "controllers/new_pictures.py",
        "if isinstance(progress, Trajectory):",
        "if isinstance(progress, Trajectory) and self._ticket:",
        LATE,
        "stopped_in_its_first",
    ),
    Mutation(
        "controllers/new_pictures.py", "self.failed.emit(sentence)", "pass", LATE, "generation_that_fails"
    ),
    Mutation(
        "controllers/pictures.py", "self._jobs.cancel(self._ticket)\n\n", "\n", LATE, "two_pictures_in_haste"
    ),
    Mutation(
        "controllers/pictures.py",
        "self._jobs.cancel(self._ticket)\n        self._end()",
        "self._end()",
        LATE,
        "can_be_cancelled",
    ),
    Mutation(
        "controllers/jobs.py", "ticket is not None and not ticket.cancelled", "ticket", STORE, "own_ticket"
    ),
    Mutation("controllers/store.py", "change.name, change.merge", "change.name", STORE, "drag_is_one_step"),
    Mutation("controllers/store.py", "timeout.connect(self._let_go)", "timeout", STORE, "drag_is_one_step"),
    Mutation("controllers/store.py", "self.refused.emit(refused)", "pass", STORE, "refused_change"),
    Mutation(
        "window/following.py",
        "columns.picture.show_view(self._window.store.view)",
        "pass",
        LATE,
        "taken_back_everywhere",
    ),
    Mutation("window/following.py", "self._use_device(frame.device)", "pass", LATE, "device_that_fails"),
    Mutation(
        "window/following.py", "columns.status.show_error(frame.notice)", "pass", LATE, "device_that_fails"
    ),
    Mutation(
        "cards/picture_card.py", "self._opening.hide()\n            self", "self", LATE, "can_be_cancelled"
    ),
    Mutation("window/main_window.py", "if start.given else", "if False else", SESSIONS, "unless_the_start"),
    Mutation(
        "window/drop_window.py",
        "KeyboardModifier.AltModifier",
        "KeyboardModifier.NoModifier",
        SESSIONS,
        "alt",
    ),
    Mutation("window/in_words.py", "shared=True", "shared=False", SESSIONS, "for_any_reader"),
    Mutation("window/in_words.py", "if self._remembered.carries_view", "if True", SESSIONS, "for_any_reader"),
    Mutation("window/sessions.py", "self.extra = session.extra", "pass", SESSIONS, "not_known_here"),
    Mutation(
        "window/remembered.py", "if self.begins_with_last else", "if True else", SESSIONS, "switch_begins"
    ),
    Mutation(
        "window/remembered.py", "source.path.is_file()", "source.path", SESSIONS, "picture_that_is_gone"
    ),
    Mutation("window/opening.py", "self._as_picture or not", "not", OPENING, "not_shown_as_a_picture"),
    Mutation(
        "window/opening.py", "sorted(files, key=", "list(files) or sorted(files, key=", OPENING, "comes_first"
    ),
    Mutation("exports/screenshot.py", "line.deselect()", "pass", SHOT, "typed_in"),
    Mutation(
        "widgets/file_dialogs.py", "file.with_suffix(ending) if foreign else", "", SHOT, "saved_is_a_png"
    ),
    Mutation(
        "window/settings.py", "window_size=None", "window_size=None, help=False", SESSIONS, "how_it_looked"
    ),
    Mutation("window/settings.py", "window_size=None", "window_size=None, digits=4", WINDOW, "how_it_looked"),
    Mutation("window/looks.py", "Speed(looks.speed or Speed().seconds", "Speed(10", WINDOW, "how_it_looked"),
    Mutation("window/wishes.py", "column=cell.sample)", "column=0)", WINDOW, "makes_it_large"),
    Mutation("window/presenting.py", "window.frames.show_alone(True)", "pass", PRESENT, "one_image"),
    Mutation("window/presenting.py", "columns.equation.show_large(False)", "pass", PRESENT, "one_image"),
    Mutation("window/wishes.py", "if self._window.presenting.on:", "if False:", PRESENT, "pair"),
    Mutation(
        "window/trying.py", "new.scene != self._made[self._stop].scene", "False", PRESENT, "said_and_undone"
    ),
    Mutation("window/trying.py", "self._stop + by", "self._stop", PRESENT, "tour_leads"),
    Mutation("window/menus.py", "window.addAction(action)", "pass", PRESENT, "one_image"),
    Mutation(
        "cards/transforms_panel.py",
        "order[number], order[number + by] = order[number + by], order[number]",
        "pass",
        TRANSFORMS,
        "the_order_is",
    ),
    Mutation(
        "cards/transforms_panel.py",
        "self._rows[number + by].focus_on_move(by)",
        "pass",
        TRANSFORMS,
        "the_order_is",
    ),
    Mutation(
        "cards/transforms_panel.py",
        'f"transform_{number}.{parameter}" if parameter else ""',
        '""',
        TRANSFORMS,
        "is_one_step",
    ),
    Mutation(
        "cards/transforms_panel.py",
        "self.applied[:number] + self.applied[number + 1 :]",
        "self.applied",
        TRANSFORMS,
        "removed_is_gone",
    ),
    Mutation(
        "cards/transforms_panel.py", 'f"transform_{number}" in fields', "False", TRANSFORMS, "is_marked"
    ),
    Mutation(
        "cards/transforms_panel.py",
        'name == "image_shift" and self._facts.size',
        "False",
        TRANSFORMS,
        "begins_with_the_picture",
    ),
    Mutation(
        "plots/drawing/panel.py",
        "self._zero.toggled.connect(lambda on: self.wanted.emit(end_without_signal(on)))",
        "pass",
        DRAWING,
        "zero_terminal",
    ),
    Mutation(
        "plots/drawing/panel.py",
        "self._delete.clicked.connect(self.sheet.delete)",
        "pass",
        DRAWING,
        "buttons_do",
    ),
    Mutation(
        "plots/drawing/panel.py",
        'f"The transforms of the schedule come after the drawing. {HINT}" if after else HINT',
        "HINT",
        DRAWING,
        "after_a_drawing",
    ),
    Mutation(
        "plots/drawing/panel.py",
        "part.setVisible(self.width() >= least)",
        "part.setVisible(True)",
        DRAWING,
        "narrow_window",
    ),
    Mutation(
        "controllers/calculations.py",
        "self._frames.ask()",
        "pass",
        "window/test_calculating.py",
        "until_it_can",
    ),
    Mutation("controllers/new_pictures.py", "self._then = missing[-1]", "pass", NEW, "both_runs"),
    Mutation("controllers/new_pictures.py", "self._kept.clear()", "pass", NEW, "forgets"),
    Mutation("controllers/kept_runs.py", "return replace(run, stopped=True)", "return run", NEW, "goes_on"),
    Mutation("controllers/frames.py", "frame is None or self._over", "frame is None", LATE, "after_the_end"),
    Mutation(
        "window/status.py", "if self._acted or not self._error:", "if True:", ERRORS, "goes_with_what_is"
    ),
    Mutation(
        "window/following.py", "pictures.opened.connect(columns.status.mend)", "pictures", ERRORS, "mends_one"
    ),
    Mutation("window/drop_window.py", "event.setDropAction(action)", "pass", DROPPING, "never_taken_away"),
    Mutation("window/wishes.py", "show_old(not said)", "show_old(False)", WINDOW, "last_good_one"),
    Mutation("controllers/frames.py", "self.emptied.emit(sentence)", "pass", UNBUILT, "shows_no_other"),
    Mutation(
        "controllers/frames.py", "self.problem and self._is_of", "False and self._is_of", UNBUILT, "come_back"
    ),
    Mutation(
        "controllers/new_pictures.py",
        "store.wanted_t == self._followed",
        "True",
        LATE,
        "timestep_still_to_come",
    ),
    Mutation("controllers/store.py", "change.keeps_part and", "False and", STORE, "comes_back_with"),
)


def is_noticed(mutation: Mutation, copy: Path) -> bool:
    """Whether the test fails in a copy of the program in which the line is changed; the line is put back."""
    file = copy / "gui" / mutation.file
    text = file.read_text(encoding="utf-8")
    if mutation.old not in text:
        raise ValueError(f"{mutation.file} has no line with {mutation.old!r}: mend the list.")
    file.write_text(text.replace(mutation.old, mutation.new, 1), encoding="utf-8")
    try:
        return not passes(copy, mutation.test, mutation.named)
    finally:
        file.write_text(text, encoding="utf-8")


def passes(copy: Path, test: str, named: str) -> bool:
    """Whether the tests of a file whose names have some words pass in a copy of the program."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", f"tests/gui/{test}"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SANDBOX_WAIT": WAIT}
    done = subprocess.run([*command, "-k", named], cwd=copy, env=environment, capture_output=True)
    if done.returncode not in (0, 1):  # no test of this name, say
        raise ValueError(f"{test}, {named}: {done.stdout.decode()[-2000:]}")
    return done.returncode == 0


def check_unchanged(mutations: Sequence[Mutation], copy: Path) -> None:
    """Raise ValueError where a test fails without any change: it would seem to notice all of them."""
    for test in {mutation.test for mutation in mutations}:
        named = {mutation.named for mutation in mutations if mutation.test == test}
        if not passes(copy, test, " or ".join(sorted(named))):
            raise ValueError(f"Of {test}, some of {', '.join(sorted(named))} fail without any change.")


def main(numbers: Sequence[str]) -> int:
    """Make the mutations with these numbers, or all; returns how many were not noticed."""
    chosen = [int(number) for number in numbers] or range(len(MUTATIONS))
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            place = Path(folder, name)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, place)
        check_unchanged([MUTATIONS[number] for number in chosen], Path(folder))
        for number in chosen:
            mutation = MUTATIONS[number]
            noticed = is_noticed(mutation, Path(folder))
            missed += not noticed
            print(
                f"{number:3} {'noticed' if noticed else 'MISSED '} {mutation.file}: {mutation.old!r}",
                flush=True,
            )
    print(f"{len(chosen) - missed} of {len(chosen)} noticed")
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) > 0)
