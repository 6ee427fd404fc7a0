# shellcheck shell=bash
# Small words that the scripts beside it share. Sourced after `cd` to the project's top folder.

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() { warn "$*"; exit 1; }

# Seconds since the shell started, as 1m05s.
clock() { printf '%dm%02ds' $(($1 / 60)) $(($1 % 60)); }

# The version of one package in Cargo.lock.
locked_version() { awk -v want="name = \"$1\"" '$0 == want { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock; }

# Prints the folder that holds initdb, pg_ctl and postgres: PG_BIN_DIR, then PATH, then Debian's place.
postgres_bin() {
  local dir
  for dir in "${PG_BIN_DIR:-}" "$(dirname "$(command -v initdb || echo /none/x)")" \
    $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5,5nr); do
    if [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ]; then
      printf '%s\n' "$dir"
      return 0
    fi
  done
  return 1
}
