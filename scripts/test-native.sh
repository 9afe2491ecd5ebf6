#!/usr/bin/env bash
# Builds and runs the C++ tests: npm run test:native [-- cmake options, such as -DLINQUANT_SANITIZE=address,undefined]
# Without options they lie in the addon's own build folder, and test the very objects that the addon is made of.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(bash scripts/native-folder.sh "$@")
# cmake-js chooses the generator and what the addon needs.
[ $# -gt 0 ] || [ -e build/CMakeCache.txt ] || node scripts/prepare.mjs
mkdir -p "$build"
log=$build/configure-tests.log
cmake -S . -B "$build" -DLINQUANT_TESTS=ON -DLINQUANT_WERROR=ON "$@" > "$log" 2>&1 || { cat "$log"; exit 1; }
cmake --build "$build" -j "$(getconf _NPROCESSORS_ONLN)" --target linquant_tests
ctest --test-dir "$build" --output-on-failure -j "$(getconf _NPROCESSORS_ONLN)"
# An instruction set that this machine lacks is none of them.
sed -nE 's/^[a-z_]+: tested (.*[^ ]) *- passed$/\1/p' "$build/Testing/Temporary/LastTest.log" | sort | uniq -c |
  sed -E 's/^ *([0-9]+) (.*)/\1 programs tested: \2/'
