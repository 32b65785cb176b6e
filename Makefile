# Two commands: `make demo` and `make test`. Both set up a private environment in .venv first.
# On Windows use the plain lines of the README.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
OUTSIDE := .venv-outside/.installed
# One more than there are processors: many tests wait for sockets, and the last file leaves nobody idle.
WORKERS = $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")

.PHONY: demo test real outside check lint types arrows docs venv clean

demo: $(STAMP)  ## sweep a simulated fleet over real WinRM on loopback
	$(BIN)/remote_prt demo --check

test: $(STAMP) check  ## everything the gate checks
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile

real: $(STAMP)  ## the tests against a real domain controller, browser and the like; skips what is not installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev,kerberos]" || echo "no Kerberos: see .ci/run"
	$(BIN)/python -m pytest -q -m real tests/real

outside: $(OUTSIDE)  ## programs of others that visit lab hosts (a minute, 320 MB); with them `make test` runs tests/outside too

check: lint types arrows

lint: $(STAMP)
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

arrows: $(STAMP)
	$(BIN)/lint-imports

docs: $(STAMP)  ## write the generated pages again
	$(BIN)/python docs/generate.py

venv: $(STAMP)

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $(STAMP)

$(OUTSIDE): tests/outside/requirements.txt
	$(PYTHON) -m venv .venv-outside
	.venv-outside/bin/python -m pip install --quiet --disable-pip-version-check -r tests/outside/requirements.txt
	touch $(OUTSIDE)

clean:
	rm -rf .venv .venv-outside .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
