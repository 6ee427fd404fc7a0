-- The second wall (docs/adr/0024). The program asks the database by roles of its own, which the server makes at its start;
-- here is what makes them known to every server of one database. Only the owner reads it.
create table wall (
    side     text primary key check (side in ('web', 'worker')),
    password text not null                    -- of the role, made up by the first server that came here
);

-- Only the owner of a table may have it counted, and an import must: the rows that it compares have just arrived.
create function analyze_staging() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
    analyze import_member, import_qualification, import_facility, import_certification;
end $$;
create function analyze_register() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
    analyze member, qualification, facility, certification;
end $$;
revoke execute on function analyze_staging(), analyze_register() from public;
