-- Whether a cart leaves others enough of each SKU if it holds these units, whose levels are locked by whoever asks. Carts
-- of which nobody knows whose they are may hold half of a SKU's stock together, and so may all carts of one client; of a
-- few units, all. What may be owed counts as stock, and where that has no end there is nothing to share. Units of the
-- client's orders that wait for a bank are held like those of its carts; they have left the stock, and count as in it.
--
-- $1  uuid    the cart, whose own holds do not count    $2  bigint  its client, if known
-- $3  bool    whether nobody knows whose cart it is
-- $4  text[]  SKUs    $5  bigint[]  units of each that it would hold; a SKU may come twice
-- $6  bigint  a few units
with wanted as (
    select sku, sum(units)::bigint as units from unnest($4::text[], $5::bigint[]) as item (sku, units) group by sku
), stock as (
    select level.sku, coalesce(sum(level.on_hand) filter (where place.active), 0)::bigint
                      + coalesce(max(level.backorder_limit), 0) as units,
           bool_or(level.policy = 'backorder' and level.backorder_limit is null) as is_endless
    from orders.stock_levels as level join orders.stock_locations as place on place.code = level.location
    where level.sku = any($4) group by level.sku
), held as (
    select sku, coalesce(sum(quantity) filter (where anonymous), 0) as by_strangers,
           coalesce(sum(quantity) filter (where holder = $2), 0) as by_client
    from orders.reservations where sku = any($4) and cart_id <> $1 and reserved_until > now() group by sku
), waiting as (
    select noted.sku, sum(noted.quantity)::bigint as units
    from orders.unconfirmed_units as noted join orders.orders as placed on placed.id = noted.order_id
    where noted.holder = $2 and noted.sku = any($4) and placed.state = 'awaiting_payment' group by noted.sku
)
select coalesce(bool_and(
           stock.is_endless
           or (not $3 or coalesce(held.by_strangers, 0) + wanted.units <= greatest(stock.units / 2, $6))
              and ($2::bigint is null
                   or coalesce(held.by_client, 0) + coalesce(waiting.units, 0) + wanted.units
                      <= greatest((stock.units + coalesce(waiting.units, 0)) / 2, $6))
       ), true)
from wanted join stock using (sku) left join held using (sku) left join waiting using (sku)
