-- The stamped 申請書・在籍証明書 (F6). Here stands what the file is and whose; the file itself lies in the object store under
-- object_key. The row is written first and `stored_at` when the file has arrived there: whatever breaks off between
-- leaves a row, by which the sweep finds the file too. `attached_at`: a form uses it; without that it is swept away.
create table document (
    document_id uuid primary key,
    facility_id uuid not null references facility,
    name        text not null check (name <> ''),
    size        bigint not null check (size > 0),
    pages       integer not null check (pages > 0),
    sha256      bytea not null check (length(sha256) = 32),
    object_key  text not null unique,
    received_at timestamptz not null,
    stored_at   timestamptz,
    attached_at timestamptz,
    constraint document_attached_is_stored check (attached_at is null or stored_at is not null)
);
create index document_of_facility on document (facility_id);
create index document_unattached on document (received_at) where attached_at is null;
