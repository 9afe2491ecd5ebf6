#!/usr/bin/env bash
# Tries the install as users meet it, in copies of the tree in temporary folders: without cmake, without a compiler,
# without development dependencies, and with code that does not compile.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() { printf '\n--> %s\n' "$*"; }

# A fresh copy of what git would hold, and in it a folder of commands without those that match a pattern.
fresh() {
  cd "$root"
  rm -rf "$scratch/tree" "$scratch/bin"
  bash scripts/copy-tree.sh "$scratch/tree"
  mkdir -p "$scratch/bin"
  local command IFS=:
  for command in $(printf '%s/*:' $PATH); do
    [ -x "$command" ] || continue
    [[ ${command##*/} =~ ^($1)$ ]] || ln -sf "$command" "$scratch/bin/${command##*/}"
  done
  cd "$scratch/tree"
}

# Runs a command with those commands only, and wants a line in what it prints.
wants() {
  local line=$1
  shift
  PATH=$scratch/bin "$@" > "$scratch/log" 2>&1 || { cat "$scratch/log"; echo "failed: $*"; exit 1; }
  grep -F "$line" "$scratch/log" || { cat "$scratch/log"; echo "'$*' did not print: $line"; exit 1; }
}

# Runs a command that must fail and say why.
refuses() {
  local line=$1
  shift
  if "$@" > "$scratch/log" 2>&1; then cat "$scratch/log"; echo "should have failed: $*"; exit 1; fi
  grep -F "$line" "$scratch/log" || { cat "$scratch/log"; echo "'$*' did not print: $line"; exit 1; }
}

say 'no cmake: the fallback does the main job and passes the tests'
fresh 'cmake.*'
wants 'cmake was not found: the native addon was not built, the JavaScript fallback will be used' npm install
wants 'backend: javascript' npm run demo
# What the fallback gives was tested before; here that the tests run with it alone.
wants 'passed' npm test -- golden exports

say 'cmake, but no compiler'
compilers='(.*-)?(cc|c\+\+|gcc|g\+\+|clang|clang\+\+)(-[0-9.]+)?|c89.*|c99.*'
fresh "$compilers"
wants 'a C++ compiler was not found: the native addon was not built' npm install

say 'no development dependencies'
fresh 'nothing'
wants 'development dependencies are not installed: neither dist/ nor the native addon was built' npm install --omit=dev

say 'a type error is not hidden'
echo 'export const wrong: number = "text";' > lib/wrong.ts
refuses 'compiling TypeScript failed' npm install
rm lib/wrong.ts

say 'a compile error is not hidden'
echo 'this is no C++' >> native/core/dispatch.cpp
refuses 'compiling the native addon failed' npm install
