-- Opens the order of an eligible cart, if nobody has changed the cart since it was read, if what it holds is exactly
-- what it asks for, and if the key is new. It locks and asks what the general path does, in the same order, the cart
-- first; whatever had to be waited for is looked at as it is afterwards.
--
-- The units leave the stock room and what is reserved at once. So what is left for everybody else stays what it was,
-- and nobody is told anything.
--
-- $1  jsonb  the order, as OrderDraft::record makes it
-- $2  bytea  fingerprint of the request
-- $3  text   scope of the key
-- $4  bigint version of the cart when it was read
--
-- Returns when the order was written; no row if it was not.
with draft as materialized (
    select * from jsonb_to_record($1::jsonb) as draft (
        id uuid, state text, customer_id uuid, cart_id uuid, market text, currency text, email text, address jsonb,
        billing_address jsonb, delivery text, delivery_service jsonb, subtotal_minor bigint, delivery_fee_minor bigint,
        discount_minor bigint, tax_minor bigint, total_minor bigint, breakdown jsonb, idempotency_key text, terms jsonb,
        payment_id uuid, payment_state text, to_charge_minor bigint, lines jsonb
    )
), wanted as materialized (
    select line.*
    from draft, jsonb_to_recordset(draft.lines) as line (
        position integer, sku text, product_id uuid, slug text, title text, title_lang text, choice text,
        choice_lang text, quantity integer, unit_price_minor bigint
    )
), cart as (
    select cart.id from orders.carts as cart
    where cart.id = (select cart_id from draft) and cart.version = $4
          and not exists (select from orders.orders where idempotency_key = (select idempotency_key from draft))
    for no key update
), own as (
    select sku, location, quantity from orders.reservations where cart_id = (select id from cart) for update
), held as (
    select own.sku, own.location, own.quantity, place.active and level.policy <> 'untracked' as ours
    from own join orders.stock_levels as level on level.sku = own.sku and level.location = own.location
    join orders.stock_locations as place on place.code = own.location
    order by own.sku, own.location for update of level
), covered as (
    select from held
    having bool_and(ours)
           and array_agg(sku order by sku collate "C") = (select array_agg(sku order by sku collate "C") from wanted)
           and array_agg(quantity order by sku collate "C")
               = (select array_agg(quantity order by sku collate "C") from wanted)
), claimed as (
    insert into shop.idempotency_keys (scope, key, fingerprint)
    select $3, draft.idempotency_key, $2 from covered, draft
    on conflict on constraint idempotency_keys_pkey do nothing
    returning key
), go as materialized (
    select draft.* from claimed, draft
), moved as (
    update orders.stock_levels as level
    set on_hand = level.on_hand - held.quantity, reserved = level.reserved - held.quantity
    from held, go where level.sku = held.sku and level.location = held.location
    returning level.sku, level.location, held.quantity, go.id as order_id
), noted as (
    insert into orders.stock_movements (sku, location, delta, reason, order_id)
    select sku, location, -quantity, 'ordered', order_id from moved
), touched as (
    update orders.carts as cart set updated_at = now(), version = cart.version + 1 from go where cart.id = go.cart_id
), opened as (
    insert into orders.orders (id, state, customer_id, cart_id, market, currency, email, address, billing_address,
                               delivery, delivery_service, subtotal_minor, delivery_fee_minor, discount_minor,
                               tax_minor, total_minor, breakdown, idempotency_key, fingerprint, terms)
    select id, state, customer_id, cart_id, market, currency, email, address, billing_address,
           delivery, delivery_service, subtotal_minor, delivery_fee_minor, discount_minor, tax_minor, total_minor,
           breakdown, idempotency_key, $2, terms
    from go
), used as (
    delete from orders.reservations as held using go where held.cart_id = go.cart_id
), emptied as (
    delete from orders.cart_lines as line using go where line.cart_id = go.cart_id
), payment as (
    insert into orders.payments (id, order_id, state, amount_minor, currency)
    select payment_id, id, payment_state, to_charge_minor, currency from go
), line as (
    insert into orders.order_lines
           (order_id, position, sku, product_id, slug, title, title_lang, choice, choice_lang, quantity, unit_price_minor)
    select go.id, wanted.position, wanted.sku, wanted.product_id, wanted.slug, wanted.title, wanted.title_lang,
           wanted.choice, wanted.choice_lang, wanted.quantity, wanted.unit_price_minor
    from go, wanted
)
select orders.utc(now()) from go
