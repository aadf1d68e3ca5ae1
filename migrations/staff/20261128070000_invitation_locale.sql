-- The language that whoever is invited reads; English while nobody has said it.
alter table staff.invitation_mails add column locale text;
