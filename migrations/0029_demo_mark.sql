-- The database remembers whose data it holds (docs/adr/0026): what a demo loaded opens as a demo, whose passwords everybody
-- knows and whose mails everybody reads, and nothing else ever does. Decided once, by whoever first opens an empty database or
-- imports into it; no row: still empty. Only the owner writes it.
create table data_kind (
    only_one boolean primary key default true check (only_one),
    kind     text not null check (kind in ('demo', 'real'))
);

-- Data that is here already is a demo's only where nothing speaks against it: a demo was begun here, in a database without
-- people; nobody has imported anything since, and nobody has an address that the demo does not give. All else is real: what
-- was tried out can be thrown away, a society's people cannot be shown to strangers.
insert into data_kind (kind)
select case
    when exists (select from audit_line where event = 'demo.started' and realm = 'system' and client = 'demo')
     and not exists (select from audit_line
                     where event = 'registry.imported' and (realm <> 'system' or client <> 'demo'))
     and not exists (select from member where email !~* '@member\.example\.jp$')
     and not exists (select from facility where login_email !~* '@hospital\.example\.jp$')
     and not exists (select from office_user where email !~ '^office(-[2-7])?@example\.jp$')
    then 'demo' else 'real' end
where exists (select from member) or exists (select from facility) or exists (select from office_user)
   or exists (select from credential) or exists (select from session) or exists (select from password_link)
   or exists (select from audit_line) or exists (select from mail_outbox) or exists (select from dev_mail)
   or exists (select from application_round) or exists (select from application_round_planned)
   or exists (select from demo_clock);
