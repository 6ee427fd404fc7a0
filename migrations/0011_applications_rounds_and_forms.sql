-- 施設認定申請 (F1–F9): rounds, which the office edits; one application of a facility for a 種別 with its two forms as typed;
-- every submitted version.
create table application_round (
    round_id   uuid primary key,
    applies_as text not null check (applies_as in ('core', 'partner')),
    opens_on   date not null,
    closes_on  date not null,
    starts_on  date not null,
    constraint round_days check (opens_on <= closes_on and closes_on < starts_on),
    -- On any day at most one round of a 種別 is open (F2).
    constraint round_windows_apart exclude using gist
        (applies_as with =, daterange(opens_on, closes_on, '[]') with &&)
);

create table application (
    application_id   uuid primary key,
    facility_id      uuid not null references facility,
    applies_as       text not null check (applies_as in ('core', 'partner')),
    state            text not null check (state in ('draft', 'submitted', 'returned', 'passed', 'failed', 'certified')),
    -- A draft belongs to no round: it is kept from one to the next (F2). 申請 names the round, for good.
    round_id         uuid references application_round,
    version_id       uuid,                        -- the version submitted last
    certification_id uuid references certification,
    submitted_at     timestamptz,                 -- when that version was
    asked_for        text,                        -- the office's words, while 修正依頼中 (F5)
    constraint application_state_facts check (
        case state
            when 'draft' then version_id is null and round_id is null
            else version_id is not null and round_id is not null and submitted_at is not null
        end
        and (state = 'certified') = (certification_id is not null)
        and (state = 'returned') = (asked_for is not null))
);
-- One at a time: the next one may begin when this one is decided.
create unique index application_live on application (facility_id, applies_as)
    where state not in ('failed', 'certified');

-- What is typed, as typed (F3). No row: nothing was ever kept.
create table application_form (
    application_id uuid not null references application,
    part           text not null check (part in ('form1', 'form2')),
    fields         jsonb not null,
    draft_version  bigint not null,               -- grows by one at every accepted save; guards against old tabs
    saved_at       timestamptz not null,
    registered     boolean not null,              -- 登録済; false: 未完了
    primary key (application_id, part)
);

-- Every submitted version is kept (F5).
create table application_version (
    version_id     uuid primary key,
    application_id uuid not null references application,
    number         integer not null,
    form1          jsonb not null,
    form2          jsonb not null,
    submitted_at   timestamptz not null,
    constraint application_version_number unique (application_id, number)
);
alter table application add constraint application_version_known
    foreign key (version_id) references application_version deferrable initially deferred;

-- A draft that met a newer one (an old tab, a colleague's browser) is set aside, never dropped.
create table application_aside (
    aside_id       uuid primary key,
    application_id uuid not null references application,
    part           text not null check (part in ('form1', 'form2')),
    fields         jsonb not null,
    base_version   bigint not null,
    kept_at        timestamptz not null
);
create index application_aside_of_form on application_aside (application_id, part, kept_at);
