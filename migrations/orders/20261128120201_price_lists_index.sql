-- no-transaction
-- Staff read a list as a whole.
create index concurrently price_list_entries_list on orders.price_list_entries (list_id);
