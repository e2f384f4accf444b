# Bare `make` prints each verb with a sentence. Needs git, make and python3 (3.11 or newer) with venv.
# Variables: PORT=8500 RESET=1 (demo) · PYTHON=python3.12 · T="paths or pytest options" DB=sqlite (test)

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8500
PY := $(VENV)/bin/python
RUNNING := $(VENV)/.installed-to-run
DEVELOPING := $(VENV)/.installed-to-develop
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes
WORKERS ?= 2
DB ?= sqlite postgresql
CATALOGUE := src/last500/locale/en/LC_MESSAGES/django

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo run test whole check bench browser faultlab mutants promises lock messages shots clean

help:  ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(RUNNING)  ## install what running needs into .venv, from requirements.lock
setup-dev: $(DEVELOPING)  ## install what the tests and tools need as well

demo: $(RUNNING)  ## build the demo town and open it on port 8500 (PORT=…; RESET=1 starts afresh)
	@exec $(PY) -m last500 demo --port $(PORT) $(if $(filter-out 0,$(RESET)),--reset)

run: $(RUNNING)  ## run a real instance from var/ (see docs/operating.md; first: .venv/bin/last500 init)
	@exec $(PY) -m last500 run --port $(PORT)

test: $(DEVELOPING)  ## run the suite on SQLite and on PostgreSQL 18 (T="path" runs a part)
	@$(call on_both_databases,)

whole: $(DEVELOPING)  ## walk over every page, form and row, on both databases (minutes; T="path")
	@$(call on_both_databases,-m whole)

define on_both_databases
failed=0; for db in $(DB); do \
  $(PY) -m pytest -n $(WORKERS) --dist worksteal --db=$$db $(1) $(T) || failed=1; \
done; exit $$failed
endef

check: $(DEVELOPING)  ## lint, format, layers, types, migrations, translations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/lint-imports
	$(PY) -m mypy
	$(PY) -m last500 makemigrations --check --dry-run
	$(PY) -m pytest -q tests/test_guards.py -k catalogue

browser: $(DEVELOPING)  ## walk through the pages in Chromium (Debian: apt install chromium fonts-noto-cjk)
	$(PY) -m pytest -m browser -n $(WORKERS) --dist worksteal $(T)

faultlab: $(DEVELOPING)  ## kill, cut and shuffle a running instance; see what survives (QUICK=1; F="F1 F7")
	@$(PY) -m faultlab

mutants: $(DEVELOPING)  ## seed small faults, count how many the suite catches (M="word"; SHARE=4: a quarter)
	@WORKERS=$(WORKERS) $(PY) -m mutants

promises: $(DEVELOPING)  ## count which requirements of docs/*.yaml have tests
	@$(PY) -m tests.promises

bench: $(DEVELOPING)  ## measure on SQLite and PostgreSQL and print the ratios
	$(PY) -m benchmarks

messages: $(DEVELOPING)  ## collect the marked strings into the English catalogue and compile it
	$(PY) -m tests.catalogue update

shots: $(DEVELOPING)  ## take the pictures of the README and the guides anew, from a demo town
	$(PY) -m tests.shots

lock: $(DEVELOPING)  ## resolve the dependencies anew into both lock files
	$(PY) -m uv pip compile pyproject.toml --extra postgres $(LOCKING) -o requirements.lock
	$(PY) -m uv pip compile pyproject.toml --extra postgres --group dev --group lock $(LOCKING) \
	  -c requirements.lock -o requirements-dev.lock

LOCKING := --quiet --upgrade --universal --generate-hashes --no-annotate --no-header \
  --no-emit-index-url --no-emit-find-links --python-version 3.11

clean:  ## remove .venv, the demo town and the tools' caches (a real instance's var/ stays)
	rm -rf $(VENV) var/demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNNING): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "last500 needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python has no venv here. On Debian: sudo apt install python3-venv"; exit 1; }
	@echo "Installing into $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements.lock
	@$(PY) -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "last500.pth").write_text("$(CURDIR)/src\n")'
	@printf '#!/bin/sh\nexec "%s/$(VENV)/bin/python" -m last500 "$$@"\n' "$(CURDIR)" > $(VENV)/bin/last500
	@chmod +x $(VENV)/bin/last500
	@touch $@

$(DEVELOPING): requirements-dev.lock $(RUNNING)
	@echo "Installing the tools of the tests …"
	@$(PIP) -r requirements-dev.lock
	@touch $@
