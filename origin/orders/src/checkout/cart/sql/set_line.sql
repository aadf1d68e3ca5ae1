-- Sets how many units a line has if all is well, and otherwise says what is not.
--
-- The selects do not see what `changed` writes, so its line is taken from what it returns. A changed line has been seen
-- at the price of now. Locking the cart first makes changes of one cart wait for each other. What is kept as the reply is what it is made of.
--
-- $1  uuid  the cart    $2  text  the SKU    $3  text  the currency
-- $4  text  scope of the key     $5  text  the key    $6  bytea  fingerprint of the request
-- $7  integer  the units         $8, $9  not used
-- $10  uuid  the customer who asks; a cart of an account is nobody else's
with known as (
    select fingerprint, reply from shop.kept_reply($4, $5)
), cart as (
    select id, version + 1 as version from orders.carts
    where id = $1 and (customer_id is null or customer_id = $10) and not exists (select from known)
    for no key update
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
    update orders.cart_lines as line set quantity = $7, seen_prices = snapshot.prices
    from cart, snapshot
    where line.cart_id = cart.id and line.sku = snapshot.sku and snapshot.sold and $7 <= snapshot.available
    returning line.sku, line.quantity, line.added_at, line.seen_prices
), line as (
    select sku, quantity, added_at, seen_prices from orders.cart_lines where cart_id = $1 and sku <> $2
    union all
    select sku, quantity, added_at, seen_prices from changed where quantity > 0
), touched as (
    update orders.carts set updated_at = now(), version = carts.version + 1
    where id = $1 and exists (select from changed)
), answer as materialized (
    select jsonb_build_object('id', cart.id, 'version', cart.version, 'adjustments', priced.adjustments,
        'lines', coalesce((
            select jsonb_agg(to_jsonb(goods) || jsonb_build_object('quantity', line.quantity,
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
       (select count(*) from kept) as kept
from held left join snapshot on true
