-- no-transaction
-- Those whose colour the job has still to work out.
create index concurrently originals_uncoloured on media.originals (created_at) where state = 'ready' and coloured_at is null;
