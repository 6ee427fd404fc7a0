# Every command has one name. The work is done in tools/; settings pass through the environment or as PORT=4000.
.PHONY: help run dev test flaky torture check bench rush import backup restore reset prepare setup fmt
.NOTPARALLEL:

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## set up, build, start everything at http://127.0.0.1:3000 (PORT, BIND, DATA_DIR, DATABASE_URL)
	@tools/setup run
	@tools/run

dev: ## the same, but rebuilds and reloads at every change
	@tools/setup dev
	@tools/dev

test: ## every test: crates on a private Postgres, then a real browser; the slowest, and how long each step took
	@tools/test

flaky: ## tests again and again on busy cores: what does not pass each time (ROUNDS=8 TEST=tests/cases SUITE=crates)
	@tools/setup test
	@tools/flaky

torture: ## browser, server, database and line end while somebody types; counts what is lost (ROUNDS=100 SEED=… KIND=… WRITE=1)
	@tools/setup test
	@tools/torture

check: ## formatting, citations, directions, licences, lints, queries, size of the browser half (PART=quick, lints or size)
	@tools/setup check
	@tools/check $(PART)

bench: ## speed, growth, cost, browser: docs/benchmarks.md anew, in 15 minutes (PART=limit for one part, LARGE=100)
	@tools/setup bench
	@tools/bench $(or $(PART),all) $(if $(LARGE),--large $(LARGE))

rush: ## the last evening: everybody at once while things break (MINUTES=10 at the highest rate)
	@tools/setup run
	@tools/bench rush $(if $(MINUTES),--minutes $(MINUTES))

import: ## DIR=folder [DATA_DIR=folder] [DRY_RUN=1]: a society's CSV files into an empty place, not into the demo
	@tools/setup run
	@tools/import

backup: ## FILE=nintei.tar: database and files into one file, beside a running server
	@tools/setup run
	@tools/backup

restore: ## FILE=nintei.tar [DATA_DIR=folder]: such a file into an empty place
	@tools/setup run
	@tools/restore

reset: ## throw the data away (asks first); the next run begins with a demo
	@tools/reset

prepare: ## after changing SQL: write .sqlx anew
	@tools/setup check
	@tools/prepare

setup: ## install everything that any of these needs
	@tools/setup all

fmt: ## format the sources
	@. tools/env.sh && cargo fmt --all
