-- All cases that were ever in a slot, deleted ones too: the first text of an emptied slot goes on with the version numbers
-- of those before it, so that an old tab never matches a newer draft (C11), and the office reads the slot's past (C10).
create index case_of_slot on case_report (member_id, set_key, slot);
