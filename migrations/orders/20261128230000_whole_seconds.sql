-- contract: what it gives stays of the same form, and the program before reads the moment rounded down as it read it rounded
-- The moment a cart is priced at is rounded down: a cast alone rounds it to the nearest second, half of the time into the
-- future, in which a promotion or a rate of tax may count that does not count yet.
create or replace function orders.adjustments_of(cart uuid, customer text) returns table (adjustments jsonb)
language sql stable rows 1 as $$
    select jsonb_build_object(
        'as_of', floor(extract(epoch from now()))::bigint,
        'promotions', coalesce((
            select jsonb_agg(jsonb_build_object(
                'terms', promotion.terms, 'active', promotion.active, 'used', promotion.used,
                'position', claimed.position,
                'used_by_customer', coalesce((
                    select known.used from orders.promotion_customers as known
                    where known.promotion_id = promotion.id and known.customer = adjustments_of.customer), 0)))
            from (
                select promotion_id as id, position from orders.cart_codes
                where cart_id = cart and promotion_id is not null
                union all
                select id, null from orders.promotions where code is null and active
            ) as claimed join orders.promotions_whole as promotion on promotion.id = claimed.id
        ), '[]'),
        'gift_cards', coalesce((
            select jsonb_agg(jsonb_build_object(
                'id', card.id, 'last_four', card.last_four, 'currency', card.currency,
                'balance_minor', card.balance_minor, 'blocked', card.blocked_at is not null,
                'expires_at', floor(extract(epoch from card.expires_at))::bigint, 'position', held.position
            ) order by held.position)
            from orders.cart_codes as held join orders.gift_cards as card on card.id = held.gift_card_id
            where held.cart_id = cart
        ), '[]'))
$$;
