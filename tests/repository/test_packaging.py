import tomllib
from fnmatch import fnmatch
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


def test_the_constraints_pin_every_requirement_to_a_version_it_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))

    assert pins["torch"] == "2.13.0"
    assert not [number for number in pins.values() if "+" in number]  # a local build is not for every machine
    for line in sum(project["optional-dependencies"].values(), project["dependencies"]):
        requirement = Requirement(line)
        assert requirement.specifier.contains(pins[requirement.name.lower()]), line


def test_an_installed_copy_gets_every_file_that_it_needs() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    include = settings["packages"]["find"]["include"]
    found = (path.parent.relative_to(ROOT) for path in ROOT.glob("[!.]*/**/__init__.py"))
    packages = [
        ".".join(path.parts) for path in found if any(fnmatch(path.parts[0], pattern) for pattern in include)
    ]
    assert {package.split(".")[0] for package in packages} == {"engine", "gui", "resources"}

    for package in packages:
        patterns = ["*.py", *settings["package-data"].get(package, ())]
        home = ROOT.joinpath(*package.split("."))
        files = [path.relative_to(home) for path in home.rglob("*") if path.is_file()]
        unwanted = {Path("screenshot.png"), Path("generation.png")}  # of the README
        shipped = [path for path in files if "__pycache__" not in path.parts and path not in unwanted]
        assert not [path for path in shipped if not any(fnmatch(str(path), pattern) for pattern in patterns)]
        inner = [path for path in shipped if path.suffix == ".py" and len(path.parts) > 1]
        assert all(f"{package}.{'.'.join(path.parts[:-1])}" in packages for path in inner)
