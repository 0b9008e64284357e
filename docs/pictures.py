"""Make the pictures of the guide anew: `python docs/pictures.py [NAME...]`, with the lines that stand in it.

The program saves PNG; WebP of the same pixels, with small losses, is a sixth of it.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from PIL import Image

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
QUALITY = 80


def picture_lines() -> dict[str, list[str]]:
    """The arguments of each line of the guide that saves a picture beside it, by the picture's name."""
    lines = re.findall(
        r"^    python main\.py (.*)$", (DOCS / "guide.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    words = [shlex.split(line) for line in lines if "--screenshot docs/" in line]
    return {Path(each[-1]).stem: each for each in words}


def main() -> None:
    """Run the lines of the guide, or those of the pictures that are named."""
    for name, words in picture_lines().items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        subprocess.run([sys.executable, "main.py", *words], cwd=ROOT, check=True)
        saved, file = ROOT / words[-1], DOCS / f"{name}.webp"
        with Image.open(saved) as image:
            image.convert("RGB").save(file, quality=QUALITY, method=6)
        saved.unlink()
        print(f"{file.name}: {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
