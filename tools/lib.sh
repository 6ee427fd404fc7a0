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

# A program that asks a Postgres, beside those or on PATH.
psql_program() {
  local beside
  beside="$(postgres_bin)/psql"
  if [ -x "$beside" ]; then printf '%s\n' "$beside"; else command -v psql; fi
}

# What CI, and the trial of it (tools/environment), know of the environment that they were started in. Whatever else a run
# needs it sets itself (tools/env.sh). Names only: what they say is the machine's affair.
# shellcheck disable=SC2034 # for who sources this
PASSED_ON=(
  PATH HOME CI                                              # where programs are, where fonts are, that nobody is there to ask
  TMPDIR                                                    # a disk with room
  XDG_CACHE_HOME NINTEI_CACHE CARGO_TARGET_DIR              # what was built before
  CARGO_HOME RUSTUP_HOME RUSTUP_TOOLCHAIN                   # a Rust that lies elsewhere
  RUSTUP_DIST_SERVER RUSTUP_UPDATE_ROOT RUSTUP_PATIENCE     # where another comes from, how long it is waited for
  PG_BIN_DIR CHROMIUM HAPROXY                               # programs that lie elsewhere
  http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY # the way to the registries
  SSL_CERT_FILE SSL_CERT_DIR CARGO_HTTP_CAINFO NODE_EXTRA_CA_CERTS PIP_CERT           # whom cargo, npm and pip trust on it
  npm_config_registry npm_config_userconfig PIP_INDEX_URL PIP_FIND_LINKS PIP_CONFIG_FILE # registries that stand in for them
)

# keep_only NAME…: forgets every other variable, and every function, that the caller has handed over.
keep_only() {
  local name
  for name in $(compgen -e); do
    case " $* " in
      *" $name "*) ;;
      *) unset "$name" 2>/dev/null || export -n "$name" ;; # some of the shell's own cannot be forgotten
    esac
  done
  while read -r _ _ name; do unset -f "$name"; done < <(declare -Fx)
}
