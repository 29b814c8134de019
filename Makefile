# gisplanner: `make run` starts it, `make test` checks everything; both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= gisplanner-demo

OFFSCREEN := libgl1 libglib2.0-0 libfontconfig1
WINDOW := libxkbcommon-x11-0 libdbus-1-3 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 \
	libxcb-shape0 libxcb-xinerama0 libxcb-xkb1
TESTS := xvfb xauth chromium chromium-driver

export XDG_RUNTIME_DIR ?= $(shell mktemp -d -t gisplanner-runtime-XXXXXX)

.PHONY: run test check bench clean
.DELETE_ON_ERROR:

run: $(VENV)/run.stamp ## the demo on the sample data, until the desktop exists
	$(BIN)/gisplanner demo -o $(OUT)

test: $(VENV)/test.stamp check ## everything
	$(BIN)/pytest -n 2 -m "slow or browser"

check: $(VENV)/test.stamp ## style, types, direction of imports, fast tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 -m "not slow and not browser"

bench: $(VENV)/test.stamp ## speed, as ratios to a named peer
	$(BIN)/pytest tests/benchmarks -o addopts="--strict-markers -ra" --benchmark-only --benchmark-columns=median,ops

clean:
	rm -rf $(VENV) build *.egg-info $(OUT)

$(VENV)/run.stamp: pyproject.toml constraints.txt Makefile
	@sh .ci/system-packages python3-venv $(OFFSCREEN) $(WINDOW)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	@sh .ci/system-packages $(TESTS)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
