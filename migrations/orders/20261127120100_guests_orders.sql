-- no-transaction
-- Whoever shows that an e-mail address is theirs is given the orders that guests placed with it.
create index concurrently orders_of_guests on orders.orders (lower(email collate "C")) where customer_id is null;
