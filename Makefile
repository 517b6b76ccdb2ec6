# Every command of the project; `make` alone lists them.
# Each makes its virtual environment on first use: it takes Python 3.11 or newer with venv, and nothing else.

VENV := .venv
BIN := $(VENV)/bin
# How many processes share the tests, and what is passed on (make test ARGS="-k calendar").
WORKERS ?= 2
ARGS ?=

# Wheels only (no compiler), as locked (hashes, nothing resolved anew); bytecode is made as modules are first used.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	--no-deps --no-compile --only-binary :all: --require-hashes
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --quiet
UV_SAYS := UV_CUSTOM_COMPILE_COMMAND="make lock"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check bench faults fuzz lock clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.* ## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) \
		| while IFS='|' read -r name text; do printf '%-14s %s\n' "$$name" "$$text"; done

run: $(VENV)/runtime.stamp ## start Kipic: with KIPIC_BOT_TOKEN on Telegram, without it the playground
	$(BIN)/python -m bot run $(ARGS)

test: $(VENV)/dev.stamp ## run the tests
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

check: $(VENV)/dev.stamp ## format, lint, types and import contracts
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/dev.stamp ## measure against the peers and print the table
	$(BIN)/python -m benchmarks $(ARGS)

faults: $(VENV)/dev.stamp ## the failure tests with their full counts
	$(BIN)/python -m pytest -m faults $(ARGS)

fuzz: $(VENV)/dev.stamp ## the random inputs with their full counts
	$(BIN)/python -m pytest -m fuzz -n $(WORKERS) $(ARGS)

lock: $(VENV)/dev.stamp ## lock the dependencies anew (ARGS=--upgrade lifts their versions)
	$(UV_SAYS) $(LOCK) --group dev -o requirements-dev.lock $(ARGS)
	$(UV_SAYS) $(LOCK) -c requirements-dev.lock -o requirements.lock $(ARGS)

clean: ## remove the virtual environment, caches and builds (data/ stays)
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find bot tests benchmarks migrations -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/runtime.stamp: requirements.lock | $(VENV)/made.stamp
	@echo "Installing what Kipic needs (once) ..."
	@$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock | $(VENV)/made.stamp
	@echo "Installing Kipic's development tools (once) ..."
	@$(INSTALL) -r requirements-dev.lock
	@touch $@ $(VENV)/runtime.stamp

# The newest Python that fits, or $(PYTHON). `ensurepip` is what Debian leaves out without python3-venv.
$(VENV)/made.stamp:
	@fits='import sys, venv, ensurepip, sqlite3, ssl; sys.exit(not (3, 11) <= sys.version_info < (3, 15))'; \
	for python in $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3 python); do \
		if "$$python" -c "$$fits" >/dev/null 2>&1; then \
			echo "Making $(VENV) with $$python ..."; \
			"$$python" -m venv --clear $(VENV) && touch $@; exit; \
		fi; \
	done; \
	echo "Kipic needs Python 3.11 to 3.14 with venv and pip, and found none" \
		"(tried: $(or $(PYTHON),python3.14 to python3.11, python3, python))." >&2; \
	echo "Remedy: install one (Debian and Ubuntu: apt install python3 python3-venv)," \
		"or name one: make PYTHON=/path/to/python3.12 ..." >&2; \
	exit 2
