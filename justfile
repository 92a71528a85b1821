# `just` alone lints, checks types and runs the tests.

set shell := ["bash", "-euo", "pipefail", "-c"]

uv := "python3 -m uv"

default: lint types test

# Everything a developer needs, with byte-code so that start-up times are honest.
setup:
    UV_COMPILE_BYTECODE=1 {{uv}} sync --group dev
    {{uv}} run --group dev python -m compileall -q src graph ontology loaders qa

lint:
    {{uv}} run --group dev ruff check
    {{uv}} run --group dev ruff format --check
    {{uv}} run --group dev lint-imports

fix:
    {{uv}} run --group dev ruff check --fix
    {{uv}} run --group dev ruff format

types:
    {{uv}} run --group dev mypy

test *ARGS:
    {{uv}} run --group dev pytest {{ARGS}}

# The tests that take seconds, not minutes.
quick *ARGS:
    {{uv}} run --group dev pytest -m "not slow" {{ARGS}}

coverage:
    {{uv}} run --group dev coverage run -m pytest
    {{uv}} run --group dev coverage report --skip-covered

# What CI runs.
ci:
    .ci/run

bench:
    {{uv}} run python bench/bench_ask.py
    {{uv}} run python bench/bench_load.py
    {{uv}} run python bench/bench_install.py

# The versions that `exclude-newer` gives, for users of pip.
constraints:
    {{uv}} export --quiet --all-extras --no-hashes --no-emit-project --no-annotate --no-header --no-default-groups -o constraints.txt

# Wheel and sdist with the model's weights inside.
release:
    {{uv}} run python packaging/bake_model.py
    {{uv}} build
