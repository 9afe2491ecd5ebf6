#!/usr/bin/env bash
# Builds and runs the C++ tests: npm run test:native [-- cmake options, such as -DLINQUANT_SANITIZE=address,undefined]
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(bash scripts/native-folder.sh "$@")
cmake -S . -B "$build" -DLINQUANT_TESTS=ON -DLINQUANT_WERROR=ON "$@" > "$build.log" 2>&1 || { cat "$build.log"; exit 1; }
cmake --build "$build" -j "$(getconf _NPROCESSORS_ONLN)"
ctest --test-dir "$build" --output-on-failure
# An instruction set that this machine lacks is none of them.
sed -nE 's/^[a-z_]+: tested (.*[^ ]) *- passed$/\1/p' "$build/Testing/Temporary/LastTest.log" | sort | uniq -c |
  sed -E 's/^ *([0-9]+) (.*)/\1 programs tested: \2/'
