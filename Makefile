# Every way to run, test and measure ImageGen. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | column -t -s '|'

.PHONY: run
run: .make/run ## set up what is needed and open ImageGen on http://127.0.0.1:8080
	@$(BIN)/imagegen

.PHONY: test
test: .make/dev .make/system .make/npm lint ## install what the tests need, then run every check and test
	node --test 'tests/js/'
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

.PHONY: lint
lint: .make/dev ## formatting, lint, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: .make/dev ## mend formatting and what lint can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: lock
lock: .make/dev ## write the hashed lock files anew from pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --python-version 3.11 \
	  pyproject.toml requirements/build.in -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --python-version 3.11 --extra dev \
	  pyproject.toml requirements/build.in -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --python-version 3.11 \
	  requirements/bench.in -o requirements/bench.txt

.PHONY: bench-live
bench-live: .make/dev .make/system .make/bench/installed ## how fast the picture follows the typing, beside others (ROUNDS, N, FORMAT=json)
	@$(BIN)/python -m benchmarks.live

.PHONY: bench-canvas
bench-canvas: .make/dev .make/system .make/bench/canvas/peers/built ## boards of many pictures beside Excalidraw, tldraw, react-konva (ROUNDS, N, ONLY, PLOT, FORMAT=json)
	@$(BIN)/python -m benchmarks.canvas

.PHONY: bench-library
bench-library: .make/dev ## boards as a page, as files and in a backup (ROUNDS, FORMAT=json)
	@$(BIN)/python -m benchmarks.library

.PHONY: bench-sketch
bench-sketch: .make/dev ## how long the built-in painter takes (ROUNDS, FORMAT=json)
	@OMP_NUM_THREADS=1 $(BIN)/python benchmarks/sketch.py

.PHONY: clean
clean: ## remove the virtual environment and every cache
	rm -rf $(VENV) .make tests/js/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV)

.make/run: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo 'Installing what ImageGen needs into $(VENV): this takes a minute, once.' >&2
	@$(BIN)/pip install --quiet --require-hashes -r requirements/run.txt >&2
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable . >&2
	@mkdir -p $(@D) && touch $@

.make/dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo 'Installing what ImageGen needs into $(VENV): this takes a minute, once.' >&2
	@$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt >&2
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable . >&2
	@mkdir -p $(@D) && touch $@ .make/run

# What ImageGen is compared with has an environment of its own.
.make/bench/installed: requirements/bench.txt
	$(PYTHON) -m venv .make/bench >&2
	.make/bench/bin/pip install --quiet --require-hashes -r requirements/bench.txt >&2
	@touch $@

# What the browser tests inject into a page; nothing of it is shipped.
.make/npm: tests/js/package-lock.json .make/system
	@npm ci --prefix tests/js --no-audit --no-fund >&2
	@touch $@

# The pages of the others that our canvas is compared with, from npm.
.make/bench/canvas/peers/built: $(wildcard benchmarks/canvas/peers/*) | .make/system
	@mkdir -p $(@D) && cp benchmarks/canvas/peers/* $(@D)
	cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 && npx --no-install vite build --logLevel warn >&2
	@touch $@

# The system's Chromium drives the browser tests, Node the tests of the canvas modules.
.make/system: tests/install_system_tools.sh
	@sh tests/install_system_tools.sh >&2
	@mkdir -p $(@D) && touch $@
