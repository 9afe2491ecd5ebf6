#!/usr/bin/env bash
# Installs Debian's packages that the gate needs and this machine lacks: bash scripts/install-tools.sh
set -euo pipefail
missing=()
needs() { [ -e "$1" ] || command -v "$1" > /dev/null || missing+=("$2"); }
needs c++ g++
needs cmake cmake
needs make make
needs git git
needs nm binutils
needs clang-format clang-format
# Other systems: cross-compilers, and what their programs run in.
needs aarch64-linux-gnu-g++ g++-aarch64-linux-gnu
needs qemu-aarch64-static qemu-user-static
needs clang++ clang
# Links the WebAssembly module.
needs wasm-ld lld
needs x86_64-w64-mingw32-g++-posix g++-mingw-w64-x86-64-posix
needs /usr/lib/wine/wine64 wine64
needs /lib/ld-musl-x86_64.so.1 musl
needs valgrind valgrind
needs redis-server redis-server
[ ${#missing[@]} -eq 0 ] && exit
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
