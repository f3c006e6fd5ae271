#!/bin/sh
# Builds ../calculator.core.wasm, the core module, and ../calculator.wasm, the component around it.
# Needs clang with lld (Debian: apt-get install clang lld); jco brings wasm-tools and is fetched by npx.
set -eu
cd "$(dirname "$0")/.."

jco() {
  npx --yes --package @bytecodealliance/jco@1.35.0 --package @bytecodealliance/preview2-shim@0.26.0 jco "$@"
}

clang --target=wasm32 -std=c11 -Wall -Wextra -Os -nostdlib -fno-builtin -mbulk-memory \
  -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=16384 \
  -o calculator.core.wasm guest/calculator.c
jco embed calculator.core.wasm --wit wit --world-name calculator -o calculator.core.wasm
jco new calculator.core.wasm -o calculator.wasm
wc -c calculator.core.wasm calculator.wasm
