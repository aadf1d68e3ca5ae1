-- One line for each order that was promised and is not there, that is there twice, and for each piece that was sold and
-- was not there. :promised are the orders that shoppers were told of.
select 'lost ' || promised.id
from unnest(string_to_array(:'promised', ',')) as promised (id)
where not exists (
    select from orders.orders as placed where placed.id::text = promised.id and placed.state = 'placed'
);
select 'twice ' || email || ': ' || count(*)
from orders.orders where email like 'ride-%' and state = 'placed'
group by email having count(*) > 1;
select 'oversold ' || level.sku || ': ' || on_hand || ' on hand, ' || reserved || ' reserved'
from orders.stock_levels as level where on_hand < 0 or on_hand - reserved < lowest;
select 'oversold ' || sold.sku || ': ' || sold.units || ' of ' || offered.units
from (
    select sku, sum(quantity) as units
    from orders.order_lines as line join orders.orders as placed on placed.id = line.order_id
    where placed.state = 'placed' group by sku
) as sold
join (
    select sku, sum(delta) as units from orders.stock_movements where order_id is null group by sku
) as offered using (sku)
where sold.units > offered.units;
