# gisplanner: `make run` starts it, `make test` checks everything; both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt
OUT ?= gisplanner-demo

OFFSCREEN := libgl1 libglib2.0-0 libfontconfig1
WINDOW := libxkbcommon-x11-0 libdbus-1-3 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 \
	libxcb-shape0 libxcb-xinerama0 libxcb-xkb1
TESTS := xvfb xauth chromium chromium-driver strace

# Qt asks for a folder that only its user can read
ifndef XDG_RUNTIME_DIR
export XDG_RUNTIME_DIR := $(CURDIR)/$(VENV)/runtime
endif

.PHONY: run test check bench fuzz screenshots clean run-system test-system
.DELETE_ON_ERROR:
.NOTPARALLEL: # apt and pip each want to be alone

run: $(VENV)/warm.stamp ## the desktop; without a display the demo on the sample data
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" ]; then exec $(BIN)/gisplanner; \
	else echo "There is no display: the demo writes its maps to $(OUT)/."; $(BIN)/gisplanner demo -o $(OUT); fi

test: check ## everything
	$(BIN)/pytest -n 2 -m "slow or browser"

check: $(VENV)/test.stamp $(VENV)/warm.stamp ## style, types, direction of imports, fast tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n 2 -m "not slow and not browser"

bench: $(VENV)/bench.stamp $(VENV)/warm.stamp ## speed, as ratios to named peers; writes bench.json
	$(BIN)/pytest tests/benchmarks -o addopts="--strict-markers -ra --import-mode=importlib" \
		--benchmark-only --benchmark-columns=median,ops
	$(BIN)/python -m tests.benchmarks.run

SECONDS ?= 60
fuzz: $(VENV)/test.stamp ## mutated files through the real readers for SECONDS, or MUTANTS of each format; finds stand in fuzz-findings/
	$(BIN)/python -m tests.fuzz.run $(if $(MUTANTS),--mutants $(MUTANTS),--seconds $(SECONDS))

screenshots: $(VENV)/test.stamp $(VENV)/warm.stamp ## the pictures of the README, from the real program in a window
	xvfb-run -a -s "-screen 0 1920x1080x24" $(BIN)/python -m tests.screenshots docs

clean:
	rm -rf $(VENV) build dist *.egg-info $(OUT)

# Looked at by every call, which takes a blink; the stamps below say what pip has already done.
run-system:
	@sh .ci/system-packages $(OFFSCREEN) $(WINDOW) || echo "Going on without them: the demo opens no window."

test-system:
	@sh .ci/system-packages $(OFFSCREEN) $(WINDOW) $(TESTS)

$(BIN)/python:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh .ci/system-packages python3-venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml constraints.txt | run-system $(BIN)/python
	$(PIP) -e .
	@mkdir -p -m 700 $(VENV)/runtime
	@touch $@

$(VENV)/test.stamp: pyproject.toml constraints.txt | test-system $(VENV)/run.stamp
	$(PIP) -e '.[dev]'
	@touch $@

$(VENV)/bench.stamp: pyproject.toml constraints.txt | $(VENV)/test.stamp
	$(PIP) -e '.[dev,bench]'
	@touch $@

# Compiles the routing core, so that nobody waits for it later.
$(VENV)/warm.stamp: $(wildcard gisplanner/kernels/compiled/*.py) | $(VENV)/run.stamp
	$(BIN)/python -m gisplanner.kernels.dispatch
	@touch $@
