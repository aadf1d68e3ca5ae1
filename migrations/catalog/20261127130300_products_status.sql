-- no-transaction
-- Staff list drafts, or what is archived, the newest first.
create index concurrently products_by_status on catalog.products (status, id);
