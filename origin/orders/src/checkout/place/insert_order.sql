-- Opens an order: writes it with its payment and its lines, and takes uses of promotions and balances of gift cards,
-- each only if it is still there. Rows are locked in the order of their ids, promotions before gift cards. The cart's
-- lines have become the order's, and go with the reservations that its units came from.
--
-- $1  jsonb  the order, as OrderDraft::record makes it
-- $2  bytea  fingerprint of the request
--
-- Returns how many promotions and how many gift cards were taken, and when the order was written.
with draft as materialized (
    select * from jsonb_to_record($1::jsonb) as draft (
        id uuid, state text, customer_id uuid, cart_id uuid, market text, currency text, email text, address jsonb,
        billing_address jsonb, delivery text, delivery_service jsonb, subtotal_minor bigint, delivery_fee_minor bigint,
        discount_minor bigint, tax_minor bigint, total_minor bigint, breakdown jsonb, idempotency_key text, terms jsonb,
        payment_id uuid, payment_state text, to_charge_minor bigint, buyer text,
        lines jsonb, promotions jsonb, gift_cards jsonb
    )
), opened as (
    insert into orders.orders (id, state, customer_id, cart_id, market, currency, email, address, billing_address,
                               delivery, delivery_service, subtotal_minor, delivery_fee_minor, discount_minor,
                               tax_minor, total_minor, breakdown, idempotency_key, fingerprint, terms)
    select id, state, customer_id, cart_id, market, currency, email, address, billing_address,
           delivery, delivery_service, subtotal_minor, delivery_fee_minor, discount_minor, tax_minor, total_minor,
           breakdown, idempotency_key, $2, terms
    from draft
), used as (
    delete from orders.reservations as held using draft where held.cart_id = draft.cart_id
), emptied as (
    delete from orders.cart_lines as line using draft where line.cart_id = draft.cart_id
), payment as (
    insert into orders.payments (id, order_id, state, amount_minor, currency)
    select payment_id, id, payment_state, to_charge_minor, currency from draft
), line as (
    insert into orders.order_lines
           (order_id, position, sku, product_id, slug, title, title_lang, choice, choice_lang, quantity, unit_price_minor)
    select draft.id, line.position, line.sku, line.product_id, line.slug, line.title, line.title_lang, line.choice,
           line.choice_lang, line.quantity, line.unit_price_minor
    from draft, jsonb_to_recordset(draft.lines) as line (
        position integer, sku text, product_id uuid, slug text, title text, title_lang text, choice text,
        choice_lang text, quantity integer, unit_price_minor bigint
    )
), wanted as (
    select draft.id as order_id, draft.buyer, wanted.*
    from draft, jsonb_to_recordset(draft.promotions) as wanted (
        position integer, promotion_id uuid, title text, title_lang text, code text, goods_minor bigint,
        delivery_minor bigint
    )
), promotion as (
    select id from orders.promotions where id in (select promotion_id from wanted) order by id for no key update
), counted as (
    update orders.promotions as used set used = used.used + 1
    from promotion
    where used.id = promotion.id and used.active and (used.total_limit is null or used.used < used.total_limit)
    returning used.id
), by_customer as (
    insert into orders.promotion_customers as customer (promotion_id, customer, used)
    select counted.id, draft.buyer, 1 from counted, draft
    on conflict (promotion_id, customer) do update set used = customer.used + 1
    where customer.used < (select coalesce(limits.customer_limit, customer.used + 1)
                           from orders.promotions as limits where limits.id = customer.promotion_id)
    returning promotion_id
), taken as (
    insert into orders.promotion_uses
           (promotion_id, order_id, position, customer, title, title_lang, code, goods_minor, delivery_minor)
    select promotion_id, order_id, position, buyer, title, title_lang, code, goods_minor, delivery_minor
    from wanted join by_customer using (promotion_id)
    returning promotion_id
), payer as (
    select draft.id as order_id, draft.currency, payer.*
    from draft, jsonb_to_recordset(draft.gift_cards) as payer (
        position integer, gift_card_id uuid, amount_minor bigint
    )
), card as (
    -- Counting makes these locks come after those of the promotions.
    select id from orders.gift_cards
    where id in (select gift_card_id from payer) and (select count(*) from taken) >= 0
    order by id for no key update
), spent as (
    update orders.gift_cards as spent set balance_minor = spent.balance_minor - payer.amount_minor
    from payer join card on card.id = payer.gift_card_id
    where spent.id = payer.gift_card_id and spent.balance_minor >= payer.amount_minor
          and spent.currency = payer.currency and spent.blocked_at is null
          and (spent.expires_at is null or spent.expires_at > now())
    returning spent.id
), part as (
    insert into orders.order_gift_cards (order_id, position, gift_card_id, amount_minor)
    select payer.order_id, payer.position, payer.gift_card_id, payer.amount_minor
    from payer join spent on spent.id = payer.gift_card_id
), movement as (
    insert into orders.gift_card_movements (gift_card_id, delta_minor, reason, order_id)
    select payer.gift_card_id, -payer.amount_minor, 'ordered', payer.order_id
    from payer join spent on spent.id = payer.gift_card_id
)
select (select count(*) from taken), (select count(*) from spent), orders.utc(now())
