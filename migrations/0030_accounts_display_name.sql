-- 0014 stores the body of display_name as text, so that Postgres 15.20 lets columns be added to facility. A database that took
-- 0014 before that gets it here; on all others this changes nothing.
create or replace function display_name(facility) returns text language sql stable as $$
    select coalesce(nullif($1.name, ''), $1.contact_family_name || ' ' || $1.contact_given_name)
$$;
