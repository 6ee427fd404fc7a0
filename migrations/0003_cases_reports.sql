-- 症例報告書. A row exists from the first draft on; an empty slot has none. Deleting (C10) stamps deleted_at and frees the
-- slot; the row, its versions and decisions stay for the audit.
create table case_report (
    case_id        uuid primary key,
    member_id      uuid not null references member,
    set_key        text not null check (set_key in ('specialist', 'transition', 'certified')),
    slot           smallint not null check (slot between 1 and 20),
    state          text not null check (state in ('unregistered', 'registered', 'requested', 'approved', 'rejected', 'complete')),
    -- What is typed, as typed (C3): flat string fields. 備考 is a column of its own, so that no query for the
    -- supervisor can take it along with the report (C7).
    draft          jsonb not null default '{}',
    memo           text not null default '',
    draft_version  bigint not null default 0,   -- grows by one at every accepted save; guards against old tabs (C11)
    draft_saved_at timestamptz not null,
    version_id     uuid,                        -- the version registered last
    request_id     uuid,                        -- the request that made the state requested/approved/rejected
    result_unread  boolean not null default false,
    deleted_at     timestamptz,
    constraint case_state_facts check (
        case state
            when 'unregistered' then version_id is null and request_id is null
            when 'registered'   then version_id is not null and request_id is null
            when 'complete'     then version_id is not null and request_id is null
            else version_id is not null and request_id is not null
        end)
);
create unique index case_slot_unique on case_report (member_id, set_key, slot) where deleted_at is null;

-- Every registered version is kept, without 備考.
create table case_version (
    version_id       uuid primary key,
    case_id          uuid not null references case_report,
    number           integer not null,
    fields           jsonb not null,
    category         text not null,
    certification_id uuid not null references certification,
    start_on         date not null,
    end_on           date not null,
    registered_at    timestamptz not null,
    constraint case_version_number unique (case_id, number)
);
alter table case_report add constraint case_version_known foreign key (version_id) references case_version deferrable initially deferred;

-- A draft that met a newer one (old tab, second device) is set aside, never dropped: the editor shows both (C11).
create table case_aside (
    aside_id     uuid primary key,
    case_id      uuid not null references case_report,
    fields       jsonb not null,
    memo         text not null,
    base_version bigint not null,
    kept_at      timestamptz not null
);
create index case_aside_of_case on case_aside (case_id, kept_at);
