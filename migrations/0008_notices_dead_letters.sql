-- /readyz counts the mails that were given up, often; among a million sent ones they must be found without reading all.
create index mail_dead on mail_outbox (created_at) where state = 'dead';
