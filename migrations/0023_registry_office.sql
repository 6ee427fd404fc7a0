-- The office's pages of the register: people and facilities are found by e-mail too, also by a part of it; one person's
-- page shows what they did, not only what was done to them; and an import in the browser is a row, so that its result can
-- be read after the answer, on every node.
create index member_email_search on member using gin (lower(email) gin_trgm_ops);
create index facility_email_search on facility using gin (lower(login_email) gin_trgm_ops);
create index audit_actor on audit_line (actor_id, at) where actor_id is not null;

-- One attempt: the files lie in the object store under `object_keys` until the row is swept away, a day later. `outcome`
-- holds counts and findings, as the page shows them.
create table registry_import (
    import_id      uuid primary key,
    office_user_id uuid not null references office_user,
    state          text not null check (state in ('checking', 'checked', 'refused', 'importing', 'imported', 'failed')),
    object_keys    jsonb not null,               -- file name → key
    outcome        jsonb,
    begun_at       timestamptz not null,
    changed_at     timestamptz not null,
    constraint import_state_facts check (state not in ('checked', 'refused', 'importing', 'imported') or outcome is not null)
);
create index import_age on registry_import (begun_at);
