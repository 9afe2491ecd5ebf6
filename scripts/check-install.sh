#!/usr/bin/env bash
# Tries the install in a clone as users meet it, in a copy of the tree: without cmake, without a compiler, with code that does
# not compile, and without development dependencies.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() { printf '\n--> %s\n' "$*"; }

# A folder of commands without those whose names match a pattern.
without() {
  local folders command kept i
  IFS=: read -ra folders <<< "$PATH"
  rm -rf "$scratch/bin"
  mkdir "$scratch/bin"
  # The first of a name is the one that is found.
  for ((i = ${#folders[@]} - 1; i >= 0; i--)); do
    kept=()
    for command in "${folders[i]}"/*; do
      if [ -f "$command" ] && [ -x "$command" ] && ! [[ ${command##*/} =~ ^($1)$ ]]; then kept+=("$command"); fi
    done
    [ ${#kept[@]} -eq 0 ] || ln -sf "${kept[@]}" "$scratch/bin"
  done
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

bash "$root/scripts/copy-tree.sh" "$scratch/tree"
cd "$scratch/tree"
# What npm runs at the end of `npm install` in a clone.
prepare=(node scripts/prepare.mjs)

say 'no cmake: without the addon the tests pass'
without 'cmake.*'
wants 'cmake was not found: the native addon was not built, WebAssembly or the JavaScript fallback will be used' npm install
wants 'backend: wasm' node -p '`backend: ${require(".").backend.name}`'
# What other backends give was tested before; here that the tests run with them alone.
wants 'passed' npm test -- copies linear-dequantize

say 'cmake, but no compiler'
compilers='(.*-)?(cc|c\+\+|gcc|g\+\+|clang|clang\+\+)(-[0-9.]+)?|c89.*|c99.*'
without "$compilers"
wants 'clang++ not found: the WebAssembly module was not built' "${prepare[@]}"
wants 'backend: javascript' node -p '`backend: ${require(".").backend.name}`'
wants 'a C++ compiler was not found: the native addon was not built' "${prepare[@]}"

say 'a compile error is not hidden'
echo 'this is no C++' >> native/binding/tasks.cpp
refuses 'compiling the native addon failed' "${prepare[@]}"
echo 'this is no C++' >> native/core/dispatch.cpp
refuses 'compiling the WebAssembly module failed' "${prepare[@]}"

say 'a type error is not hidden'
echo 'export const wrong: number = "text";' > lib/wrong.ts
refuses 'compiling TypeScript failed' "${prepare[@]}"
rm lib/wrong.ts

say 'no development dependencies'
without 'nothing'
wants 'development dependencies are not installed: neither dist/ nor the native addon was built' npm install --omit=dev
