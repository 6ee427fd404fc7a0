-- What the society knows of a facility beside its name: 1.申請書 brings it with the certification, 「詳細・変更」 changes it (F9,
-- F13). The import leaves it alone.

-- Postgres 15.20 and its sisters of the same day refuse a new column with a default while the body of a function that takes
-- the row is stored parsed, as that of 0010 is: "cannot alter table … because function … uses its row type". As text it is read
-- when it is called. (0030 does the same for databases on which this migration was applied without it.)
create or replace function display_name(facility) returns text language sql stable as $$
    select coalesce(nullif($1.name, ''), $1.contact_family_name || ' ' || $1.contact_given_name)
$$;

alter table facility
    add column postal_code text not null default '',
    add column address     text not null default '',
    add column phone       text not null default '',
    add column url         text not null default '',
    add column head        text not null default '',   -- 施設長氏名
    add column department  text not null default '',   -- 施設責任者 所属部署・役職
    add column clerk       text not null default '',   -- 事務担当者
    add column clerk_email text not null default '';
