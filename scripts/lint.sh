#!/usr/bin/env bash
# Format, lint, layer rules and types of everything; with --write, formats what can be formatted.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t cpp < <(git ls-files --cached --others --exclude-standard -- '*.cpp' '*.h')

if [ "${1:-}" = --write ]; then
  npx biome check --write
  clang-format -i "${cpp[@]}"
  exit
fi

npx biome ci
command -v clang-format > /dev/null || { echo 'clang-format is missing: apt-get install clang-format' >&2; exit 1; }
clang-format --dry-run -Werror "${cpp[@]}"
npx tsc --build
# A static import of a built-in module does not survive every bundler: lib/platform/node.ts.
if grep -nE "^(import|export|}).* from 'node:" -r lib | grep -v 'import type'; then
  echo 'lib takes built-in modules from lib/platform/node.ts' >&2
  exit 1
fi
# The core knows nothing above it, no Node and no standard library: its own files and C headers. Calls know the core as well.
headers='<(immintrin|emmintrin|intrin|cpuid|arm_neon|wasm_simd128|std[a-z]+|string|math|sys/auxv)\.h>'
if grep -nE '#include' native/core/*.{h,cpp} native/core/*/*.{h,cpp} |
  grep -vE "#include ($headers|\"(\.\./)?((kernels|patches|search|vector)/)?[a-z_0-9]+\.h\")"; then
  echo 'native/core may include C headers and its own files only' >&2
  exit 1
fi
if grep -nE '#include' native/call/*.{h,cpp} |
  grep -vE "#include ($headers|\"(\.\./core/((kernels|patches|search|vector)/)?)?[a-z_0-9]+\.h\")"; then
  echo 'native/call may include C headers, the core and its own files only' >&2
  exit 1
fi
if grep -nE '#include' native/wasm/*.{h,cpp} native/wasm/include/*.h |
  grep -vE "#include ($headers|\"\.\./(core|call)/[a-z_0-9/]+\.h\"|\"[a-z_]+\.h\")"; then
  echo 'native/wasm may include C headers, calls, the core and its own files only' >&2
  exit 1
fi
if grep -nE '#include' native/threads/*.{h,cpp} |
  grep -vE "#include ($headers|<(pthread|stdlib|windows)\.h>|\"\.\./call/call\.h\"|\"[a-z_]+\.h\")"; then
  echo 'native/threads may include calls, C headers, the system and its own files only' >&2
  exit 1
fi
if grep -nE '#include [<"](napi|node)' -r native/core native/call native/threads; then
  echo 'native/core, native/call and native/threads may not know Node' >&2
  exit 1
fi
