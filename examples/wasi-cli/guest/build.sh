#!/bin/sh
# Builds ../hello.wasm, a component. Needs clang with lld (Debian: apt-get install clang lld); jco brings wasm-tools
# and is fetched by npx.
set -eu
cd "$(dirname "$0")/.."
core=$(mktemp)
trap 'rm -f "$core"' EXIT

jco() {
  npx --yes --package @bytecodealliance/jco@1.35.0 --package @bytecodealliance/preview2-shim@0.26.0 jco "$@"
}

clang --target=wasm32 -std=c11 -Wall -Wextra -Os -nostdlib -fno-builtin -mbulk-memory \
  -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=16384 \
  -o "$core" guest/hello.c
jco embed "$core" --wit wit --world-name command -o "$core"
jco new "$core" -o hello.wasm
wc -c hello.wasm
