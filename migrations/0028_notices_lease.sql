-- Until when a worker has a mail in its hands, by the database's clock, the only one that all servers share: a time on one
-- server's clock is long over for another that is an hour ahead, and mails went twice. The release before looks at
-- next_attempt_at alone; as long as one of its servers runs beside a newer one, it may repeat what that is sending (E2).
alter table mail_outbox add column leased_until timestamptz;
