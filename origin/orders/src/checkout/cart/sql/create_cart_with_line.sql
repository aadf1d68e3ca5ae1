-- Makes a cart with its first line if all is well, and otherwise says what is not.
--
-- The selects do not see what `changed` writes, so its line is taken from what it returns. A changed line has been seen
-- at the price of now. The cart is nobody's yet where its goods are read, so the prices of whose it is are read besides. What is kept as the reply is what it is made of.
--
-- $1  uuid  the cart, if it is made    $2  text  the SKU    $3  text  the currency
-- $4  text  scope of the key     $5  text  the key    $6  bytea  fingerprint of the request
-- $7  integer  the units         $8  integer  the most units of a line    $9  bigint  the most lines
-- $10 uuid  the customer whose cart it is
with known as (
    select fingerprint, reply from shop.kept_reply($4, $5)
), cart as (
    select $1::uuid as id, 1::bigint as version where not exists (select from known)
), wanted as (
    select array(select sku from orders.cart_lines where cart_id = $1) || $2::text as skus
), goods as materialized (
    select sellable.* from wanted, orders.goods_to($1, wanted.skus) as sellable
), snapshot as (
    select sku, title, choice, prices, active and prices ? $3 as sold, available from goods where sku = $2
), held as (
    select coalesce(max(quantity) filter (where sku = $2), 0) as quantity,
           count(*) filter (where sku <> $2) as other_lines
    from orders.cart_lines where cart_id = $1
), changed as (
    insert into orders.cart_lines as line (cart_id, sku, quantity, seen_prices)
    select cart.id, snapshot.sku, $7, snapshot.prices
    from cart, snapshot, held
    where snapshot.sold and held.other_lines < $9 and least(held.quantity + $7, $8) <= snapshot.available
    on conflict (cart_id, sku) do update
    set quantity = least(line.quantity + excluded.quantity, $8), seen_prices = excluded.seen_prices
    returning sku, quantity, added_at, seen_prices
), line as (
    select sku, quantity, added_at, seen_prices from orders.cart_lines where cart_id = $1 and sku <> $2
    union all
    select sku, quantity, added_at, seen_prices from changed where quantity > 0
), touched as (
    insert into orders.carts (id, customer_id, version) select $1, $10, 1 from changed
), answer as materialized (
    select jsonb_build_object('id', cart.id, 'version', cart.version, 'adjustments', priced.adjustments,
        'lines', coalesce((
            select jsonb_agg(to_jsonb(goods) || jsonb_build_object('terms', goods.terms || jsonb_build_object(
                                 'steps', orders.price_steps_of(goods.sku, $10)))
                             || jsonb_build_object('quantity', line.quantity,
                                                                   'seen_prices', line.seen_prices)
                             order by line.added_at, line.sku)
            from line join goods on goods.sku = line.sku
        ), '[]')) as reply
    from cart, orders.adjustments_and_rules_of($1, null) as priced
    where exists (select from changed)
), kept as materialized (
    select shop.keep_reply($4, $5, $6, answer.reply) from answer
)
select (select fingerprint from known) as fingerprint,
       coalesce((select reply from known), (select reply from answer)) as answer,
       exists (select from cart) as found, held.quantity as held, held.other_lines,
       snapshot.title, snapshot.choice, snapshot.sold, snapshot.available,
       coalesce((select (reply ->> 'id')::uuid from known), $1) as made,
       (select count(*) from kept) as kept
from held left join snapshot on true
