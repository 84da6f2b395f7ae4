# Two commands do everything on a fresh machine with Python 3.11+: make demo, make test.
BIN := .venv/bin
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help set-up demo test lint golden bench clean

help:  ## Say what there is.
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile

set-up:  ## Make .venv with msa-check and its tools (does nothing when nothing changed).
	@.ci/set-up

demo: set-up  ## Check the bundled fictional statements; reports land in demo-out/.
	@$(BIN)/msa-check batch tests/statements/documents -o demo-out --fail-on never || [ $$? -eq 3 ]
	@echo "The reports: $(CURDIR)/demo-out/index.html and $(CURDIR)/demo-out/findings.xlsx"

test: set-up  ## Everything the build server runs: style, types, floors, rule examples, tests.
	@.ci/system-packages
	@$(MAKE) --no-print-directory lint
	@$(BIN)/msa-check rules test --quiet
	@$(BIN)/pytest

lint: set-up  ## Style, types and floors.
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@said=$$($(BIN)/lint-imports 2>&1) || { echo "$$said"; exit 1; }

golden: set-up  ## Write the golden files anew; read the diff before you commit it.
	@$(BIN)/pytest -q --golden
	@git status --short tests/golden docs

bench: set-up  ## Measure speed and memory; needs no network.
	@for script in benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

clean:  ## Remove what the commands above made.
	rm -rf .venv dist build demo-out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
