# make run    start the atlas        make test   check everything
# make bench  measure (ONLY=name)    make data   make the embedded dataset again
# make pictures  the pictures of the README, from the running app
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check
PAGES := geodata dashboard layouts app.py

# What was compiled once is read again by the many processes that tests and app start.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test plain pages patient lint bench pictures data browser prerequisites clean

run: $(VENV)/.ready
	@exec $(RUN) app.py $(ARGS)

test: $(VENV)/.dev browser
	@$(MAKE) --no-print-directory plain
	@# A browser waits for its app now and then: what gives way to both is done meanwhile.
	@$(MAKE) --no-print-directory --jobs=2 pages patient

plain: $(VENV)/.dev
	$(RUN) -m pytest -m "not browser and not patient" -n 2 --dist loadfile --no-loadscope-reorder \
	  $(PYTEST_ARGS)

# One browser at a time: it draws maps in software, on all cores.
pages: $(VENV)/.dev browser
	$(RUN) -m pytest tests/browser $(PYTEST_ARGS)

patient: lint
	nice -n 19 $(RUN) -m pytest -m patient $(PYTEST_ARGS)

lint: $(VENV)/.dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	nice -n 19 $(RUN) -m mypy
	PYTHONPATH=. $(VENV)/bin/lint-imports --no-logo

bench: $(VENV)/.ready $(VENV)/.dev browser
	@$(RUN) -m benchmarks $(ONLY)

pictures: $(VENV)/.ready $(VENV)/.dev browser
	@$(RUN) -m benchmarks.pictures

data: $(VENV)/.app
	$(RUN) -m geodata.lesotho.make $(ARGS)

# Each step leaves a stamp, so that a second run only starts.
$(VENV)/.ready: $(VENV)/.compiled $(wildcard layouts/assets/* layouts/assets/*/*)
	@echo "Compressing what the browser loads, once ..."
	@$(RUN) -m dashboard.serving.delivery
	@$(RUN) -m compileall -q $(PAGES)
	@touch $@

$(VENV)/.compiled: $(VENV)/.app geodata/walking/kernel.py
	@echo "Compiling the walking times, once ..."
	@$(RUN) -m geodata.walking.engine
	@touch $@

$(VENV)/.app: requirements.txt | prerequisites
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@echo "Installing packages, about a minute ..."
	@$(PIP) -r requirements.txt || \
	  { echo "The packages could not be installed: see above, check the network, try again."; exit 1; }
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.compiled
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

browser:
	@.ci/browser

prerequisites:
	@command -v $(PYTHON) >/dev/null || \
	  { echo "python3 is missing: sudo apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$$($(PYTHON) -V) is too old, 3.11 or later is needed: install it, then make run PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "python3-venv is missing: sudo apt install python3-venv"; exit 1; }

clean:
	rm -rf $(VENV)
