-- 新規登録: a hospital has an account before the society knows it as a facility (A8). The account is the facility row;
-- its number comes with the certification. Until the first password is set by the mailed link, nobody has shown that the
-- address is theirs: such a row keeps nobody else from signing up with it.
alter table facility alter column facility_no drop not null;
alter table facility add column contact_family_name text not null default '';
alter table facility add column contact_given_name text not null default '';
alter table facility add column applies_as text check (applies_as in ('core', 'partner'));
alter table facility add column signed_up_at timestamptz;
alter table facility add constraint facility_known_or_signed_up
    check (facility_no is not null or (signed_up_at is not null and applies_as is not null));
create index facility_signed_up on facility (signed_up_at) where facility_no is null;
-- What an account is called: the hospital, or as long as it has not said its name, the person who signed up.
create function display_name(facility) returns text language sql stable
    return coalesce(nullif($1.name, ''), $1.contact_family_name || ' ' || $1.contact_given_name);
