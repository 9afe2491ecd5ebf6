#!/usr/bin/env bash
# The proof: all divisors of the two-operation quotient, and every kernel over all floats; then WebAssembly beside the addon.
# About 20 minutes on two cores, and as long again for WebAssembly.
# npm run test:exhaustive [-- --quick | quantize | doubles | minMax | dequantize | wasm [--quick] [--only words]]
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = wasm ]; then exec node test/exhaustive/wasm.mjs "${@:2}"; fi
build=$(bash scripts/native-folder.sh)
[ -e build/CMakeCache.txt ] || node scripts/prepare.mjs
log=$build/configure-tests.log
cmake -S . -B "$build" -DLINQUANT_TESTS=ON -DLINQUANT_WERROR=ON > "$log" 2>&1 || { cat "$log"; exit 1; }
cmake --build "$build" -j "$(getconf _NPROCESSORS_ONLN)" --target quotient_enumeration exhaustive_test
"$build/native/test/quotient_enumeration" 512
"$build/native/test/exhaustive_test" "$@"
case "${1:---quick}" in --quick) node test/exhaustive/wasm.mjs "$@" ;; esac
