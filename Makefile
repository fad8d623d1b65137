# Two commands are enough: `make demo` to see it, `make test` to trust it. `make help` tells the others.
SHELL := /bin/bash
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
DATA := .data

.DEFAULT_GOAL := help
.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo dev manage
demo: ## everything on this machine: http://127.0.0.1:8002 (ARGS="--port 8010 --data-dir DIR --fresh")
	@scripts/setup demo
	@exec $(MANAGE) demo $(ARGS)

dev: ## the demo for developers: starts again when code changes, DEBUG pages, files unhashed (ARGS as above)
	@scripts/setup dev
	@exec $(MANAGE) demo --dev $(ARGS)

manage: ## a command of manage.py on the running demo (ARGS="shell", ARGS=makemigrations; DATA=DIR of that demo)
	@scripts/setup demo
	@settings=$$($(MANAGE) demo --env --data-dir $(DATA)) && eval "$$settings" && exec $(MANAGE) $(ARGS)

# Browsers, Node.js, whole programs, films, or thousands of generated cases.
LONG := tests/browser tests/faults tests/model tests/conformance tests/demo tests/contract/test_generated.py \
  tests/interviews/test_finalizer.py tests/consumers/test_burst.py tests/house/test_compose.py
.PHONY: test unit check format
test: ## all tests, on real services and two real browsers (ARGS="tests/core -k mail" for some)
	@scripts/setup dev
	@scripts/test $(ARGS)

unit: ## the quick ones: no browser, no Node.js, nothing that is killed (ARGS as above)
	@scripts/setup dev
	@$(BIN)/pytest -n 2 --dist loadgroup $(addprefix --ignore=,$(LONG)) $(ARGS)

check: ## style, types, import contracts, migrations and documents in sync
	@scripts/setup dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	TE_DEMO=1 $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	TE_DEMO=1 $(MANAGE) export_docs --check
	scripts/node check

format: ## put the code into the style that `make check` wants
	@scripts/setup dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	scripts/node format

# What takes too long for every change. CI may run it at night; `make nightly` goes on after a failure, and fails at its end.
NIGHTLY := faults chaos fuzz fuzz-frames model looks bench-smoke
.PHONY: nightly $(NIGHTLY)
nightly: ## everything long, one after another: faults chaos fuzz fuzz-frames model looks bench-smoke
	@$(MAKE) --no-print-directory --keep-going --jobs=1 $(NIGHTLY)

faults: ## every fault of docs/operations.md done to real processes, at full timings, on both servers
	@scripts/setup dev
	TE_FAULTS_FULL=1 $(BIN)/pytest -q --timeout 600 tests/faults $(ARGS)

chaos: ## 200 kills under talking rooms; the last line says what was lost (nothing)
	@scripts/setup dev
	@$(BIN)/python -m benchmarks.chaos $(ARGS)

fuzz: ## 20,000 requests nobody thought of, held against the OpenAPI document
	@scripts/setup dev
	TE_FUZZ_CASES=20000 $(BIN)/pytest -n 2 --timeout 1800 tests/contract/test_generated.py $(ARGS)

fuzz-frames: ## 100,000 hostile frames to a real server
	@scripts/setup dev
	TE_FUZZ_FRAMES=100000 $(BIN)/pytest -q -s --timeout 3600 tests/faults/test_hostile_frames.py $(ARGS)

model: ## 100,000 steps of a room whose every part is lost, killed, repeated or overtaken
	@scripts/setup dev
	TE_MODEL_STEPS=100000 $(BIN)/pytest -q --timeout 7200 tests/model $(ARGS)

looks: ## every page for accessibility, in both themes at every width
	@scripts/setup dev
	@TE_LOOKS=all scripts/test tests/browser/test_looks.py tests/browser/test_pages_hiring.py tests/browser/test_pages_review.py $(ARGS)

bench-smoke: ## both benchmarks for a moment: they run; their figures mean nothing
	@$(MAKE) --no-print-directory bench-rooms ARGS='--seconds 0.5 --shapes "50 x 4"'
	@$(MAKE) --no-print-directory bench-rest ARGS="--rounds 1"

.PHONY: bench-rooms bench-rest bench-jobs
bench-rooms: ## rooms beside Socket.IO and the naive consumer (needs Node.js)
	@scripts/setup dev
	$(BIN)/python -W ignore -m benchmarks.rooms $(ARGS)

bench-rest: ## the REST edge beside plain Django and DRF
	@scripts/setup dev
	$(BIN)/python -W ignore -m benchmarks.rest $(ARGS)

bench-jobs: ## how soon a job starts after its commit
	@scripts/setup dev
	$(BIN)/python -W ignore -m benchmarks.jobs $(ARGS)

.PHONY: requirements pictures
requirements: ## compile requirements/*.in into hashed *.txt
	@scripts/setup dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	for name in base demo dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

pictures: ## take the pictures of the README anew
	@scripts/setup dev
	mkdir -p docs/images
	chromium=$$(scripts/chromium) && TE_CHROMIUM=$$chromium TE_PICTURES=docs/images $(BIN)/pytest -q tests/browser/test_story.py
