# `make demo` shows what debugpage is, `make test` runs every test. Each makes the virtual
# environment it needs; Python 3.11 or newer, git and make are all that must be there.
#
#   make demo       a page of failing examples, in the browser
#   make test       every test, in parallel, and what failed once more alone; ARGS="-k stream" chooses
#   make check      ruff, mypy --strict, import-linter
#   make matrix     every framework on its servers, and the README's table of it
#   make bench      benchmarks, beside peers'; ARGS="--quick reload" chooses some
#   make test-all   the tests on every Python from 3.11 to 3.13 found on this machine
#   make clean      remove what the others made
#
# PYTHON=/path/to/python chooses the interpreter, VENV=folder where the environment is kept.

VENV   ?= .venv
PYTHON ?=
ARGS   ?=
export PYTHON

run    := $(VENV)/bin/python -m
pytest := pytest -n auto --dist loadgroup
of_run := -o cache_dir=.pytest_cache/run

.PHONY: demo test check matrix bench test-all clean

demo: $(VENV)/.installed
	$(run) debugpage demo $(ARGS)

test: $(VENV)/.installed-for-tests
	.ci/chromium
	$(run) $(pytest) $(of_run) --cache-clear $(ARGS); .ci/again $$? $(run) pytest $(of_run)

check: $(VENV)/.installed-for-tests
	$(run) ruff check
	$(run) ruff format --check
	$(run) mypy
	$(VENV)/bin/lint-imports

matrix: $(VENV)/.installed-for-tests
	$(run) $(pytest) tests/matrix/test_matrix.py
	$(run) tests.matrix.table

bench: $(VENV)-bench/.installed
	$(VENV)-bench/bin/python -m tests.benchmarks $(ARGS)

test-all:
	.ci/chromium
	.ci/test-all $(pytest) $(ARGS)

clean:
	rm -rf .venv .venv-bench .venv-3.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build

$(VENV)/.installed: pyproject.toml
	.ci/venv $(VENV)
	touch $@

$(VENV)/.installed-for-tests: pyproject.toml
	.ci/venv $(VENV) test check
	touch $@ $(VENV)/.installed

# Peers stay out of the environment that the tests run in.
$(VENV)-bench/.installed: pyproject.toml
	.ci/venv $(VENV)-bench bench
	touch $@
