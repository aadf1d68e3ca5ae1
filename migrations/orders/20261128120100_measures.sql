-- What is in a variant, as the catalogue told it.
alter table orders.offers add column measure jsonb;

-- SKUs as a cart sees them, as `orders.sellable_to` has them, and what else there is to know of each: `terms`, which can
-- come to hold more while this stays the same function. Called in FROM, it becomes a part of the statement's plan.
create function orders.goods_to(cart uuid, wanted text[]) returns table (
    sku text, product_id uuid, slug text, title jsonb, choice jsonb, prices jsonb, picture jsonb, active boolean,
    tax_class text, grams bigint, collections jsonb, available bigint, beyond bigint, components jsonb, terms jsonb
)
language sql stable as $$
    select offer.sku, offer.product_id, offer.slug, offer.title, offer.choice, offer.prices, offer.picture, offer.active,
           offer.tax_class, offer.grams, offer.collections, stock.orderable, stock.orderable - stock.available,
           coalesce((
               select jsonb_agg(jsonb_build_object('sku', component.sku, 'pieces', component.pieces)
                                order by component.sku)
               from orders.bundle_components as component where component.bundle = offer.sku
           ), '[]'), jsonb_build_object('measure', offer.measure)
    from orders.offers as offer cross join lateral orders.stock_of(offer.sku, cart) as stock
    where offer.sku = any(wanted)
$$;
