-- Notes the units of an order that awaits a confirmation as its client's, if it is all that the client keeps from others,
-- or all of that together stays within its share: of everything, and of each SKU half of its stock, or a few units, as in
-- fair_share.sql. The client's turn is held by whoever asks. What the order has taken is no stock any more, and counts as if it still were.
--
-- $1  uuid    the order                  $2  bigint  its client
-- $3  bigint  a few units                $4  bigint  the most units of one client
-- $5  bool    whether they are noted even beyond the share, since the order cannot be given up
--
-- Returns whether they are noted, now or before.
with taken as materialized (
    select sku, -sum(delta)::bigint as units from orders.stock_movements where order_id = $1
    group by sku having sum(delta) < 0
), held as (
    select sku, sum(quantity)::bigint as units from orders.reservations
    where holder = $2 and reserved_until > now() group by sku
), waiting as (
    select noted.sku, sum(noted.quantity)::bigint as units
    from orders.unconfirmed_units as noted join orders.orders as placed on placed.id = noted.order_id
    where noted.holder = $2 and noted.order_id <> $1 and placed.state = 'awaiting_payment' group by noted.sku
), stock as (
    select level.sku, coalesce(sum(level.on_hand) filter (where place.active), 0)::bigint
                      + coalesce(max(level.backorder_limit), 0) as units,
           bool_or(level.policy = 'backorder' and level.backorder_limit is null) as is_endless
    from orders.stock_levels as level join orders.stock_locations as place on place.code = level.location
    where level.sku in (select sku from taken) group by level.sku
), kept (units) as (
    select coalesce(sum(units), 0)
    from (select units from taken union all select units from held union all select units from waiting) as part
), fair (is_fair) as (
    select coalesce(bool_and(
               stock.is_endless
               or taken.units + coalesce(held.units, 0) + coalesce(waiting.units, 0)
                  <= greatest((stock.units + taken.units + coalesce(waiting.units, 0)) / 2, $3)
           ), true)
    from taken join stock using (sku) left join held using (sku) left join waiting using (sku)
), verdict as materialized (
    select $5 or kept.units <= $4 and fair.is_fair
           -- Whoever buys a lot at once is asked by the bank most often.
           or not exists (select from held) and not exists (select from waiting)
           or exists (select from orders.unconfirmed_units where order_id = $1) as is_noted
    from kept, fair
), noted as (
    insert into orders.unconfirmed_units (order_id, sku, quantity, holder)
    select $1, taken.sku, taken.units, $2 from taken, verdict where verdict.is_noted
    on conflict (order_id, sku) do nothing
)
select is_noted from verdict
