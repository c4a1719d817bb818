# Two commands on a fresh machine with Python 3.11 or newer, make and pip:
#   make run    the dashboard on the sample site
#   make test   everything: style, types, import directions, tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SITE ?= sample_sites/kveldsvag

.PHONY: run test clean

run: $(VENV)/ready
	$(BIN)/siteplan app $(SITE)

test: $(VENV)/ready-for-tests
	$(BIN)/python -m pytest

$(VENV)/ready: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/siteplan warm-up
	touch $@

$(VENV)/ready-for-tests: $(VENV)/ready requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@

clean:
	rm -rf $(VENV) build dist
