#!/usr/bin/env bash
# Runs the addon on emulated x64 processors, and checks which instruction sets each is given and that the bytes are those
# of this machine: npm run test:emulated
set -euo pipefail
cd "$(dirname "$0")/.."
command -v qemu-x86_64-static > /dev/null ||
  { echo 'qemu-x86_64-static is missing: apt-get install qemu-user-static' >&2; exit 1; }
[ "$(node -p process.arch)" = x64 ] || { echo 'an x64 Node is missing: run this on an x64 machine' >&2; exit 1; }
native=$(bash scripts/native-folder.sh)/native/test/guard_test
[ -x "$native" ] || { echo 'the C++ tests are missing: npm run test:native' >&2; exit 1; }

# Prints the instruction sets, the chosen one first, and a digest of what each function gives for random bits.
program="
  const { createHash } = require('node:crypto');
  const { backend, minMax, quantize, dequantize } = require('.');
  const hash = createHash('sha256');
  const bits = Uint32Array.from({ length: 10_007 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(i, i));
  const floats = new Float32Array(bits.buffer);
  for (const dtype of ['int8', 'uint8']) {
    for (const scale of [1e-30, 0.1, 3, 1e30]) {
      const codes = quantize(floats, { dtype, scale, zeroPoint: 7 });
      hash.update(codes).update(dequantize(codes, { dtype, scale, zeroPoint: 7 }));
    }
  }
  const finite = floats.filter(Number.isFinite);
  hash.update(JSON.stringify([minMax(floats), minMax(finite), minMax(finite.subarray(1, 100))]));
  console.log(backend.instructionSet, '|', backend.available.join(' '), '|', hash.digest('hex'));"
# What the emulator says of features that it lacks is of no interest here.
quietly() { "$@" 2> >(grep -v "warning: TCG doesn't support" >&2); }
here=$(node -e "$program")
echo "this machine: $here"

# expect(processor instruction sets): the fastest is chosen, and no other is offered. `kernels` runs the C++ tests there too.
expect() {
  local got wanted="${2%% *} | $2 | ${here##* }"
  got=$(quietly qemu-x86_64-static -cpu "$1" "$(command -v node)" -e "$program") || got="failed with $?"
  echo "$1: $got"
  [ "$got" = "$wanted" ] || { echo "$1: expected: $wanted" >&2; exit 1; }
  [ "${3:-}" = kernels ] || return 0
  LINQUANT_TEST_FACTOR=0.2 quietly qemu-x86_64-static -cpu "$1" "$native" | tee build/emulated.log
  grep -q "tested $2 - passed" build/emulated.log || { echo "$1: expected: $2" >&2; exit 1; }
}
expect Haswell 'avx2 scalar' kernels
expect Haswell,-fma 'scalar'
expect Haswell,-xsave 'scalar'
expect Nehalem 'scalar' kernels
