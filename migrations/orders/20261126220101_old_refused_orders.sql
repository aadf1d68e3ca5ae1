-- no-transaction
-- The sweep forgets who placed orders that were never paid for.
create index concurrently orders_refused on orders.orders (created_at) where state = 'refused' and email <> '';
