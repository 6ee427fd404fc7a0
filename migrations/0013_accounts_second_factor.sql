-- The office's second factor (docs/adr/0013). Whoever has given the right password and not yet the factor holds a session
-- that waits: `awaits` says for what, and such a session opens nothing. It is a row of `session` like every other, so that
-- a password change, the sweep and ログアウト end it without knowing of it.
alter table session add column awaits text check (awaits in ('code', 'set_up'));
-- The secret that this session offers while a factor is set up. It belongs to the session: what somebody else was shown
-- before never becomes this person's factor.
alter table session add column new_secret bytea;
alter table session add constraint session_awaits_office check (awaits is null or realm = 'office');
alter table session add constraint session_set_up_secret check (awaits is distinct from 'set_up' or new_secret is not null);

create table second_factor (
    office_user_id uuid primary key references office_user,
    secret         bytea not null,            -- as it is: the code cannot be computed from a hash
    last_step      bigint not null,           -- of the last code used, in 30 s since 1970: each code is used once
    set_up_at      timestamptz not null
);

create table recovery_code (
    office_user_id uuid not null references second_factor,
    code_hash      bytea not null,            -- SHA-256 of 80 random bits; the code itself is shown once and stored nowhere
    used_at        timestamptz,
    primary key (office_user_id, code_hash)
);
