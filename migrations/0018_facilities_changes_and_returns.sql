-- 「詳細・変更」 and 「認定返上申請」 (F12, F13): what a facility asks for, what the office says to it, and whether its day has come.
-- Grows by one at every saved change of the contact data; guards against a colleague's old page.
alter table facility add column contact_version bigint not null default 0;

create table facility_change (
    change_id      uuid primary key,
    facility_id    uuid not null references facility,
    about          text not null check (about in ('name', 'address', 'responsible', 'return')),
    -- The 種別 whose certification it is about; 施設名 and 住所 are the facility's.
    kind           text check (kind in ('基幹施設', '連携施設', '認定研修施設')),
    member_id      uuid references member,        -- 施設責任者 that it names
    before         jsonb not null,                -- as it stood when it was asked for
    proposed       jsonb not null,
    effective_on   date not null,
    state          text not null check (state in ('waiting', 'approved', 'effective', 'refused', 'withdrawn')),
    words          text,                          -- the office's reason for 差し戻し
    asked_at       timestamptz not null,
    decided_at     timestamptz,
    effective_at   timestamptz,
    constraint facility_change_kind check ((kind is not null) = (about in ('responsible', 'return'))),
    constraint facility_change_member check ((member_id is not null) = (about = 'responsible')),
    constraint facility_change_facts check (
        (state = 'refused') = (words is not null)
        and (state in ('approved', 'effective', 'refused')) = (decided_at is not null)
        and (state = 'effective') = (effective_at is not null))
);
-- At most one waits of a facility and matter.
create unique index facility_change_waiting on facility_change (facility_id, about, coalesce(kind, '')) where state = 'waiting';
create index facility_change_of_facility on facility_change (facility_id, change_id);
create index facility_change_open on facility_change (change_id) where state = 'waiting';
create index facility_change_due on facility_change (effective_on) where state = 'approved';
