#!/usr/bin/env bash
# The AVX-512 kernels through the C++ tests on an x64 machine that need not have AVX-512: by AVX-512 in software
# (native/test/avx512), on AVX2. On a machine that has AVX-512 with VNNI `test:native` has tested the kernels on it, and what is left
# is to compare the software with it.
# npm run test:avx512 [-- --exhaustive], which adds exhaustive_test's sample: half as much work again.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(uname -m)" = x86_64 ] || { echo 'AVX-512 is emulated on AVX2: run this on an x64 machine' >&2; exit 1; }
exhaustive=OFF
[ "${1:-}" = --exhaustive ] && exhaustive=ON
options=(-DLINQUANT_EMULATED_AVX512=ON -DLINQUANT_EXHAUSTIVE=$exhaustive)
build=$(bash scripts/native-folder.sh "${options[@]}")
if grep -qw avx512_vnni /proc/cpuinfo 2> /dev/null && [ $exhaustive = OFF ]; then
  cmake -S . -B "$build" -DLINQUANT_TESTS=ON -DLINQUANT_WERROR=ON "${options[@]}" > /dev/null
  cmake --build "$build" -j "$(getconf _NPROCESSORS_ONLN)" --target emulation_test
  exec "$build/native/test/emulation_test"
fi
bash scripts/test-native.sh "${options[@]}"
log=$build/Testing/Temporary/LastTest.log
grep -h '^exhaustive_test: ' "$log" || true
# Also where a test has lost its subject.
grep -q '^guard_test: tested avx512 (emulated) - passed' "$log" || { echo 'AVX-512 was not tested' >&2; exit 1; }
grep -q '^scores_test: tested avx512 (emulated) avx512vnni (emulated) - passed' "$log" || { echo 'VNNI was not tested' >&2; exit 1; }
