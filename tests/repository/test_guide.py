"""README.md and docs/guide.md: each line that can be typed means something, and each picture is there."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from PIL import Image

from docs.pictures import picture_lines
from engine.state.session import to_json
from engine.state.start_line import parse_start
from engine.state.view import View

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/guide.md")
PROGRAM = re.compile(
    r"(?:^ {4}|`)(?:python main\.py|(?:\.venv\S+)?diffusion-sandbox)(?: ([^`\n]*))?", re.MULTILINE
)
MAKE = re.compile(r'make run ARGS="(.*)"')
ENDS = ("--help", "--list-schedules", "--version")
"""What says something and ends the program."""
MOST = 3_000_000  # bytes of the guide's pictures


def typed(page: str) -> list[str]:
    """The arguments of the program in all lines that can be typed."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [*PROGRAM.findall(text), *MAKE.findall(text)]


LINES = [line for page in PAGES for line in typed(page)]


def test_lines_are_found() -> None:
    assert len(typed("README.md")) >= 8
    assert len(typed("docs/guide.md")) >= 15


@pytest.mark.parametrize("line", dict.fromkeys(LINES))
def test_a_line_means_something(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("lesson.json", "saved.json"):  # sessions that a reader has saved
        Path(name).write_text(to_json(View()), encoding="utf-8")
    config = {"_class_name": "DDPMScheduler", "num_train_timesteps": 1000, "beta_schedule": "linear"}
    Path("scheduler_config.json").write_text(json.dumps(config), encoding="utf-8")
    Path("betas.csv").write_text("0.01\n0.02\n0.03\n", encoding="utf-8")
    if line in ENDS:
        with pytest.raises(SystemExit, match=r"^0$"):
            parse_start([line])
    else:
        parse_start(shlex.split(line))


@pytest.mark.parametrize("page", PAGES)
def test_all_that_a_page_leads_to_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", text):
        assert target.startswith("https://") or (ROOT / page).parent.joinpath(target).is_file(), target


def test_each_picture_of_the_guide_has_the_line_that_makes_it() -> None:
    text = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
    shown = re.findall(r"^!\[[^\]]+\]\((\w+)\.webp\)$", text, re.MULTILINE)
    assert shown == list(picture_lines())
    for name, words in picture_lines().items():
        look = parse_start(words).looks
        with Image.open(ROOT / "docs" / f"{name}.webp") as image:
            assert image.size == look.window_size, name
            assert image.width <= 1366
            assert image.height <= 768
    assert sum(file.stat().st_size for file in (ROOT / "docs").glob("*.webp")) < MOST
