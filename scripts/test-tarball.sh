#!/usr/bin/env bash
# Runs the test suite on what a tarball holds, with no addon but its prebuilt one:
# npm run test:tarball [-- file.tgz] [vitest options], after npm run prebuild
#
# In build/tarball: the tests of this tree, with dist/ and prebuilds/ from the tarball, and nothing built there.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$PWD/build/tarball
rm -rf "$folder"
mkdir -p "$folder/build"
if [[ ${1:-} = *.tgz ]]; then
  tarball=$(realpath "$1")
  shift
else
  tarball=$(npm run --silent pack -- build | tail -1)
fi
bash scripts/copy-tree.sh "$folder"
tar -xzf "$tarball" -C "$folder" --strip-components=1
# The tools of this tree, where it has them.
[ ! -d node_modules ] || ln -s "$PWD/node_modules" "$folder/node_modules"
cd "$folder"
[ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund > build/npm-ci.log 2>&1 || { cat build/npm-ci.log; exit 1; }
# Not --build, which would compile dist/ once more.
npx tsc -p examples
LINQUANT_BACKEND=native node -p '[process.platform, process.arch, process.version, require("linquant").backend]'
npx vitest run "$@"
# What was tested is what was packed.
mkdir build/as-packed
tar -xzf "$tarball" -C build/as-packed --strip-components=1
for part in dist prebuilds; do diff -r "build/as-packed/$part" "$part"; done
