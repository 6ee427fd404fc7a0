-- A facility changes its own log-in address (A1): the new address has to confirm by a link that is mailed to it
-- (docs/adr/0018). One row is one wish; it is open until it is confirmed, withdrawn or replaced.
create table address_link (
    link_id     uuid primary key,
    facility_id uuid not null references facility,
    former      text not null,                -- what it signed in with when it asked: the link changes that one only
    address     text not null,
    asked_at    timestamptz not null,
    token_hash  bytea unique,                 -- SHA-256 of 256 random bits; made when the mail is sent (A5)
    expires_at  timestamptz not null,
    ended_at    timestamptz,
    constraint address_link_differs check (address <> former)
);
-- One of a facility is open; the newer replaces the older.
create unique index address_link_open on address_link (facility_id) where ended_at is null;
