-- What of orders is in no shipment yet, as stock items, and from where each order took how many of them. What came back
-- from a shopper is left out of that: it had been packed.
--
-- $1  uuid[]  the orders
select jsonb_build_object(
           'id', placed.id, 'number', placed.number, 'name', placed.address ->> 'name',
           'market', placed.market, 'delivery', placed.delivery, 'delivery_service', placed.delivery_service,
           'items', (
               select coalesce(jsonb_agg(jsonb_build_object(
                          'sku', item.sku, 'open', item.units,
                          'title', coalesce(snapshot.title, jsonb_build_object('en', item.title)),
                          'choice', coalesce(snapshot.choice, jsonb_build_object('en', item.choice)),
                          'taken', (
                              select coalesce(jsonb_agg(jsonb_build_object(
                                         'code', place.code, 'name', place.name, 'priority', place.priority,
                                         'units', taken.units
                                     ) order by place.priority, place.code), '[]')
                              from (
                                  select moved.location, -sum(moved.delta)::bigint as units
                                  from orders.stock_movements as moved
                                  where moved.order_id = placed.id and moved.sku = item.sku
                                        and moved.reason <> 'returned'
                                  group by moved.location having sum(moved.delta) < 0
                              ) as taken join orders.stock_locations as place on place.code = taken.location
                          )
                      ) order by item.sku), '[]')
               from (
                   select coalesce(part.sku, line.sku) as sku,
                          sum(units.open * coalesce(part.units, 1))::bigint as units,
                          coalesce(min(line.title) filter (where part.sku is null), coalesce(part.sku, line.sku)) as title,
                          coalesce(min(line.choice) filter (where part.sku is null), '') as choice
                   from orders.order_lines as line
                   cross join lateral (
                       select line.quantity - coalesce((
                                  select sum(packed.quantity) from orders.shipment_lines as packed
                                  where packed.order_id = line.order_id and packed.position = line.position), 0)
                                            - coalesce((
                                  select sum(off.quantity) from orders.cancellation_lines as off
                                  where off.order_id = line.order_id and off.position = line.position), 0) as open
                   ) as units
                   left join orders.order_bundles as part on part.order_id = line.order_id and part.bundle = line.sku
                   where line.order_id = placed.id and units.open > 0
                         and placed.state in ('placed', 'partially_fulfilled')
                   group by coalesce(part.sku, line.sku)
               ) as item
               left join orders.sellable_snapshots as snapshot on snapshot.sku = item.sku
           )
       )
from orders.orders as placed where placed.id = any($1) order by placed.number, placed.id
