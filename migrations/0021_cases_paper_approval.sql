-- 書面による承認 (P9): a supervisor who has left cannot judge here any more; the office records what they signed. The case is
-- 承認済み by a request like any other, so that list, history and counts read it as one; what was on paper hangs on that
-- request (docs/adr/0020).
create table paper_approval (
    request_id     uuid primary key references approval_request,
    document_id    uuid not null unique references document,   -- the scan
    signed_on      date not null,                              -- the date on the paper
    reason         text not null check (reason <> ''),
    office_user_id uuid not null references office_user,
    recorded_at    timestamptz not null
);

-- A file belongs to the facility that sent it, or to the office.
alter table document alter column facility_id drop not null;
alter table document add column office_user_id uuid references office_user;
alter table document add constraint document_one_owner check ((facility_id is null) <> (office_user_id is null));
