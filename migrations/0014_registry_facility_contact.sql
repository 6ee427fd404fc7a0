-- What the society knows of a facility beside its name: 1.申請書 brings it with the certification, 「詳細・変更」 changes it (F9,
-- F13). The import leaves it alone.
alter table facility
    add column postal_code text not null default '',
    add column address     text not null default '',
    add column phone       text not null default '',
    add column url         text not null default '',
    add column head        text not null default '',   -- 施設長氏名
    add column department  text not null default '',   -- 施設責任者 所属部署・役職
    add column clerk       text not null default '',   -- 事務担当者
    add column clerk_email text not null default '';
