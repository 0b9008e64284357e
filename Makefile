# make run     open the window        make test    lint, format, types and all tests
# make bench   measure the speed      make clean   remove .venv and everything else that was built
# make app     build a folder that starts by a double click, in dist/, and try it (FILM=1: with the film extra)
#
# ARGS="photo.jpg --schedule cosine"  arguments of the program ('"my photo.jpg" --t 300' for names with spaces)
# PYTHON=python3.12                   the Python to build .venv with (3.11 or newer)
# PIP_ARGS="--extra-index-url ..."    further arguments of pip, such as where to find another build of torch

PYTHON ?= python3
BUILT_FOR := $(shell cat .venv/pip_args 2>/dev/null)
PIP_ARGS ?= $(BUILT_FOR)
export PIP_ARGS

VENV_PYTHON := .venv/bin/python
OFFSCREEN := QT_QPA_PLATFORM=offscreen

.PHONY: run test bench app clean anew

run: .venv/run.ready
	@$(VENV_PYTHON) main.py $(ARGS)

test: .venv/test.ready
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check
	$(VENV_PYTHON) -m mypy
	$(OFFSCREEN) $(VENV_PYTHON) -m pytest -n auto --maxprocesses 4 --dist worksteal

bench: .venv/bench.ready
	@set -e; for script in benchmarks/[!_]*.py; do $(OFFSCREEN) PYTHONPATH=. $(VENV_PYTHON) "$$script"; done

app: .venv/app.ready $(if $(FILM),.venv/film.ready)
	$(OFFSCREEN) FILM=$(FILM) $(VENV_PYTHON) -m PyInstaller --noconfirm --log-level WARN bundle/diffusion-sandbox.spec
	FILM=$(FILM) $(VENV_PYTHON) -m bundle.check

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Another Python or another build of torch is asked for than .venv was built with: pip would keep the one that is there.
ifneq ($(strip $(PIP_ARGS)),$(strip $(BUILT_FOR)))
ANEW := anew
endif
ifneq ($(origin PYTHON),file)
ifneq ($(PYTHON),$(shell cat .venv/built_by 2>/dev/null))
ANEW := anew
endif
endif
SOUND := test -z "$(ANEW)" -a ! -e .venv/unfinished && $(VENV_PYTHON) -m pip --version >/dev/null 2>&1
LIST = import tomllib; project = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
	print(*project['dependencies'], *project['optional-dependencies'].get('$*', ()), sep='\n')

# What a purpose needs, all in one call of pip, so that torch and the rest are chosen together. While pip works there
# is .venv/unfinished: what was killed half way may be damaged anywhere, and is built anew.
.venv/%.ready: pyproject.toml constraints.txt $(ANEW)
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed: install Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) .ci/system_packages.py $*
	@$(SOUND) || { echo "Building .venv"; $(PYTHON) -m venv --clear .venv; }
	@$(VENV_PYTHON) -c "$(LIST)" >.venv/needed
	@touch .venv/unfinished
	@$(VENV_PYTHON) -m pip install --disable-pip-version-check -c constraints.txt $(PIP_ARGS) -r .venv/needed; \
	code=$$?; test $$code -gt 128 || rm .venv/unfinished; test $$code -eq 0 || \
	{ echo "pip could not install the packages, its message is above: check the network, then type make again." >&2; exit 1; }
	@printf '%s\n' "$$PIP_ARGS" >.venv/pip_args
	@echo "$(PYTHON)" >.venv/built_by
	@touch $@
