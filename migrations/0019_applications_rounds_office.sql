-- 申請期間 in the office's hands (F1). A change grows the version by one, so that what one person of the office types on an
-- older one does not overwrite another's.
alter table application_round add column version bigint not null default 1;

-- The usual rounds are put into the calendar once. What the office then moves or deletes is not put back: these are the
-- ones that were planned, whatever has become of them.
create table application_round_planned (
    applies_as text not null check (applies_as in ('core', 'partner')),
    starts_on  date not null,
    primary key (applies_as, starts_on)
);
insert into application_round_planned select applies_as, starts_on from application_round on conflict do nothing;

-- The applications of a round: how many there are, and whether it may still be changed.
create index application_in_round on application (round_id) where round_id is not null;
