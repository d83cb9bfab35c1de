# Everything runs from a bare checkout that has nothing but make and Python >= 3.11.
# PYTHON=python3.12 picks another interpreter, ARGS="-k dates" reaches pytest.

PYTHON ?= python3
ARGS   ?=

BIN  := .venv/bin
UV   := .venv-uv/bin/uv
BOOT := .venv-uv/.ok
ENV  := .venv/.ok
PEERS := .venv/.peers

COMPILE := $(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
           --no-emit-index-url --no-header --no-annotate

.PHONY: help install run test soak golden scores bench bench-quick performance lint format lock picture story clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

install: $(ENV) ## install the locked dependencies and Asof itself into .venv

run: $(ENV) ## serve Asof on http://localhost:8000 (ASOF_PORT and ASOF_DATA change port and data folder)
	@exec $(BIN)/asof serve

test: $(ENV) ## run all tests
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

soak: $(ENV) ## compare 5,000 random histories with the reference model (about 15 minutes)
	@ASOF_EXAMPLES=5000 $(BIN)/python -m pytest tests/test_as_of.py tests/test_machine.py -n auto $(ARGS)

golden: $(ENV) ## write the expected bytes of answers anew, after RULES was raised; look at the difference
	@ASOF_RENEW_GOLDEN=1 $(BIN)/python -m pytest tests/service/test_api_golden.py -q $(ARGS)

scores: $(ENV) ## measure the extractor on gold and corpora, and write docs/extraction-scores.md
	@$(BIN)/python -m tests.extraction.scores

bench: $(PEERS) ## measure Asof beside its limits and its peers (about an hour; ARGS="--largest" adds ten million entries)
	@$(BIN)/python -m tests.benchmarks --json bench.json $(ARGS)

bench-quick: $(ENV) ## measure the same at small sizes, with those peers that are installed (3 minutes)
	@$(BIN)/python -m tests.benchmarks --quick --json bench-quick.json $(ARGS)

performance: $(ENV) ## write docs/performance.md and its picture from bench.json, the last run of make bench
	@$(BIN)/python -m tests.benchmarks.report bench.json

lint: $(ENV) ## check style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(ENV) ## put the code into its one format
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock: $(BOOT) ## renew both locks to the newest versions
	@$(COMPILE) --extra dev pyproject.toml -o requirements.lock
	@echo uv | $(COMPILE) - -o requirements-uv.lock
	@printf 'eventsourcing[postgres]\numadb\nPyMySQL\npsycopg[binary]\n' | $(COMPILE) -c requirements.lock - -o requirements-peers.lock

picture: $(ENV) ## draw docs/timeline.svg and docs/extraction.svg, the pictures of the README, from our own articles
	@data=$$(mktemp -d) && trap 'rm -rf "$$data"' EXIT && unset DATABASE_URL && export ASOF_DATA="$$data" \
	  && $(BIN)/asof add events/bundled/pokrovsk.jsonl \
	  && $(BIN)/asof show location pokrovsk --as-of 2025-12-02T12:00:00Z --svg docs/timeline.svg
	@$(BIN)/asof extract tests/fixtures/articles-in/dam-2025-02-11.txt --zone Europe/Berlin --svg docs/extraction.svg

story: $(ENV) ## write events/bundled/story.jsonl, the second sample, from events/bundled/story
	@$(BIN)/python -m events.bundled.story.writing > events/bundled/story.jsonl

clean: ## remove the environments and what tools left behind (not .asof, the data)
	@rm -rf .venv .venv-uv build dist .hypothesis .*_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What benchmarks stand beside; nothing else needs it. MariaDB comes from the system's packages.
$(PEERS): $(ENV) requirements-peers.lock
	@$(UV) pip install -q --require-hashes --python .venv -r requirements-peers.lock
	@touch $@

# The stamps are written last: an interrupted install is done again, a finished one never.

$(BOOT): requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Asof needs Python 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv-uv \
	  || { rm -rf .venv-uv; echo "Asof needs Python's venv (Debian, Ubuntu: apt install python3-venv)"; exit 1; }
	@.venv-uv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(ENV): $(BOOT) requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(UV) venv -q --python "$(PYTHON)" .venv
	@$(UV) pip sync -q --require-hashes --python .venv requirements.lock
	@$(UV) pip install -q --no-deps --no-build-isolation --python .venv -e .
	@touch $@
