# shellcheck shell=bash
# Sourced by every script beside it: which tools, which caches, and an environment in which they do the same whoever starts
# them (`tools/environment` tries it). Changes nothing but the environment.

# cron, `su -` and a plain Debian say nothing of a language; then Chromium calls every file that is downloaded under a
# Japanese name 'download', and Python and Perl take no Japanese either. Where one is said (ja_JP.eucJP), Postgres' and git's
# words, by which scripts go, and the order of `sort` would be others.
export LC_ALL=C.UTF-8 LANG=C.UTF-8
unset LANGUAGE
# Whoever forgets to say which time is meant gets the same time everywhere.
export TZ=UTC
# A service may have no home in its environment; caches and fonts lie there.
[ -n "${HOME:-}" ] || HOME="$(getent passwd "$(id -u)" | cut -d: -f6)"
export HOME
# The user that runs Postgres, and every other who shares a folder, must be able to read what is made here.
umask 022
# A folder for temporary files that is not there, or not one's own, as `su` leaves it behind.
[ -d "${TMPDIR:-/tmp}" ] && [ -w "${TMPDIR:-/tmp}" ] || unset TMPDIR
# Tests ask servers on this machine; curl and Chromium would ask the proxy for them.
no_proxy="${no_proxy:-${NO_PROXY:-}}"
case ",$no_proxy," in
  *,127.0.0.1,*) ;;
  *) no_proxy="${no_proxy:+$no_proxy,}127.0.0.1,localhost,::1" ;;
esac
export no_proxy NO_PROXY="$no_proxy"
# What makes other commands of the same words: options that a command adds to its own, another order of arguments, a search
# for folders (`cd`), another repository (within a hook of git), a make that only prints.
unset BASH_ENV ENV CDPATH POSIXLY_CORRECT GREP_OPTIONS GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE MAKEFLAGS MFLAGS
# Another compiler's flags take the place of those that the project gives (Cargo.toml), and another target builds the server
# where nobody looks for it.
unset RUSTFLAGS RUSTDOCFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS CARGO_BUILD_TARGET CARGO_BUILD_TARGET_DIR
# cargo-leptos takes its settings from here before Cargo.toml.
for name in $(env | sed -n 's/^\(LEPTOS_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
# `production` leaves the browser tests without Playwright; options and other people's modules change every `node` and the
# mail catcher.
unset NODE_ENV NODE_OPTIONS NODE_PATH PYTHONHOME PYTHONPATH

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
