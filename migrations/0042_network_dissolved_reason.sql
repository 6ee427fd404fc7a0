-- 解除 has a reason, which both sides read (F20). Linkages that were dissolved before have none, nor do those that ended
-- with a certification.
alter table linkage add column dissolved_reason text;
