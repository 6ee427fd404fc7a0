# shellcheck shell=bash
# Sourced by every script beside it: which tools, which caches. Changes nothing but the environment.
# Build outputs live outside the clone, so that a fresh clone (CI) starts warm.
NINTEI_CACHE="${NINTEI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nintei}"
export NINTEI_CACHE
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$NINTEI_CACHE/target}"
# One toolchain for everything: see docs/adr/0007-toolchain.md. tools/setup writes the choice.
# shellcheck disable=SC1091
[ -f "$NINTEI_CACHE/toolchain.env" ] && . "$NINTEI_CACHE/toolchain.env"
# The last entry is for cargo alone: it looks there *first* for `cargo clippy` and the like when it is
# not on PATH at all, and would mix two toolchains.
export PATH="$NINTEI_CACHE/tools/bin:$NINTEI_CACHE/npm/node_modules/.bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
# Debian's compiler links with the slowest of linkers; gcc looks for `ld` here first. Rust's own lld goes first where there is
# one. Said the same however many scripts have called each other: where it differs, cargo compiles C code anew.
if [ -x /usr/libexec/mold/ld ]; then export COMPILER_PATH=/usr/libexec/mold; fi
