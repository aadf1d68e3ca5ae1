-- One of each damage that orders.sql looks for, to be taken back at once: an order goes, another is there twice, and what
-- was put on the shelves was never there. :promised are orders that shoppers were told of, three at least.
set local session_replication_role = replica;
create temporary table damaged on commit drop as
select id::uuid, number
from unnest(string_to_array(:'promised', ',')) with ordinality as promised (id, number)
where number <= 3;
delete from orders.orders where id = (select id from damaged where number = 1);
update orders.orders set email = 'ride-twice@example.com' where id in (select id from damaged where number > 1);
update orders.stock_movements set delta = -1 where order_id is null;
