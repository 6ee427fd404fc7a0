-- Trigrams are blind to words of one or two characters, and most family names are that short: 林, 森, 佐藤. A member's key
-- is therefore found by the characters in it as well (docs/plans/supervisor-search.md).
create index member_characters on member using gin (string_to_array(search_key, null));

-- What is already decided, newest first, without stepping over what waits (docs/plans/queue.md).
create index request_decided on approval_request (supervisor_id, fiscal_year, requested_at, request_id) where state <> 'waiting';
