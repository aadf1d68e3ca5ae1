-- Places an order that the same request has just opened, if nobody has settled it meanwhile.
--
-- $1  uuid   the order
-- $2  text   state of an order that awaits its payment        $4  text   state of one that is placed
-- $3  text   state of a payment that is pending               $5  text   state of one that is authorised
-- $6  text   the provider's reference of the payment
-- $7  jsonb  who did it
-- $8  uuid   id of the event     $9  text  its subject        $10 jsonb  its data, but for the order's number
-- $11 jsonb  the reply, but for the order's number
-- $12 text   scope of the key    $13 text  the key
-- $14 bytea  hash of the token that opens the order; null if there is none
--
-- Returns the order's number; no row if somebody else has settled it.
with open as (
    select placed.id, placed.cart_id, placed.created_at
    from orders.orders as placed join orders.payments as payment on payment.order_id = placed.id
    where placed.id = $1 and placed.state = $2 and payment.state = $3
    for update of placed, payment
), payment as (
    update orders.payments as payment set state = $5, reference = $6, settled_at = now()
    from open where payment.order_id = open.id
), noted as (
    insert into orders.order_timeline (order_id, actor, what) select id, $7, 'placed' from open
), codes as (
    -- The order has used them; what was typed since is for the next one.
    delete from orders.cart_codes as code using open
    where code.cart_id = open.cart_id and code.added_at <= open.created_at
), forgiven as (
    -- Payments of the cart that were declined before.
    update orders.carts as cart set declines = 0, paused_until = null from open
    where cart.id = open.cart_id and cart.declines > 0
), placed as (
    update orders.orders as placed set state = $4, number = nextval('orders.order_number')
    from open where placed.id = open.id
    returning placed.number, placed.id, placed.link_generation
), linked as (
    insert into orders.order_links (token_hash, order_id, generation)
    select $14::bytea, id, link_generation from placed where $14::bytea is not null
), told as (
    -- An event without tags, of which no other takes the place.
    insert into shop.outbox (id, subject, tags, data, trace_parent, request_id)
    select $8, $9, '{}'::text[], $10 || jsonb_build_object('number', placed.number), $15, $16 from placed
), kept as (
    update shop.idempotency_keys as kept
    set reply = jsonb_set($11::jsonb, '{Ok,number}', to_jsonb(placed.number))
    from placed where kept.scope = $12 and kept.key = $13
), woken as materialized (
    -- The relay, after the commit.
    select pg_notify('shop_outbox', '') from placed
)
select number from placed, woken
