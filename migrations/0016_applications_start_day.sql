-- The start day looks for applications that have passed, every few seconds (F9): there are a handful, in a table that
-- only grows.
create index application_passed on application (round_id) where state = 'passed';
