-- An order whose shopper has yet to confirm the payment with a bank keeps its units from others, and nobody has paid. So
-- its units count as held by its client, a hash, as long as the order awaits its payment.
create table orders.unconfirmed_units (
    order_id uuid not null references orders.orders (id),
    sku text not null,
    quantity bigint not null,
    holder bigint not null,
    noted_at timestamptz not null default now(),
    constraint unconfirmed_units_pkey primary key (order_id, sku),
    constraint unconfirmed_units_quantity_check check (quantity > 0)
);

-- Each hold asks how much of its client's waits.
create index unconfirmed_units_holder on orders.unconfirmed_units (holder);

-- How many units a client keeps from others, by carts other than one and by orders that wait. Holds of one client at
-- once wait for each other here until their transactions end, and each sees those before it: the second statement looks
-- after the lock. It takes the place of orders.held_by, which knows of carts alone.
create function orders.kept_by(client bigint, other_than uuid) returns bigint
    language plpgsql
    as $$
begin
    perform pg_advisory_xact_lock(client);
    return (select coalesce(sum(quantity), 0) from orders.reservations
            where holder = client and cart_id <> other_than and reserved_until > now())
         + (select coalesce(sum(noted.quantity), 0)
            from orders.unconfirmed_units as noted join orders.orders as placed on placed.id = noted.order_id
            where noted.holder = client and placed.state = 'awaiting_payment');
end
$$;

-- Whether a client may hold so many units more and keeps nothing by orders that wait, so that its share of a SKU is
-- among what is reserved of it. Others of the client wait, as in orders.kept_by.
create function orders.has_room(client bigint, other_than uuid, wanted bigint, most bigint) returns boolean
    language plpgsql
    as $$
begin
    perform pg_advisory_xact_lock(client);
    return wanted + (select coalesce(sum(quantity), 0) from orders.reservations
                     where holder = client and cart_id <> other_than and reserved_until > now()) <= most
       and not exists (select from orders.unconfirmed_units as noted
                       join orders.orders as placed on placed.id = noted.order_id
                       where noted.holder = client and placed.state = 'awaiting_payment');
end
$$;
