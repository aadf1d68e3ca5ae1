-- no-transaction
-- Staff look at the newest first.
create index concurrently originals_newest on media.originals (created_at desc, hash desc);
