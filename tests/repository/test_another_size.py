"""Another text size, in two real processes: the one that is there, and the one that takes its place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT = 120.0  # seconds, for a machine that is busy
SCRIPT = """
import json, os, subprocess, sys
from pathlib import Path
from types import SimpleNamespace
import main
import gui.startup.first_paint as first_paint
import gui.startup.scale as scale
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

def look(window, then):
    def use():
        then()
        from engine.state.changes import choose_scene, go_to
        from engine.state.pinning import pin
        for change in (go_to(5), pin(), choose_scene("reverse")):
            window.store.apply(change)
        window.store.undo()
        window.remembered.add_picture(Path("seen.png"))
        for _ in range(2):
            QTest.keyClick(window.columns.images, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    def say():
        then()
        history, view = window.store.history, window.store.view
        steps = [[name for _, name in part] for part in (history.past, history.future)]
        ratio = window.devicePixelRatio()
        recent = [file.name for file in window.remembered.pictures]
        print(json.dumps([*steps, view.t, view.pin.view.t, ratio, window.looks.theme, window.machine.cache, recent]))
        window.close()
    painted(window, say if again else use)

def no_engine(cache):
    raise ValueError("This window needs none.")

def start_this_script(words, env):
    assert words == [sys.executable, main.__file__]
    return start([sys.executable, __file__], env=env)

start, scale.subprocess = subprocess.Popen, SimpleNamespace(Popen=start_this_script)
main.make_engine = no_engine  # torch takes long to load
again = "DIFFUSION_SANDBOX_HANDOVER" in os.environ
painted, first_paint.after_first_paint = first_paint.after_first_paint, look
sys.exit(main.main(sys.argv[1:]))
"""


def test_the_program_starts_again_larger_with_its_steps_and_ends(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(SCRIPT, encoding="utf-8")
    own = {name: value for name, value in os.environ.items() if name != "QT_SCALE_FACTOR"}
    folders = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    done = subprocess.run(  # it waits for both: the second has the same output
        [sys.executable, str(script), "--theme", "dark", "--cache", "64"],
        cwd=tmp_path,
        env={**own, **folders, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == [
        ["Timestep", "Pin this view"],
        ["Scene"],
        5,
        5,
        1.5,
        "dark",
        64,
        ["seen.png"],
    ]
    assert not list(tmp_path.glob("diffusion-sandbox-*"))
    saved = json.loads((tmp_path / "diffusion-sandbox" / "settings.json").read_text(encoding="utf-8"))
    assert saved["scale"] == "150"
