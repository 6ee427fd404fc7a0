-- What the office decided about submitted versions (F5, F9): each is decided once. And how its list finds applications.
create table application_decision (
    version_id     uuid primary key references application_version,
    application_id uuid not null references application,
    decision       text not null check (decision in ('return', 'pass', 'fail')),
    words          text not null,                 -- to the facility; empty only with 'pass'
    decided_by     uuid not null references office_user,
    decided_at     timestamptz not null,
    constraint application_decision_words check (decision = 'pass' or words <> '')
);
create index application_decision_of on application_decision (application_id);

-- Name, kana and prefecture of the version submitted last, folded; empty before the first.
alter table application add column search_key text not null default '';
