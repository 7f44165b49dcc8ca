# One task runner, here and in CI. `make` alone tells what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
export PYTHONHASHSEED := 0
# tests wait a good deal: one process more than there are cores, four at most
WORKERS ?= $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$((cores < 4 ? cores + 1 : 4)))

.PHONY: help setup demo test test-all check lint types sql docs bench clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

setup: $(VENV)/.ready ## build .venv/ with exactly what requirements.lock names

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2> /dev/null || \
		{ echo "Python 3.11 is needed. Say where it is: make setup PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@# most modules of these packages are never imported: what is, is compiled then
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: setup ## the main job: a made-up city, two nights under real Airflow, the report
	@BIN=$(BIN) bash scripts/demo.sh

test: setup ## all tests that fit into a coffee break
	$(BIN)/python -m pytest -m "not slow" -n $(WORKERS) --no-loadscope-reorder

test-all: setup ## every test
	$(BIN)/python -m pytest

check: lint types sql ## style, types, SQL

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

sql: setup
	$(BIN)/sqlfluff lint --processes 2 warehouse pipelines expectations simulator

docs: setup ## make the generated reference again
	$(BIN)/python -m scripts.reference

bench: setup ## speed and memory of each stage against bare DuckDB SQL
	$(BIN)/python -m benchmarks

clean: ## remove the environment and caches; state under CITYDB_HOME stays
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
