# make run     open the window        make test    lint, format, types and all tests
# make bench   measure the speed      make clean   remove .venv and everything else that was built
#
# ARGS="photo.jpg --schedule cosine"  arguments of the program ('"my photo.jpg" --t 300' for names with spaces)
# PYTHON=python3.12                   the Python to build .venv with (3.11 or newer)
# PIP_ARGS="--extra-index-url ..."    further arguments of pip, such as where to find another build of torch

PYTHON ?= python3
PIP_ARGS ?=
export PIP_ARGS

VENV_PYTHON := .venv/bin/python
OFFSCREEN := QT_QPA_PLATFORM=offscreen

.PHONY: run test bench clean python

run: python
	@$(PYTHON) .ci/setup.py run
	@$(VENV_PYTHON) main.py $(ARGS)

test: python
	@$(PYTHON) .ci/setup.py test
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check
	$(VENV_PYTHON) -m mypy
	$(OFFSCREEN) $(VENV_PYTHON) -m pytest

bench: python
	@$(PYTHON) .ci/setup.py bench
	@set -e; for script in benchmarks/[!_]*.py; do $(OFFSCREEN) PYTHONPATH=. $(VENV_PYTHON) "$$script"; done

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed: install Python 3.11 or newer." >&2; exit 1; }
