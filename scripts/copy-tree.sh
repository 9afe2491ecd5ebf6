#!/usr/bin/env bash
# Copies what git would hold of this tree, with what is not committed yet: bash scripts/copy-tree.sh folder
set -euo pipefail
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
git ls-files -z --cached --others --exclude-standard | xargs -0 tar -cf - | tar -xf - -C "$folder"
