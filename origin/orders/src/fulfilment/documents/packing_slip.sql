-- What lies in a shipment of an order; or, without one, what of the order is in none yet.
--
-- $1  uuid  the order    $2  uuid  the shipment; null for what is in none
select jsonb_build_object(
           'number', placed.number, 'market', placed.market, 'address', placed.address,
           'delivery', placed.delivery, 'delivery_service', placed.delivery_service,
           'ordered_on', to_char(placed.created_at at time zone 'utc', 'YYYY-MM-DD'),
           'printed_on', to_char(now() at time zone 'utc', 'YYYY-MM-DD'),
           'parcel', (select position from orders.shipments where id = $2 and order_id = placed.id),
           'lines', (
               select coalesce(jsonb_agg(jsonb_build_object(
                          'title', line.title, 'choice', line.choice, 'sku', line.sku, 'quantity', units.of_slip
                      ) order by line.position), '[]')
               from orders.order_lines as line
               cross join lateral (
                   select case when $2::uuid is null then line.quantity - coalesce(sum(packed.quantity), 0) - coalesce((
                                    select sum(off.quantity) from orders.cancellation_lines as off
                                    where off.order_id = line.order_id and off.position = line.position), 0)
                               else coalesce(sum(packed.quantity) filter (where packed.shipment_id = $2), 0) end as of_slip
                   from orders.shipment_lines as packed
                   where packed.order_id = line.order_id and packed.position = line.position
               ) as units
               where line.order_id = placed.id and units.of_slip > 0
                     and ($2::uuid is not null or placed.state in ('placed', 'partially_fulfilled'))
           )
       )
from orders.orders as placed where placed.id = $1
