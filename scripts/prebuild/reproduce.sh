#!/usr/bin/env bash
# Builds targets once more from a copy in another folder, and wants the bytes that lie in prebuilds/:
# npm run test:reproducible [-- target ...]
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
copy=$(mktemp -d)/another\ folder
trap 'rm -rf "$(dirname "$copy")"' EXIT
bash scripts/copy-tree.sh "$copy"
ln -s "$root/node_modules" "$copy/node_modules"
[ $# -gt 0 ] || set -- "$(node -p 'process.platform + "-" + process.arch')"
(cd "$copy" && npm run --silent prebuild -- "$@" > "$root/build/reproduce.log" 2>&1) || { cat build/reproduce.log; exit 1; }
for target in "$@"; do
  file=prebuilds/$target/linquant.node
  [ "$target" != wasm ] || file=build/wasm/linquant.wasm
  cmp "$file" "$copy/$file"
  echo "$target: two builds in different folders give the same bytes: $(cut -c1-64 "$file.sha256")"
done
