-- no-transaction
-- Lists of what waits and of what came to nothing. What was sent is nearly all there is, and is found among the newest;
-- what awaits its payment is little.
create index concurrently orders_by_state on orders.orders (state, created_at desc, id desc)
    where state in ('placed', 'partially_fulfilled', 'cancelled', 'refused');
