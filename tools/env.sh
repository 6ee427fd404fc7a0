# Sourced by the Makefile's recipes and the scripts beside it: which tools, which caches.
# Build outputs live outside the clone, so that a fresh clone (CI) starts warm.
NINTEI_CACHE="${NINTEI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nintei}"
export NINTEI_CACHE
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$NINTEI_CACHE/target}"
# One toolchain for everything: see docs/adr/0007-toolchain.md. tools/setup writes the choice.
[ -f "$NINTEI_CACHE/toolchain.env" ] && . "$NINTEI_CACHE/toolchain.env"
export PATH="$NINTEI_CACHE/tools/bin:$NINTEI_CACHE/npm/node_modules/.bin:$PATH"
