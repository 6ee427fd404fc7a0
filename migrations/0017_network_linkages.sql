-- 研修施設群: linkages of a 連携施設 with its 基幹施設 (F10). What was refused, withdrawn or dissolved stays, as history. That a
-- linkage ends with the certification of a side is not written down: it follows from the certifications of the day.
create table linkage (
    linkage_id     uuid primary key,
    partner_id     uuid not null references facility,
    core_id        uuid not null references facility,
    -- The application whose start day asked: it asks once (F9). Nothing: named later, by the 連携施設 itself.
    application_id uuid constraint linkage_asked_once unique references application,
    starts_on      date not null,
    state          text not null check (state in ('requested', 'linked', 'refused', 'withdrawn', 'dissolved')),
    requested_at   timestamptz not null,
    answered_at    timestamptz,                   -- 承認 or 否認
    reason         text,                          -- of 否認
    dissolved_on   date,                          -- the first day without
    dissolved_by   text check (dissolved_by in ('core', 'partner', 'office', 'lapse')),
    constraint linkage_two_facilities check (partner_id <> core_id),
    constraint linkage_state_facts check (
        (state in ('linked', 'refused', 'dissolved')) = (answered_at is not null)
        and (state = 'refused') = (reason is not null)
        and (state = 'dissolved') = (dissolved_on is not null)
        and (state = 'dissolved') = (dissolved_by is not null)),
    constraint linkage_dissolved_after_start check (dissolved_on >= starts_on),
    -- On any day a 連携施設 has one 基幹施設, asked or linked.
    constraint linkage_one_core exclude using gist
        (partner_id with =, daterange(starts_on, dissolved_on, '[)') with &&)
        where (state in ('requested', 'linked', 'dissolved'))
);
create index linkage_of_partner on linkage (partner_id);
create index linkage_of_core on linkage (core_id);
