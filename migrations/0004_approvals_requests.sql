-- 承認依頼: one row per case and attempt; a bulk request shares batch_id (P1).
create table approval_request (
    request_id      uuid primary key,
    batch_id        uuid not null,
    case_id         uuid not null references case_report,
    version_id      uuid not null references case_version,
    applicant_id    uuid not null references member,
    supervisor_id   uuid not null references member,
    set_key         text not null,
    slot            smallint not null,
    category        text not null,
    message         text not null default '',   -- 通信欄
    state           text not null check (state in ('waiting', 'approved', 'rejected', 'withdrawn')),
    requested_at    timestamptz not null,
    fiscal_year     integer not null,           -- 年度 of 依頼日, April to March, JST (P8)
    decided_at      timestamptz,
    general_comment text not null default '',
    -- the supervisor's comments while being written: field key → text, '' = general
    comment_draft   jsonb not null default '{}',
    comment_version bigint not null default 0,
    constraint request_not_own check (applicant_id <> supervisor_id),               -- P4
    constraint request_state_facts check ((state = 'waiting') = (decided_at is null))
);
-- One waiting request per case: the second of two simultaneous requests fails.
create unique index request_waiting_unique on approval_request (case_id) where state = 'waiting';
create index request_of_case on approval_request (case_id, requested_at);
create index request_queue on approval_request (supervisor_id, requested_at, request_id) where state = 'waiting';
create index request_of_supervisor on approval_request (supervisor_id, fiscal_year, requested_at, request_id);
create index request_of_version on approval_request (version_id);
alter table case_report add constraint case_request_known foreign key (request_id) references approval_request deferrable initially deferred;

-- What the supervisor said of single fields at the decision (P6).
create table approval_comment (
    request_id uuid not null references approval_request,
    field_key  text not null,
    comment    text not null check (comment <> ''),
    primary key (request_id, field_key)
);
