# `make run` and `make test` need nothing but Python 3.11 and, once, the network. Relative paths only: GNU make
# can't handle a checkout whose own path has spaces otherwise.

# Once there is a .venv, its Python; name another to begin with: make run PYTHON=python3.12
PYTHON ?= $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)
PY := .venv/bin/python
# More arguments for pytest: make test ARGS="-k publish"
ARGS ?=

.PHONY: run test test-all pictures bench bench-million stop lint load python packages dev-packages bench-packages

run: packages
	@$(PY) -m config.server check
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py renew_record
	@$(PY) manage.py setup_local
	@exec $(PY) -m config.server

# Whatever the shell says, tests are compiled once and not by each process: many start a whole project.
test test-all: export PYTHONDONTWRITEBYTECODE :=

# The quick suite: nothing that kills, races or needs a browser.
test: dev-packages
	@$(PY) -m pytest -n 2 -m "not slow and not browser" $(ARGS)

# Three at once, for two processors: browsers and processes that are started and killed leave them idle half the time.
test-all: dev-packages
	@$(PY) -m pytest -n 3 $(ARGS)

# Takes the pictures of the editors' guide and of the site anew.
pictures: dev-packages
	@$(PY) -m pytest -q tests/admin/test_two_people.py tests/site/test_pictures_browser.py --pictures docs/images

# Measures speed beside peers and limits, over synthetic events: bench/README.md. The second takes about an hour, and 30 GB.
bench: bench-packages
	@$(PY) -m bench 1000 100000

bench-million: bench-packages
	@$(PY) -m bench 1000000

# Stops the private database of this checkout, and nothing else.
stop:
	@if [ -x $(PY) ]; then $(PY) -m config.devdb stop; fi

lint: dev-packages
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy

# Brings the record to what data/ says.
load: packages
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py renew_record
	@$(PY) manage.py load_dataset data

packages: python
	@"$(PYTHON)" config/install.py

dev-packages: python
	@"$(PYTHON)" config/install.py dev

bench-packages: dev-packages
	@"$(PYTHON)" config/install.py bench || echo "The rows about Datasette are left out."

python:
	@command -v "$(PYTHON)" >/dev/null || { echo "Python 3.11 or newer is needed, and $(PYTHON) wasn't found: make run PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" -c "import sys; sys.exit(sys.version_info < (3,))" || { echo "Python 3.11 or newer is needed, and $(PYTHON) is Python 2: make run PYTHON=..." >&2; exit 1; }
