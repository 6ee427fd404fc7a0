-- Text that met another one in the draft is kept beside it field by field (C11, F3): `inputs` says about which inputs a copy
-- is. Nothing: the whole form, as from a page that does not say what it showed, and as all copies from before.
alter table case_aside add column inputs text[];
alter table application_aside add column inputs text[];
