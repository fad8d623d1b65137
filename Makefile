# Two commands are enough: `make demo` to see it, `make test` to trust it.
SHELL := /bin/bash
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: help demo test check requirements
help:
	@echo "make demo          everything on this machine: http://127.0.0.1:8002 (ARGS=\"--port 8010 --data-dir DIR --fresh\")"
	@echo "make test          all tests, on real services and two real browsers (ARGS=\"tests/core -k mail\")"
	@echo "make check         style, types, import contracts, migrations and documents in sync"
	@echo "make faults        every fault of docs/operations.md done to real processes, at full timings, on both servers"
	@echo "make chaos         200 kills under talking rooms; the last line says what was lost (nothing)"
	@echo "make bench-rooms   rooms beside Socket.IO and the naive consumer (needs Node.js); make bench-rest likewise"
	@echo "make requirements  compile requirements/*.in into hashed *.txt"

demo:
	@scripts/setup base
	@exec $(MANAGE) demo $(ARGS)

test:
	@scripts/setup dev
	@chromium=$$(scripts/chromium) && TE_CHROMIUM=$$chromium $(BIN)/pytest -n 2 --dist loadgroup $(ARGS)
	@scripts/node test

check:
	@scripts/setup dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	TE_DEMO=1 $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	TE_DEMO=1 $(MANAGE) export_docs --check
	scripts/node check

requirements:
	@scripts/setup dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	for name in base dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

.PHONY: pictures
pictures:
	@scripts/setup dev
	mkdir -p docs/images
	chromium=$$(scripts/chromium) && TE_CHROMIUM=$$chromium TE_PICTURES=docs/images $(BIN)/pytest -q tests/browser/test_story.py

.PHONY: faults chaos
faults:
	@scripts/setup dev
	TE_FAULTS_FULL=1 $(BIN)/pytest -q -p no:randomly --timeout 600 tests/faults $(ARGS)

chaos:
	@scripts/setup dev
	@$(BIN)/python -m benchmarks.chaos $(ARGS)

.PHONY: bench-rooms bench-rest fuzz
bench-rooms:
	@scripts/setup dev
	$(BIN)/python -W ignore -m benchmarks.rooms $(ARGS)

bench-rest:
	@scripts/setup dev
	$(BIN)/python -W ignore -m benchmarks.rest $(ARGS)

fuzz:
	@scripts/setup dev
	TE_FUZZ_CASES=20000 $(BIN)/pytest -n 2 --timeout 1800 tests/contract/test_generated.py $(ARGS)

.PHONY: model fuzz-frames
model:
	@scripts/setup dev
	TE_MODEL_STEPS=100000 $(BIN)/pytest -q --timeout 7200 tests/model $(ARGS)

fuzz-frames:
	@scripts/setup dev
	TE_FUZZ_FRAMES=100000 $(BIN)/pytest -q -s --timeout 3600 tests/faults/test_hostile_frames.py $(ARGS)
