-- As many orders as `count` says, each of one unit that was put on hand before: the ledgers add up.
create temporary table past as
select number, gen_random_uuid() as order_id, gen_random_uuid() as payment_id, gen_random_uuid() as cart_id,
       now() - number * interval '30 seconds' as at, (select min(sku) from orders.stock_levels) as sku
from generate_series(1, :count) as number;
insert into orders.orders (id, number, state, cart_id, market, currency, email, address, delivery, subtotal_minor,
                           delivery_fee_minor, total_minor, idempotency_key, fingerprint, created_at)
select order_id, nextval('orders.order_number'), 'fulfilled', cart_id, 'eu', 'EUR', 'past-' || number || '@example.com',
       '{"name": "Ada Lovelace"}', 'standard', 2000, 490, 2490, order_id::text, sha256('past'), at
from past;
insert into orders.payments (id, order_id, state, amount_minor, currency, reference, created_at, settled_at, captured_minor)
select payment_id, order_id, 'captured', 2490, 'EUR', 'past', at, at, 2490 from past;
insert into orders.order_lines (order_id, position, sku, product_id, slug, title, choice, quantity, unit_price_minor)
select order_id, 0, sku, cart_id, 'past', 'Past', '', 1, 2000 from past;
insert into orders.stock_movements (sku, delta, reason, order_id, created_at)
select sku, 1, 'counted', null, at from past;
insert into orders.stock_movements (sku, delta, reason, order_id, created_at)
select sku, -1, 'ordered', order_id, at from past;
