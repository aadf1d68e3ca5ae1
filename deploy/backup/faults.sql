-- One line for each thing that does not add up in a database of the shop: constraints, indexes, stock, payments, numbers, the
-- chain of the audit log. Read by `try` beside it, and by the drills.
select 'constraint ' || conname || ' of ' || conrelid::regclass || ' is not validated'
from pg_constraint where not convalidated;
select 'index ' || indexrelid::regclass || ' is not valid' from pg_index where not (indisvalid and indisready);
select 'SKU ' || sku || ' at ' || location || ' has ' || on_hand || ' on hand, and its movements say otherwise'
from orders.stock_levels as level
where on_hand <> coalesce((
          select sum(delta) from orders.stock_movements as movement
          where movement.sku = level.sku and movement.location = level.location
      ), 0);
select 'SKU ' || sku || ' at ' || location || ' has ' || reserved || ' reserved, and its reservations say otherwise'
from orders.stock_levels as level
where reserved <> coalesce((
          select sum(quantity) from orders.reservations as held
          where held.sku = level.sku and held.location = level.location
      ), 0);
select 'order ' || placed.number || ' costs ' || total_minor || ', and its payment is of ' || amount_minor
from orders.orders as placed join orders.payments as payment on payment.order_id = placed.id
where placed.state = 'fulfilled' and total_minor <> amount_minor
      and not exists (select from orders.order_gift_cards as used where used.order_id = placed.id);
select 'order ' || number || ' has no lines' from orders.orders as placed
where not exists (select from orders.order_lines as line where line.order_id = placed.id);
select 'the next order would get the number of another'
from orders.order_number as sequence
where last_value < (select max(number) from orders.orders);
select 'entry ' || seq || ' of the audit log does not follow from the one before'
from (
    select seq, seq = lag(seq, 1, 0::bigint) over (order by seq) + 1
        and previous = lag(hash, 1, '') over (order by seq)
        and hash = shop.audit_hash(previous, seq, occurred_at, actor, action, subject, before, after) as follows
    from shop.audit_entries
) as entry
where not follows;
