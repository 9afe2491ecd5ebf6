#!/usr/bin/env bash
# The AVX-512 kernels through the C++ tests on an x64 machine that need not have AVX-512: by AVX-512 in software
# (native/test/avx512), on AVX2. A machine that has it compares the software with it.
# npm run test:avx512 [-- --exhaustive], which adds exhaustive_test's sample: half as much work again.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(uname -m)" = x86_64 ] || { echo 'AVX-512 is emulated on AVX2: run this on an x64 machine' >&2; exit 1; }
exhaustive=OFF
[ "${1:-}" = --exhaustive ] && exhaustive=ON
options=(-DLINQUANT_EMULATED_AVX512=ON -DLINQUANT_EXHAUSTIVE=$exhaustive)
bash scripts/test-native.sh "${options[@]}"
log=$(bash scripts/native-folder.sh "${options[@]}")/Testing/Temporary/LastTest.log
grep -hE '^(exhaustive_test|emulation_test): ' "$log" || true
# Also where a test has lost its subject.
grep -q '^guard_test: tested avx512 (emulated) - passed' "$log" || { echo 'AVX-512 was not tested' >&2; exit 1; }
