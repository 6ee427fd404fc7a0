-- The demo's clock (docs/adr/0019): how far it is ahead of the machine's, so that a restart keeps it and several nodes agree.
-- One row at most; none in every other mode.
create table demo_clock (
    only_one boolean primary key default true check (only_one),
    ahead_us bigint not null check (ahead_us >= 0)
);
