# Everything begins with `make demo` or `make test`; each sets up what it needs in .venv.
PYTHON ?= python3.11
BIN := .venv/bin
DATA ?= $(HOME)/.local/share/coursewright-demo

.PHONY: help setup assets demo test test-all lint format bench test-browsers test-moodle clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.make/installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[embedded,onnx,dev]'
	@mkdir -p .make && touch $@

.make/assets: package-lock.json .make/installed
	@$(BIN)/python -m deploy.assets
	@touch $@

lti_tool/translations/.compiled: $(wildcard lti_tool/translations/*/LC_MESSAGES/*.po) .make/installed
	@$(BIN)/pybabel --quiet compile -d lti_tool/translations && touch $@

setup: .make/installed .make/assets lti_tool/translations/.compiled  ## make .venv, fetch front-end packages, compile translations

demo: setup  ## set everything up and walk the main job; stays up until Ctrl-C
	@$(BIN)/coursewright demo

test: setup  ## all tests that need no GPU and no real Moodle
	@sh tests/install_browsers.sh chromium
	@$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not firefox and not webkit"

test-all: setup  ## the same, pages on both databases instead of one each, and all browsers
	@sh tests/install_browsers.sh
	@$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder --both-databases

test-browsers: setup  ## launches across sites in Chromium, Firefox and WebKitGTK
	@sh tests/install_browsers.sh
	@$(BIN)/pytest -q tests/browser/cross_site

lint: setup  ## ruff, mypy --strict, import contracts
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

format: setup  ## let ruff put the code into shape
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

test-moodle: setup  ## the contract suite against the Moodle at MOODLE_URL
	@$(BIN)/pytest -q -m moodle tests/contract

clean:  ## remove what setup made
	rm -rf .venv .make node_modules lti_tool/static/vendor lti_tool/translations/.compiled
