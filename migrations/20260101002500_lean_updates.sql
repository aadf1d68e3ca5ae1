-- A change of a row is cheap while no index knows a column that changes (PostgreSQL's heap-only
-- tuples). Every change of a cart changes `updated_at`, every move of stock `on_hand` and `reserved`.

-- Nobody asks for carts by their age.
drop index orders.carts_age;

-- A customer has few carts.
drop index orders.carts_customer;
create index carts_customer on orders.carts (customer_id) where customer_id is not null;

drop index orders.stock_levels_location;
create index stock_levels_location on orders.stock_levels (location);

-- Room in each page for what becomes of its rows: carts and saved replies change soon after they are
-- made, levels all the time.
alter table orders.carts set (fillfactor = 70);
alter table orders.stock_levels set (fillfactor = 60);
alter table shop.idempotency_keys set (fillfactor = 60);

-- The next number of an order, for which everybody waits who places one at the same moment. Whoever has waited
-- looks for the row anew, and for all the rest of the statement: so this is one of its own.
create function orders.next_number() returns bigint language plpgsql as $$
declare
    given bigint;
begin
    update orders.order_numbers set last = last + 1 returning last into strict given;
    return given;
end
$$;
