-- One purchase, for pgbench: what the shop's three requests leave in the tables, and nothing else.
\set number random(1, :skus)
select gen_random_uuid() as cart, gen_random_uuid() as order_id, gen_random_uuid() as payment,
       gen_random_uuid()::text as cart_key, gen_random_uuid()::text as checkout_key, gen_random_uuid()::text as order_key,
       sku from bench_skus where number = :number
\gset
-- Making a cart with its first line.
begin;
insert into shop.idempotency_keys (scope, key, fingerprint) values ('CreateCart', :cart_key, sha256('cart'));
insert into orders.carts (id) values (:cart);
insert into orders.cart_lines (cart_id, sku, quantity) values (:cart, :sku, 1);
update shop.idempotency_keys set reply = jsonb_build_object('lines', repeat('x', 700))
 where scope = 'CreateCart' and key = :cart_key;
commit;
-- Holding its piece.
begin;
insert into shop.idempotency_keys (scope, key, fingerprint) values ('CreateCheckout', :checkout_key, sha256('hold'));
update orders.carts set updated_at = now() where id = :cart;
update orders.stock_levels set reserved = reserved + 1 where sku = :sku;
insert into orders.reservations (cart_id, sku, quantity, reserved_until, begun_at)
values (:cart, :sku, 1, now() + interval '15 minutes', now());
update shop.idempotency_keys set reply = jsonb_build_object('cart', repeat('x', 1100))
 where scope = 'CreateCheckout' and key = :checkout_key;
commit;
-- Opening the order.
begin;
insert into shop.idempotency_keys (scope, key, fingerprint) values ('PlaceOrder', :order_key, sha256('order'));
update orders.carts set updated_at = now() where id = :cart;
update orders.stock_levels set on_hand = on_hand - 1, reserved = reserved - 1 where sku = :sku;
insert into orders.stock_movements (sku, delta, reason, order_id) values (:sku, -1, 'ordered', :order_id);
insert into orders.orders (id, state, cart_id, market, currency, email, address, delivery, subtotal_minor,
                           delivery_fee_minor, total_minor, idempotency_key, fingerprint, breakdown)
values (:order_id, 'awaiting_payment', :cart, 'eu', 'EUR', 'floor@example.com', '{"name": "Ada Lovelace"}', 'standard',
        2000, 490, 2490, :order_key, sha256('order'),
        jsonb_build_object('currency', 'EUR', 'goods', jsonb_build_object('minor', 2000),
                           'discount', jsonb_build_object('minor', 0), 'total', jsonb_build_object('minor', 2490),
                           'rest', repeat('x', 900)));
insert into orders.payments (id, order_id, state, amount_minor, currency) values (:payment, :order_id, 'pending', 2490, 'EUR');
insert into orders.order_lines (order_id, position, sku, product_id, slug, title, choice, quantity, unit_price_minor)
values (:order_id, 0, :sku, :cart, 'floor', 'Floor', '', 1, 2000);
delete from orders.reservations where cart_id = :cart;
delete from orders.cart_lines where cart_id = :cart;
commit;
-- The provider, with its books.
insert into orders.test_provider_charges (payment_id, amount_minor, currency, outcome)
values (:payment, 2490, 'EUR', 'authorised');
\sleep :provider_ms ms
-- Settling.
begin;
insert into shop.outbox (id, subject, tags, data)
values (gen_random_uuid(), 'shop.bench.placed', '{}', jsonb_build_object('order', :order_id::text));
update orders.payments set state = 'authorised', reference = 'floor', settled_at = now() where id = :payment;
update shop.idempotency_keys set reply = jsonb_build_object('order', repeat('x', 1300))
 where scope = 'PlaceOrder' and key = :order_key;
update orders.orders set state = 'placed', number = nextval('orders.order_number') where id = :order_id;
commit;
