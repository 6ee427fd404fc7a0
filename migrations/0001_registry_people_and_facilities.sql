-- What the society knows of people and hospitals. It arrives by import (server import DIR) and is the ground on which
-- case reports stand: who is a physician member (A2), who may supervise on which days (P3), which certification record
-- covers a case's period (C5, C6).
create extension if not exists pg_trgm;
create extension if not exists btree_gist;

create table member (
    member_id    uuid primary key,
    member_no    text not null constraint member_no_unique unique,
    family_name  text not null,
    given_name   text not null,
    family_kana  text not null,
    given_kana   text not null,
    email        text not null,
    profession   text not null,
    -- The society's own register holds a few people who left before they joined: the import warns of them, and loads them.
    joined_on    date not null,
    left_on      date,
    affiliation  text not null default '',
    -- names, kana and member number folded by domain::text::search_key, so that かな/カナ, width, case, spaces and
    -- common twins of characters (髙高, 﨑崎 …) do not matter
    search_key   text not null
);
-- One address at most once in the members' realm, compared without case (A1).
create unique index member_email_unique on member (lower(email));
create index member_search on member using gin (search_key gin_trgm_ops);

create table qualification (
    qualification_id uuid primary key,
    member_id        uuid not null references member,
    kind             text not null check (kind in ('指導医', '専門医', '認定医', '研修指導者資格', '暫定指導医')),
    certificate_no   text not null,
    start_on         date not null,
    end_on           date not null,
    constraint qualification_start_before_end check (start_on <= end_on),
    constraint qualification_key unique (certificate_no, start_on),
    -- Deferred: an import may move one period's end and the next one's start in any order.
    constraint qualification_periods_apart exclude using gist
        (member_id with =, kind with =, daterange(start_on, end_on, '[]') with &&) deferrable initially deferred
);
create index qualification_of_member on qualification (member_id);
create index qualification_certificate on qualification (upper(certificate_no) text_pattern_ops);

create table facility (
    facility_id  uuid primary key,
    facility_no  text not null constraint facility_no_unique unique,
    name         text not null,
    kana         text not null,
    prefecture   text not null,
    login_email  text,
    search_key   text not null
);
create unique index facility_email_unique on facility (lower(login_email));
create index facility_search on facility using gin (search_key gin_trgm_ops);

-- 施設認定の記録: one facility holds one or several over the years; a case names a record, not a hospital (C5).
create table certification (
    certification_id      uuid primary key,
    facility_id           uuid not null references facility,
    kind                  text not null check (kind in ('基幹施設', '連携施設', '認定研修施設')),
    certificate_no        text not null constraint certification_no_unique unique,
    start_on              date not null,
    end_on                date not null,
    responsible_member_id uuid references member,
    constraint certification_start_before_end check (start_on <= end_on),
    constraint certification_periods_apart exclude using gist
        (facility_id with =, kind with =, daterange(start_on, end_on, '[]') with &&) deferrable initially deferred
);
create index certification_of_facility on certification (facility_id);
create index certification_number on certification (upper(certificate_no) text_pattern_ops);
create index certification_responsible on certification (responsible_member_id);
