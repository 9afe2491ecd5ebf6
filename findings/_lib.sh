# shellcheck shell=bash
# What the scripts share: a folder that is gone at the end, pinned packages in it, and the comparison with what was seen.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
node=node

# packages NAME@VERSION...
packages() {
  npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error "$@" > "$folder/npm.log"
  cp "$here/_model.mjs" "$folder/model.mjs"
}

# The program on standard input. Its output is shown and compared; what it writes to stderr is only shown.
run() {
  cat > "$folder/program.mjs"
  "$node" "$folder/program.mjs" | tee "$folder/seen"
}

# What was seen, on standard input.
was() {
  if diff - "$folder/seen" > "$folder/difference"; then
    echo '-- as it was seen'
  else
    cat "$folder/difference"
    echo '-- changed: < was seen, > is seen now'
    exit 1
  fi
}
