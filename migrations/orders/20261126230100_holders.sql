-- Who holds units: whether anybody knows who they are, and which client it is, as a hash. What strangers hold of a SKU,
-- and what one client holds of everything, is bounded; both end with the hold.
alter table orders.reservations
    add column anonymous boolean not null default false,
    add column holder bigint;

-- How many units a client holds by other carts than one. Holds of one client at once wait for each other here until
-- their transactions end, and each sees those before it: the second statement looks after the lock.
create function orders.held_by(client bigint, other_than uuid) returns bigint
    language plpgsql
    as $$
begin
    perform pg_advisory_xact_lock(client);
    return (select coalesce(sum(quantity), 0) from orders.reservations
            where holder = client and cart_id <> other_than and reserved_until > now());
end
$$;
