-- no-transaction
-- The keys of one who leaves are ended.
create index concurrently staff_keys_owner on shop.staff_keys (owner) where owner is not null;
