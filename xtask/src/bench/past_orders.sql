create table bench_past as
select number, gen_random_uuid() as order_id, gen_random_uuid() as payment_id, gen_random_uuid() as cart_id,
       (select max(number) from bench_skus) as skus,
       now() - interval '1 year' + number * interval '30 seconds' as at
from generate_series(1, :count) as number;
insert into orders.orders (id, number, state, cart_id, market, currency, email, address, delivery, subtotal_minor,
                           delivery_fee_minor, total_minor, idempotency_key, fingerprint, created_at)
select order_id, -number, 'fulfilled', cart_id, 'eu', 'EUR', 'past-' || number % 100000 || '@example.com',
       '{"name": "Ada Lovelace"}', 'standard', 2000, 490, 2490, order_id::text, sha256('past'), at
from bench_past;
insert into orders.payments (id, order_id, state, amount_minor, currency, reference, created_at, settled_at, captured_minor)
select payment_id, order_id, 'captured', 2490, 'EUR', 'past', at, at, 2490 from bench_past;
insert into orders.order_lines (order_id, position, sku, product_id, slug, title, choice, quantity, unit_price_minor)
select order_id, 0, sku, cart_id, 'past', 'Past', '', 1, 2000
from bench_past join bench_skus on bench_skus.number = 1 + bench_past.number % bench_past.skus;
insert into orders.stock_movements (sku, delta, reason, order_id, created_at)
select sku, -1, 'ordered', order_id, at
from bench_past join bench_skus on bench_skus.number = 1 + bench_past.number % bench_past.skus;
insert into orders.carts (id, created_at, updated_at) select cart_id, at, at from bench_past;
insert into orders.test_provider_charges (payment_id, amount_minor, currency, outcome)
select payment_id, 2490, 'EUR', 'authorised' from bench_past;
vacuum analyze
