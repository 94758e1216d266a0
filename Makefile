# Two commands for a newcomer: `make demo` and `make test`. Both set everything up on first use.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test lint release bench attacks lock clean

demo: $(READY)
	$(BIN)/autograder demo demo-course

# Two at a time: one file's tests share what they set up, so a file stays together.
test: $(READY)
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

release: $(READY)
	$(BIN)/autograder release

bench: $(READY)
	$(BIN)/python tests/bench/bench_nbgrader.py

# Every attack of tests/attacks, counted by group; run as root, also as an ordinary user.
attacks: $(READY)
	$(BIN)/python -m tests.attacks

# Everything is pinned by hash; the package itself is installed from this folder.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# For maintainers, after changing dependencies in pyproject.toml. No index is written into the lock.
lock:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-emit-index-url --no-annotate \
		--no-header --extra dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv demo-course dist build
