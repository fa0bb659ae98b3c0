# Everything one does with a checkout. `make` alone lists the targets.
# Needs Python 3.11 to 3.13 and make; the rest is installed into .venv from requirements.lock.

.DEFAULT_GOAL := help
.PHONY: help run stop test check bench messages lock clean
.DELETE_ON_ERROR:

# PORT, BIND, VANGNET_HOME, DATABASE_URL: docs/settings.md. ARGS is passed on to the tests or the bench.
ifdef PORT
export PORT
endif
ifdef BIND
export BIND
endif
ARGS ?=

PY := .venv/bin/python
# A checkout that was moved needs a new installation: the stamp's name holds the place.
STAMP := .venv/installed-$(shell pwd -P | cksum | cut -d' ' -f1)
GOOD_PYTHON := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

help:  ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: $(STAMP)  ## Start everything on http://localhost:8000 and stay (PORT=8001 for another port)
	@$(PY) -m vangnet.cli run

stop: $(STAMP)  ## Stop the server and the database, wherever they were started
	@$(PY) -m vangnet.cli stop

test: $(STAMP)  ## All tests, on a PostgreSQL of their own; ARGS="tests/keeping -x" for some
	$(PY) -m pytest -n 2 $(ARGS)

check: $(STAMP)  ## Lint, format, types, walls between rooms, migrations, lock, documents
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m vangnet.cli migrate --check
	$(PY) -m pytest -q tests/architecture tests/keeping/test_checkout.py

bench: $(STAMP)  ## Measure: doses, pages and readings a second, boards, alarms (ARGS=--json)
	$(PY) -m benchmarks $(ARGS)

messages:  ## Put the Dutch of all areas together and compile it (needs gettext)
	@command -v msgcat >/dev/null || { echo "gettext is not installed. Install it, for example: apt install gettext" >&2; exit 1; }
	@mkdir -p src/vangnet/locale/nl/LC_MESSAGES
	msgcat --use-first --sort-output --no-location -o src/vangnet/locale/nl/LC_MESSAGES/django.po src/vangnet/locale/parts/*.po
	msgfmt --check -o src/vangnet/locale/nl/LC_MESSAGES/django.mo src/vangnet/locale/nl/LC_MESSAGES/django.po

lock: $(STAMP)  ## Choose the newest versions pyproject.toml allows, with hashes and without addresses
	$(PY) -m uv pip compile --quiet --universal --upgrade --all-extras --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --no-annotate -o requirements.lock pyproject.toml

clean:  ## Remove what was installed and cached; the data in ./var stays
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results

# The stamp comes last: an installation cut short is simply done again.
$(STAMP): requirements.lock pyproject.toml
	@found=; for name in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	  if "$$name" -c '$(GOOD_PYTHON)' >/dev/null 2>&1; then found="$$name"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "No Python 3.11, 3.12 or 3.13 with its venv module was found." >&2; \
	  echo "Install one (Debian, Ubuntu: apt install python3 python3-venv), or name it: make run PYTHON=/path/to/python3.12" >&2; \
	  exit 1; \
	fi; \
	if ! $(PY) -m pip --version >/dev/null 2>&1; then \
	  echo "Making .venv with $$("$$found" --version)"; \
	  "$$found" -m venv --clear .venv; \
	fi
	@rm -f .venv/installed-*
	@echo "Installing what requirements.lock names (only when it changed)"
	@$(PY) -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@
