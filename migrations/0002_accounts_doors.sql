-- Doors: passwords, sessions, password links, brakes. Three realms (A1); a member's account is the member row, a
-- facility's the facility row, the office has people of its own.
create table office_user (
    office_user_id uuid primary key,
    email          text not null,
    name           text not null
);
create unique index office_user_email_unique on office_user (lower(email));

-- Imported people have no row here until they set a password by link.
create table credential (
    realm         text not null check (realm in ('member', 'facility', 'office')),
    account_id    uuid not null,
    password_hash text not null,
    changed_at    timestamptz not null,
    primary key (realm, account_id)
);

create table session (
    token_hash   bytea primary key,           -- SHA-256 of the cookie's token; the token itself is stored nowhere
    realm        text not null check (realm in ('member', 'facility', 'office')),
    account_id   uuid not null,
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at   timestamptz not null,        -- idle limit, moved on at use (A6)
    persistent   boolean not null,            -- 「ログイン情報を保存する」
    client       text not null default ''     -- address and browser, shown to its owner and in the audit
);
create index session_of_account on session (realm, account_id);
create index session_expiry on session (expires_at);

create table password_link (
    token_hash bytea primary key,             -- SHA-256 of 256 random bits (A5)
    realm      text not null check (realm in ('member', 'facility', 'office')),
    account_id uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index password_link_of_account on password_link (realm, account_id);

-- Fixed-window counters, in Postgres so that several nodes agree. key: 'signin:account:…', 'signin:client:…', …
create table rate_counter (
    key          text not null,
    window_start timestamptz not null,
    hits         integer not null,
    primary key (key, window_start)
);
create index rate_counter_age on rate_counter (window_start);

-- Who did what, when, from where (E1). Written in the transaction of the change, never changed.
create table audit_line (
    audit_id   uuid primary key,
    at         timestamptz not null,
    realm      text not null,                 -- member, facility, office, system
    actor_id   uuid,
    event      text not null,                 -- e.g. case.registered
    subject_id uuid,
    detail     jsonb not null default '{}',   -- ids and numbers, never typed text
    client     text not null default ''
);
create index audit_subject on audit_line (subject_id, at);
create index audit_time on audit_line (at);
