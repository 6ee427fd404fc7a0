-- The outbox is the queue: a mail is a row written in the transaction of the change it tells of, sent at least once by a
-- worker (E1, E2), with growing pauses, and dead after the last try (docs/adr/0008).
-- No text is stored, only what the template needs (names, numbers, ids): a password link is made when the mail is sent,
-- so that its token stands in no table (A5), and no case text can ever be in here (P7).
create table mail_outbox (
    mail_id         uuid primary key,
    kind            text not null,             -- which template
    to_address      text not null,
    subject         text not null,
    params          jsonb not null,
    state           text not null check (state in ('waiting', 'sent', 'dead')),
    attempts        integer not null default 0,
    next_attempt_at timestamptz not null,
    created_at      timestamptz not null,
    sent_at         timestamptz,
    last_error      text,
    constraint mail_state_facts check ((state = 'sent') = (sent_at is not null))
);
create index mail_due on mail_outbox (next_attempt_at) where state = 'waiting';
create index mail_newest on mail_outbox (created_at desc, mail_id desc);

-- Demo mode without SMTP_URL delivers here instead, for /dev/mail. Empty in every other mode.
create table dev_mail (
    mail_id     uuid primary key,
    to_address  text not null,
    subject     text not null,
    body_text   text not null,
    body_html   text not null,
    received_at timestamptz not null
);
create index dev_mail_newest on dev_mail (received_at desc, mail_id desc);
