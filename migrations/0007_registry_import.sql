-- Where an import lays its four files down before it compares them with each other and with the register: set-based
-- checks over tables, so that a million rows need no memory. Empty outside an import, which truncates them first (and so
-- makes a second import wait for the first) and last. Unlogged: nothing in here outlives its transaction.
-- A value that could not be read is null; `line` is the line in the file, `id` the id the row gets if it is new.
create unlogged table import_member (
    line bigint not null, id uuid not null,
    member_no text, family_name text, given_name text, family_kana text, given_kana text, email text, profession text,
    joined_on date, left_on date, affiliation text, search_key text not null
);

create unlogged table import_qualification (
    line bigint not null, id uuid not null,
    member_no text, kind text, certificate_no text, start_on date, end_on date
);

create unlogged table import_facility (
    line bigint not null, id uuid not null,
    facility_no text, name text, kana text, prefecture text, login_email text, search_key text not null
);

create unlogged table import_certification (
    line bigint not null, id uuid not null,
    facility_no text, kind text, certificate_no text, start_on date, end_on date, responsible_member_no text
);
