-- no-transaction
-- The sweep asks for guests' carts that nobody has used for long. By when they were made, which no change of a cart
-- touches.
create index concurrently carts_guests on orders.carts (created_at) where customer_id is null;
